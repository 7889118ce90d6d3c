from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "anxin.notify"
    label = "notify"
    verbose_name = "Messages"

    def ready(self) -> None:
        from anxin.identity import channels as phones
        from anxin.notify.channels.http_sms import HttpSmsChannel

        phones.register(HttpSmsChannel())
