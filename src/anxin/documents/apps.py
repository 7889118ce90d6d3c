from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "anxin.documents"
    label = "documents"
    verbose_name = "Documents"
