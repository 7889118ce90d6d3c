"""News about payments (付款消息), sent after commit. Listeners must be safe to repeat: all carry the business key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PayoutEvent:
    """What every news about a payment says: which one, for what, how much (fen), when."""

    payout_id: UUID
    key: str
    attempt: int
    subject: str
    amount_fen: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PayoutBatched(PayoutEvent):
    """The payment stands in a batch (已制单)."""


@dataclass(frozen=True, slots=True)
class PayoutSubmitted(PayoutEvent):
    """The batch was released to the bank (已送银行)."""


@dataclass(frozen=True, slots=True)
class PayoutPaid(PayoutEvent):
    """The bank's statement shows the money left the fund's account for the payee (已付款)."""


@dataclass(frozen=True, slots=True)
class PayoutFailed(PayoutEvent):
    """Finally not paid (未付成): ``reason_code`` and ``reason`` are the bank's. The payee must fix the account."""

    reason_code: str
    reason: str


@dataclass(frozen=True, slots=True)
class PayoutReturned(PayoutEvent):
    """Paid, and sent back by the payee's bank (退汇). The payee must fix the account."""

    reason_code: str
    reason: str


@dataclass(frozen=True, slots=True)
class PayoutUnknown(PayoutEvent):
    """The bank has not answered (结果不明); people are looking into it. Nothing to do for the payee."""


@dataclass(frozen=True, slots=True)
class PayoutsFrozen:
    """Payments of a fund were stopped because its books do not add up (停付)."""

    fund: str
    why: str
    at: datetime
