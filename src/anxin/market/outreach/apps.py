from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "anxin.market.outreach"
    label = "market_outreach"
    verbose_name = "Outreach"
