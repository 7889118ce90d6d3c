"""Building and signing a batch: bands, people, bank days, bytes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from anxin.funds.errors import PayoutsFrozenNow, SamePerson, WrongState
from anxin.funds.iso.order import read
from anxin.funds.models import BankFile, Batch, Discrepancy, Fund, PayoutOrder
from anxin.funds.rules import band_for, payout_rules
from anxin.funds.selectors import batch_view, nothing_payable
from anxin.funds.services import (
    batch_cancel,
    batch_check,
    batch_release,
    files_collect,
    payment_day,
    payout_run,
    payout_withdraw,
    payouts_freeze,
    reconcile,
)
from anxin.funds.services.balances import balance_fen
from anxin.funds.types import BatchState, PayoutState
from anxin.identity.types import Actor, Role
from anxin.kit.clock import at_time
from anxin.kit.errors import NotAllowed
from tests.given.funds import (
    PAYDAY,
    a_checker,
    a_debt,
    a_finance_person,
    a_funded_bank,
    a_maker,
    a_payee,
    a_releaser,
    pay_everything,
    sign,
)

pytestmark = pytest.mark.usefixtures("payday")


def _built(amount_fen: int = 30_200):
    a_funded_bank()
    a_debt(amount_fen=amount_fen)
    batch = payout_run(actor=a_maker(), at=PAYDAY)
    assert batch is not None
    return batch


# --- people -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount_fen", "persons"),
    [(1, 2), (1_000_000, 2), (1_000_001, 3), (50_000_000, 3), (50_000_001, 4), (10**14, 4)],
)
def test_the_sum_decides_how_many_people_must_act(amount_fen, persons):
    assert band_for(amount_fen, payout_rules(PAYDAY.date()).bands).persons == persons


def test_in_the_lowest_band_the_checker_lets_it_go():
    assert batch_check(batch_id=_built().id, actor=a_checker(), at=PAYDAY).state is BatchState.RELEASED


def test_in_the_highest_band_two_releasers_must_sign():
    batch = _built(60_000_000)
    batch_check(batch_id=batch.id, actor=a_checker(), at=PAYDAY)

    first = batch_release(batch_id=batch.id, actor=a_releaser("钱签丙"), at=PAYDAY)
    assert (first.state, PayoutOrder.objects.get().state) == (BatchState.PART_RELEASED, PayoutState.BATCHED)
    second = batch_release(batch_id=batch.id, actor=a_releaser("钱签丁"), at=PAYDAY)
    assert (second.state, PayoutOrder.objects.get().state) == (BatchState.RELEASED, PayoutState.SUBMITTED)


def test_one_releaser_cannot_sign_twice():
    batch = _built(60_000_000)
    batch_check(batch_id=batch.id, actor=a_checker(), at=PAYDAY)
    releaser = a_releaser()
    batch_release(batch_id=batch.id, actor=releaser, at=PAYDAY)

    with pytest.raises(SamePerson):
        batch_release(batch_id=batch.id, actor=releaser, at=PAYDAY)


def test_a_batch_the_system_made_still_needs_two_people():
    a_funded_bank()
    a_debt()
    batch = payout_run(actor=Actor.system(), at=PAYDAY)

    assert batch_check(batch_id=batch.id, actor=a_checker(), at=PAYDAY).state is BatchState.CHECKED
    assert batch_release(batch_id=batch.id, actor=a_releaser(), at=PAYDAY).state is BatchState.RELEASED


def _sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("column", ["checked_by_id", "released_by_id", "second_by_id"])
def test_the_database_refuses_the_maker_as_signer(column):
    _built()
    with pytest.raises(IntegrityError, match="funds_batch_maker_stands_alone"):
        _sql(f"UPDATE funds_batch SET {column} = made_by_id")


def test_the_database_refuses_one_person_as_checker_and_releaser():
    batch = _built(2_000_000)
    batch_check(batch_id=batch.id, actor=a_checker(), at=PAYDAY)
    with pytest.raises(IntegrityError, match="funds_batch_signers_differ"):
        _sql("UPDATE funds_batch SET released_by_id = checked_by_id")


def test_the_database_refuses_a_release_without_enough_signatures():
    _built(2_000_000)
    with pytest.raises(IntegrityError, match="funds_batch_released_by_enough_people"):
        _sql("UPDATE funds_batch SET state = 'released'")


@pytest.mark.parametrize("column", ["total_fen", "items", "persons"])
def test_the_database_refuses_to_change_what_was_signed(column):
    _built()
    with pytest.raises(IntegrityError, match="fixed once written"):
        _sql(f"UPDATE funds_batch SET {column} = {column} + 1")


@pytest.mark.parametrize(
    ("role", "act"),
    [
        (Role.FINANCE_CHECKER, lambda batch, actor: payout_run(actor=actor, at=PAYDAY)),
        (Role.FINANCE_RELEASER, lambda batch, actor: batch_check(batch_id=batch.id, actor=actor, at=PAYDAY)),
        (Role.FINANCE_CHECKER, lambda batch, actor: batch_release(batch_id=batch.id, actor=actor, at=PAYDAY)),
        (Role.AUDITOR, lambda batch, actor: batch_cancel(batch_id=batch.id, why="试", actor=actor, at=PAYDAY)),
        (Role.BUREAU_REVIEWER, lambda batch, actor: reconcile(freeze=True, actor=actor, at=PAYDAY)),
    ],
)
def test_nobody_does_anothers_work(role, act):
    batch = _built()
    with pytest.raises(NotAllowed):
        act(batch, a_finance_person(role))


# --- bytes -----------------------------------------------------------------------------------------------------


def test_the_file_says_exactly_what_is_owed():
    a_funded_bank()
    a_debt("decision:1", payee=a_payee("单通"))
    a_debt("decision:2", amount_fen=1, payee=a_payee("买买提·欧阳 㛃"))
    payout_run(actor=a_maker(), at=PAYDAY)

    order = read(BankFile.objects.get(kind="pain.001").content)

    assert [(item.name, item.amount_fen) for item in order.items] == [("单通", 30_200), ("买买提·欧阳 㛃", 1)]
    assert (order.total_fen, order.pay_on) == (30_201, date(2026, 11, 23))
    assert [item.end_to_end_id for item in order.items] == list(
        PayoutOrder.objects.order_by("id").values_list("end_to_end_id", flat=True)
    )


def test_changed_bytes_are_not_signed():
    batch = _built()
    file = BankFile.objects.get(kind="pain.001")
    file.content = file.content.replace(b"302.00", b"902.00")
    file.save(update_fields=["content"])

    with pytest.raises(WrongState, match="摘要不一致"):
        batch_check(batch_id=batch.id, actor=a_checker(), at=PAYDAY)


def test_the_file_in_the_table_shows_no_name():
    _built()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM funds_bankfile WHERE kind = 'pain.001'")
        stored = bytes(cursor.fetchone()[0])
    assert "赵试骑".encode() not in stored


# --- days and money -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 11, 22),  # Sunday
        date(2026, 10, 1),  # National Day
        date(2026, 10, 10),  # make-up Saturday: people work, this bureau's bank does not book
    ],
)
def test_on_a_day_the_bank_does_not_book_nothing_is_built(day):
    a_funded_bank()
    a_debt()
    with pytest.raises(WrongState, match="不办理对公付款"):
        payout_run(actor=a_maker(), at=at_time(day, 10))


def test_a_year_without_its_notice_stops_the_run_instead_of_guessing():
    a_funded_bank()
    a_debt()
    with pytest.raises(WrongState, match="节假日安排还没有录入"):
        payout_run(actor=a_maker(), at=at_time(date(2027, 3, 1), 10))


def test_a_batch_not_released_on_its_day_must_be_built_again():
    batch = _built()
    with pytest.raises(WrongState, match="付款日已过"):
        batch_check(batch_id=batch.id, actor=a_checker(), at=PAYDAY + timedelta(days=1))
    batch_cancel(batch_id=batch.id, why="过了付款日", actor=a_maker(), at=PAYDAY + timedelta(days=1))

    again = payout_run(actor=a_maker(), at=PAYDAY + timedelta(days=1))

    assert again is not None
    assert again.day == date(2026, 11, 24)
    assert Batch.objects.count() == 2


def test_the_money_in_the_bank_bounds_the_batch_oldest_first():
    a_funded_bank()
    a_debt("decision:old", amount_fen=70_000_000, at=PAYDAY - timedelta(days=2))
    a_debt("decision:new", amount_fen=70_000_000)

    batch = payout_run(actor=a_maker(), at=PAYDAY)

    assert batch.items == 1
    assert PayoutOrder.objects.get(key="decision:new").state == PayoutState.APPROVED
    assert Discrepancy.objects.get().kind == "fund_short"


def test_money_promised_in_an_open_batch_is_not_promised_again():
    a_funded_bank()
    a_debt("decision:1", amount_fen=70_000_000)
    payout_run(actor=a_maker(), at=PAYDAY)
    a_debt("decision:2", amount_fen=70_000_000)

    assert payout_run(actor=a_maker(), at=PAYDAY) is None


def test_a_freshly_changed_account_waits_out_its_cooling_time():
    from dataclasses import replace

    a_funded_bank()
    a_debt(payee=replace(a_payee(), pay_from=PAYDAY + timedelta(days=1)))

    assert payout_run(actor=a_maker(), at=PAYDAY) is None
    assert payout_run(actor=a_maker(), at=PAYDAY + timedelta(days=1)) is not None


def test_a_frozen_fund_builds_and_signs_nothing():
    batch = _built()
    payouts_freeze(fund="injury", why="银行来电", actor=a_releaser(), at=PAYDAY)

    with pytest.raises(PayoutsFrozenNow, match="银行来电"):
        batch_check(batch_id=batch.id, actor=a_checker(), at=PAYDAY)
    with pytest.raises(PayoutsFrozenNow):
        payout_run(actor=a_maker(), at=PAYDAY)
    assert Fund.objects.get(pk="injury").frozen_at == PAYDAY


# --- back ---------------------------------------------------------------------------------------------------------


def test_a_cancelled_batch_gives_its_payments_back():
    batch = _built()

    batch_cancel(batch_id=batch.id, why="收款人来电", actor=a_checker(), at=PAYDAY)

    assert PayoutOrder.objects.get().state == PayoutState.APPROVED
    again = payout_run(actor=a_maker(), at=PAYDAY)
    assert sign(again).state is BatchState.RELEASED


def test_a_batch_nobody_finished_signing_gives_its_payments_back_when_its_day_is_over():
    batch = _built()
    late = PAYDAY + timedelta(days=1)
    payment_day(at=PAYDAY + timedelta(hours=10))
    assert Batch.objects.get().state == BatchState.BUILT, "its day is not over"

    payment_day(at=late)

    assert Batch.objects.get(pk=batch.id).cancelled_why == "付款日当天没有签完字，自动作废"
    again = payout_run(actor=a_maker(), at=late)
    assert sign(again, late).state is BatchState.RELEASED


@pytest.mark.parametrize(
    ("amount_fen", "waits"),
    [
        (30_200, ["等复核，复核完就送银行"]),
        (2_000_000, ["等复核，之后还要签发", "等签发，签发完就送银行"]),
        (60_000_000, ["等复核，之后还要签发", "等签发，之后还要第二人签发", "等第二人签发，签完就送银行"]),
    ],
)
def test_an_open_batch_says_whom_it_waits_for(amount_fen, waits):
    batch = _built(amount_fen)
    said = [batch_view(a_maker(), batch.id).said]
    batch_check(batch_id=batch.id, actor=a_checker(), at=PAYDAY)
    while Batch.objects.get().state != BatchState.RELEASED:
        said.append(batch_view(a_maker(), batch.id).said)
        batch_release(batch_id=batch.id, actor=a_releaser(), at=PAYDAY)

    assert said == waits


def test_a_run_that_finds_nothing_says_why():
    a_funded_bank()
    assert nothing_payable(a_maker(), at=PAYDAY) == "现在没有等着付的款。"
    a_debt(payee=replace(a_payee(), pay_from=PAYDAY + timedelta(hours=1)))
    assert "冷静期" in nothing_payable(a_maker(), at=PAYDAY)
    a_debt(amount_fen=10**12)
    assert "余额不够" in nothing_payable(a_maker(), at=PAYDAY)


def test_the_second_of_two_windows_hears_who_built_the_batch():
    batch = _built()
    assert payout_run(actor=a_maker(), at=PAYDAY) is None
    said = nothing_payable(a_maker(), at=PAYDAY)
    assert batch.number in said
    assert a_maker().name in said


def test_a_released_batch_cannot_be_cancelled():
    batch = _built()
    sign(batch)
    with pytest.raises(WrongState, match="已签完字"):
        batch_cancel(batch_id=batch.id, why="试", actor=a_maker(), at=PAYDAY)


def test_a_withdrawn_debt_leaves_no_trace_in_the_balances():
    a_funded_bank()
    a_debt("decision:rib")

    payout_withdraw(key="decision:rib", why="决定已更正", actor=Actor.system(), at=PAYDAY)

    assert balance_fen("injury", "expense") == balance_fen("injury", "payable") == 0
    assert reconcile(freeze=True, actor=Actor.system(), at=PAYDAY).findings == ()


def test_what_is_in_a_batch_cannot_be_withdrawn():
    _built()
    with pytest.raises(WrongState, match="已制单"):
        payout_withdraw(key=PayoutOrder.objects.get().key, why="试", actor=Actor.system(), at=PAYDAY)


def test_two_runs_on_one_day_are_two_batches():
    a_debt("decision:1")
    pay_everything()
    a_debt("decision:2")
    pay_everything()

    assert list(Batch.objects.order_by("run").values_list("number", flat=True)) == ["20261123-01", "20261123-02"]
    files_collect(at=PAYDAY)
    assert set(PayoutOrder.objects.values_list("state", flat=True)) == {PayoutState.PAID}
