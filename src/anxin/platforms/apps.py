from django.apps import AppConfig


class PlatformsConfig(AppConfig):
    name = "anxin.platforms"
    label = "platforms"
    verbose_name = "Platforms"
