from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "anxin.web.staff"
    label = "web_staff"
