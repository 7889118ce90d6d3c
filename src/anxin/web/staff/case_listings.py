"""Supervision by name (挂牌督办): the board of listed cases, weekly reports, who answers for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anxin.cases import services
from anxin.cases.listing_board import BoardFilters, ListedRow, listed_cases
from anxin.cases.selectors import applicants
from anxin.cases.types import LISTING_NAMES
from anxin.identity.selectors import staff_with
from anxin.identity.types import Actor, Role
from anxin.kit import clock
from anxin.wages.selectors.ledger import employers_of
from anxin.web.staff.case_forms import Choices, LeaderForm, ListingReportForm
from anxin.web.staff.case_posts import posted
from anxin.web.staff.files import xlsx
from anxin.web.ui.routes import actor_of, desk, page, staff

READERS: Final = (
    Role.BUREAU_LEAD,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.WAGE_INSPECTOR,
    Role.BUREAU_INTAKE,
    Role.BUREAU_REVIEWER,
)
EXPORT_MOST: Final = 5000


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Every listed case with its leader and its last report; printed, it is the week's report."""
    actor, filters = actor_of(request), BoardFilters.from_query(request.GET)
    rows, more = listed_cases(actor, at=clock.now(), filters=filters)
    context = {
        "rows": _with_subjects(rows),
        "more": more,
        "filters": filters,
        "levels": [(str(level.value), name) for level, name in LISTING_NAMES.items()],
        "switches": _switches(filters),
        "today": clock.today(),
    }
    return render(request, "staff/cases/listings.html", context)


def _switches(filters: BoardFilters) -> list[dict[str, Any]]:
    found = []
    for key, value, label in (
        ("late", "1", _("周报逾期")),
        ("mine", "1", _("我包案或主办的")),
        ("state", "lifted", _("已销号")),
    ):
        on = getattr(filters, key) == value
        off = "open" if key == "state" else ""
        found.append({"label": label, "on": on, "query": filters.as_query(**{key: off if on else value})})
    return found


def _with_subjects(rows: Sequence[ListedRow]) -> list[tuple[ListedRow, str]]:
    """What each case is about: the employer who owes wages, else the applicant with part of the name hidden."""
    ids = [row.case_id for row in rows]
    employers, people = employers_of(ids), applicants(ids)
    return [(row, employers.get(row.case_id) or people.get(row.case_id, "")) for row in rows]


@require_GET
def workbook(request: HttpRequest) -> HttpResponse:
    """The same board as Excel."""
    filters = BoardFilters.from_query(request.GET)
    rows, _more = listed_cases(actor_of(request), at=clock.now(), filters=filters, most=EXPORT_MOST)
    headers = [
        _("案号"),
        _("类型"),
        _("单位或当事人"),
        _("层级"),
        _("包案领导"),
        _("主办"),
        _("环节"),
        _("挂牌时间"),
        _("挂牌原因"),
        _("督办期限"),
        _("最近报告"),
        _("本周进展"),
        _("下步措施"),
        _("下次报告"),
        _("销号时间"),
        _("销号说明"),
    ]
    return xlsx(_("挂牌督办清单"), headers, (_cells(row, subject) for row, subject in _with_subjects(rows)))


def _cells(row: ListedRow, subject: str) -> list[Any]:
    return [
        row.number,
        row.type_label,
        subject,
        row.level_name,
        row.leader,
        row.handler,
        row.step_label,
        row.raised_at,
        row.reason,
        row.until,
        row.last.at if row.last else "",
        row.last.done if row.last else "",
        row.last.plan if row.last else "",
        row.report_due_on,
        row.lifted_at,
        row.lifted_why,
    ]


def leads() -> Choices:
    """Who can answer for a listed case."""
    return [(str(one.account_id), one.name) for one in staff_with(Role.BUREAU_LEAD)]


@require_POST
def report(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write the week's report on a listed case."""

    def act(actor: Actor, case_id: UUID, given: dict[str, Any], at: datetime) -> object:
        return services.listing_report(case_id=case_id, actor=actor, at=at, **given)

    return posted(request, case_id, ListingReportForm(request.POST), act, _("已提交周报。"), title=_("督办周报"))


@require_POST
def leader(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Name who answers for a listed case."""

    def act(actor: Actor, case_id: UUID, given: dict[str, Any], at: datetime) -> None:
        services.listing_lead(case_id=case_id, leader_id=UUID(given["leader"]), actor=actor, at=at)

    form = LeaderForm(request.POST, leads=leads())
    return posted(request, case_id, form, act, _("已指定包案领导。"), title=_("指定包案领导"))


urlpatterns: list[URLPattern] = [
    page("cases/listed/", board, name="case-listings", audience=staff(*READERS)),
    page("cases/listed.xlsx", workbook, name="case-listings-xlsx", audience=staff(*READERS)),
    page("cases/<uuid:case_id>/listing/report/", report, name="case-listing-report", audience=desk()),
    page("cases/<uuid:case_id>/listing/leader/", leader, name="case-listing-leader", audience=desk()),
]
