from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "anxin.market.matching"
    label = "market_matching"
    verbose_name = "Market: matching"
