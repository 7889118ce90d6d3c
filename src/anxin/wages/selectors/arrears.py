"""What a wage case says about its employer, for the contexts that draw consequences (blacklist, warnings)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from anxin.kit.clock import day_of
from anxin.wages.crime import CrimeStandard, Owed, crime_standard, thresholds
from anxin.wages.models import Letter, WageCase, WageWorker
from anxin.wages.types import LetterKind


@dataclass(frozen=True, slots=True)
class ArrearsFacts:
    """A wage case in the words of order 45: ordered, unpaid, how much, of how many, a crime's sum or not."""

    case_id: UUID
    number: str
    employer_org_id: UUID | None
    employer_name: str
    employer_code: str
    ordered_on: date | None
    order_number: str
    pay_by: date | None
    served_on: date | None
    unpaid_since: date | None
    owed_fen: int
    paid_fen: int
    workers_unpaid: int
    grave_incident: bool
    crime: CrimeStandard

    @property
    def open_fen(self) -> int:
        return self.owed_fen - self.paid_fen

    @property
    def ordered_and_unpaid(self) -> bool:
        """Ordered to pay, the day has passed, and something is still open."""
        return self.unpaid_since is not None and self.open_fen > 0


def arrears_facts(case_id: UUID, *, at: datetime) -> ArrearsFacts | None:
    """The facts of one wage case, for other contexts of the house; None when there is no such case.

    Raises:
        MissingRow: the nation's thresholds are not entered.
    """
    case = WageCase.objects.filter(pk=case_id).first()
    if case is None:
        return None
    rows = list(WageWorker.objects.filter(case=case, withdrawn_at=None))
    order = Letter.objects.filter(case=case, kind=LetterKind.ORDER).order_by("-made_at").first()
    return ArrearsFacts(
        case_id=case.pk,
        number=case.number,
        employer_org_id=case.employer_id,
        employer_name=case.employer_name,
        employer_code=case.employer_code,
        ordered_on=day_of(case.ordered_at) if case.ordered_at else None,
        order_number=order.number if order else "",
        pay_by=case.pay_by,
        served_on=case.served_on,
        unpaid_since=case.unpaid_since,
        owed_fen=case.owed_fen,
        paid_fen=case.paid_fen,
        workers_unpaid=sum(1 for row in rows if row.owed_fen > row.paid_fen),
        grave_incident=case.grave_incident,
        crime=crime_standard([_owed(row) for row in rows], thresholds(day_of(at))),
    )


def _owed(row: WageWorker) -> Owed:
    """Wages that are open, without extra damages, and the months they are for."""
    return Owed(max(row.owed_fen - row.extra_fen - row.paid_fen, 0), whole_months(row.period_from, row.period_to))


def whole_months(first: date | None, last: date | None) -> int:
    """How many whole months of pay a period holds, both ends counted."""
    if first is None or last is None:
        return 0
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    return max(months - (after.day < first.day), 0)
