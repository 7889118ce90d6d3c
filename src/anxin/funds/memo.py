"""Memo accounts (备查账): money that others owe and pay, kept by the same double entry as our own.

A memo fund has no bank account of ours and is never paid from. Its transfers balance, are append-only and sealed like
all others; what its balances must be made of is for the context that posts them to check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from anxin.funds.chart import AccountSpec
from anxin.funds.types import AccountKind

NO_BANK: Final = "none"
"""The bank of a fund that is only remembered."""

NO_BANK_CODE: Final = "000000000000"

ARREARS: Final = "arrears"
"""Unpaid wages (欠薪备查账)."""

PREMIUM: Final = "premium"
"""Premium by the order (保费备查账): paid through the tax office, so it never touches our bank account."""

RECEIVABLE: Final = "receivable"
BILLED: Final = "billed"
COLLECTED: Final = "collected"

CLAIMS: Final = "claims"
DETERMINED: Final = "determined"
PAID: Final = "paid_"
"""Accounts of what was paid begin so; the source of the money follows."""


@dataclass(frozen=True, slots=True)
class MemoFund:
    """A fund that is only remembered, with its accounts."""

    code: str
    name: str
    accounts: tuple[AccountSpec, ...]


def _memo(code: str, name: str) -> AccountSpec:
    return AccountSpec(code, name, AccountKind.MEMO)


MEMO_FUNDS: Final = (
    MemoFund(
        ARREARS,
        "欠薪备查账",
        (
            _memo(CLAIMS, "未付欠薪"),
            _memo(DETERMINED, "核定欠薪"),
            _memo(f"{PAID}employer", "用人单位支付"),
            _memo(f"{PAID}contractor", "总承包单位先行清偿"),
            _memo(f"{PAID}owner", "建设单位垫付"),
            _memo(f"{PAID}deposit", "工资保证金支付"),
            _memo(f"{PAID}special_account", "工资专用账户支付"),
            _memo(f"{PAID}court", "法院执行"),
            _memo(f"{PAID}emergency", "应急周转金垫付"),
            _memo(f"{PAID}other", "其他来源支付"),
        ),
    ),
    MemoFund(
        PREMIUM,
        "保费备查账",
        (
            _memo(RECEIVABLE, "应收保费"),
            _memo(BILLED, "核定保费"),
            _memo(COLLECTED, "税务入库保费"),
        ),
    ),
)
