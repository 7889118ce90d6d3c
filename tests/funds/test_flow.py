"""The payment day by itself: state-driven, harmless to repeat, in the right order."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from anxin.funds.banks.simulated import SimulatedBank
from anxin.funds.models import Batch, Discrepancy, PayoutOrder, StatementLine
from anxin.funds.selectors import next_bank_moment
from anxin.funds.services import (
    batch_check,
    batch_release,
    correction_confirm,
    correction_propose,
    demonstration_day,
    files_collect,
    files_collect_again,
    payment_day,
    payouts_freeze,
    payouts_thaw,
    problem_settle,
    reconcile,
)
from anxin.funds.types import PayoutState
from anxin.identity.types import Actor, Role
from anxin.kit.clock import at_time
from anxin.kit.errors import NotAllowed
from tests.given.funds import PAYDAY, a_checker, a_debt, a_maker, a_releaser, pay_everything
from tests.given.people import a_city

pytestmark = pytest.mark.usefixtures("payday")

CUT_OFF = at_time(PAYDAY.date(), 15)


def test_nothing_is_built_before_the_cut_off_and_everything_at_it():
    a_debt()

    payment_day(at=CUT_OFF - timedelta(seconds=1))
    assert not Batch.objects.exists()
    payment_day(at=CUT_OFF)

    assert Batch.objects.get().made_by_id is None


def test_a_scheduler_that_slept_over_the_cut_off_builds_when_it_wakes():
    a_debt()

    payment_day(at=CUT_OFF + timedelta(hours=5))

    assert Batch.objects.exists()


def test_running_the_day_again_and_again_builds_one_batch():
    a_debt("decision:1")
    for minute in range(0, 60, 10):
        payment_day(at=CUT_OFF + timedelta(minutes=minute))
        a_debt(f"decision:late-{minute}")

    assert Batch.objects.count() == 1


def test_after_the_signatures_the_day_goes_on_by_itself():
    a_debt()
    payment_day(at=CUT_OFF)
    batch = Batch.objects.get()
    batch_check(batch_id=batch.pk, actor=a_checker(), at=CUT_OFF)
    batch_release(batch_id=batch.pk, actor=a_releaser(), at=CUT_OFF)

    payment_day(at=CUT_OFF + timedelta(minutes=5))

    assert PayoutOrder.objects.get().state == PayoutState.PAID


def test_on_a_sunday_everything_rests_and_monday_pays():
    sunday = at_time(date(2026, 11, 22), 16)
    a_debt(at=sunday)

    payment_day(at=sunday)
    assert not Batch.objects.exists()
    assert next_bank_moment(sunday) == at_time(date(2026, 11, 23), 10)
    assert next_bank_moment(PAYDAY) == PAYDAY


@override_settings(ANXIN_DEMO=True, ANXIN_DEMO_DESK_MINUTES=0)
def test_in_a_demonstration_city_the_money_is_there_the_same_minute():
    city = a_city()
    for role in (Role.FINANCE_CHECKER, Role.FINANCE_RELEASER):
        city.staff(role)
    a_debt()

    payment_day(at=PAYDAY)

    assert PayoutOrder.objects.get().state == PayoutState.PAID
    assert reconcile(freeze=True, actor=Actor.system(), at=PAYDAY).exit_code == 0


@override_settings(ANXIN_DEMO=True, ANXIN_DEMO_DESK_MINUTES=5)
def test_the_demonstration_people_leave_the_visitor_time_to_sign():
    city = a_city()
    for role in (Role.FINANCE_CHECKER, Role.FINANCE_RELEASER):
        city.staff(role)
    a_debt()

    payment_day(at=PAYDAY)
    assert Batch.objects.get().checked_by_id is None
    payment_day(at=PAYDAY + timedelta(minutes=5))

    assert PayoutOrder.objects.get().state == PayoutState.PAID


def test_outside_a_demonstration_nobody_signs_for_people():
    a_debt()
    with pytest.raises(NotAllowed, match="演示"):
        demonstration_day(at=PAYDAY)


# --- after a restore ------------------------------------------------------------------------------------------------


def _the_books_forget_what_the_bank_did() -> None:
    """A payment day that is rolled back on our side only: what restoring yesterday's backup looks like."""
    forgotten = transaction.savepoint()
    pay_everything()
    transaction.savepoint_rollback(forgotten)


def test_restored_books_catch_up_with_the_bank_and_pay_nobody_again():
    files_collect(at=PAYDAY)
    a_debt("decision:rib")
    _the_books_forget_what_the_bank_did()
    payouts_freeze(fund="injury", why="恢复了备份", actor=a_releaser(), at=PAYDAY)

    assert files_collect(at=PAYDAY) == 0
    assert files_collect_again(since=PAYDAY - timedelta(days=1), actor=a_maker(), at=PAYDAY) > 0
    assert reconcile(freeze=True, actor=Actor.system(), at=PAYDAY).exit_code == 2
    line, order = StatementLine.objects.get(state="suspense"), PayoutOrder.objects.get()
    wanted = correction_propose(
        line_id=line.pk, end_to_end_id=order.end_to_end_id, reason="恢复后补记", actor=a_maker(), at=PAYDAY
    )
    correction_confirm(correction_id=wanted, actor=a_checker(), at=PAYDAY)
    for problem in Discrepancy.objects.filter(settled_at__isnull=True):
        problem_settle(problem_id=problem.pk, how="恢复前那一批的回执", actor=a_checker(), at=PAYDAY)
    later = PAYDAY + timedelta(hours=1)
    report = reconcile(freeze=True, actor=Actor.system(), at=later)
    payouts_thaw(fund="injury", actor=a_releaser(), at=later)
    payment_day(at=CUT_OFF)

    assert (report.exit_code, report.findings) == (0, ())
    assert PayoutOrder.objects.get().state == PayoutState.PAID
    assert [entry["amount_fen"] for entry in SimulatedBank().view().entries if entry["amount_fen"] < 0] == [-30_200]


# --- on the command line ---------------------------------------------------------------------------------------------


def _payout(*arguments: str) -> str:
    out = StringIO()
    call_command("payout", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def _at_payday():
    import time_machine

    with time_machine.travel(PAYDAY, tick=False):
        yield


@pytest.mark.usefixtures("_at_payday")
def test_the_commands_build_show_and_take_in(tmp_path):
    a_debt("decision:rib")

    assert "20261123-01：1 笔，¥302.00" in _payout("run")
    assert "已制单：1 笔 ¥302.00" in _payout("status")
    batch = Batch.objects.get()
    batch_check(batch_id=batch.pk, actor=a_checker(), at=PAYDAY)
    batch_release(batch_id=batch.pk, actor=a_releaser(), at=PAYDAY)
    _payout("bank", "--send")
    waiting = SimulatedBank().collect(at=PAYDAY)
    path = tmp_path / "answer.xml"
    path.write_bytes(waiting[0].content)
    assert "推动 1 笔付款" in _payout("import", str(path))
    assert "以前来过" in _payout("import", str(path))
    assert "已付款：1 笔 ¥302.00" in _payout("day")


@pytest.mark.usefixtures("_at_payday")
def test_a_command_that_cannot_says_why():
    with pytest.raises(CommandError, match="读不到文件"):
        _payout("import", "/nowhere/answer.xml")


@pytest.mark.usefixtures("_at_payday")
def test_the_simulated_bank_takes_faults_from_the_command_line():
    assert "拒付这位收款人，收款人 钱试付" in _payout("bank", "--fault", "reject", "--payee", "钱试付")
    assert "故障" not in _payout("bank", "--behave")
    assert "¥1,000,302.00" in _payout("bank", "--deposit", "302")
