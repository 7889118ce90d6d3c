"""Finding payments by what people have in hand (查付款): a reference, an amount, a batch, a day, a state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum

from anxin.funds.models import PayoutOrder, StatementLine
from anxin.funds.rights import VIEW_ROLES, require
from anxin.funds.selectors import payout_rows, payout_views, troubled_rows
from anxin.funds.types import PayoutState
from anxin.funds.views import PayoutView
from anxin.identity.types import Actor
from anxin.kit.clock import at_start_of
from anxin.kit.errors import BadInput
from anxin.kit.money import parse_yuan
from anxin.kit.text import tidy

TROUBLED: Final = "troubled"
_WORDS_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class PaymentFilters:
    """What to look for. ``state``: one state, or ``troubled``; the days are those of the last change, both included."""

    words: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> PaymentFilters:
        """From an address; what makes no sense there is left out."""
        state = query.get("state", "")
        return cls(
            tidy(query.get("q", "")[:_WORDS_MAX]),
            state if state in (*PayoutState, TROUBLED) else "",
            _day(query.get("since", "")),
            _day(query.get("until", "")),
        )

    def as_query(self) -> str:
        """For an address."""
        values = {"q": self.words, "state": self.state, "since": self.since, "until": self.until}
        return urlencode({key: str(value) for key, value in values.items() if value})


@dataclass(frozen=True, slots=True)
class Found:
    """A page of payments, and what all that were found add up to. In fen."""

    rows: tuple[PayoutView, ...]
    count: int
    total_fen: int


def payments_found(actor: Actor, filters: PaymentFilters, *, start: int, limit: int, fund: str = "injury") -> Found:
    """Payments that fit, what changed last first.

    Raises:
        NotAllowed: the actor may not look at money.
    """
    require(actor, *VIEW_ROLES)
    rows = _matching(filters, fund)
    sums = rows.aggregate(count=Count("id"), total=Sum("amount_fen", default=0))
    page = payout_views(rows.order_by("-changed_at", "-id")[start : start + limit])
    return Found(tuple(page), sums["count"], int(sums["total"]))


def _matching(filters: PaymentFilters, fund: str) -> QuerySet[PayoutOrder]:
    rows = troubled_rows() if filters.state == TROUBLED else payout_rows()
    rows = rows.filter(fund=fund)
    if filters.state and filters.state != TROUBLED:
        rows = rows.filter(state=filters.state)
    if filters.since:
        rows = rows.filter(changed_at__gte=at_start_of(filters.since))
    if filters.until:
        rows = rows.filter(changed_at__lt=at_start_of(filters.until + timedelta(days=1)))
    return rows.filter(_named(filters.words)) if filters.words else rows


def _named(words: str) -> Q:
    """Our reference of a payment or a batch, the bank's reference of a booking, or a sum in yuan."""
    lines = StatementLine.objects.filter(reference=words).values("payout")
    named = Q(end_to_end_id__istartswith=words) | Q(batch__number=words) | Q(pk__in=lines)
    try:
        return named | Q(amount_fen=parse_yuan(words.lstrip("¥￥")))
    except BadInput:
        return named


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
