from django.apps import AppConfig


class WagesConfig(AppConfig):
    name = "anxin.wages"
    label = "wages"
    verbose_name = "Unpaid wages"
