"""The ledger (台账) of wage cases: what is overdue first, with employer, people and sums, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Count, IntegerField, Q, QuerySet, Sum, Value
from django.utils.translation import gettext_noop

from anxin.cases.engine.clocks import workdays_before
from anxin.cases.registry import case_type
from anxin.cases.selectors import cases_visible
from anxin.cases.tasklist import COUNT_MAX, GROUP_NAMES, Group
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.text import fold
from anxin.kit.workdays import current_calendar
from anxin.wages.matching import employer_key
from anxin.wages.models import WageCase
from anxin.wages.types import DOOR_NAMES, WAGE_TYPES, Door

GROUP_ROWS: Final = 12
PAGE_ROWS: Final = 50
EXPORT_MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class LedgerFilters:
    """What the ledger is narrowed to; the same words as in the page's address."""

    q: str = ""
    type: str = ""
    step: str = ""
    door: str = ""
    sector: str = ""
    group: str = ""
    state: str = "open"
    mine: str = ""
    listed: str = ""
    unpaid: str = ""
    after: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> LedgerFilters:
        """Read an address; what it does not know it leaves out."""
        given = {key: fold(query.get(key, ""))[:80] for key in asdict(cls())}
        if given["group"] not in list(Group):
            given["group"] = ""
        if given["state"] not in ("open", "closed"):
            given["state"] = "open"
        return cls(**given)

    def as_query(self, **changes: str) -> str:
        """The address that shows this ledger; ``changes`` replace single filters."""
        plain = LedgerFilters()
        changed = replace(self, **{"after": "", **changes})
        return urlencode({key: value for key, value in asdict(changed).items() if value != getattr(plain, key)})

    @property
    def grouped(self) -> bool:
        """Four groups side by side; one plain list when searching, paging, or looking at what is closed."""
        return self.state == "open" and not self.group and not self.q and not self.after


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One case of the ledger. No worker is named."""

    id: UUID
    number: str
    type_label: str
    step_label: str
    employer: str
    project: str
    door: str
    workers: int
    claimed_fen: int
    owed_fen: int
    paid_fen: int
    handler: str
    next_due: date | None
    listed_level: int
    reported_at: datetime
    closed_on: date | None
    paused: bool

    @property
    def open_fen(self) -> int:
        """What is open: determined, or told while nothing is determined."""
        return (self.owed_fen or self.claimed_fen) - self.paid_fen


@dataclass(frozen=True, slots=True)
class LedgerGroup:
    """Rows of one urgency. ``more`` is the key to go on after."""

    key: str
    label: str
    count: int
    rows: tuple[LedgerRow, ...]
    more: str = ""

    @property
    def count_label(self) -> str:
        return f"{COUNT_MAX:,}+" if self.count > COUNT_MAX else f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class LedgerSums:
    """What stands in the ledger as a whole: of the open cases an actor sees."""

    cases: int
    workers: int
    owed_fen: int
    paid_fen: int

    @property
    def open_fen(self) -> int:
        return self.owed_fen - self.paid_fen


_COLUMNS: Final = (
    "case_id",
    "number",
    "case__type",
    "case__type_version",
    "case__step",
    "employer_name",
    "project_name",
    "door",
    "workers_count",
    "claimed_fen",
    "owed_fen",
    "paid_fen",
    "case__handler_name",
    "case__next_due",
    "case__listed_level",
    "reported_at",
    "case__closed_on",
    "case__paused_on",
    "case__sort_due",
)


def ledger(actor: Actor, at: datetime, filters: LedgerFilters) -> tuple[LedgerGroup, ...]:
    """The page of the ledger: four groups, or one longer list. Counts stop at the cap."""
    base = _narrowed(actor, filters)
    bounds = _bounds(day_of(at))
    if filters.grouped:
        parts = [(group.value, GROUP_NAMES[group], base.filter(bounds[group]), GROUP_ROWS) for group in Group]
    elif filters.group:
        group = Group(filters.group)
        parts = [(group.value, GROUP_NAMES[group], base.filter(bounds[group]), PAGE_ROWS)]
    else:
        parts = [("found", gettext_noop("查询结果"), base, PAGE_ROWS)]
    return tuple(_group(key, label, rows, size, filters) for key, label, rows, size in parts)


def ledger_sums(actor: Actor) -> LedgerSums:
    """The sums of everything open that an actor sees."""
    rows = WageCase.objects.filter(case__in=cases_visible(actor).filter(closed_on=None, type__in=WAGE_TYPES))
    found = rows.aggregate(cases=Count("pk"), workers=Sum("workers_count"), owed=Sum("owed_fen"), paid=Sum("paid_fen"))
    return LedgerSums(found["cases"], found["workers"] or 0, found["owed"] or 0, found["paid"] or 0)


def ledger_rows(actor: Actor, filters: LedgerFilters) -> Iterator[LedgerRow]:
    """Every row of the ledger in its order, up to the most that is taken away."""
    rows = _ordered(_narrowed(actor, replace(filters, after="")), filters).values(*_COLUMNS)[:EXPORT_MOST]
    return (_row(row) for row in rows.iterator(chunk_size=500))


def employers_of(case_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Who owes wages in these cases; other cases are absent. For cases already looked up."""
    return dict(WageCase.objects.filter(pk__in=list(case_ids)).values_list("pk", "employer_name"))


def _narrowed(actor: Actor, filters: LedgerFilters) -> QuerySet[WageCase]:
    cases = cases_visible(actor).filter(type__in=WAGE_TYPES, closed_on__isnull=filters.state == "open")
    if filters.mine:
        cases = cases.filter(handler_id=actor.account_id)
    if filters.listed:
        cases = cases.filter(listed_level__gt=0)
    plain = {"type": filters.type, "step": filters.step}
    cases = cases.filter(**{key: value for key, value in plain.items() if value})
    rows = WageCase.objects.filter(case__in=cases)
    wanted = {"door": filters.door, "sector": filters.sector}
    rows = rows.filter(**{key: value for key, value in wanted.items() if value})
    if filters.unpaid:
        rows = rows.filter(unpaid_since__isnull=False)
    return rows.filter(_search(filters.q)) if filters.q else rows


def _search(text: str) -> Q:
    """By the beginning of a number, or of an employer's or project's name."""
    found = Q(number__startswith=text.upper()) | Q(employer_name__startswith=text) | Q(project_name__startswith=text)
    return found | Q(employer_key=employer_key(text))


def _bounds(today: date) -> dict[Group, Q]:
    calendar = current_calendar()
    critical = workdays_before(today, settings.ANXIN_OVERDUE_CRITICAL_WORKDAYS, calendar)
    soon = calendar.add(today, settings.ANXIN_DUE_SOON_WORKDAYS)
    return {
        Group.CRITICAL: Q(case__sort_due__lt=critical),
        Group.OVERDUE: Q(case__sort_due__gte=critical, case__sort_due__lt=today),
        Group.SOON: Q(case__sort_due__gte=today, case__sort_due__lte=soon),
        Group.LATER: Q(case__sort_due__gt=soon),
    }


def _ordered(rows: QuerySet[WageCase], filters: LedgerFilters) -> QuerySet[WageCase]:
    keys = ("case__sort_due", "case_id") if filters.state == "open" else ("-case__closed_on", "-case_id")
    return rows.order_by(*keys)


def _group(key: str, label: str, rows: QuerySet[WageCase], size: int, filters: LedgerFilters) -> LedgerGroup:
    part = rows.order_by().annotate(part=Value(1, IntegerField())).values("part")[: COUNT_MAX + 1]
    count = part.count()
    found = list(_ordered(_after(rows, filters), filters).values(*_COLUMNS)[: size + 1]) if count else []
    more = _cursor(found[size - 1], filters) if len(found) > size else ""
    return LedgerGroup(key, label, count, tuple(_row(row) for row in found[:size]), more)


def _cursor(row: Mapping[str, Any], filters: LedgerFilters) -> str:
    day = row["case__sort_due"] if filters.state == "open" else row["case__closed_on"]
    return f"{day.isoformat()}~{row['case_id']}"


def _after(rows: QuerySet[WageCase], filters: LedgerFilters) -> QuerySet[WageCase]:
    """Rows behind the cursor; a cursor that cannot be read starts from the beginning."""
    try:
        text, _mark, last = filters.after.partition("~")
        day, last_id = date.fromisoformat(text), UUID(last)
    except ValueError:
        return rows
    if filters.state == "open":
        return rows.filter(Q(case__sort_due__gt=day) | Q(case__sort_due=day, case_id__gt=last_id))
    return rows.filter(Q(case__closed_on__lt=day) | Q(case__closed_on=day, case_id__lt=last_id))


def _row(row: Mapping[str, Any]) -> LedgerRow:
    declared = case_type(row["case__type"], row["case__type_version"])
    return LedgerRow(
        id=row["case_id"],
        number=row["number"],
        type_label=declared.label,
        step_label=declared.step(row["case__step"]).label,
        employer=row["employer_name"],
        project=row["project_name"],
        door=DOOR_NAMES[Door(row["door"])],
        workers=row["workers_count"],
        claimed_fen=row["claimed_fen"],
        owed_fen=row["owed_fen"],
        paid_fen=row["paid_fen"],
        handler=row["case__handler_name"],
        next_due=row["case__next_due"],
        listed_level=row["case__listed_level"],
        reported_at=row["reported_at"],
        closed_on=row["case__closed_on"],
        paused=row["case__paused_on"] is not None,
    )
