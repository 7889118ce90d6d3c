"""The wage sheet of one worker, and the sheets of a whole case as a table."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.kit import clock
from anxin.kit.errors import NotFound
from anxin.kit.money import yuan, yuan_sign
from anxin.wages import selectors, services
from anxin.wages.sheet import LineIn
from anxin.wages.types import Basis, LineView, WorkerRow
from anxin.web.staff.files import xlsx
from anxin.web.staff.wages.forms import Lines
from anxin.web.staff.wages.roles import OFFICERS
from anxin.web.ui.forms import refusals_in, refusals_said
from anxin.web.ui.routes import actor_of, page, staff


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, case_id: UUID, wage_worker_id: UUID) -> HttpResponse:
    """What one worker is owed, line by line; saved, the lines take the place of those before."""
    actor = actor_of(request)
    row = _worker(request, case_id, wage_worker_id)
    typed = _typed(request)
    lines = Lines(typed, prefix="line") if typed else Lines(initial=[_initial(one) for one in row.lines], prefix="line")
    if typed and "more" not in request.POST and lines.is_valid():
        with refusals_in(lines.forms[0] if lines.forms else lines.empty_form):
            owed = services.sheet_set(
                wage_worker_id=wage_worker_id,
                lines=[_line(one.cleaned_data) for one in lines if _filled(one.cleaned_data)],
                actor=actor,
                at=clock.now(),
            )
            messages.success(request, _("%(name)s：核定欠薪 %(owed)s。") % {"name": row.name, "owed": yuan_sign(owed)})
            return redirect("wage-case", case_id)
    status = 422 if typed and "more" not in request.POST else 200
    context = {"wage": selectors.desk_view(actor=actor, case_id=case_id), "worker": row, "lines": lines}
    return render(request, "staff/wages/sheet.html", context, status=status)


def _worker(request: HttpRequest, case_id: UUID, wage_worker_id: UUID) -> WorkerRow:
    row = selectors.worker_row_of(actor=actor_of(request), case_id=case_id, wage_worker_id=wage_worker_id)
    if row is None:
        raise NotFound(_("没有找到这名劳动者，请从案件页面重新进入。"))
    return row


def _typed(request: HttpRequest) -> Any:
    """What was sent, with more empty lines when they were asked for; None on a first look."""
    if request.method != "POST":
        return None
    typed = request.POST.copy()
    if "more" in typed:
        typed["line-TOTAL_FORMS"] = str(int(typed.get("line-TOTAL_FORMS", "0") or 0) + 2)
    return typed


def _initial(line: LineView) -> dict[str, Any]:
    return {
        "period_from": line.period_from,
        "period_to": line.period_to,
        "basis": line.basis.value,
        "price": yuan(line.price_fen),
        "quantity": line.quantity,
        "paid": yuan(line.paid_fen),
        "note": line.note,
    }


def _filled(given: dict[str, Any]) -> bool:
    return bool(given) and given.get("period_from") is not None


def _line(given: dict[str, Any]) -> LineIn:
    return LineIn(
        period_from=given["period_from"],
        period_to=given["period_to"],
        basis=Basis(given["basis"]),
        price_fen=given["price"],
        quantity_milli=given["quantity"],
        paid_fen=given["paid"] or 0,
        note=given["note"],
    )


@require_GET
def workbook(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The sheets of a case as Excel, in the columns of the table that can be taken in again; the last line adds up."""
    found = selectors.desk_view(actor=actor_of(request), case_id=case_id)
    headers = [_("姓名"), _("证件号码"), _("起"), _("止"), _("计薪方式"), _("单价"), _("数量")]
    headers += [_("应付"), _("已付"), _("欠付"), _("说明")]
    rows: list[list[Any]] = [
        [
            row.name,
            row.id_number,
            line.period_from,
            line.period_to,
            line.basis_name,
            yuan(line.price_fen),
            line.quantity,
            yuan(line.agreed_fen),
            yuan(line.paid_fen),
            yuan(line.owed_fen),
            line.note,
        ]
        for row in found.active
        for line in row.lines
    ]
    owed = sum(line.owed_fen for row in found.active for line in row.lines)
    rows.append([_("合计"), "", "", "", "", "", "", "", "", yuan(owed), ""])
    return xlsx(found.number, headers, rows, name=f"{found.number}-sheet")


@require_POST
def secrecy(request: HttpRequest, case_id: UUID, wage_worker_id: UUID) -> HttpResponse:
    """Whether the employer may learn a worker's name."""
    _worker(request, case_id, wage_worker_id)
    with refusals_said(request):
        services.secrecy_set(
            wage_worker_id=wage_worker_id,
            secret=request.POST.get("secret") == "1",
            actor=actor_of(request),
            at=clock.now(),
        )
        messages.success(request, _("已办理。"))
    return redirect("wage-case", case_id)


_OFFICERS = staff(*OFFICERS)
urlpatterns: list[URLPattern] = [
    page("wages/<uuid:case_id>/sheets.xlsx", workbook, name="wage-sheets-xlsx", audience=_OFFICERS),
    page("wages/<uuid:case_id>/workers/<uuid:wage_worker_id>/", sheet, name="wage-sheet", audience=_OFFICERS),
    page(
        "wages/<uuid:case_id>/workers/<uuid:wage_worker_id>/secret/", secrecy, name="wage-secrecy", audience=_OFFICERS
    ),
]
