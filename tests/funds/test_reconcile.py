"""Reconciliation: finds what was done to the books, stops payments when they are broken, lies about nothing."""

from datetime import timedelta

import pytest

from anxin.funds.banks.simulated import Fault, FaultKind
from anxin.funds.models import Entry
from anxin.funds.selectors import reconcile_runs
from anxin.funds.services import batches_send, files_collect, overdue_mark, payout_run, reconcile
from anxin.funds.types import ReconcileReport
from anxin.identity.types import Actor
from tests.given.funds import PAYDAY, a_debt, a_funded_bank, a_maker, a_released_batch, pay_everything

pytestmark = pytest.mark.usefixtures("payday")

DAY = timedelta(days=1)


def _report(at=PAYDAY) -> ReconcileReport:
    return reconcile(freeze=True, actor=Actor.system(), at=at)


def test_what_is_found_is_said_in_words_and_names_the_payment_once():
    bank = a_funded_bank()
    bank.fault_add(Fault(FaultKind.PAID_TWICE, times=1))
    a_debt("decision:rib")
    pay_everything()
    a_debt("decision:late")
    a_released_batch()

    _report(PAYDAY + 30 * DAY)

    (run,) = reconcile_runs(Actor.system())
    twice = [one.detail for one in run.findings if one.broken and one.rule == "银行付出的不超过核定"]
    assert [said for said in twice if "净付" in said] == ["银行净付 ¥604.00，核定 ¥302.00"]
    assert all(one.payment for one in run.findings if one.broken)
    assert [one.detail for one in run.findings if "营业日" in one.detail] == ["“已送银行”已 22 个银行营业日"]


def test_a_clearing_item_that_stays_too_long_is_a_difference():
    a_funded_bank().fault_add(Fault(FaultKind.REJECT))
    a_debt()
    pay_everything()
    assert _report().exit_code == 0

    report = _report(PAYDAY + 8 * DAY)

    assert report.exit_code == 1
    assert {finding.invariant for finding in report.findings} == {"I8"}
    assert not report.frozen


def test_an_unknown_payment_is_a_difference_after_a_bank_day():
    a_funded_bank().fault_add(Fault(FaultKind.LATE, days=20))
    a_debt()
    pay_everything()
    overdue_mark(at=PAYDAY + 3 * DAY)

    report = _report(PAYDAY + 7 * DAY)

    assert [finding.invariant for finding in report.findings] == ["I8"]


def test_a_missing_statement_is_a_difference():
    bank = a_funded_bank()
    a_debt()
    a_released_batch()
    batches_send(at=PAYDAY)
    (lost,) = [file.name for file in bank.collect(at=PAYDAY) if "camt053" in file.name]
    bank.acknowledge(name=lost)
    files_collect(at=PAYDAY + DAY)
    bank.deposit(amount_fen=100, at=PAYDAY + DAY)
    files_collect(at=PAYDAY + DAY)

    assert "I7" in {finding.invariant for finding in _report(PAYDAY + DAY).findings}


def test_an_empty_installation_is_clean():
    assert _report().exit_code == 0
    assert not Entry.objects.exists()


def test_a_batch_between_two_steps_is_no_difference():
    a_funded_bank()
    a_debt()
    payout_run(actor=a_maker(), at=PAYDAY)

    assert _report().findings == ()
