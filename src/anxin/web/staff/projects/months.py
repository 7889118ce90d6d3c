"""A month of a project: files in, differences per worker, templates to take away."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anxin.imports.services import import_upload
from anxin.imports.types import ONE_SOURCE
from anxin.kit import clock
from anxin.kit.money import yuan
from anxin.projects.importers import importer_key
from anxin.projects.selectors import month_shown, project_shown, sheet_of, workers_shown
from anxin.projects.services import month_open
from anxin.projects.sheets import headings
from anxin.projects.types import SHEET_NAMES, SheetKind, WorkerLine
from anxin.web.staff.files import xlsx
from anxin.web.staff.projects.forms import SheetForm
from anxin.web.ui.forms import refusals_said
from anxin.web.ui.routes import actor_of


@require_GET
def month(request: HttpRequest, project_id: UUID, month: str) -> HttpResponse:
    """The people of a month, those with differences first; ``?only`` shows only those, ``?xlsx`` takes them away."""
    actor, first = actor_of(request), _month(month)
    project = project_shown(actor, project_id)
    shown = month_shown(actor, project_id, first)
    only = "only" in request.GET
    lines = workers_shown(actor, project_id, first, only_different=only)
    if "xlsx" in request.GET:
        return _xlsx(f"{project.number}-{first:%Y%m}", lines)
    context = {"project": project, "month": shown, "lines": lines, "only": only}
    return render(request, "staff/projects/month.html", context)


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=clock.SHANGHAI).date()
    except ValueError as error:
        raise Http404 from error


def _xlsx(title: str, lines: list[WorkerLine]) -> HttpResponse:
    headers = [
        _("姓名"),
        _("身份证号"),
        _("用人单位"),
        _("工种"),
        _("在册"),
        _("出勤天数"),
        _("应发（元）"),
        _("实发（元）"),
        _("发放日期"),
        _("差异"),
    ]
    table = (
        [
            line.name,
            line.id_number,
            line.employer,
            line.trade,
            line.on_roster,
            line.days,
            "" if line.due_fen is None else yuan(line.due_fen),
            "" if line.paid_fen is None else yuan(line.paid_fen),
            line.paid_on,
            "；".join(line.differences),
        ]
        for line in lines
    )
    return xlsx(title, headers, table)


@require_POST
def bring(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Hand a month's file to the importer, which reads it in a bounded process and shows how far it is."""
    actor, at = actor_of(request), clock.now()
    project_shown(actor, project_id)
    form = SheetForm(request.POST, request.FILES)
    file = request.FILES.get("file")
    if not form.is_valid() or not isinstance(file, UploadedFile):
        messages.error(request, _("请选择资料种类、月份和一个 Excel 或 CSV 文件。"))
        return redirect("project", project_id)
    given, place = form.cleaned_data, redirect("project", project_id)
    with refusals_said(request):
        sheet_id = month_open(project_id=project_id, month=given["month"], actor=actor, at=at)
        job_id = import_upload(
            importer=importer_key(SheetKind(given["kind"])),
            source=ONE_SOURCE,
            name=file.name or "sheet",
            content=file.read(settings.ANXIN_UPLOAD_BYTES_MAX + 1),
            scope=sheet_id,
            actor=actor,
            at=at,
        )
        place = redirect("import", job_id)
    return place


@require_GET
def sheet(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """From a taken-in table back to its month."""
    project_id, first = sheet_of(actor_of(request), sheet_id)
    return redirect("project-month", project_id, f"{first:%Y-%m}")


@require_GET
def template(request: HttpRequest, sheet: str) -> HttpResponse:
    """An empty table of a kind, with the right first line."""
    kind = next((kind for kind in SheetKind if kind.value == sheet), None)
    if kind is None:
        raise Http404
    return xlsx(SHEET_NAMES[kind], headings(kind), [])
