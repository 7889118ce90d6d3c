"""What the ledger says now (科目余额). In fen."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum

from anxin.funds import chart
from anxin.funds.chart import account_id
from anxin.funds.models import Entry, PayoutOrder
from anxin.funds.types import PayoutState
from anxin.kit.statements import Prepared


def balance_fen(fund: str, code: str) -> int:
    """The balance of an account: debit positive."""
    return _total(_entries(account_id=account_id(fund, code)))


def spendable_fen(fund: str) -> int:
    """What may still be promised: money in the bank, less what is on its way out or stands in open batches."""
    return balance_fen(fund, chart.BANK) + balance_fen(fund, chart.IN_TRANSIT) - _total(_batched(fund=fund))


def _total(sums: list[tuple[int]]) -> int:
    """The one sum that was asked for; nothing was added up when there is none."""
    return sum(int(total) for (total,) in sums)


_entries: Prepared[Any] = Prepared(
    lambda account_id: Entry.objects.filter(account_id=account_id).values("account_id").values_list(Sum("amount_fen"))
)
_batched: Prepared[Any] = Prepared(
    lambda fund: (
        PayoutOrder.objects.filter(fund_id=fund, state=PayoutState.BATCHED)
        .values("fund_id")
        .values_list(Sum("amount_fen"))
    )
)
