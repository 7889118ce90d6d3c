"""How the simulated bank can misbehave (模拟银行的故障)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final


class FaultKind(StrEnum):
    """One way in which real banks have surprised people."""

    REJECT = "reject"
    LATE = "late"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    PARTIAL = "partial"
    SILENT_BEFORE = "silent_before"
    SILENT_AFTER = "silent_after"
    RETURN = "return"
    WRONG_SUM = "wrong_sum"
    UNKNOWN_ID = "unknown_id"
    NAME_ALTERED = "name_altered"
    ODD_STATUS = "odd_status"
    PAID_TWICE = "paid_twice"
    BROKEN_FILE = "broken_file"


FAULT_NAMES: Final[dict[FaultKind, str]] = {
    FaultKind.REJECT: "拒付这位收款人",
    FaultKind.LATE: "晚几天才答复和记账",
    FaultKind.DUPLICATE: "每个文件送两次",
    FaultKind.REORDER: "文件倒着送",
    FaultKind.PARTIAL: "先答复一半，另一半晚几天",
    FaultKind.SILENT_BEFORE: "超时，付款文件没收到",
    FaultKind.SILENT_AFTER: "超时，付款文件其实收到了",
    FaultKind.RETURN: "付款后几天退汇",
    FaultKind.WRONG_SUM: "记账金额差一分",
    FaultKind.UNKNOWN_ID: "记账时写错端到端标识",
    FaultKind.NAME_ALTERED: "记账时改了收款人姓名",
    FaultKind.ODD_STATUS: "答复一个谁也不认识的状态码",
    FaultKind.PAID_TWICE: "同一笔记账两次",
    FaultKind.BROKEN_FILE: "文件中间断掉",
}

BY_DAYS: Final = frozenset({FaultKind.LATE, FaultKind.PARTIAL, FaultKind.RETURN})
"""Kinds for which the number of days matters."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that waits for its occasion.

    Args:
        payee: only for payments to this name; empty: for every payment.
        days: for late, partial and return.
        times: how often it still strikes; 0: until removed.
    """

    kind: FaultKind
    payee: str = ""
    days: int = 1
    times: int = 0

    def strikes(self, kind: FaultKind, payee: str = "") -> bool:
        """Is this the occasion?"""
        return self.kind is kind and (not self.payee or self.payee == payee)

    def plain(self) -> dict[str, Any]:
        """As the bank's own books keep it."""
        return asdict(self)

    @classmethod
    def from_plain(cls, kept: dict[str, Any]) -> Fault:
        """Back from the books."""
        return cls(FaultKind(kept["kind"]), kept["payee"], kept["days"], kept["times"])
