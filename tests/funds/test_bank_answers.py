"""What a bank can do to us, and what the books say afterwards."""

from datetime import timedelta

import pytest

from anxin.funds.banks.simulated import Fault, FaultKind, SimulatedBank
from anxin.funds.errors import BadBankFile, FileConflict, SamePerson, WrongState
from anxin.funds.models import BankFile, Discrepancy, Entry, Fund, PayoutOrder, PayoutStep, StatementLine
from anxin.funds.selectors import suspense
from anxin.funds.services import (
    answers_import,
    batches_ask,
    batches_send,
    correction_confirm,
    correction_propose,
    files_collect,
    obligation_retry,
    overdue_mark,
    payment_day,
    payouts_thaw,
    problem_settle,
    reconcile,
    verdict_confirm,
    verdict_propose,
)
from anxin.funds.services.balances import balance_fen
from anxin.funds.types import PayoutState
from anxin.identity.types import Actor, Role
from anxin.kit.errors import NotAllowed
from anxin.kit.events import listen
from tests.given.funds import (
    PAYDAY,
    a_checker,
    a_debt,
    a_finance_person,
    a_funded_bank,
    a_maker,
    a_payee,
    a_released_batch,
    a_releaser,
    pay_everything,
)

pytestmark = pytest.mark.usefixtures("payday")

SYSTEM = Actor.system()
DAY = timedelta(days=1)


def _state(key: str = "decision:rib") -> str:
    return PayoutOrder.objects.filter(key=key).order_by("-attempt").values_list("state", flat=True)[0]


def _exit_code(at=PAYDAY) -> int:
    return reconcile(freeze=True, actor=SYSTEM, at=at).exit_code


def _a_bank_that(kind: FaultKind, **more) -> SimulatedBank:
    bank = a_funded_bank()
    bank.fault_add(Fault(kind, **more))
    return bank


# --- rejected, failed, tried again -----------------------------------------------------------------------------


def test_a_closed_account_fails_and_the_reason_is_kept_for_the_worker():
    _a_bank_that(FaultKind.REJECT)
    a_debt("decision:rib")

    pay_everything()

    order = PayoutOrder.objects.get()
    assert (order.state, order.reason_code, order.reason) == (PayoutState.FAILED, "AC04", "账户已销户")
    assert balance_fen("injury", "returned") == -30_200
    assert _exit_code() == 0


def test_only_the_named_payee_is_rejected():
    _a_bank_that(FaultKind.REJECT, payee="钱试付")
    a_debt("decision:rib")
    a_debt("decision:other", payee=a_payee("钱试付"))

    pay_everything()

    assert (_state("decision:rib"), _state("decision:other")) == (PayoutState.PAID, PayoutState.FAILED)


def test_a_corrected_account_is_paid_as_a_second_attempt():
    bank = _a_bank_that(FaultKind.REJECT, times=1)
    a_debt("decision:rib")
    pay_everything()

    again = obligation_retry(key="decision:rib", payee=a_payee(number="6222009900000000025"), actor=SYSTEM, at=PAYDAY)
    pay_everything()

    assert (again.attempt, _state()) == (2, PayoutState.PAID)
    assert [entry["amount_fen"] for entry in bank.view().entries if entry["amount_fen"] < 0] == [-30_200]
    assert _exit_code() == 0


def test_asking_twice_to_try_again_makes_one_new_attempt():
    _a_bank_that(FaultKind.REJECT)
    a_debt("decision:rib")
    pay_everything()

    for _ in range(2):
        obligation_retry(key="decision:rib", payee=a_payee(number="6222009900000000025"), actor=SYSTEM, at=PAYDAY)

    assert PayoutOrder.objects.count() == 2


def test_a_rejection_is_final_only_after_a_later_statement():
    bank = _a_bank_that(FaultKind.REJECT)
    a_debt("decision:rib")
    a_released_batch()
    later = PAYDAY + timedelta(minutes=5)
    batches_send(at=later)
    answer = next(file for file in bank.collect(at=later) if b"pain.002" in file.content)

    answers_import(name="a", content=answer.content, bank_slug="simulated", actor=SYSTEM, at=later)

    assert _state() == PayoutState.REJECTED
    with pytest.raises(WrongState, match="还没有最终结果"):
        obligation_retry(key="decision:rib", payee=a_payee(), actor=SYSTEM, at=PAYDAY)
    files_collect(at=later)
    assert _state() == PayoutState.FAILED


# --- returned ------------------------------------------------------------------------------------------------


def test_money_sent_back_after_days_is_owed_again():
    _a_bank_that(FaultKind.RETURN, days=5)
    a_debt("decision:rib")
    pay_everything()
    assert _state() == PayoutState.PAID

    files_collect(at=PAYDAY + 6 * DAY)

    assert _state() == PayoutState.RETURNED
    assert balance_fen("injury", "returned") == -30_200
    assert _exit_code(PAYDAY + 6 * DAY) == 0


def test_a_return_that_overtakes_its_payment_waits_in_suspense_and_settles_itself():
    bank = _a_bank_that(FaultKind.RETURN, days=2)
    a_debt("decision:rib")
    a_released_batch()
    batches_send(at=PAYDAY)
    early = list(bank.collect(at=PAYDAY))
    later = [file for file in bank.collect(at=PAYDAY + 3 * DAY) if file not in early]

    for file in [*later, *early]:
        answers_import(name=file.name, content=file.content, bank_slug="simulated", actor=SYSTEM, at=PAYDAY + 3 * DAY)

    assert _state() == PayoutState.RETURNED
    assert balance_fen("injury", "suspense") == 0
    assert not Discrepancy.objects.filter(settled_at__isnull=True).exists()
    assert _exit_code(PAYDAY + 3 * DAY) == 0


# --- unknown -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [FaultKind.SILENT_BEFORE, FaultKind.SILENT_AFTER])
def test_a_time_out_is_unknown_and_asking_under_the_same_name_pays_once(kind):
    bank = _a_bank_that(kind, times=1)
    a_debt("decision:rib")
    a_released_batch()
    batches_send(at=PAYDAY)
    assert _state() == PayoutState.UNKNOWN

    batches_ask(at=PAYDAY)
    files_collect(at=PAYDAY)

    assert _state() == PayoutState.PAID
    assert [entry["amount_fen"] for entry in bank.view().entries if entry["amount_fen"] < 0] == [-30_200]


def test_silence_for_days_makes_a_payment_unknown_not_failed():
    _a_bank_that(FaultKind.LATE, days=9)
    a_debt("decision:rib")
    pay_everything()

    overdue_mark(at=PAYDAY + 2 * DAY)
    assert _state() == PayoutState.SUBMITTED
    overdue_mark(at=PAYDAY + 3 * DAY)
    assert _state() == PayoutState.UNKNOWN


def test_a_late_booking_still_finds_its_payment():
    _a_bank_that(FaultKind.LATE, days=9)
    a_debt("decision:rib")
    pay_everything()
    overdue_mark(at=PAYDAY + 4 * DAY)

    files_collect(at=PAYDAY + 10 * DAY)

    assert _state() == PayoutState.PAID


def _an_unknown_payment_the_bank_never_made() -> PayoutOrder:
    _a_bank_that(FaultKind.SILENT_BEFORE)
    a_debt("decision:rib")
    a_released_batch()
    batches_send(at=PAYDAY)
    return PayoutOrder.objects.get()


def test_two_people_may_decide_only_after_the_statements_have_shown_nothing_for_days():
    order = _an_unknown_payment_the_bank_never_made()

    with pytest.raises(WrongState, match="日终对账单"):
        verdict_propose(payout_id=order.id, reason="电话核实", actor=a_maker(), at=PAYDAY)
    files_collect(at=PAYDAY + 4 * DAY)
    verdict_propose(payout_id=order.id, reason="电话核实", actor=a_maker(), at=PAYDAY + 4 * DAY)
    verdict_confirm(payout_id=order.id, actor=a_checker(), at=PAYDAY + 4 * DAY)

    assert _state() == PayoutState.FAILED
    assert balance_fen("injury", "in_transit") == 0
    assert _exit_code(PAYDAY + 4 * DAY) == 0


def test_no_payment_is_called_unmade_while_a_booking_of_its_sum_is_unexplained():
    _a_bank_that(FaultKind.UNKNOWN_ID)
    a_debt("decision:rib")
    pay_everything()
    overdue_mark(at=PAYDAY + 4 * DAY)
    files_collect(at=PAYDAY + 5 * DAY)
    order, (line,) = PayoutOrder.objects.get(), suspense(a_maker())

    with pytest.raises(WrongState, match=f"{line.reference} 与它金额相同"):
        verdict_propose(payout_id=order.id, reason="电话", actor=a_maker(), at=PAYDAY + 5 * DAY)

    assert [payout.id for payout in line.fitting] == [order.id], "the page offers the payment it must be"


def test_one_person_cannot_decide_alone():
    order = _an_unknown_payment_the_bank_never_made()
    files_collect(at=PAYDAY + 4 * DAY)
    person = a_maker()
    verdict_propose(payout_id=order.id, reason="电话核实", actor=person, at=PAYDAY + 4 * DAY)

    with pytest.raises(SamePerson):
        verdict_confirm(payout_id=order.id, actor=person, at=PAYDAY + 4 * DAY)


def test_a_missing_statement_forbids_the_verdict():
    bank = _a_bank_that(FaultKind.SILENT_BEFORE)
    a_debt("decision:rib")
    a_released_batch()
    batches_send(at=PAYDAY)
    for at in (PAYDAY + 2 * DAY, PAYDAY + 5 * DAY):
        waiting = bank.collect(at=at)
        for file in waiting[1:]:
            answers_import(name=file.name, content=file.content, bank_slug="simulated", actor=SYSTEM, at=at)
        for file in waiting:
            bank.acknowledge(name=file.name)

    with pytest.raises(WrongState, match="连续不缺"):
        verdict_propose(payout_id=PayoutOrder.objects.get().id, reason="电话", actor=a_maker(), at=PAYDAY + 5 * DAY)


def test_a_status_code_nobody_declared_is_unknown_until_the_statement_speaks():
    _a_bank_that(FaultKind.ODD_STATUS, days=1)
    a_debt("decision:rib")
    pay_everything()
    assert _state() == PayoutState.UNKNOWN
    batches_ask(at=PAYDAY)
    files_collect(at=PAYDAY)
    assert Discrepancy.objects.get().kind == "answer_unread", "however often the bank says it"

    files_collect(at=PAYDAY + DAY)

    assert _state() == PayoutState.PAID


# --- oddities ----------------------------------------------------------------------------------------------------


def test_a_booking_one_fen_out_goes_to_suspense_and_is_told():
    _a_bank_that(FaultKind.WRONG_SUM)
    a_debt("decision:rib")

    pay_everything()

    assert _state() == PayoutState.ACCEPTED
    assert balance_fen("injury", "suspense") == 30_199
    assert Discrepancy.objects.get().kind == "sum_differs"
    assert _exit_code() == 1


def test_an_unknown_name_is_matched_by_two_people():
    _a_bank_that(FaultKind.UNKNOWN_ID)
    a_debt("decision:rib")
    pay_everything()
    line, order = StatementLine.objects.get(state="suspense"), PayoutOrder.objects.get()
    assert _exit_code() == 1

    wanted = correction_propose(
        line_id=line.id, end_to_end_id=order.end_to_end_id, reason="银行来函", actor=a_maker(), at=PAYDAY
    )
    correction_confirm(correction_id=wanted, actor=a_checker(), at=PAYDAY)

    assert _state() == PayoutState.PAID
    assert _exit_code() == 0


def test_a_bank_fee_is_booked_by_two_people_and_the_books_still_agree():
    _a_bank_that(FaultKind.UNKNOWN_ID)
    a_debt("decision:rib")
    pay_everything()
    line = StatementLine.objects.get(state="suspense")

    wanted = correction_propose(line_id=line.id, account="expense", reason="手续费", actor=a_maker(), at=PAYDAY)
    correction_confirm(correction_id=wanted, actor=a_checker(), at=PAYDAY)

    assert balance_fen("injury", "suspense") == 0
    assert _exit_code() == 0


def test_an_altered_name_is_paid_and_told():
    _a_bank_that(FaultKind.NAME_ALTERED)
    a_debt("decision:rib")

    pay_everything()

    problem = Discrepancy.objects.get()
    assert (_state(), problem.kind) == (PayoutState.PAID, "name_altered")
    assert "赵试" not in problem.detail
    problem_settle(problem_id=problem.id, how="银行回函：款已到本人账户", actor=a_checker(), at=PAYDAY)
    assert _exit_code() == 0


def test_a_double_booking_freezes_payments_until_the_books_are_explained():
    _a_bank_that(FaultKind.PAID_TWICE, times=1)
    a_debt("decision:rib")
    pay_everything()

    assert _exit_code() == 2
    assert Fund.objects.get(pk="injury").frozen_at is not None
    a_debt("decision:next")
    payment_day(at=PAYDAY + timedelta(hours=8))
    assert _state("decision:next") == PayoutState.APPROVED
    with pytest.raises(WrongState, match="不能恢复"):
        payouts_thaw(fund="injury", actor=a_releaser(), at=PAYDAY)


def test_payments_resume_after_a_clean_reconciliation():
    _a_bank_that(FaultKind.PAID_TWICE, times=1)
    a_debt("decision:rib")
    pay_everything()
    _exit_code()
    line = StatementLine.objects.get(state="suspense")
    wanted = correction_propose(line_id=line.id, account="expense", reason="银行已承认重付", actor=a_maker(), at=PAYDAY)
    correction_confirm(correction_id=wanted, actor=a_checker(), at=PAYDAY)

    later = PAYDAY + timedelta(hours=1)
    assert _exit_code(later) == 0
    payouts_thaw(fund="injury", actor=a_releaser(), at=later)

    assert Fund.objects.get(pk="injury").frozen_at is None


# --- files that come twice, backwards, broken ---------------------------------------------------------------------


def _rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Entry, PayoutStep, StatementLine, Discrepancy, BankFile))


def test_every_file_again_and_backwards_changes_no_row():
    bank = _a_bank_that(FaultKind.REJECT, payee="钱试付")
    a_debt("decision:rib")
    a_debt("decision:other", payee=a_payee("钱试付"))
    a_released_batch()
    batches_send(at=PAYDAY)
    files = list(bank.collect(at=PAYDAY))
    files_collect(at=PAYDAY)
    before, states = _rows(), set(PayoutOrder.objects.values_list("key", "state"))

    for file in [*reversed(files), *files]:
        done = answers_import(name=file.name, content=file.content, bank_slug="simulated", actor=SYSTEM, at=PAYDAY)
        assert done.repeated

    assert (_rows(), set(PayoutOrder.objects.values_list("key", "state"))) == (before, states)


@pytest.mark.parametrize("kind", [FaultKind.DUPLICATE, FaultKind.REORDER, FaultKind.PARTIAL])
def test_doubled_reordered_and_partial_answers_end_in_the_same_books(kind):
    _a_bank_that(kind, days=2)
    for number in range(5):
        a_debt(f"decision:{number}")
    pay_everything()

    files_collect(at=PAYDAY + 3 * DAY)

    assert set(PayoutOrder.objects.values_list("state", flat=True)) == {PayoutState.PAID}
    assert balance_fen("injury", "in_transit") == 0
    assert _exit_code(PAYDAY + 3 * DAY) == 0


def test_a_broken_file_is_kept_told_and_harmless():
    _a_bank_that(FaultKind.BROKEN_FILE, times=1)
    a_debt("decision:rib")

    pay_everything()

    assert _state() == PayoutState.PAID
    assert BankFile.objects.filter(kind="unreadable").count() == 1
    assert Discrepancy.objects.get().kind == "unreadable_file"


def _a_statement() -> bytes:
    bank = SimulatedBank()
    return next(file.content for file in bank.collect(at=PAYDAY) if b"camt.053" in file.content)


@pytest.mark.parametrize("amount", ["302.295", "1e400", "NaN", "-1.00", "１２３.00", "1,000.00", "", " 1.00"])
def test_a_statement_with_an_amount_that_is_no_amount_is_refused(amount):
    content = _a_statement().replace(b">1000000.00<", f">{amount}<".encode(), 1)

    with pytest.raises(BadBankFile):
        answers_import(name="s", content=content, bank_slug="simulated", actor=SYSTEM, at=PAYDAY)
    assert not Entry.objects.exists()


def test_a_statement_that_does_not_add_up_is_refused():
    content = _a_statement().replace(b'<Amt Ccy="CNY">0.00', b'<Amt Ccy="CNY">0.01', 1)

    with pytest.raises(BadBankFile, match="期初加发生额"):
        answers_import(name="s", content=content, bank_slug="simulated", actor=SYSTEM, at=PAYDAY)


def test_the_statement_of_another_account_is_refused():
    content = _a_statement().replace(b"1100999900000000018", b"1100999900000000026")

    with pytest.raises(BadBankFile, match="不是任何一个基金专户"):
        answers_import(name="s", content=content, bank_slug="simulated", actor=SYSTEM, at=PAYDAY)


def test_a_reference_used_again_for_other_bytes_is_refused():
    content = _a_statement()
    answers_import(name="s", content=content, bank_slug="simulated", actor=SYSTEM, at=PAYDAY)

    with pytest.raises(FileConflict, match="内容不同"):
        answers_import(name="s", content=content + b"\n", bank_slug="simulated", actor=SYSTEM, at=PAYDAY)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<Document",
        b"<?xml version='1.0'?><!DOCTYPE d [<!ENTITY a 'x'>]><d>&a;</d>",
        b"PK\x03\x04",
        b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.008.001.08'/>",
    ],
)
def test_what_is_no_bank_file_is_refused(content):
    with pytest.raises(BadBankFile):
        answers_import(name="x", content=content, bank_slug="simulated", actor=SYSTEM, at=PAYDAY)


def test_a_stranger_brings_no_file():
    stranger = a_finance_person(Role.BUREAU_INTAKE)

    with pytest.raises(NotAllowed):
        answers_import(name="s", content=_a_statement(), bank_slug="simulated", actor=stranger, at=PAYDAY)


# --- news ----------------------------------------------------------------------------------------------------------


def test_the_case_hears_each_step_with_its_subject_and_key(django_capture_on_commit_callbacks):
    from anxin.funds.events import PayoutBatched, PayoutPaid, PayoutReturned, PayoutSubmitted

    heard: list[object] = []
    for kind in (PayoutBatched, PayoutSubmitted, PayoutPaid, PayoutReturned):
        listen(kind, heard.append)
    _a_bank_that(FaultKind.RETURN, days=1)
    a_debt("decision:news", subject="debt:news")

    with django_capture_on_commit_callbacks(execute=True):
        pay_everything()
        files_collect(at=PAYDAY + 2 * DAY)

    mine = [news for news in heard if news.key == "decision:news"]
    assert [type(news) for news in mine] == [PayoutBatched, PayoutSubmitted, PayoutPaid, PayoutReturned]
    assert {news.subject for news in mine} == {"debt:news"}
    assert mine[-1].reason_code == "AC01"
