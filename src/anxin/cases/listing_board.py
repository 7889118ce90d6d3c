"""The board of listed cases (挂牌督办清单): who answers for each, what was reported last, what is late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet

from anxin.cases.access import visible_to
from anxin.cases.models import Listing, ListingReport
from anxin.cases.registry import case_type
from anxin.cases.types import HOLDER_NAMES, LISTING_NAMES, ListingLevel, ListingReportView
from anxin.identity.types import Actor
from anxin.kit.clock import day_of

ROWS_MOST: Final = 200
"""Most listings shown: a board that is longer has lost its point; the table to take away holds all."""


@dataclass(frozen=True, slots=True)
class BoardFilters:
    """What the board is narrowed to; the same words as in the page's address."""

    state: str = "open"
    level: str = ""
    late: str = ""
    mine: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> BoardFilters:
        """Read an address; what it does not know it leaves out."""
        levels = [str(level.value) for level in ListingLevel]
        return cls(
            state="lifted" if query.get("state") == "lifted" else "open",
            level=query.get("level", "") if query.get("level") in levels else "",
            late="1" if query.get("late") == "1" else "",
            mine="1" if query.get("mine") == "1" else "",
        )

    def as_query(self, **changes: str) -> str:
        """The address that shows this board; ``changes`` replace single filters."""
        plain, changed = asdict(BoardFilters()), asdict(replace(self, **changes))
        return urlencode({key: value for key, value in changed.items() if value != plain[key]})


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One listing of a case. ``days``: how long it has stood, or stood."""

    case_id: UUID
    number: str
    type_label: str
    step_label: str
    holder: str
    handler: str
    level_name: str
    leader: str
    reason: str
    raised_at: datetime
    days: int
    until: date | None
    overdue: bool
    report_due_on: date | None
    report_late: bool
    last: ListingReportView | None
    lifted_at: datetime | None
    lifted_why: str


def listed_cases(
    actor: Actor, *, at: datetime, filters: BoardFilters, most: int = ROWS_MOST
) -> tuple[tuple[ListedRow, ...], bool]:
    """Listings of the cases an actor may see, late reports and passed days first; and whether there are more."""
    today = day_of(at)
    rows = _narrowed(actor, filters).select_related("case")
    order = ("report_due_on", "until", "id") if filters.state == "open" else ("-lifted_at", "-id")
    found = list(rows.order_by(*order)[: most + 1])
    last = _last_reports(found)
    return tuple(_row(row, last.get(row.pk), today) for row in found[:most]), len(found) > most


def _narrowed(actor: Actor, filters: BoardFilters) -> QuerySet[Listing]:
    rows = Listing.objects.filter(case__in=visible_to(actor), lifted_at__isnull=filters.state == "open")
    if filters.level:
        rows = rows.filter(level=int(filters.level))
    if filters.late:
        rows = rows.filter(report_late_at__isnull=False)
    if filters.mine:
        rows = rows.filter(Q(leader_id=actor.account_id) | Q(case__handler_id=actor.account_id))
    return rows


def _last_reports(rows: list[Listing]) -> dict[UUID, ListingReportView]:
    reports = ListingReport.objects.filter(listing__in=rows).order_by("at")
    return {one.listing_id: ListingReportView(one.at, one.by_name, one.done, one.plan) for one in reports}


def _row(row: Listing, last: ListingReportView | None, today: date) -> ListedRow:
    case = row.case
    declared = case_type(case.type, case.type_version)
    step = declared.step(case.step)
    end = day_of(row.lifted_at) if row.lifted_at else today
    return ListedRow(
        case_id=case.pk,
        number=case.public_id,
        type_label=declared.label,
        step_label=step.label,
        holder=HOLDER_NAMES[step.holder],
        handler=case.handler_name,
        level_name=LISTING_NAMES[ListingLevel(row.level)],
        leader=row.leader_name,
        reason=row.reason,
        raised_at=row.raised_at,
        days=(end - day_of(row.raised_at)).days,
        until=row.until,
        overdue=row.lifted_at is None and row.until is not None and row.until < today,
        report_due_on=row.report_due_on,
        report_late=row.report_late_at is not None,
        last=last,
        lifted_at=row.lifted_at,
        lifted_why=row.lifted_why,
    )
