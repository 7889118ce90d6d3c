from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "anxin.notify"
    label = "notify"
    verbose_name = "Messages"
