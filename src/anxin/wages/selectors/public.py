"""What everybody may read about unpaid wages (公开数据): counted from the cases, nobody recognisable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Q, Sum

from anxin.identity.selectors import orgs, orgs_by_id
from anxin.identity.types import OrgKind
from anxin.kit.clock import at_start_of, day_of
from anxin.wages.models import Payment, WageCase
from anxin.wages.types import CLUE, WAGE

SHOWN_FROM: Final = 3
"""Numbers of fewer cases are not published, so that nobody can be recognised."""

_UNHEARD: Final = ("withdrawn", "referred_out", "refused")


@dataclass(frozen=True, slots=True)
class DistrictFigures:
    """One district: what is open, what is overdue. ``is_zero``: nothing is overdue (动态清零)."""

    name: str
    open_cases: int
    overdue: int

    @property
    def is_zero(self) -> bool:
        return self.overdue == 0


@dataclass(frozen=True, slots=True)
class WageFigures:
    """The year so far, counted from the cases. Sums in fen."""

    first: date
    counted_at: datetime
    complaints: int
    clues: int
    clues_handled: int
    workers: int
    recovered_fen: int
    workers_paid: int
    closed: int
    in_time: int
    districts: tuple[DistrictFigures, ...]

    @property
    def in_time_percent(self) -> int | None:
        """Share of closed cases that passed no limit; None while too few are closed."""
        return 100 * self.in_time // self.closed if self.closed >= SHOWN_FROM else None

    @property
    def zero_districts(self) -> int:
        """How many districts have nothing overdue."""
        return sum(one.is_zero for one in self.districts)

    @property
    def enough(self) -> bool:
        """Are there so many cases that nobody can be recognised?"""
        return self.complaints + self.clues >= SHOWN_FROM


def wage_figures(*, at: datetime) -> WageFigures:
    """The public figures of the year that runs: five statements."""
    first = day_of(at).replace(month=1, day=1)
    mine = WageCase.objects.filter(reported_at__gte=at_start_of(first))
    counted = mine.aggregate(
        complaints=Count("pk", filter=Q(case__type=WAGE)),
        clues=Count("pk", filter=Q(case__type=CLUE)),
        handled=Count("pk", filter=Q(case__type=CLUE, case__closed_on__isnull=False)),
        workers=Sum("workers_count", filter=Q(case__type=WAGE)),
    )
    closed = mine.filter(case__closed_on__isnull=False).exclude(case__result__in=_UNHEARD)
    late = closed.filter(case__clocks__breached_at__isnull=False).values("pk").distinct()
    paid = Payment.objects.filter(withdrawn_at=None, paid_on__gte=first)
    sums = paid.aggregate(fen=Sum("amount_fen"), people=Count("worker", distinct=True))
    return WageFigures(
        first=first,
        counted_at=at,
        complaints=counted["complaints"],
        clues=counted["clues"],
        clues_handled=counted["handled"],
        workers=counted["workers"] or 0,
        recovered_fen=sums["fen"] or 0,
        workers_paid=sums["people"],
        closed=closed.count(),
        in_time=closed.count() - late.count(),
        districts=_districts(day_of(at)),
    )


def _districts(today: date) -> tuple[DistrictFigures, ...]:
    """Every district, also one that has nothing open: it is at zero."""
    rows = (
        WageCase.objects.filter(case__closed_on=None)
        .order_by()
        .values_list("case__org_id")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(case__sort_due__lt=today)))
    )
    counted = {org_id: (count, late) for org_id, count, late in rows}
    places = orgs_by_id(counted) | {org.id: org for org in orgs(OrgKind.DISTRICT)}
    figures = [DistrictFigures(org.short_name, *counted.get(org.id, (0, 0))) for org in places.values()]
    return tuple(sorted(figures, key=lambda one: (-one.overdue, one.name)))
