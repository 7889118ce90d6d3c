from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "anxin.claims"
    label = "claims"
    verbose_name = "Injury claims"
