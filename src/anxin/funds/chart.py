"""The chart of accounts every fund has (科目表), and what each balance must be made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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
    AccountSpec(BANK, "银行存款", AccountKind.ASSET),
    AccountSpec(IN_TRANSIT, "在途付款", AccountKind.CLEARING),
    AccountSpec(PAYABLE, "应付待遇", AccountKind.LIABILITY),
    AccountSpec(RETURNED, "退回待重付", AccountKind.CLEARING),
    AccountSpec(EXPENSE, "待遇支出", AccountKind.EXPENSE),
    AccountSpec(CAPITAL, "基金拨入", AccountKind.EQUITY),
    AccountSpec(SUSPENSE, "待查款项", AccountKind.CLEARING),
)


def account_id(fund: str, code: str) -> str:
    """The key of an account: readable, and known without asking the database."""
    return f"{fund}:{code}"
