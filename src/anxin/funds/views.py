"""What pages and other contexts see of money (只读视图). Names and accounts are masked here, once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from anxin.funds.saying import Fate, batch_said, payment_said, reason_said
from anxin.funds.types import (
    BATCH_STATE_NAMES,
    PAYOUT_STATE_NAMES,
    TROUBLED_STATES,
    BatchState,
    PayoutState,
    SendState,
    Severity,
)

_END_TO_END_ID: Final = re.compile(r"AX[A-Z2-7]{14}")


@dataclass(frozen=True, slots=True)
class PayoutView:
    """A payment as staff see it."""

    id: UUID
    key: str
    attempt: int
    subject: str
    state: PayoutState
    amount_fen: int
    payee: str
    account: str
    bank_name: str
    end_to_end_id: str
    batch_id: UUID | None
    batch_number: str
    approved_at: datetime
    submitted_on: date | None
    changed_at: datetime
    reason_code: str
    reason: str
    pay_from: datetime | None
    """Not before this moment: the account was changed a short while ago."""
    again: bool = False
    """It came to nothing and was paid again; only looked up where a page says so."""

    @property
    def state_name(self) -> str:
        return PAYOUT_STATE_NAMES[self.state]

    @property
    def troubled(self) -> bool:
        """The money did not arrive, or nobody knows, and nothing new is on its way."""
        return not self.again and self.state in TROUBLED_STATES

    @property
    def why(self) -> str:
        return reason_said(self.reason_code, self.reason)

    @property
    def said(self) -> str:
        return payment_said(self.state, why=self.why, again=self.again)


@dataclass(frozen=True, slots=True)
class StepView:
    """One move of a payment."""

    at: datetime
    state_from: str
    state_to: str
    by_name: str
    note: str
    file_name: str


@dataclass(frozen=True, slots=True)
class TroubleView:
    """A payment somebody must look at, with what is missing before two people may decide."""

    payout: PayoutView
    hindrance: str
    proposed_by: str
    proposed_reason: str
    proposed_by_me: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature on a batch: what it is for, and who gave it when."""

    label: str
    name: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch with its signatures, and what the reader may do with it now."""

    id: UUID
    number: str
    day: date
    state: BatchState
    send_state: SendState
    items: int
    total_fen: int
    persons: int
    msg_id: str
    sha256: str
    file_id: UUID
    file_name: str
    made_at: datetime
    sent_at: datetime | None
    sends: int
    cancelled_why: str
    signatures: tuple[Signature, ...]
    made_by_system: bool
    """Built at the cut-off: then all the persons a band wants sign after that."""
    fate: Fate
    may_check: bool
    may_release: bool
    may_cancel: bool
    why_not: str

    @property
    def state_name(self) -> str:
        return BATCH_STATE_NAMES[self.state]

    @property
    def said(self) -> str:
        wanted = len(self.signatures) - 1
        return batch_said(self.state, self.send_state, self.fate, items=self.items, signatures=wanted)

    @property
    def open(self) -> bool:
        return self.state in (BatchState.BUILT, BatchState.CHECKED, BatchState.PART_RELEASED)


@dataclass(frozen=True, slots=True)
class FindingView:
    """One thing a reconciliation found, with the rule it breaks in words."""

    rule: str
    broken: bool
    subject: str
    detail: str

    @property
    def payment(self) -> bool:
        """Is the subject a payment, by its end-to-end id?"""
        return _END_TO_END_ID.fullmatch(self.subject) is not None


@dataclass(frozen=True, slots=True)
class RunView:
    """What stands behind a run now. ``dates`` and sums in fen."""

    id: UUID
    at: datetime
    by_name: str
    exit_code: int
    froze: bool
    findings: tuple[FindingView, ...]
    figures: dict[str, int]


@dataclass(frozen=True, slots=True)
class BandView:
    """A band and whether the sum that waits falls into it."""

    up_to_fen: int | None
    persons: int
    current: bool


@dataclass(frozen=True, slots=True)
class DeskView:
    """The payment desk at a moment (付款台)."""

    fund: str
    fund_name: str
    bank_name: str
    simulated: bool
    frozen_why: str
    frozen_at: datetime | None
    bank_open: bool
    provisional: bool
    next_bank_day: date
    cut_off: str
    ready_count: int
    ready_fen: int
    cooling_count: int
    spendable_fen: int
    bands: tuple[BandView, ...]
    open_batches: tuple[BatchView, ...]
    paid_today_count: int
    paid_today_fen: int
    at_bank_count: int
    at_bank_fen: int
    trouble_count: int
    problem_count: int
    last_run: RunView | None
    may_run: bool
    may_thaw: bool


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A difference that waits for a person."""

    id: UUID
    kind: str
    severity: Severity
    detail: str
    raised_at: datetime
    payout_id: UUID | None
    line_id: UUID | None


@dataclass(frozen=True, slots=True)
class SuspenseView:
    """A line of the bank that nobody has explained yet, with the proposal that waits for a second person."""

    id: UUID
    reference: str
    booked_on: date
    amount_fen: int
    end_to_end_id: str
    why: str
    correction_id: UUID | None
    correction_reason: str
    correction_target: str
    correction_by: str
    correction_by_me: bool
    fitting: tuple[PayoutView, ...]
    """Payments it could be: the same sum, in a state that such a line would move."""


@dataclass(frozen=True, slots=True)
class FileView:
    """A file to or from the bank."""

    id: UUID
    kind: str
    name: str
    reference: str
    sha256: str
    size: int
    at: datetime
    by_name: str
    times_seen: int
    items: int
    moved: int


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A line of the trial balance (试算平衡)."""

    code: str
    name: str
    kind: str
    debit_fen: int
    credit_fen: int

    @property
    def balance_fen(self) -> int:
        return self.debit_fen - self.credit_fen


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer as the ledger page shows it."""

    id: UUID
    key: str
    kind: str
    kind_name: str
    subject: str
    at: datetime
    memo: str
    by_person: bool
    seal: int | None
    legs: tuple[tuple[str, int], ...]
