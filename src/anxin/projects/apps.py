from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "anxin.projects"
    label = "projects"
    verbose_name = "Construction projects"
