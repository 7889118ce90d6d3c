"""What other contexts may know about money (基金): states, accounts, references. Nothing here touches the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID


class PayoutState(StrEnum):
    """Where a payment stands (付款状态). Moves between them are declared in ``anxin.funds.states`` and nowhere else."""

    APPROVED = "approved"
    BATCHED = "batched"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    REJECTED = "rejected"
    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


PAYOUT_STATE_NAMES: Final[dict[PayoutState, str]] = {
    PayoutState.APPROVED: "待付款",
    PayoutState.BATCHED: "已制单",
    PayoutState.SUBMITTED: "已送银行",
    PayoutState.ACCEPTED: "银行已受理",
    PayoutState.UNKNOWN: "结果不明",
    PayoutState.REJECTED: "银行拒付",
    PayoutState.PAID: "已付款",
    PayoutState.FAILED: "未付成",
    PayoutState.RETURNED: "已退汇",
    PayoutState.CANCELLED: "已撤销",
}

LIVE_STATES: Final = (
    PayoutState.APPROVED,
    PayoutState.BATCHED,
    PayoutState.SUBMITTED,
    PayoutState.ACCEPTED,
    PayoutState.UNKNOWN,
    PayoutState.REJECTED,
    PayoutState.PAID,
)
"""A business key has at most one payment in these states: money may be on its way, or has arrived."""

AT_BANK_STATES: Final = (
    PayoutState.SUBMITTED,
    PayoutState.ACCEPTED,
    PayoutState.UNKNOWN,
    PayoutState.REJECTED,
)
"""The bank holds our instruction, and the statement has not yet said what became of it."""

RETRY_STATES: Final = (PayoutState.FAILED, PayoutState.RETURNED)
"""Finally without effect: only from here may a new attempt start."""

TROUBLED_STATES: Final = (PayoutState.UNKNOWN, PayoutState.REJECTED, *RETRY_STATES)
"""The money did not arrive, or nobody knows: somebody has to do something unless it was paid again."""


class BatchState(StrEnum):
    """Where a batch stands (批次状态)."""

    BUILT = "built"
    CHECKED = "checked"
    PART_RELEASED = "part_released"
    RELEASED = "released"
    CANCELLED = "cancelled"


BATCH_STATE_NAMES: Final[dict[BatchState, str]] = {
    BatchState.BUILT: "待复核",
    BatchState.CHECKED: "待签发",
    BatchState.PART_RELEASED: "待第二人签发",
    BatchState.RELEASED: "已签完字",
    BatchState.CANCELLED: "已作废",
}


class SendState(StrEnum):
    """What we know about the journey of a released file to the bank (报送状态)."""

    NOT_SENT = "not_sent"
    SENT = "sent"
    UNCLEAR = "unclear"


class AccountKind(StrEnum):
    """What a ledger account is (科目类别)."""

    ASSET = "asset"
    LIABILITY = "liability"
    EXPENSE = "expense"
    EQUITY = "equity"
    CLEARING = "clearing"
    MEMO = "memo"


class TransferKind(StrEnum):
    """Why money moved in the ledger (记账事由)."""

    OBLIGATION = "obligation"
    CANCELLED = "cancelled"
    SUBMITTED = "submitted"
    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"
    RETRIED = "retried"
    FUNDING = "funding"
    SUSPENSE = "suspense"
    CORRECTION = "correction"
    ARREARS = "arrears"
    SETTLED = "settled"
    PREMIUM = "premium"
    RECEIVED = "received"


TRANSFER_KIND_NAMES: Final[dict[TransferKind, str]] = {
    TransferKind.OBLIGATION: "确认应付",
    TransferKind.CANCELLED: "撤销应付",
    TransferKind.SUBMITTED: "送银行",
    TransferKind.PAID: "银行已付",
    TransferKind.FAILED: "未付成转回",
    TransferKind.RETURNED: "退汇转回",
    TransferKind.RETRIED: "改账户重付",
    TransferKind.FUNDING: "基金拨入",
    TransferKind.SUSPENSE: "待查款项",
    TransferKind.CORRECTION: "更正",
    TransferKind.ARREARS: "核定欠薪",
    TransferKind.SETTLED: "清偿欠薪",
    TransferKind.PREMIUM: "应收保费",
    TransferKind.RECEIVED: "保费入库",
}


class FileKind(StrEnum):
    """A file between us and a bank (银行文件)."""

    ORDER = "pain.001"
    ANSWER = "pain.002"
    STATEMENT = "camt.053"
    UNREADABLE = "unreadable"


class LineState(StrEnum):
    """What a line of a bank statement turned out to be (流水核对状态)."""

    MATCHED = "matched"
    SUSPENSE = "suspense"
    RESOLVED = "resolved"


class Severity(StrEnum):
    """How bad a finding is: a difference waits for a person, broken books stop payments."""

    DIFFERENCE = "difference"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class PayeeIn:
    """Who is to be paid and where (收款人).

    Args:
        bank_code: the 12-digit clearing number (联行号).
        pay_from: not to be paid earlier, because the account was changed a short while ago (cooling time).
    """

    worker_id: UUID | None
    name: str = field(repr=False)
    account_number: str = field(repr=False)
    bank_name: str
    bank_code: str
    pay_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class PayoutRef:
    """A payment as its orderer knows it. ``created`` is False when the key had been posted before."""

    id: UUID
    key: str
    attempt: int
    state: PayoutState
    amount_fen: int
    created: bool


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of a transfer: account code within the fund, and fen (debit positive, credit negative)."""

    code: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Posting:
    """A transfer about to be written. The legs add up to zero."""

    key: str
    kind: TransferKind
    subject: str
    memo: str
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """An amount band (金额档): up to ``up_to_fen`` (None: no end) so many persons act, the maker included."""

    up_to_fen: int | None
    persons: int


@dataclass(frozen=True, slots=True)
class PayoutRules:
    """The bureau's settings for payments on one day (付款参数)."""

    cut_off_minute: int
    bands: tuple[Band, ...]
    makeup_days_are_bank_days: bool
    answer_bank_days: int
    unknown_bank_days: int
    silent_bank_days: int
    clearing_bank_days: int


@dataclass(frozen=True, slots=True)
class BatchRef:
    """A batch as services hand it back."""

    id: UUID
    number: str
    state: BatchState
    items: int
    total_fen: int
    persons: int
    day: date


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not add up (差异)."""

    invariant: str
    severity: Severity
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class ReconcileReport:
    """The outcome of a reconciliation (对账结果). ``exit_code``: 0 clean, 1 differences, 2 broken books."""

    id: UUID
    at: datetime
    exit_code: int
    frozen: bool
    findings: tuple[Finding, ...]
    figures: dict[str, int]
