"""Construction projects on the desk: the list, one project with its months, the deposit calculator, early warning."""

from django.urls import URLPattern

from anxin.projects.rights import KEEPERS, OVERSEERS, VIEWERS
from anxin.web.staff.projects import calculator, lists, months, one
from anxin.web.ui.routes import page, staff

_VIEWERS = staff(*VIEWERS)
_KEEPERS = staff(*KEEPERS)
_WATCHERS = staff(*KEEPERS, *OVERSEERS)

urlpatterns: list[URLPattern] = [
    page("projects/", lists.projects, name="projects", audience=_VIEWERS),
    page("projects/new/", one.new, name="project-new", audience=_KEEPERS),
    page("projects/warning/", lists.warning, name="projects-warning", audience=_WATCHERS),
    page("projects/deposit/", calculator.calculator, name="deposit-calculator", audience=_VIEWERS),
    page("projects/template/<slug:sheet>/", months.template, name="project-template", audience=_VIEWERS),
    page("projects/sheets/<uuid:sheet_id>/", months.sheet, name="project-sheet", audience=_VIEWERS),
    page("projects/<uuid:project_id>/", one.project, name="project", audience=_VIEWERS),
    page("projects/<uuid:project_id>/do/<slug:deed>/", one.act, name="project-act", audience=_VIEWERS),
    page("projects/<uuid:project_id>/deposit/", calculator.require, name="project-deposit", audience=_KEEPERS),
    page("projects/<uuid:project_id>/sheets/", months.bring, name="project-sheets", audience=_VIEWERS),
    page("projects/<uuid:project_id>/months/<slug:month>/", months.month, name="project-month", audience=_VIEWERS),
]
