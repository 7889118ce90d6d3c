from django.apps import AppConfig
from django.db.models.signals import post_migrate  # noqa: TID251 - Django's own hook, not news between contexts


class FundsConfig(AppConfig):
    name = "anxin.funds"
    label = "funds"
    verbose_name = "基金与付款"

    def ready(self) -> None:
        from anxin.funds.opening import open_standard_funds

        post_migrate.connect(open_standard_funds, sender=self)
