"""The chart of accounts every fund has (科目表), and what each balance must be made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop as noop

from anxin.funds.types import AccountKind

BANK: Final = "bank"
IN_TRANSIT: Final = "in_transit"
PAYABLE: Final = "payable"
RETURNED: Final = "returned"
EXPENSE: Final = "expense"
CAPITAL: Final = "capital"
SUSPENSE: Final = "suspense"


@dataclass(frozen=True, slots=True)
class AccountSpec:
    code: str
    name: str
    kind: AccountKind


CHART: Final = (
    AccountSpec(BANK, noop("银行存款"), AccountKind.ASSET),
    AccountSpec(IN_TRANSIT, noop("在途付款"), AccountKind.CLEARING),
    AccountSpec(PAYABLE, noop("应付待遇"), AccountKind.LIABILITY),
    AccountSpec(RETURNED, noop("退回待重付"), AccountKind.CLEARING),
    AccountSpec(EXPENSE, noop("待遇支出"), AccountKind.EXPENSE),
    AccountSpec(CAPITAL, noop("基金拨入"), AccountKind.EQUITY),
    AccountSpec(SUSPENSE, noop("待查款项"), AccountKind.CLEARING),
)


def account_id(fund: str, code: str) -> str:
    """The key of an account: readable, and known without asking the database."""
    return f"{fund}:{code}"
