from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ImportsConfig(AppConfig):
    name = "anxin.imports"
    label = "imports"
    verbose_name = "Tables taken in"

    def ready(self) -> None:
        autodiscover_modules("importers")
