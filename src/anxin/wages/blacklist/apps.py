from django.apps import AppConfig


class BlacklistConfig(AppConfig):
    name = "anxin.wages.blacklist"
    label = "wages_blacklist"
    verbose_name = "Blacklist of unpaid wages"

    def ready(self) -> None:
        from anxin.wages.blacklist import casetypes  # noqa: F401 - makes the case type known
