from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "anxin.config"
    label = "config"

    def ready(self) -> None:
        from anxin.config import wiring

        wiring.join()
