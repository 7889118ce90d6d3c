"""The ledger (台账): every wage case and clue by urgency, with filters in the address and Excel out."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anxin.cases.registry import case_type
from anxin.cases.selectors import saved_filters
from anxin.cases.services import filter_delete, filter_rename, filter_save
from anxin.cases.tasklist import GROUP_NAMES
from anxin.cases.types import LISTING_NAMES, ListingLevel
from anxin.identity.types import Role
from anxin.kit import clock
from anxin.kit.money import yuan
from anxin.wages.selectors.ledger import LedgerFilters, LedgerRow, ledger, ledger_rows, ledger_sums
from anxin.wages.types import DOOR_NAMES, SECTOR_NAMES, WAGE, WAGE_TYPES
from anxin.web.staff.case_forms import FilterNameForm
from anxin.web.staff.files import xlsx
from anxin.web.staff.wages.roles import READERS, TAKERS
from anxin.web.ui.forms import refusals_in, refusals_said
from anxin.web.ui.routes import actor_of, page, staff

SAVED: Final = "wages"
"""Under what the filters of this list are kept."""


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """The ledger as a page."""
    actor, filters = actor_of(request), LedgerFilters.from_query(request.GET)
    context = {
        "groups": ledger(actor, clock.now(), filters),
        "sums": ledger_sums(actor),
        "filters": filters,
        "types": [(key, case_type(key).label) for key in WAGE_TYPES],
        "steps": case_type(filters.type or WAGE).steps if filters.type in ("", *WAGE_TYPES) else (),
        "doors": [(door.value, name) for door, name in DOOR_NAMES.items()],
        "sectors": [(sector.value, name) for sector, name in SECTOR_NAMES.items()],
        "urgencies": GROUP_NAMES.items(),
        "switches": _switches(filters),
        "takes": actor.has(*TAKERS),
        "imports": actor.has(Role.WAGE_INSPECTOR, Role.BUREAU_INTAKE),
        "saved": saved_filters(actor, SAVED),
        "name_form": FilterNameForm(initial={"query": filters.as_query()}),
    }
    return render(request, "staff/wages/ledger.html", context)


def _switches(filters: LedgerFilters) -> list[dict[str, Any]]:
    found = []
    for key, value, label in (
        ("mine", "1", _("我主办的")),
        ("listed", "1", _("挂牌督办")),
        ("unpaid", "1", _("责令后逾期未付")),
        ("state", "closed", _("已办结")),
    ):
        on = getattr(filters, key) == value
        off = "open" if key == "state" else ""
        found.append({"label": label, "on": on, "query": filters.as_query(**{key: off if on else value})})
    return found


@require_POST
def filter_keep(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the ledger under a name."""
    form = FilterNameForm(request.POST)
    query = LedgerFilters.from_query(QueryDict(request.POST.get("query", "")[:500])).as_query()
    if form.is_valid():
        name = form.cleaned_data["name"]
        with refusals_in(form):
            filter_save(name=name, query=query, actor=actor_of(request), at=clock.now(), page=SAVED)
            messages.success(request, _("已保存筛选“%(name)s”。") % {"name": name})
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return HttpResponseRedirect(f"{reverse('wage-ledger')}?{query}")


@require_POST
def filter_name(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    """Give a kept filter another name."""
    with refusals_said(request):
        filter_rename(filter_id=filter_id, name=request.POST.get("name", ""), actor=actor_of(request))
    return redirect("wage-ledger")


@require_POST
def filter_forget(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    """Forget a kept filter."""
    filter_delete(filter_id=filter_id, actor=actor_of(request))
    return redirect("wage-ledger")


@require_GET
def workbook(request: HttpRequest) -> HttpResponse:
    """The same ledger as Excel."""
    filters = LedgerFilters.from_query(request.GET)
    headers = [
        _("案号"),
        _("类型"),
        _("环节"),
        _("被投诉单位"),
        _("工程项目"),
        _("渠道"),
        _("人数"),
        _("投诉金额（元）"),
        _("核定金额（元）"),
        _("已付（元）"),
        _("未付（元）"),
        _("主办"),
        _("到期"),
        _("挂牌"),
        _("登记时间"),
        _("办结日"),
    ]
    return xlsx(_("欠薪台账"), headers, (_cells(row) for row in ledger_rows(actor_of(request), filters)))


def _cells(row: LedgerRow) -> list[Any]:
    return [
        row.number,
        row.type_label,
        row.step_label,
        row.employer,
        row.project,
        row.door,
        row.workers,
        yuan(row.claimed_fen),
        yuan(row.owed_fen),
        yuan(row.paid_fen),
        yuan(row.open_fen),
        row.handler,
        row.next_due,
        LISTING_NAMES[ListingLevel(row.listed_level)] if row.listed_level else "",
        row.reported_at,
        row.closed_on,
    ]


urlpatterns: list[URLPattern] = [
    page("wages/", table, name="wage-ledger", audience=staff(*READERS)),
    page("wages/filters/", filter_keep, name="wage-filter-keep", audience=staff(*READERS)),
    page("wages/filters/<uuid:filter_id>/name/", filter_name, name="wage-filter-name", audience=staff(*READERS)),
    page("wages/filters/<uuid:filter_id>/delete/", filter_forget, name="wage-filter-forget", audience=staff(*READERS)),
    page("wages.xlsx", workbook, name="wage-ledger-xlsx", audience=staff(*READERS)),
]
