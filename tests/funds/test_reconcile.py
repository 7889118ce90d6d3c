"""Reconciliation: finds what was done to the books, stops payments when they are broken, lies about nothing."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from anxin.funds.banks.simulated import Fault, FaultKind
from anxin.funds.models import Entry, Fund, ReconcileRun, Seal, SealedTransfer, Transfer
from anxin.funds.selectors import reconcile_runs
from anxin.funds.services import batches_send, files_collect, ledger_seal, overdue_mark, payout_run, reconcile
from anxin.funds.services.posting import content_digest
from anxin.funds.types import ReconcileReport
from anxin.identity.types import Actor
from tests.given.funds import PAYDAY, a_debt, a_funded_bank, a_maker, a_released_batch, pay_everything

pytestmark = pytest.mark.usefixtures("payday")

DAY = timedelta(days=1)


def _report(at=PAYDAY) -> ReconcileReport:
    return reconcile(freeze=True, actor=Actor.system(), at=at)


def _behind_the_triggers(statement: str) -> None:
    """What somebody with the database's master key could do: no trigger, no signature constraint stops it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in ("maker_stands_alone", "signers_differ", "persons", "released_by_enough_people"):
            cursor.execute(f"ALTER TABLE funds_batch DROP CONSTRAINT IF EXISTS funds_batch_{name}")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


@pytest.fixture(autouse=True)
def _broken_books_are_thrown_away(payday):
    """A test that broke the books cannot be committed, so nothing is checked when it ends."""
    yield
    transaction.set_rollback(True)


def _a_paid_city() -> None:
    a_debt("decision:rib")
    a_debt("decision:ankle", amount_fen=44_100)
    pay_everything()
    assert _report().exit_code == 0


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


TAMPERINGS = {
    "an entry is changed": ("UPDATE funds_entry SET amount_fen = amount_fen + 1 WHERE amount_fen = 30200", "I1"),
    "both sides of a transfer are changed": (
        "UPDATE funds_entry SET amount_fen = amount_fen * 2 WHERE abs(amount_fen) = 30200",
        "I2",
    ),
    "an entry is moved to another account": (
        "UPDATE funds_entry SET account_id = 'injury:capital' WHERE account_id = 'injury:expense'",
        "I5",
    ),
    "a transfer is removed": (
        "DELETE FROM funds_entry WHERE transfer_id IN (SELECT id FROM funds_transfer WHERE kind = 'submitted');"
        "DELETE FROM funds_transfer WHERE kind = 'submitted'",
        "I2",
    ),
    "a memo is rewritten": ("UPDATE funds_transfer SET memo = 'x' WHERE kind = 'paid'", "I2"),
    "a transfer is re-hashed": ("UPDATE funds_transfer SET digest = sha256('x') WHERE kind = 'paid'", "I2"),
    "a seal is re-hashed": ("UPDATE funds_seal SET digest = sha256('x')", "I2"),
    "an obligation is renamed": ("UPDATE funds_transfer SET key = key || 'x' WHERE kind = 'obligation'", "I4"),
    "a payment is set back": ("UPDATE funds_payoutorder SET state = 'accepted' WHERE amount_fen = 30200", "I5"),
    "an amount is raised": ("UPDATE funds_payoutorder SET amount_fen = 90200 WHERE amount_fen = 30200", "I5"),
    "an amount is lowered": ("UPDATE funds_payoutorder SET amount_fen = 100 WHERE amount_fen = 30200", "I6"),
    "a bank line is removed": ("DELETE FROM funds_statementline WHERE amount_fen = -30200", "I5"),
    "a statement is removed": (
        "DELETE FROM funds_statementline WHERE statement_id = (SELECT id FROM funds_bankstatement WHERE number = 1);"
        "DELETE FROM funds_bankstatement WHERE number = 1",
        "I5",
    ),
    "a signature is copied": ("UPDATE funds_batch SET checked_by_id = made_by_id", "I10"),
    "fewer people were asked": ("UPDATE funds_batch SET persons = 1", "I10"),
    "a file's bytes are replaced": ("UPDATE funds_bankfile SET sha256 = repeat('0', 64) WHERE kind = 'pain.001'", "I9"),
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_whatever_is_done_to_the_books_is_named_and_stops_payments(tampering):
    _a_paid_city()
    statement, invariant = TAMPERINGS[tampering]
    _behind_the_triggers(statement)

    report = _report()

    assert report.exit_code == 2
    assert invariant in {finding.invariant for finding in report.findings}
    assert report.frozen
    assert Fund.objects.get(pk="injury").frozen_why.startswith("对账发现账目有误")


def test_a_ledger_rewritten_and_sealed_anew_contradicts_what_was_seen_before():
    _a_paid_city()
    transfer = Transfer.objects.filter(kind="paid").earliest("id")
    transfer.memo = "改写"
    digest = content_digest(transfer, list(transfer.entries.values_list("account_id", "amount_fen"))).hex()
    _behind_the_triggers(
        "DELETE FROM funds_sealedtransfer; DELETE FROM funds_seal;"
        f"UPDATE funds_transfer SET memo = '改写', digest = decode('{digest}', 'hex') WHERE id = '{transfer.id}'"
    )

    report = _report()

    assert [(finding.invariant, finding.subject) for finding in report.findings] == [("I2", "seal:1")]
    assert report.frozen


def test_a_second_reconciliation_of_clean_books_is_clean_and_both_are_kept():
    _a_paid_city()

    assert _report().exit_code == 0
    assert ReconcileRun.objects.count() == 2


def test_every_transfer_is_sealed_once_in_one_chain():
    _a_paid_city()
    a_debt("decision:more")

    assert ledger_seal(at=PAYDAY) == 1
    assert ledger_seal(at=PAYDAY) == 0
    assert SealedTransfer.objects.count() == Transfer.objects.count()
    first, second = Seal.objects.order_by("number")
    assert bytes(second.previous) == bytes(first.digest)


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


# --- on the command line ---------------------------------------------------------------------------------------------


def _command(*arguments: str) -> tuple[int, str]:
    out, code = StringIO(), 0
    try:
        call_command("reconcile", *arguments, stdout=out)
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, out.getvalue()


def test_the_command_says_zero_and_the_sums_when_all_is_well():
    _a_paid_city()

    code, text = _command()

    assert code == 0
    assert "账实相符" in text
    assert "¥743.00" in text


def test_the_command_says_two_and_freezes_on_request():
    _a_paid_city()
    _behind_the_triggers("UPDATE funds_entry SET amount_fen = amount_fen + 1 WHERE amount_fen = 30200")

    code, text = _command("--json")
    assert code == 2
    assert json.loads(text)["frozen"] is False
    assert Fund.objects.get(pk="injury").frozen_at is None

    assert _command("--freeze")[0] == 2
    assert Fund.objects.get(pk="injury").frozen_at is not None
