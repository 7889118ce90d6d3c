"""Whatever is done to the books of a paid day is found, named, and stops payments; untouched they are clean."""

import json
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from anxin.funds.models import Fund, ReconcileRun, Seal, SealedTransfer, Transfer
from anxin.funds.services import ledger_seal, reconcile
from anxin.funds.services.posting import content_digest
from anxin.funds.types import ReconcileReport
from anxin.identity.types import Actor
from tests.given.funds import PAYDAY, a_debt, pay_everything, payment_settings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_a_paid_city")]


def _report() -> ReconcileReport:
    return reconcile(freeze=True, actor=Actor.system(), at=PAYDAY)


@pytest.fixture(scope="module")
def _a_paid_city(one_city_for_all: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Two debts that were paid, in books that were found clean and sealed."""
    with payment_settings(tmp_path_factory.mktemp("bank")):
        a_debt("decision:rib")
        a_debt("decision:ankle", amount_fen=44_100)
        pay_everything()
        assert _report().exit_code == 0
        yield


@pytest.fixture(autouse=True)
def _broken_books_are_thrown_away(_a_paid_city):
    """A test that broke the books cannot be committed, so nothing is checked when it ends."""
    yield
    transaction.set_rollback(True)


def _behind_the_triggers(statement: str) -> None:
    """What somebody with the database's master key could do: no trigger, no signature constraint stops it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in ("maker_stands_alone", "signers_differ", "persons", "released_by_enough_people"):
            cursor.execute(f"ALTER TABLE funds_batch DROP CONSTRAINT IF EXISTS funds_batch_{name}")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


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
    statement, invariant = TAMPERINGS[tampering]
    _behind_the_triggers(statement)

    report = _report()

    assert report.exit_code == 2
    assert invariant in {finding.invariant for finding in report.findings}
    assert report.frozen
    assert Fund.objects.get(pk="injury").frozen_why.startswith("对账发现账目有误")


def test_a_ledger_rewritten_and_sealed_anew_contradicts_what_was_seen_before():
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
    assert _report().exit_code == 0
    assert ReconcileRun.objects.count() == 2


def test_every_transfer_is_sealed_once_in_one_chain():
    a_debt("decision:more")

    assert ledger_seal(at=PAYDAY) == 1
    assert ledger_seal(at=PAYDAY) == 0
    assert SealedTransfer.objects.count() == Transfer.objects.count()
    first, second = Seal.objects.order_by("number")
    assert bytes(second.previous) == bytes(first.digest)


# --- on the command line ---------------------------------------------------------------------------------------------


def _command(*arguments: str) -> tuple[int, str]:
    out, code = StringIO(), 0
    try:
        call_command("reconcile", *arguments, stdout=out)
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, out.getvalue()


def test_the_command_says_zero_and_the_sums_when_all_is_well():
    code, text = _command()

    assert code == 0
    assert "账实相符" in text
    assert "¥743.00" in text


def test_the_command_says_two_and_freezes_on_request():
    _behind_the_triggers("UPDATE funds_entry SET amount_fen = amount_fen + 1 WHERE amount_fen = 30200")

    code, text = _command("--json")
    assert code == 2
    assert json.loads(text)["frozen"] is False
    assert Fund.objects.get(pk="injury").frozen_at is None

    assert _command("--freeze")[0] == 2
    assert Fund.objects.get(pk="injury").frozen_at is not None
