from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "anxin.web.ui"
    label = "web_ui"
