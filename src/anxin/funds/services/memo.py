"""Writing what others owe and pay (备查记账)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from anxin.funds.chart import account_id
from anxin.funds.memo import MEMO_FUNDS
from anxin.funds.models import Entry
from anxin.funds.services.posting import post
from anxin.funds.types import Posting
from anxin.identity.types import Actor

_MEMO_CODES = frozenset(fund.code for fund in MEMO_FUNDS)


def memo_post(postings: Sequence[Posting], *, fund: str, actor: Actor, at: datetime) -> None:
    """Write transfers on memo accounts, in the caller's transaction; each key once.

    Raises:
        ValueError: the fund holds real money: that moves through payments only.
        django.db.IntegrityError: a key was posted before, or a transfer does not balance.
    """
    if fund not in _MEMO_CODES:
        raise ValueError(f"{fund} is not a memo fund")
    if postings:
        with transaction.atomic(savepoint=False):
            post(postings, fund=fund, by_id=actor.account_id, at=at)


def memo_balances(fund: str, code: str, subjects: Sequence[str]) -> dict[str, int]:
    """The balance of an account for each subject, debit positive; subjects without an entry are left out."""
    rows = Entry.objects.filter(account_id=account_id(fund, code), transfer__subject__in=list(subjects))
    return dict(rows.values_list("transfer__subject").annotate(fen=Sum("amount_fen")).order_by())
