"""What becomes of the money of a claim (付款结果): news from funds moves the case; nothing here decides about money."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final
from uuid import UUID

from anxin.cases.engine import do
from anxin.cases.errors import MoveBlocked, WrongStep
from anxin.funds.events import PayoutBatched, PayoutEvent, PayoutFailed, PayoutPaid, PayoutReturned
from anxin.funds.types import PayoutState
from anxin.identity.types import Actor

log = logging.getLogger(__name__)

CASE: Final = "case:"
MOVES: Final = {
    PayoutState.BATCHED: "batched",
    PayoutState.SUBMITTED: "batched",
    PayoutState.ACCEPTED: "batched",
    PayoutState.UNKNOWN: "batched",
    PayoutState.REJECTED: "batched",
    PayoutState.PAID: "paid",
    PayoutState.FAILED: "pay_failed",
    PayoutState.RETURNED: "pay_failed",
}
"""Where a payment stands, and the move that brings the case there."""


def payout_batched(event: PayoutBatched) -> None:
    """The payment stands in a batch: the worker reads "paying"."""
    _hear(event, PayoutState.BATCHED)


def payout_paid(event: PayoutPaid) -> None:
    """The bank's statement shows it: the worker reads "arrived"."""
    _hear(event, PayoutState.PAID)


def payout_failed(event: PayoutFailed) -> None:
    """It was not paid: the worker is asked to put the account right."""
    _hear(event, PayoutState.FAILED)


def payout_returned(event: PayoutReturned) -> None:
    """It came back: the same."""
    _hear(event, PayoutState.RETURNED)


def _hear(event: PayoutEvent, state: PayoutState) -> None:
    if event.subject.startswith(CASE):
        follow(UUID(event.subject.removeprefix(CASE)), state, event.at)


def follow(case_id: UUID, state: PayoutState, at: datetime) -> None:
    """Bring a case to where its payment is. News that comes twice or late finds it there already."""
    try:
        do(case_id=case_id, move=MOVES[state], actor=Actor.system(), at=at)
    except (WrongStep, MoveBlocked) as refusal:
        log.info("case %s already past %s: %s", case_id, state, refusal)
