"""Premium by the order: months, bills, what platforms declared, what was paid; and today's orders as they arrive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from anxin.cover import selectors
from anxin.cover.months import month_named, month_parse
from anxin.cover.services import (
    bill_agree,
    charges_file,
    charges_send,
    declaration_state,
    declaration_take,
    difference_settle,
    month_close,
    orders_rate,
    receipts_collect,
)
from anxin.cover.services.statements import statement_pdf, statement_xlsx
from anxin.cover.tax import tax_office
from anxin.cover.tax.simulated.office import TAX_FAULT_NAMES, SimulatedTaxOffice, TaxFault
from anxin.cover.types import BillView, DeclarationView, ReadState
from anxin.identity.types import Role
from anxin.kit import clock
from anxin.kit.errors import NotFound, Refused
from anxin.kit.money import parse_yuan, yuan
from anxin.web.staff.files import XLSX, xlsx
from anxin.web.staff.templatetags.desk import yuan4
from anxin.web.ui.forms import refusals_said
from anxin.web.ui.routes import actor_of, page, staff

FINANCE_ROLES = (Role.FINANCE_MAKER, Role.FINANCE_CHECKER)
VIEW_ROLES = (*FINANCE_ROLES, Role.FINANCE_RELEASER, Role.SUPERVISOR, Role.AUDITOR)
PLATFORM_ROLES = (Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER)


class DeclareForm(forms.Form):
    """A platform's declaration: a file of its orders, or two numbers."""

    file = forms.FileField(label=gettext_lazy("订单明细（CSV、Excel 或 Parquet）"), required=False)
    orders = forms.IntegerField(label=gettext_lazy("或只报订单数"), min_value=0, required=False)
    amount = forms.CharField(label=gettext_lazy("和金额（元）"), max_length=20, required=False)


class FaultForm(forms.Form):
    """How the simulated tax office is to misbehave."""

    faults = forms.MultipleChoiceField(
        label=gettext_lazy("模拟税务的故障"),
        choices=[(fault.value, TAX_FAULT_NAMES[fault]) for fault in TaxFault],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


# --- months ---------------------------------------------------------------------------------------------------


@require_GET
def months(request: HttpRequest) -> HttpResponse:
    """Open months as they grow, and bills; ``?month=`` for one month, ``?xlsx`` for Excel."""
    actor = actor_of(request)
    month = month_named(request.GET.get("month", ""))
    listed = selectors.bills(actor=actor, month=month)
    if "xlsx" in request.GET:
        return _bills_xlsx(listed)
    running = selectors.open_months(actor=actor) if selectors.reads_all(actor) else []
    first = clock.today().replace(day=1)
    return render(
        request,
        "staff/premium/months.html",
        {
            "tab": "premium",
            "sees_bills": True,
            "sees_arrivals": actor.has(*VIEW_ROLES),
            "bills": listed,
            "month": month,
            "total_fen": sum(bill.amount_fen for bill in listed),
            "open_fen": sum(max(bill.open_fen, 0) for bill in listed),
            "running": running,
            "closable": sorted({one.month for one in running if one.month < first}),
            "billed_months": sorted({bill.month for bill in selectors.bills(actor=actor)}, reverse=True),
            "unmatched": selectors.receipts_unmatched(actor=actor),
            "recount": next(iter(selectors.recounts(actor=actor, most=1)), None),
            "may_close": actor.has(*FINANCE_ROLES),
            "office": tax_office(),
            "faults": _fault_form() if actor.has(*FINANCE_ROLES) and tax_office().is_simulator else None,
        },
    )


def _fault_form() -> FaultForm:
    return FaultForm(initial={"faults": [fault.value for fault in SimulatedTaxOffice().faults()]})


def _step(request: HttpRequest, act: Callable[[date], str]) -> HttpResponse:
    """Do something for the month named in the form and say what was done."""
    shown = reverse("premium")
    with refusals_said(request):
        month = month_parse(request.POST.get("month", ""))
        messages.success(request, act(month))
        shown += f"?month={month:%Y-%m}"
    return redirect(shown)


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close a month and bill every platform."""
    actor = actor_of(request)

    def act(month: date) -> str:
        made = month_close(month=month, actor=actor, at=clock.now())
        return _("%(month)s 已结账，出了 %(count)s 份账单。") % {"month": f"{month:%Y-%m}", "count": len(made)}

    return _step(request, act)


@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    """Give orders that have no rate the one published since."""
    actor = actor_of(request)
    return _step(
        request,
        lambda month: _("补定费率 %(n)s 单。") % {"n": f"{orders_rate(month=month, actor=actor, at=clock.now()):,}"},
    )


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Hand a month's charges to the tax office."""
    actor = actor_of(request)
    return _step(request, lambda month: _("已报送税务：%(name)s。") % {"name": charges_send(month=month, actor=actor)})


@require_GET
def charges(request: HttpRequest) -> HttpResponse:
    """The same file to look at."""
    month = month_named(request.GET.get("month", ""))
    if month is None:
        raise NotFound(_("请选一个月份。"))
    file = charges_file(month=month, actor=actor_of(request))
    return _download(file.name, file.content, "text/csv")


@require_POST
def collect(request: HttpRequest) -> HttpResponse:
    """Book what the tax office reports as paid."""
    with refusals_said(request):
        count = receipts_collect(actor=actor_of(request), at=clock.now())
        messages.success(request, _("登记了 %(count)s 笔新的入库。") % {"count": count})
    return redirect("premium")


@require_POST
def misbehave(request: HttpRequest) -> HttpResponse:
    """Tell the simulated tax office how to misbehave."""
    form = FaultForm(request.POST)
    if not tax_office().is_simulator:
        raise NotFound(_("本系统接的是真实税务接口，没有模拟税务。"))
    if form.is_valid():
        SimulatedTaxOffice().misbehave(*map(TaxFault, form.cleaned_data["faults"]))
        messages.success(request, _("模拟税务已按设置行事。"))
    return redirect("premium")


# --- one bill --------------------------------------------------------------------------------------------------


@require_GET
def bill(request: HttpRequest, bill_id: UUID) -> HttpResponse:
    """A bill with its lines, declarations, differences, payments and reminders."""
    actor = actor_of(request)
    view = selectors.bill_view(actor=actor, bill_id=bill_id)
    told = selectors.declarations(actor=actor, bill_id=bill_id)
    listed = selectors.differences(actor=actor, bill_id=bill_id)
    if "differences" in request.GET:
        return _differences_xlsx(view, listed)
    return render(
        request,
        "staff/premium/bill.html",
        {
            "tab": "premium",
            "sees_bills": True,
            "sees_arrivals": actor.has(*VIEW_ROLES),
            "bill": view,
            "declared": next((one for one in told if one.state is ReadState.DONE), None),
            **_being_read(told),
            "differences": listed,
            "open_differences": sum(1 for one in listed if one.settled_at is None),
            "receipts": selectors.receipts(actor=actor, bill_id=bill_id),
            "dunnings": selectors.dunnings(actor=actor, bill_id=bill_id),
            "form": DeclareForm(),
            "may_declare": actor.has(*FINANCE_ROLES, *PLATFORM_ROLES),
            "may_agree": actor.has(*FINANCE_ROLES),
        },
    )


def _being_read(told: Sequence[DeclarationView]) -> dict[str, Any]:
    """The newest declaration while a worker reads it, or when it could not be read."""
    newest = told[0] if told else None
    return {
        "reading": newest if newest and newest.at_work else None,
        "unreadable": newest if newest and newest.state is ReadState.REFUSED else None,
    }


@require_GET
def reading(request: HttpRequest, bill_id: UUID) -> HttpResponse:
    """How far the reading of a declaration is; when it is done, the page is drawn anew."""
    actor = actor_of(request)
    found = _being_read(selectors.declarations(actor=actor, bill_id=bill_id))
    if found["reading"] is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    facts = found | {"bill": selectors.bill_view(actor=actor, bill_id=bill_id)}
    return render(request, "staff/premium/reading.html", facts)


@require_POST
def declare(request: HttpRequest, bill_id: UUID) -> HttpResponse:
    """Take a declaration."""
    form = DeclareForm(request.POST, request.FILES)
    with refusals_said(request):
        if form.is_valid():
            messages.success(request, _declared(request, bill_id, form.cleaned_data))
        else:
            messages.error(request, _("请选一个文件，或把订单数写成整数。"))
    return redirect("premium-bill", bill_id)


def _declared(request: HttpRequest, bill_id: UUID, told: dict[str, Any]) -> str:
    actor, at, file = actor_of(request), clock.now(), told["file"]
    if isinstance(file, UploadedFile):
        if (file.size or 0) > settings.ANXIN_UPLOAD_BYTES_MAX:
            raise Refused(_("文件太大，请分成几个文件，或改用 Parquet。"))
        declaration_take(bill_id=bill_id, name=file.name or "", content=file.read(), actor=actor, at=at)
        return _("已收到申报文件，正在逐单核对。")
    if told["orders"] is not None and told["amount"]:
        amount_fen = parse_yuan(told["amount"])
        declaration_state(bill_id=bill_id, orders=told["orders"], amount_fen=amount_fen, actor=actor, at=at)
        return _("已收到申报并核对。")
    raise Refused(_("请选一个文件，或同时写订单数和金额。"))


@require_POST
def settle(request: HttpRequest, bill_id: UUID, difference_id: UUID) -> HttpResponse:
    """Say what was done about a difference."""
    with refusals_said(request):
        note = request.POST.get("note", "")
        difference_settle(difference_id=difference_id, note=note, actor=actor_of(request), at=clock.now())
        messages.success(request, _("已记下处理意见。"))
    return redirect("premium-bill", bill_id)


@require_POST
def agree(request: HttpRequest, bill_id: UUID) -> HttpResponse:
    """Close the matter of a bill."""
    with refusals_said(request):
        bill_agree(bill_id=bill_id, actor=actor_of(request), at=clock.now())
        messages.success(request, _("账单已核对一致。"))
    return redirect("premium-bill", bill_id)


@require_GET
def statement(request: HttpRequest, bill_id: UUID) -> HttpResponse:
    """The bill as PDF; ``?xlsx`` as Excel."""
    view = selectors.bill_view(actor=actor_of(request), bill_id=bill_id)
    name = f"{view.platform_name}-{view.month:%Y-%m}"
    if "xlsx" in request.GET:
        return _download(f"{name}.xlsx", statement_xlsx(view), XLSX)
    return _download(f"{name}.pdf", statement_pdf(view, at=clock.now()), "application/pdf")


# --- orders as they arrive -------------------------------------------------------------------------------------


@require_GET
def arrivals(request: HttpRequest) -> HttpResponse:
    """What platforms sent on a day, how late, what was set aside; ``?day=`` for another day."""
    actor, day = actor_of(request), _day(request.GET.get("day", ""))
    rows = selectors.arrivals(actor=actor, day=day)
    hours = selectors.hours_of(actor=actor, day=day)
    return render(
        request,
        "staff/premium/arrivals.html",
        {
            "tab": "arrivals",
            "sees_bills": actor.has(*VIEW_ROLES),
            "sees_arrivals": True,
            "day": day,
            "earlier": day - timedelta(days=1),
            "later": day + timedelta(days=1) if day < clock.today() else None,
            "live": day == clock.today(),
            "rows": rows,
            "hours": hours,
            "lines": sum(row.lines for row in rows),
            "late": sum(row.late for row in rows),
            "refused": sum(row.refused for row in rows),
            "quarantined": sum(row.quarantined for row in rows),
            "waiting": sum(row.waiting for row in rows),
            "charts": {
                "hours": {
                    "labels": [f"{clock.local(hour.hour):%H}" for hour in hours],
                    "values": [hour.lines for hour in hours],
                }
            },
        },
    )


def _day(text: str) -> date:
    try:
        return min(date.fromisoformat(text), clock.today()) if text else clock.today()
    except ValueError:
        return clock.today()


# --- files -------------------------------------------------------------------------------------------------------


def _download(name: str, content: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _bills_xlsx(listed: list[BillView]) -> HttpResponse:
    headers = [
        _("平台"),
        _("账期"),
        _("计费订单"),
        _("不计费订单"),
        _("应缴（元）"),
        _("已缴（元）"),
        _("截止日"),
        _("状态"),
    ]
    rows = [
        [
            bill.platform_name,
            f"{bill.month:%Y-%m}",
            bill.orders,
            bill.uncounted,
            yuan(bill.amount_fen),
            yuan(bill.received_fen),
            bill.due_on,
            bill.state_name,
        ]
        for bill in listed
    ]
    return xlsx(_("保费账单"), headers, rows)


def _differences_xlsx(view: BillView, listed: list[Any]) -> HttpResponse:
    headers = [_("差异"), _("订单号"), _("接单日"), _("我方保费（元）"), _("平台保费（元）"), _("处理意见")]
    rows = [
        [
            one.kind_name,
            one.order_no,
            one.day,
            yuan4(one.ours_hao),
            yuan4(one.theirs_hao),
            one.note,
        ]
        for one in listed
    ]
    return xlsx(_("差异"), headers, rows, name=f"{view.platform_name}-{view.month:%Y-%m}-{_('差异')}")


_VIEWERS = staff(*VIEW_ROLES)
_FINANCE = staff(*FINANCE_ROLES)
_BOTH_SIDES = staff(*VIEW_ROLES, *PLATFORM_ROLES)
_ACTING_SIDES = staff(*FINANCE_ROLES, *PLATFORM_ROLES)

urlpatterns: list[URLPattern] = [
    page("premium/", months, name="premium", audience=_BOTH_SIDES),
    page("premium/close/", close, name="premium-close", audience=_FINANCE),
    page("premium/rate/", rate, name="premium-rate", audience=_FINANCE),
    page("premium/send/", send, name="premium-send", audience=_FINANCE),
    page("premium/charges/", charges, name="premium-charges", audience=_FINANCE),
    page("premium/collect/", collect, name="premium-collect", audience=_FINANCE),
    page("premium/misbehave/", misbehave, name="premium-misbehave", audience=_FINANCE),
    page("premium/arrivals/", arrivals, name="arrivals", audience=staff(*VIEW_ROLES, Role.BUREAU_LEAD)),
    page("premium/bills/<uuid:bill_id>/", bill, name="premium-bill", audience=_BOTH_SIDES),
    page("premium/bills/<uuid:bill_id>/reading/", reading, name="premium-reading", audience=_BOTH_SIDES),
    page("premium/bills/<uuid:bill_id>/declare/", declare, name="premium-declare", audience=_ACTING_SIDES),
    page(
        "premium/bills/<uuid:bill_id>/differences/<uuid:difference_id>/",
        settle,
        name="premium-difference",
        audience=_ACTING_SIDES,
    ),
    page("premium/bills/<uuid:bill_id>/agree/", agree, name="premium-agree", audience=_FINANCE),
    page("premium/bills/<uuid:bill_id>/statement/", statement, name="premium-statement", audience=_BOTH_SIDES),
]
