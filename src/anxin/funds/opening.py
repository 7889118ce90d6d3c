"""Funds that every installation has, with their accounts (建账)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from anxin.funds.chart import CHART, AccountSpec, account_id
from anxin.funds.memo import MEMO_FUNDS, NO_BANK, NO_BANK_CODE
from anxin.funds.models import Fund, LedgerAccount


def open_standard_funds(**_: Any) -> None:
    """Create the funds named in the settings and their accounts, once; what exists is left alone.

    Runs after every migration (and after a test's flush), because an account must exist before money can be
    owed on it.
    """
    for code, spec in settings.ANXIN_FUNDS.items():
        _open(Fund(code=code, **spec), CHART)
    for memo in MEMO_FUNDS:
        fund = Fund(code=memo.code, name=memo.name, bank=NO_BANK, account_holder=memo.name, bank_code=NO_BANK_CODE)
        _open(fund, memo.accounts)


def _open(fund: Fund, accounts: Sequence[AccountSpec]) -> None:
    Fund.objects.bulk_create([fund], ignore_conflicts=True)
    LedgerAccount.objects.bulk_create(
        [
            LedgerAccount(
                id=account_id(fund.code, account.code),
                fund_id=fund.code,
                code=account.code,
                name=account.name,
                kind=account.kind,
            )
            for account in accounts
        ],
        ignore_conflicts=True,
    )
