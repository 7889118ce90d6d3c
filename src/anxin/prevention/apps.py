from django.apps import AppConfig


class PreventionConfig(AppConfig):
    name = "anxin.prevention"
    label = "prevention"
    verbose_name = "Prevention"
