"""When a rejection is final (拒付核实): once a later statement shows that no money left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, Window
from django.utils.translation import gettext as _

from anxin.funds.models import BankStatement, ItemAnswer, StatementLine
from anxin.funds.services.moves import Move, locked_payouts, move
from anxin.funds.states import Cause
from anxin.funds.types import PayoutState
from anxin.identity.types import Actor
from anxin.kit.statements import Prepared


def complete_until(fund: str) -> BankStatement | None:
    """The newest statement when none is missing before it, else None: a gap could hide the very line."""
    newest = _newest.first(fund=fund)
    whole = newest is not None and newest.number - newest.first + 1 == newest.count
    return newest if whole else None


_newest: Prepared[Any] = Prepared(
    lambda fund: (
        BankStatement.objects.filter(fund=fund)
        .annotate(first=Window(Min("number")), count=Window(Count("id")))
        .select_related("file")
        .defer("file__content")
        .order_by("-number")[:1]
    )
)


def rejections_clear(*, fund: str, at: datetime) -> int:
    """Close rejected payments that a later statement proves unpaid; return how many.

    Compared on the bank's own clock: the statement must be made after the rejection. Until then the worker is not
    asked to change the account, and no new attempt can start.
    """
    statement = complete_until(fund)
    if statement is None:
        return 0
    orders = _rejected(fund=fund)
    if not orders:
        return 0
    names = [order.end_to_end_id for order in orders]
    rejected_at = dict(
        ItemAnswer.objects.filter(payout__in=orders)
        .values("payout_id")
        .annotate(last=Max("file__made_at"))
        .values_list("payout_id", "last")
    )
    booked = set(StatementLine.objects.filter(end_to_end_id__in=names).values_list("end_to_end_id", flat=True))
    final = [
        order
        for order in orders
        if order.end_to_end_id not in booked and rejected_at[order.pk] < statement.file.made_at
    ]
    note = _("对账单 %(number)s 没有这笔付款") % {"number": statement.number}
    move([Move(order, Cause.STATEMENT_CLEAR, note=note) for order in final], actor=Actor.system(), at=at)
    return len(final)


_rejected = Prepared(lambda fund: locked_payouts(Q(fund=fund, state=PayoutState.REJECTED)))
