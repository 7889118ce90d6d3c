from django.apps import AppConfig


class SuperviseConfig(AppConfig):
    name = "anxin.supervise"
    label = "supervise"
    verbose_name = "Supervision"
