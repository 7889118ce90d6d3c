from django.apps import AppConfig


class ResumeConfig(AppConfig):
    name = "anxin.market.resume"
    label = "market_resume"
    verbose_name = "Résumés"
