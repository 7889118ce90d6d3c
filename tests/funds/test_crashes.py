"""Whatever dies wherever, nobody is paid twice and nobody is forgotten.

Every named failpoint with the bank's files forwards, backwards, doubled and late, killed once and twice in turn. The
planted defects at the end prove that the sweep can see what it looks for.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.funds.banks.simulated import Fault, FaultKind, SimulatedBank
from anxin.funds.failpoints import NAMES, armed
from anxin.funds.models import PayoutOrder
from anxin.funds.services import moves, obligation_retry, sending
from anxin.funds.states import Cause
from anxin.funds.types import LIVE_STATES
from tests.given.funds import PAYDAY, a_maker, a_payee
from tests.given.payment_city import (
    AMOUNTS,
    Killed,
    a_payment_city,
    assert_books_are_whole,
    assert_nobody_lost_or_doubled,
    live_through,
    moved_by_the_bank,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ORDERS = {
    "forwards": (),
    "backwards": (Fault(FaultKind.REORDER),),
    "doubled": (Fault(FaultKind.DUPLICATE),),
    "late": (Fault(FaultKind.LATE, days=1),),
}
ONE_TIME_OUT = Fault(FaultKind.SILENT_AFTER, times=1)


SCENARIOS = [
    (failpoint, 1 + (place + number) % 2, order)
    for place, failpoint in enumerate(NAMES)
    for number, order in enumerate(ORDERS)
]
"""Every failpoint with every order of the bank's files, killed once and twice in turn."""


@pytest.mark.parametrize(("failpoint", "crashes", "order"), SCENARIOS)
def test_a_crash_anywhere_loses_and_doubles_nothing(failpoint, crashes, order, tmp_path):
    with a_payment_city(tmp_path, *ORDERS[order], ONE_TIME_OUT) as desk:
        died = live_through(desk, failpoint, crashes)

        assert died >= 1, "the failpoint was never reached"
        assert_nobody_lost_or_doubled(desk)


@pytest.mark.parametrize("failpoint", ["send.after", "send.before"])
def test_a_bank_that_never_got_the_file_gets_it_again(failpoint, tmp_path):
    with a_payment_city(tmp_path, Fault(FaultKind.SILENT_BEFORE, times=1)) as desk:
        live_through(desk, failpoint, 1)

        assert_nobody_lost_or_doubled(desk)


# --- random walks -------------------------------------------------------------------------------------------------

ODDITIES = [
    FaultKind.REORDER,
    FaultKind.DUPLICATE,
    FaultKind.PARTIAL,
    FaultKind.SILENT_BEFORE,
    FaultKind.SILENT_AFTER,
    FaultKind.BROKEN_FILE,
    FaultKind.ODD_STATUS,
]
STEPS = ["collect", "run", "sign", "send", "ask", "overdue", "fix_accounts", "next_hour", "next_day"]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    walk=st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from([None, *NAMES])), min_size=10, max_size=40),
    kinds=st.lists(st.sampled_from(ODDITIES), max_size=3),
)
def test_any_order_of_steps_and_crashes_keeps_the_books_whole(walk, kinds, tmp_path_factory):
    faults = [Fault(kind, times=2) for kind in kinds]
    with _undone(), a_payment_city(tmp_path_factory.mktemp("bank"), *faults) as desk:
        at = PAYDAY
        for step, failpoint in walk:
            if step.startswith("next_"):
                at += timedelta(days=1) if step == "next_day" else timedelta(hours=1)
                at += timedelta(days=7 - at.weekday()) if at.weekday() >= 5 else timedelta()
                continue
            _one_step(getattr(desk, step), at, failpoint)
        _no_more_than_owed(desk)
        assert_books_are_whole(at)


def _one_step(act, at, failpoint) -> None:
    def die() -> None:
        raise Killed

    try:
        if failpoint is None:
            act(at)
        else:
            with armed(failpoint, die):
                act(at)
    except Killed:
        return


def _no_more_than_owed(desk) -> None:
    for name, amounts in moved_by_the_bank(desk).items():
        assert -sum(amounts) <= AMOUNTS.get(name, max(AMOUNTS.values()))
    live = PayoutOrder.objects.filter(state__in=LIVE_STATES).values_list("key", flat=True)
    assert len(live) == len(set(live))


class _Undo(Exception):
    """Leaves an example's transaction without keeping it."""


@contextmanager
def _undone() -> Iterator[None]:
    """What happens within the block is forgotten: each example starts with empty tables."""
    with suppress(_Undo), transaction.atomic():
        yield
        raise _Undo


# --- the harness sees what it looks for -----------------------------------------------------------------------------


def _caught(tmp_path: Path, failpoint: str, *faults: Fault) -> bool:
    """Does any check of the sweep fail in this scenario?"""
    with a_payment_city(tmp_path, *faults) as desk:
        try:
            live_through(desk, failpoint, 2)
            assert_nobody_lost_or_doubled(desk)
        except AssertionError:
            return True
    return False


def test_a_new_message_name_on_every_send_would_be_caught(tmp_path, monkeypatch):
    plain, calls = SimulatedBank.send, iter(range(1000))
    monkeypatch.setattr(
        SimulatedBank, "send", lambda self, *, msg_id, **more: plain(self, msg_id=f"{msg_id[:20]}{next(calls)}", **more)
    )

    assert _caught(tmp_path, "send.after")


def test_acknowledging_before_storing_would_be_caught(tmp_path, monkeypatch):
    plain = SimulatedBank.collect

    def eager(self, *, at):
        files = plain(self, at=at)
        for file in files:
            self.acknowledge(name=file.name)
        return files

    monkeypatch.setattr(SimulatedBank, "collect", eager)

    assert _caught(tmp_path, "import.stored")


def test_taking_silence_for_a_failure_and_paying_again_would_be_caught(tmp_path, monkeypatch):
    plain = sending._nobody_knows

    def impatient(batch, at):
        plain(batch, at)
        orders = moves.lock_payouts(Q(batch=batch))
        moves.move([moves.Move(order, Cause.TWO_PEOPLE) for order in orders], actor=a_maker(), at=at)
        for order in orders:
            obligation_retry(key=order.key, payee=a_payee(order.payee_name), actor=a_maker(), at=at)

    monkeypatch.setattr(sending, "_nobody_knows", impatient)

    assert _caught(tmp_path, "collect.after", ONE_TIME_OUT)
