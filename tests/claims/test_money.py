"""Following the money: batched, paid, failed and back to the worker; news that comes twice or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from anxin.cases.engine import do
from anxin.cases.selectors import case_view, timeline
from anxin.claims.models import DecisionRecord
from anxin.claims.selectors import claim_for_worker
from anxin.claims.services import claim_advance, payee_correct
from anxin.claims.services.catching_up import payments_catch_up
from anxin.claims.services.paying import payout_batched, payout_failed, payout_paid, payout_returned
from anxin.claims.types import DOTS, WorkerStatus
from anxin.funds.banks.simulated import Fault, FaultKind, SimulatedBank
from anxin.funds.events import PayoutBatched, PayoutEvent, PayoutFailed, PayoutPaid, PayoutReturned
from anxin.funds.selectors import payouts_of
from anxin.funds.services import batch_check, batches_send, files_collect, payout_run, reconcile
from anxin.funds.types import BatchState, PayoutState
from anxin.identity.selectors import payee_account
from anxin.identity.types import Actor, PayeeKind
from anxin.kit.errors import BadInput
from anxin.notify.selectors import messages_for
from tests.given.claims import Given, a_complete
from tests.given.funds import a_checker, a_maker
from tests.given.jobs import run_jobs
from tests.given.people import NOON

SYSTEM = Actor.system()


@pytest.fixture(scope="module")
def approved(one_city_for_all: None) -> Given:
    """An approved claim of 302.00 yuan."""
    claim = a_complete()
    claim_advance(case_id=claim.case_id, at=NOON)
    return claim


@pytest.fixture
def given(approved: Given, tmp_path, settings) -> Given:
    """The approved claim, and a bank of its own."""
    settings.ANXIN_DATA = tmp_path
    return approved.for_one_test()


def news(given: Given, kind: type[PayoutEvent], **more: str) -> PayoutEvent:
    payment = payouts_of(f"case:{given.case_id}")[-1]
    subject = f"case:{given.case_id}"
    return kind(payment.id, payment.key, payment.attempt, subject, payment.amount_fen, NOON, **more)


def another_account(given: Given, **change: object) -> dict[str, Any]:
    """What the rider types when the first account was closed."""
    typed = {"bank_name": "示范银行", "number": "6222020000007654321", "bank_code": "102100099996"}
    return {"worker_id": given.rider.worker_id, "kind": PayeeKind.BANK_CARD, **typed, **change}


def status(given: Given) -> WorkerStatus:
    return claim_for_worker(actor=given.rider, case_id=given.case_id).status


def pay_day(at=NOON):
    """The desk of one day: run, check, release, send, collect."""
    files_collect(at=at)
    batch = payout_run(actor=a_maker(), at=at)
    if batch is not None:
        checked = batch_check(batch_id=batch.id, actor=a_checker(), at=at)
        assert checked.state is BatchState.RELEASED, "the lowest band is signed by two"
    batches_send(at=at)
    files_collect(at=at)


def test_the_worker_reads_paying_and_then_arrived(given):
    payout_batched(news(given, PayoutBatched))
    assert status(given) is WorkerStatus.PAYING

    payout_paid(news(given, PayoutPaid))

    assert status(given) is WorkerStatus.PAID


def test_news_twice_and_out_of_order_moves_once(given):
    payout_paid(news(given, PayoutPaid))
    payout_batched(news(given, PayoutBatched))
    payout_paid(news(given, PayoutPaid))

    assert status(given) is WorkerStatus.PAID
    assert [item.title for item in timeline(SYSTEM, given.case_id)].count("款项到账") == 1


def test_a_failed_payment_goes_back_to_the_worker_with_the_reason(given):
    payout_batched(news(given, PayoutBatched))

    payout_failed(news(given, PayoutFailed, reason_code="AC04", reason="账户已销户"))

    view = claim_for_worker(actor=given.rider, case_id=given.case_id)
    assert view.status is WorkerStatus.WAITING_FOR_YOU
    assert view.dot == DOTS.index("核定") + 1
    assert view.next.key == "payee"
    assert "请核对收款账户" in view.next.sentence
    assert view.payment_sentence == ""


def test_money_that_comes_back_after_it_was_booked_reopens_the_way(given):
    payout_paid(news(given, PayoutPaid))

    payout_returned(news(given, PayoutReturned, reason_code="AC01", reason="账号与户名不符"))

    assert case_view(SYSTEM, given.case_id).step == "payment_fix"


def test_lost_news_is_caught_up(given):
    pay_day()
    assert case_view(SYSTEM, given.case_id).step == "approved"

    moved = payments_catch_up(at=NOON)

    assert moved == 1
    assert status(given) is WorkerStatus.PAID
    assert payments_catch_up(at=NOON) == 0


def test_the_whole_way_through_the_bank_balances(given):
    pay_day()
    payments_catch_up(at=NOON)

    payment = payouts_of(f"case:{given.case_id}")[-1]
    assert payment.state is PayoutState.PAID
    assert reconcile(freeze=False, actor=SYSTEM, at=NOON).exit_code == 0


def test_a_corrected_account_pays_the_same_debt_again(given):
    SimulatedBank().fault_add(Fault(FaultKind.RETURN, days=1, times=1))
    pay_day()
    tomorrow = NOON + timedelta(days=1)
    pay_day(tomorrow)
    payments_catch_up(at=tomorrow)
    assert case_view(SYSTEM, given.case_id).step == "payment_fix"

    with pytest.raises(BadInput, match="联行号"):
        payee_correct(**another_account(given, bank_code=""), actor=given.rider, at=tomorrow)
    kept = payee_account(given.rider.worker_id)
    assert kept is not None
    assert kept.number == "6222020000001234567", "neither the account nor the payment"

    with pytest.raises(BadInput, match=r"账号不对.*换一张"):
        payee_correct(**another_account(given, number=kept.number), actor=given.rider, at=tomorrow)

    assert payee_correct(**another_account(given), actor=given.rider, at=tomorrow) == 1

    payments = payouts_of(f"case:{given.case_id}")
    assert [payment.attempt for payment in payments] == [1, 2]
    assert payments[-1].amount_fen == 30200
    assert case_view(SYSTEM, given.case_id).step == "approved"
    with time_machine.travel(tomorrow, tick=False):
        assert "防止有人冒名改账户" in claim_for_worker(actor=given.rider, case_id=given.case_id).next.sentence


def test_an_account_corrected_twice_before_the_money_has_left_is_paid_to_the_last_one(given):
    SimulatedBank().fault_add(Fault(FaultKind.REJECT, times=1))
    pay_day()
    payments_catch_up(at=NOON)
    payee_correct(**another_account(given), actor=given.rider, at=NOON)
    waiting = payouts_of(f"case:{given.case_id}")[-1]

    assert payee_correct(**another_account(given, number="6222020000009999991"), actor=given.rider, at=NOON) == 1

    payments = payouts_of(f"case:{given.case_id}")
    assert [(one.attempt, one.state) for one in payments[1:]] == [
        (2, PayoutState.CANCELLED),
        (3, PayoutState.APPROVED),
    ]
    assert payments[-1].account.endswith("9991")
    assert DecisionRecord.objects.filter(payout_id=payments[-1].id).exists()
    assert not DecisionRecord.objects.filter(payout_id=waiting.id).exists()
    later = NOON + timedelta(days=2)
    pay_day(later)
    payments_catch_up(at=later)
    assert status(given) is WorkerStatus.PAID
    assert reconcile(freeze=False, actor=SYSTEM, at=later).exit_code == 0


def test_a_worker_hears_of_another_account_but_not_of_the_first(given, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        payee_correct(**another_account(given), actor=given.rider, at=NOON)
    run_jobs()

    (told,) = [message.text for message in messages_for(given.rider) if "收款账户" in message.text]
    assert "尾号 4321" in told
    assert "11月24日 周二 12:00起" in told


def test_the_case_closes_by_itself_after_the_money_stayed(given):
    payout_paid(news(given, PayoutPaid))

    do(case_id=given.case_id, move="close", actor=SYSTEM, at=NOON + timedelta(days=8))

    view = case_view(SYSTEM, given.case_id)
    assert (view.step, view.closed_on is not None) == ("closed", True)
    assert status(given) is WorkerStatus.PAID
