from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "anxin.web.staff"
    label = "web_staff"

    def ready(self) -> None:
        from anxin.web.staff import case_panels

        case_panels.join()
