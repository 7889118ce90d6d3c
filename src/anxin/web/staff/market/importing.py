"""Files of workers and posts taken in at the desk: progress while it runs, what was refused as a file (批量导入)."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.identity.types import Role
from anxin.kit import clock
from anxin.kit.errors import NotFound
from anxin.market.jobs import services
from anxin.market.jobs.selectors import imports_listed
from anxin.market.jobs.services.importing import COLUMNS, import_template
from anxin.market.jobs.tasks import import_start
from anxin.web.ui.forms import refusals_in
from anxin.web.ui.routes import actor_of, page, staff

RUNNERS = staff(Role.MARKET_OPERATOR, Role.BUREAU_INTAKE)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(forms.Form):
    """A file and what stands in it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("导入什么"),
        choices=[("workers", gettext_lazy("劳动者")), ("posts", gettext_lazy("岗位"))],
        widget=forms.RadioSelect,
        initial="workers",
    )
    file = forms.FileField(
        label=gettext_lazy("Excel 或 CSV 文件"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"})
    )


@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Send a file, and see how far the others are."""
    actor = actor_of(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_in(form):
            import_id = services.import_keep(
                kind=form.cleaned_data["kind"], name=file.name, content=file.read(), actor=actor, at=clock.now()
            )
            import_start(import_id)
            messages.success(request, _("文件已收下，正在导入。可以离开这一页。"))
            return redirect("market-imports")
    facts = {"form": form, "rows": imports_listed(actor)}
    return render(request, "staff/market/imports.html", facts, status=422 if form.errors else 200)


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """The rows again, for the page that waits."""
    return render(request, "staff/market/imports_rows.html", {"rows": imports_listed(actor_of(request))})


@require_GET
def errors(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What was refused, to be corrected and sent again."""
    name, content = services.import_errors(import_id=import_id, actor=actor_of(request))
    return _sheet(name, content)


@require_GET
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty table."""
    if kind not in COLUMNS:
        raise NotFound(_("没有这个模板。"))
    return _sheet(f"导入模板-{kind}.xlsx", import_template(kind))


def _sheet(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def cancel(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Stop; what was taken stays."""
    services.import_cancel(import_id=import_id, actor=actor_of(request), at=clock.now())
    return redirect("market-imports")


urlpatterns = [
    page("market/imports/", imports, name="market-imports", audience=RUNNERS),
    page("market/imports/rows/", progress, name="market-imports-rows", audience=RUNNERS),
    page("market/imports/template/<slug:kind>/", template, name="market-import-template", audience=RUNNERS),
    page("market/imports/<uuid:import_id>/errors.xlsx", errors, name="market-import-errors", audience=RUNNERS),
    page("market/imports/<uuid:import_id>/cancel/", cancel, name="market-import-cancel", audience=RUNNERS),
]
