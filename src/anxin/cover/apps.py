from django.apps import AppConfig


class CoverConfig(AppConfig):
    name = "anxin.cover"
    label = "cover"
    verbose_name = "Cover"
