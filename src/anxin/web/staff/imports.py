"""Taking tables in: choose, upload, say which column is which, look at the dry run, import, see what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.imports.registry import importer_for, importers_of, known_importer
from anxin.imports.selectors import bad_lines, import_view, imports_of_actor
from anxin.imports.services import import_cancel, import_map, import_start, import_upload
from anxin.imports.types import Importer, JobView
from anxin.kit import clock
from anxin.kit.errors import BadInput
from anxin.kit.ids import uuid_in
from anxin.web.staff.files import xlsx
from anxin.web.ui.forms import refusals_said
from anxin.web.ui.routes import actor_of, desk, page


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What can be taken in, and my last tables."""
    actor = actor_of(request)
    return render(request, "staff/imports/index.html", {"kinds": importers_of(actor), "jobs": imports_of_actor(actor)})


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, importer: str) -> HttpResponse:
    """Choose a file of one kind."""
    actor = actor_of(request)
    kind = importer_for(importer, actor)
    if request.method == "POST":
        with refusals_said(request):
            return redirect("import", _upload(request, kind))
    scope = _scope(request)
    facts = {
        "kind": kind,
        "preset": _preset(kind),
        "scope": scope or "",
        "jobs": imports_of_actor(actor, scope=scope) if scope else (),
    }
    return render(request, "staff/imports/upload.html", facts)


def _preset(kind: Importer) -> str:
    """The source that is most likely meant: this year's where the sources are years, else the first."""
    keys = [key for key, _label in kind.sources]
    this_year = str(clock.today().year)
    return this_year if this_year in keys else keys[0]


def _upload(request: HttpRequest, kind: Importer) -> UUID:
    file = request.FILES.get("file")
    if file is None:
        raise BadInput(_("请先选择文件。"), field="file")
    return import_upload(
        importer=kind.key,
        source=request.POST.get("source", kind.sources[0][0]),
        name=file.name or "",
        content=file.read(_most()),
        scope=_scope(request),
        actor=actor_of(request),
        at=clock.now(),
    )


def _most() -> int:
    """Read one byte more than may be: a giant is refused by its length without being read whole."""
    return int(settings.ANXIN_UPLOAD_BYTES_MAX) + 1


def _scope(request: HttpRequest) -> UUID | None:
    """What the table belongs to, from the address or the form; a broken one is none."""
    return uuid_in(request.POST.get("scope") or request.GET.get("scope", ""))


@require_GET
def job(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Where a table stands, with what can be done now."""
    actor = actor_of(request)
    view = import_view(actor, import_id)
    context = {**_facts(request, view), "bad": list(bad_lines(actor, import_id))}
    return render(request, "staff/imports/job.html", context)


@require_GET
def progress(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The bar; when the machine has finished, the page is drawn anew."""
    view = import_view(actor_of(request), import_id)
    response = render(request, "staff/imports/progress.html", {"job": view})
    if not view.at_work:
        response["HX-Redirect"] = reverse("import", args=[import_id])
    return response


def _facts(request: HttpRequest, view: JobView) -> dict[str, Any]:
    kind = known_importer(view.importer)
    columns = [(column, view.mapping.get(column.key, "")) for column in kind.columns]
    return {"job": view, "kind": kind, "columns": columns, "back": _back(kind, view)}


def _back(kind: Importer, view: JobView) -> str:
    if not kind.back:
        return reverse("imports")
    return reverse(kind.back, args=[view.scope] if view.scope else [])


@require_POST
def mapping(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Say which column is which."""
    view = import_view(actor_of(request), import_id)
    kind = known_importer(view.importer)
    chosen = {column.key: request.POST.get(f"column-{column.key}", "") for column in kind.columns}
    with refusals_said(request):
        import_map(job_id=import_id, mapping=chosen, actor=actor_of(request), at=clock.now())
    return redirect("import", import_id)


@require_POST
def start(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Take the good lines in."""
    with refusals_said(request):
        import_start(job_id=import_id, actor=actor_of(request), at=clock.now())
    return redirect("import", import_id)


@require_POST
def cancel(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Stop."""
    with refusals_said(request):
        import_cancel(job_id=import_id, actor=actor_of(request), at=clock.now())
        messages.success(request, _("已取消，已经导入的行保留。"))
    return redirect("import", import_id)


@require_GET
def faulty(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Every line that was not taken, as it was, with the reason beside it: to be put right and sent again."""
    actor = actor_of(request)
    view = import_view(actor, import_id)
    width = len(view.headers)
    rows = (
        [*line.cells, *[""] * (width - len(line.cells)), line.number, line.reason]
        for line in bad_lines(actor, import_id, most=None)
    )
    return xlsx(_("没有导入的行"), [*view.headers, _("行号"), _("原因")], rows, name=f"faulty-{import_id}")


@require_GET
def template(request: HttpRequest, importer: str) -> HttpResponse:
    """An empty table with the right headings and an example."""
    kind = importer_for(importer, actor_of(request))
    example = [column.example for column in kind.columns]
    return xlsx(kind.label, [column.label for column in kind.columns], [example], name=f"template-{kind.key}")


urlpatterns: list[URLPattern] = [
    page("imports/", index, name="imports", audience=desk()),
    page("imports/new/<slug:importer>/", upload, name="import-upload", audience=desk()),
    page("imports/new/<slug:importer>/template.xlsx", template, name="import-template", audience=desk()),
    page("imports/<uuid:import_id>/", job, name="import", audience=desk()),
    page("imports/<uuid:import_id>/progress/", progress, name="import-progress", audience=desk()),
    page("imports/<uuid:import_id>/mapping/", mapping, name="import-mapping", audience=desk()),
    page("imports/<uuid:import_id>/start/", start, name="import-start", audience=desk()),
    page("imports/<uuid:import_id>/cancel/", cancel, name="import-cancel", audience=desk()),
    page("imports/<uuid:import_id>/faulty.xlsx", faulty, name="import-faulty", audience=desk()),
]
