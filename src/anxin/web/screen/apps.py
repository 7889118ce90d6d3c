from django.apps import AppConfig


class ScreenConfig(AppConfig):
    name = "anxin.web.screen"
    label = "web_screen"
