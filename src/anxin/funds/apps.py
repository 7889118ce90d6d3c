from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "anxin.funds"
    label = "funds"
    verbose_name = "Funds"
