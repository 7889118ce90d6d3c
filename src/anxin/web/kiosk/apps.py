from django.apps import AppConfig


class KioskConfig(AppConfig):
    name = "anxin.web.kiosk"
    label = "web_kiosk"
