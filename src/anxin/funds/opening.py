"""Funds that every installation has, with their accounts (建账)."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from anxin.funds.chart import CHART, account_id
from anxin.funds.models import Fund, LedgerAccount


def open_standard_funds(**_: Any) -> None:
    """Create the funds named in the settings and their accounts, once; what exists is left alone.

    Runs after every migration (and after a test's flush), because an account must exist before money can be
    owed on it.
    """
    for code, spec in settings.ANXIN_FUNDS.items():
        Fund.objects.bulk_create(
            [
                Fund(
                    code=code,
                    name=spec["name"],
                    bank=spec["bank"],
                    account_number=spec["account_number"],
                    account_holder=spec["account_holder"],
                    bank_code=spec["bank_code"],
                )
            ],
            ignore_conflicts=True,
        )
        LedgerAccount.objects.bulk_create(
            [
                LedgerAccount(
                    id=account_id(code, account.code),
                    fund_id=code,
                    code=account.code,
                    name=account.name,
                    kind=account.kind,
                )
                for account in CHART
            ],
            ignore_conflicts=True,
        )
