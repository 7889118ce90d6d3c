"""Builders for money: payees, debts, finance people, a bank of one's own. All names and numbers are invented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from django.test import override_settings

from anxin.funds.banks.simulated import SimulatedBank
from anxin.funds.services import (
    batch_check,
    batch_release,
    batches_send,
    files_collect,
    obligation_post,
    payout_run,
)
from anxin.funds.types import BatchRef, BatchState, PayeeIn, PayoutRef
from anxin.identity.types import Actor, ActorPost, OrgKind, Role
from anxin.kit.clock import at_time
from anxin.kit.ids import uuid7
from anxin.kit.workdays import forget_calendar

PAYDAY = at_time(datetime(2026, 11, 23).date(), 10)
"""A Monday in the shipped calendar, before the cut-off."""

BUREAU = uuid7()


def a_finance_person(role: Role, name: str = "") -> Actor:
    """Somebody of the bureau's finance desk, without any row: services ask the actor only."""
    posts = (ActorPost(role, BUREAU, "/bureau/", OrgKind.BUREAU),)
    return Actor(account_id=uuid7(), name=name or f"{role}甲", posts=posts)


def a_maker() -> Actor:
    return a_finance_person(Role.FINANCE_MAKER, "钱制甲")


def a_checker() -> Actor:
    return a_finance_person(Role.FINANCE_CHECKER, "钱复乙")


def a_releaser(name: str = "钱签丙") -> Actor:
    return a_finance_person(Role.FINANCE_RELEASER, name)


def a_payee(name: str = "赵试骑", number: str = "6222009900000000017", worker_id: UUID | None = None) -> PayeeIn:
    """The rider of the newspaper, with an account at a bank that does not exist."""
    return PayeeIn(
        worker_id=worker_id, name=name, account_number=number, bank_name="示范银行", bank_code="999100000026"
    )


def a_debt(
    key: str = "", *, amount_fen: int = 30_200, payee: PayeeIn | None = None, at: datetime = PAYDAY, subject: str = ""
) -> PayoutRef:
    """An approved benefit of 302.00 yuan that waits for payment."""
    key = key or f"decision:{uuid7()}"
    return obligation_post(
        key=key,
        payee=payee or a_payee(),
        amount_fen=amount_fen,
        subject=subject or f"debt:{key}",
        decision_id=uuid5(NAMESPACE_URL, key),
        actor=Actor.system(),
        at=at,
    )


@contextmanager
def payment_settings(folder: Path) -> Iterator[None]:
    """The shipped rules and working days, and a bank whose books live in a folder of this test."""
    forget_calendar()
    with override_settings(ANXIN_DATA=folder, ANXIN_BANK_ASK_MINUTES=0):
        yield


def the_bank() -> SimulatedBank:
    """The bank of this test."""
    return SimulatedBank()


def a_funded_bank(at: datetime = PAYDAY) -> SimulatedBank:
    """The bank with the opening funding booked on both sides."""
    files_collect(at=at)
    return the_bank()


def sign(batch: BatchRef, at: datetime = PAYDAY) -> BatchRef:
    """Let as many invented people sign a batch as its band wants."""
    signed = batch_check(batch_id=batch.id, actor=a_checker(), at=at)
    while signed.state is not BatchState.RELEASED:
        signed = batch_release(batch_id=batch.id, actor=a_releaser(), at=at)
    return signed


def a_released_batch(at: datetime = PAYDAY) -> BatchRef:
    """Whatever waits, in a batch that everybody has signed."""
    batch = payout_run(actor=a_maker(), at=at)
    assert batch is not None, "nothing was payable"
    return sign(batch, at)


def pay_everything(at: datetime = PAYDAY) -> BatchRef:
    """A whole payment day: funding, run, signatures, bank, answers, statement."""
    files_collect(at=at)
    batch = a_released_batch(at)
    batches_send(at=at)
    files_collect(at=at)
    return batch
