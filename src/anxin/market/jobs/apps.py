from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "anxin.market.jobs"
    label = "market_jobs"
    verbose_name = "Market: jobs"
