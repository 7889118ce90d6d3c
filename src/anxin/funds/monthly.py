"""What a month did to a fund (付款月报): every day's movements by kind, and how the bank's balance came about.

Everything is added up from the ledger, by the day on which we booked it; the bank's own closing balance stands beside
ours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate

from anxin.funds import chart
from anxin.funds.models import BankStatement, Entry
from anxin.funds.rights import VIEW_ROLES, require
from anxin.funds.types import TransferKind
from anxin.identity.types import Actor
from anxin.kit.clock import SHANGHAI, at_start_of

SHOWN: Final = (
    TransferKind.OBLIGATION,
    TransferKind.SUBMITTED,
    TransferKind.PAID,
    TransferKind.RETURNED,
    TransferKind.FAILED,
    TransferKind.RETRIED,
)
"""The life of payments, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often, and how much. In fen."""

    count: int = 0
    fen: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.count + other.count, self.fen + other.fen)


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day with its movements, in the order of ``SHOWN``."""

    day: date
    sums: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a fund. In fen.

    ``bank``: what moved the bank's account, by kind. ``owed``: what stood open at its end, by account.
    """

    first: date
    days: tuple[MonthDay, ...]
    totals: tuple[Tally, ...]
    opening_fen: int
    bank: tuple[tuple[TransferKind, int], ...]
    closing_fen: int
    stated_fen: int | None
    """The closing balance of the last statement that came in the month; None when the bank sent none."""
    owed: Mapping[str, int]

    @property
    def agrees(self) -> bool:
        return self.stated_fen is None or self.stated_fen == self.closing_fen


def month_figures(actor: Actor, *, first: date, following: date, fund: str = "injury") -> Month:
    """The figures from one day until before another.

    Raises:
        NotAllowed: the actor may not look at money.
    """
    require(actor, *VIEW_ROLES)
    entries = Entry.objects.filter(account__fund=fund, transfer__at__lt=at_start_of(following))
    inside = entries.filter(transfer__at__gte=at_start_of(first))
    days = _days(inside)
    balances = dict(entries.values_list("account__code").annotate(fen=Sum("amount_fen")))
    moved = tuple(
        (TransferKind(kind), int(fen))
        for kind, fen in inside.filter(account__code=chart.BANK)
        .values_list("transfer__kind")
        .annotate(fen=Sum("amount_fen"))
        .order_by("transfer__kind")
    )
    closing_fen = int(balances.get(chart.BANK, 0))
    # As we booked them: a statement of the last day that comes after midnight belongs to the next month's books.
    came = {"file__at__gte": at_start_of(first), "file__at__lt": at_start_of(following)}
    statements = BankStatement.objects.filter(fund=fund, **came).order_by("-number")
    return Month(
        first=first,
        days=days,
        totals=tuple(sum((one.sums[place] for one in days), Tally()) for place in range(len(SHOWN))),
        opening_fen=closing_fen - sum(fen for _kind, fen in moved),
        bank=moved,
        closing_fen=closing_fen,
        stated_fen=statements.values_list("closing_fen", flat=True).first(),
        owed={code: -int(balances.get(code, 0)) for code in (chart.PAYABLE, chart.IN_TRANSIT, chart.RETURNED)},
    )


def _days(inside: QuerySet[Entry]) -> tuple[MonthDay, ...]:
    """One row for each day on which anything moved: a payment's transfer has one debit, which is its sum."""
    rows = (
        inside.filter(transfer__kind__in=SHOWN, amount_fen__gt=0)
        .values_list(TruncDate("transfer__at", tzinfo=SHANGHAI), "transfer__kind")
        .annotate(n=Count("id"), fen=Sum("amount_fen"))
        .order_by()
    )
    found: dict[date, dict[str, Tally]] = defaultdict(dict)
    for day, kind, count, fen in rows:
        found[day][kind] = Tally(count, int(fen))
    return tuple(MonthDay(day, tuple(found[day].get(kind, Tally()) for kind in SHOWN)) for day in sorted(found))
