"""The life of a payment as one table (付款状态机).

A payment moves only along ``TABLE``. What a bank repeats or sends late stands in ``REPEATS`` and changes
nothing. Every other pair is a contradiction: it is written down for a person, and nothing moves.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from anxin.funds.types import PayoutState

S = PayoutState


class Cause(StrEnum):
    """What can move a payment (状态变化原因)."""

    RUN = "run"
    UNBATCH = "unbatch"
    WITHDRAW = "withdraw"
    REDIRECT = "redirect"
    RELEASE = "release"
    BANK_ACCEPTS = "bank_accepts"
    BANK_REJECTS = "bank_rejects"
    BANK_BOOKS = "bank_books"
    BANK_RETURNS = "bank_returns"
    NO_ANSWER = "no_answer"
    STATEMENT_CLEAR = "statement_clear"
    TWO_PEOPLE = "two_people"
    RECOVERED = "recovered"


CAUSE_NAMES: Final[dict[Cause, str]] = {
    Cause.RUN: "列入批次",
    Cause.UNBATCH: "批次作废",
    Cause.WITHDRAW: "撤销",
    Cause.REDIRECT: "改付新账户",
    Cause.RELEASE: "签发送银行",
    Cause.BANK_ACCEPTS: "银行受理",
    Cause.BANK_REJECTS: "银行拒付",
    Cause.BANK_BOOKS: "银行对账单记付",
    Cause.BANK_RETURNS: "银行对账单记退汇",
    Cause.NO_ANSWER: "银行没有答复",
    Cause.STATEMENT_CLEAR: "对账单确认未付",
    Cause.TWO_PEOPLE: "两人核实未付",
    Cause.RECOVERED: "两人核实银行已付",
}

TABLE: Final[dict[tuple[PayoutState, Cause], PayoutState]] = {
    (S.APPROVED, Cause.RUN): S.BATCHED,
    (S.APPROVED, Cause.WITHDRAW): S.CANCELLED,
    # A payment that is tried again and has not left yet gives way to one to a newer account.
    (S.APPROVED, Cause.REDIRECT): S.CANCELLED,
    # After an old backup was restored the bank may have paid what our books still owe. Two people match the
    # bank's line to the payment; nothing automatic takes this door.
    (S.APPROVED, Cause.RECOVERED): S.PAID,
    (S.BATCHED, Cause.UNBATCH): S.APPROVED,
    (S.BATCHED, Cause.RELEASE): S.SUBMITTED,
    (S.SUBMITTED, Cause.BANK_ACCEPTS): S.ACCEPTED,
    (S.SUBMITTED, Cause.BANK_REJECTS): S.REJECTED,
    (S.SUBMITTED, Cause.BANK_BOOKS): S.PAID,
    (S.SUBMITTED, Cause.NO_ANSWER): S.UNKNOWN,
    (S.ACCEPTED, Cause.BANK_REJECTS): S.REJECTED,
    (S.ACCEPTED, Cause.BANK_BOOKS): S.PAID,
    (S.ACCEPTED, Cause.NO_ANSWER): S.UNKNOWN,
    # Out of "unknown" there are two doors only: the bank answers about the same MsgId, or two people decide.
    (S.UNKNOWN, Cause.BANK_ACCEPTS): S.ACCEPTED,
    (S.UNKNOWN, Cause.BANK_REJECTS): S.REJECTED,
    (S.UNKNOWN, Cause.BANK_BOOKS): S.PAID,
    (S.UNKNOWN, Cause.TWO_PEOPLE): S.FAILED,
    # A rejection becomes final when the statement of the day shows that no money left. Should the bank book
    # it all the same, the money has moved and the books must say so.
    (S.REJECTED, Cause.STATEMENT_CLEAR): S.FAILED,
    (S.REJECTED, Cause.BANK_BOOKS): S.PAID,
    (S.PAID, Cause.BANK_RETURNS): S.RETURNED,
}

REPEATS: Final[frozenset[tuple[PayoutState, Cause]]] = frozenset(
    {
        (S.ACCEPTED, Cause.BANK_ACCEPTS),
        (S.PAID, Cause.BANK_ACCEPTS),
        (S.RETURNED, Cause.BANK_ACCEPTS),
        (S.REJECTED, Cause.BANK_REJECTS),
        (S.FAILED, Cause.BANK_REJECTS),
        (S.UNKNOWN, Cause.NO_ANSWER),
    }
)
"""Old news, harmless: a late or doubled answer about something that has since gone further the same way."""


def after(state: PayoutState, cause: Cause) -> PayoutState | None:
    """The state that follows, or None when the pair is not in the table."""
    return TABLE.get((state, cause))


def is_repeat(state: PayoutState, cause: Cause) -> bool:
    """True when the news is old and changes nothing."""
    return (state, cause) in REPEATS


def sources(cause: Cause) -> tuple[PayoutState, ...]:
    """The states from which a cause moves a payment."""
    return tuple(state for state, known in TABLE if known is cause)
