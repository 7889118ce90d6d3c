"""What the ledger says now (科目余额). In fen."""

from __future__ import annotations

from django.db.models import Sum

from anxin.funds import chart
from anxin.funds.chart import account_id
from anxin.funds.models import Entry, PayoutOrder
from anxin.funds.types import PayoutState


def balance_fen(fund: str, code: str) -> int:
    """The balance of an account: debit positive."""
    total = Entry.objects.filter(account_id=account_id(fund, code)).aggregate(total=Sum("amount_fen"))["total"]
    return int(total or 0)


def spendable_fen(fund: str) -> int:
    """What may still be promised: money in the bank, less what is on its way out or stands in open batches."""
    batched = PayoutOrder.objects.filter(fund_id=fund, state=PayoutState.BATCHED).aggregate(total=Sum("amount_fen"))[
        "total"
    ]
    return balance_fen(fund, chart.BANK) + balance_fen(fund, chart.IN_TRANSIT) - int(batched or 0)
