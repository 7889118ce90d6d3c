from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "anxin.market.hall"
    label = "market_hall"
    verbose_name = "Hall"
