from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class CasesConfig(AppConfig):
    name = "anxin.cases"
    label = "cases"
    verbose_name = "Casework"

    def ready(self) -> None:
        from anxin.cases.checks import STANDING, check_declarations, check_open_cases

        autodiscover_modules("casetypes")
        checks.register(check_declarations)
        checks.register(check_open_cases, STANDING, deploy=True)
