from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "anxin.web.ui"
    label = "web_ui"

    def ready(self) -> None:
        from anxin.web.ui.complaints import say_plainly

        say_plainly()
