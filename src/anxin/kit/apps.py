from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "anxin.kit"
    label = "kit"
    verbose_name = "Shared kit"
