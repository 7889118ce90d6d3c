"""Memo accounts: what others owe and pay, balanced, never mixed with money of ours."""

import pytest
from django.db import IntegrityError, transaction

from anxin.funds.chart import BANK, EXPENSE
from anxin.funds.memo import ARREARS, CLAIMS, DETERMINED
from anxin.funds.services import memo_balances, memo_post, reconcile
from anxin.funds.services.posting import two_legs
from anxin.funds.types import Posting, TransferKind
from anxin.identity.types import Actor
from tests.given.people import NOON

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def owed(key: str, subject: str, fen: int) -> Posting:
    return two_legs(
        key=key, kind=TransferKind.ARREARS, subject=subject, memo="试", debit=CLAIMS, credit=DETERMINED, amount_fen=fen
    )


def test_what_is_owed_is_known_for_each_subject_and_disturbs_no_reconciliation(db: None):
    memo_post([owed("a:1", "wage:1", 500), owed("b:1", "wage:2", 300)], fund=ARREARS, actor=SYSTEM, at=NOON)
    memo_post([owed("a:2", "wage:1", 200)], fund=ARREARS, actor=SYSTEM, at=NOON)

    assert memo_balances(ARREARS, CLAIMS, ["wage:1", "wage:2", "wage:3"]) == {"wage:1": 700, "wage:2": 300}
    assert reconcile(freeze=False, actor=SYSTEM, at=NOON).exit_code == 0


def test_a_fact_is_posted_once():
    memo_post([owed("a:1", "wage:1", 500)], fund=ARREARS, actor=SYSTEM, at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        memo_post([owed("a:1", "wage:1", 500)], fund=ARREARS, actor=SYSTEM, at=NOON)


def test_real_money_moves_through_payments_only():
    posting = two_legs(
        key="x", kind=TransferKind.ARREARS, subject="s", memo="试", debit=EXPENSE, credit=BANK, amount_fen=1
    )

    with pytest.raises(ValueError, match="memo"):
        memo_post([posting], fund="injury", actor=SYSTEM, at=NOON)
