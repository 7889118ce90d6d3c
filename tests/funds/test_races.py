"""Two people, two workers, two files at the same moment: one wins, the other is told in words."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection

from anxin.funds.models import BankFile, Batch, PayoutOrder, PayoutStep, Transfer
from anxin.funds.services import (
    answers_import,
    batch_cancel,
    batch_check,
    batch_release,
    batches_send,
    files_collect,
    obligation_retry,
    payout_run,
    reconcile,
)
from anxin.funds.types import BatchState, PayoutState
from anxin.identity.types import Actor
from anxin.kit.errors import Refused
from tests.given.funds import (
    PAYDAY,
    a_checker,
    a_debt,
    a_funded_bank,
    a_maker,
    a_payee,
    a_released_batch,
    a_releaser,
    payment_settings,
    sign,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _payday(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    with payment_settings(tmp_path):
        yield


def _at_once(*acts: Callable[[], object]) -> Counter[str]:
    """Start all at the same moment; count what became of them: done, or the class of the refusal."""
    barrier, outcomes = Barrier(len(acts)), Counter[str]()

    def racer(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            outcomes["nothing" if act() is None else "done"] += 1
        except Refused as refused:
            outcomes[type(refused).__name__] += 1
        finally:
            connection.close()

    threads = [Thread(target=racer, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def _books_are_whole() -> None:
    assert reconcile(freeze=False, actor=Actor.system(), at=PAYDAY).findings == ()


def test_twelve_runs_at_once_make_one_batch():
    a_funded_bank()
    for number in range(20):
        a_debt(f"decision:{number}")

    outcomes = _at_once(*[lambda: payout_run(actor=a_maker(), at=PAYDAY)] * 12)

    assert outcomes == {"done": 1, "nothing": 11}
    assert Batch.objects.get().items == 20
    _books_are_whole()


def test_of_twelve_releasers_at_once_one_lets_the_batch_go():
    a_funded_bank()
    a_debt(amount_fen=2_000_000)
    batch = payout_run(actor=a_maker(), at=PAYDAY)
    batch_check(batch_id=batch.id, actor=a_checker(), at=PAYDAY)

    outcomes = _at_once(*[lambda: batch_release(batch_id=batch.id, actor=a_releaser(), at=PAYDAY) for _ in range(12)])

    assert outcomes == {"done": 1, "WrongState": 11}
    assert Transfer.objects.filter(kind="submitted").count() == 1
    _books_are_whole()


def test_release_and_cancel_at_once_do_one_thing():
    a_funded_bank()
    a_debt(amount_fen=2_000_000)
    batch = payout_run(actor=a_maker(), at=PAYDAY)
    batch_check(batch_id=batch.id, actor=a_checker(), at=PAYDAY)

    outcomes = _at_once(
        lambda: batch_release(batch_id=batch.id, actor=a_releaser(), at=PAYDAY),
        lambda: batch_cancel(batch_id=batch.id, why="收款人来电", actor=a_maker(), at=PAYDAY),
    )

    assert outcomes == {"done": 1, "WrongState": 1}
    state = {BatchState.RELEASED: PayoutState.SUBMITTED, BatchState.CANCELLED: PayoutState.APPROVED}
    assert PayoutOrder.objects.get().state == state[BatchState(Batch.objects.get().state)]
    _books_are_whole()


def test_eight_senders_at_once_pay_once():
    bank = a_funded_bank()
    a_debt()
    a_released_batch()

    _at_once(*[lambda: batches_send(at=PAYDAY)] * 8)
    files_collect(at=PAYDAY)

    assert [entry["amount_fen"] for entry in bank.view().entries if entry["amount_fen"] < 0] == [-30_200]
    _books_are_whole()


def test_one_file_imported_eight_times_at_once_counts_once():
    bank = a_funded_bank()
    a_debt()
    a_released_batch()
    batches_send(at=PAYDAY)
    files = list(bank.collect(at=PAYDAY))

    def bring() -> object:
        for file in files:
            answers_import(name=file.name, content=file.content, bank_slug="simulated", actor=Actor.system(), at=PAYDAY)
        return True

    assert _at_once(*[bring] * 8) == {"done": 8}
    assert PayoutOrder.objects.get().state == PayoutState.PAID
    assert PayoutStep.objects.count() == 4
    assert BankFile.objects.count() == 4
    _books_are_whole()


def test_of_twelve_corrected_accounts_at_once_one_is_paid_to():
    from anxin.funds.banks.simulated import Fault, FaultKind

    bank = a_funded_bank()
    bank.fault_add(Fault(FaultKind.REJECT))
    a_debt("decision:rib")
    a_released_batch()
    batches_send(at=PAYDAY)
    files_collect(at=PAYDAY)

    def retry(number: str) -> object:
        return obligation_retry(key="decision:rib", payee=a_payee(number=number), actor=Actor.system(), at=PAYDAY)

    outcomes = _at_once(*[lambda n=n: retry(f"62220099000000000{n}") for n in range(25, 37)])

    assert outcomes == {"done": 12}
    states = Counter(PayoutOrder.objects.values_list("state", flat=True))
    assert states == {PayoutState.FAILED: 1, PayoutState.CANCELLED: 11, PayoutState.APPROVED: 1}
    _books_are_whole()


def test_debts_posted_while_a_run_builds_wait_for_the_next_run():
    a_funded_bank()
    for number in range(10):
        a_debt(f"decision:{number}")

    _at_once(
        lambda: payout_run(actor=a_maker(), at=PAYDAY), *[lambda n=n: a_debt(f"decision:late-{n}") for n in range(6)]
    )
    second = payout_run(actor=a_maker(), at=PAYDAY)

    assert second is None or sign(second).state is BatchState.RELEASED
    assert not PayoutOrder.objects.filter(state=PayoutState.APPROVED).exists()
    _books_are_whole()
