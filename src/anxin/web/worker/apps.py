from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "anxin.web.worker"
    label = "web_worker"
