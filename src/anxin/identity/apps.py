from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "anxin.identity"
    label = "identity"
    verbose_name = "People and organisations"
