"""A payment day from debt to bank statement."""

import pytest

from anxin.funds.models import Batch, PayoutOrder, PayoutStep
from anxin.funds.services import batches_send, files_collect, reconcile
from anxin.funds.services.balances import balance_fen
from anxin.funds.types import PayoutState
from anxin.identity.types import Actor
from tests.given.funds import PAYDAY, a_debt, a_funded_bank, a_released_batch, pay_everything

pytestmark = pytest.mark.usefixtures("payday")


def test_the_two_riders_of_the_newspaper_are_paid_the_same_day_and_the_books_agree():
    a_debt("decision:rib", amount_fen=30_200)
    a_debt("decision:ankle", amount_fen=44_100)

    pay_everything()

    assert set(PayoutOrder.objects.values_list("key", "state")) == {
        ("decision:rib", PayoutState.PAID),
        ("decision:ankle", PayoutState.PAID),
    }
    assert balance_fen("injury", "expense") == 74_300
    assert balance_fen("injury", "in_transit") == balance_fen("injury", "payable") == 0
    report = reconcile(freeze=True, actor=Actor.system(), at=PAYDAY)
    assert (report.exit_code, report.findings) == (0, ())


def test_each_step_of_a_payment_is_written_down():
    a_debt("decision:rib")

    pay_everything()

    assert list(PayoutStep.objects.order_by("id").values_list("state_from", "state_to")) == [
        ("approved", "batched"),
        ("batched", "submitted"),
        ("submitted", "accepted"),
        ("accepted", "paid"),
    ]


def test_sending_again_after_a_lost_note_pays_once():
    bank = a_funded_bank()
    a_debt("decision:rib")
    a_released_batch()
    batches_send(at=PAYDAY)
    Batch.objects.update(send_state="not_sent")

    batches_send(at=PAYDAY)
    files_collect(at=PAYDAY)

    assert [entry["amount_fen"] for entry in bank.view().entries if entry["amount_fen"] < 0] == [-30_200]
    assert PayoutOrder.objects.get().state == PayoutState.PAID
