from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "anxin.web.public"
    label = "web_public"
