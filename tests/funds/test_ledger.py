"""The ledger, and what the database refuses whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.funds.chart import CHART
from anxin.funds.models import Entry, PayoutOrder, Transfer
from anxin.funds.services.posting import content_digest, post
from anxin.funds.states import TABLE
from anxin.funds.types import Leg, PayoutState, Posting, TransferKind
from anxin.kit.ids import uuid7
from tests.given.funds import PAYDAY, a_debt

pytestmark = pytest.mark.django_db

CODES = [account.code for account in CHART]


def _now_checked() -> None:
    """Make the deferred constraints speak now instead of at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@transaction.atomic
def _post_with_a_stray_entry(posting: Posting, amount_fen: int) -> None:
    (transfer,) = post([posting], fund="injury", by_id=None, at=PAYDAY)
    Entry.objects.create(transfer=transfer, account_id="injury:bank", amount_fen=amount_fen)
    _now_checked()


@transaction.atomic
def _a_transfer_without_entries() -> None:
    Transfer.objects.create(
        key="bare", fund_id="injury", kind=TransferKind.CORRECTION, subject="x", at=PAYDAY, memo="x", digest=bytes(32)
    )
    _now_checked()


@st.composite
def balanced_postings(draw: st.DrawFn) -> Posting:
    codes = draw(st.lists(st.sampled_from(CODES), min_size=2, max_size=5))
    amounts = draw(
        st.lists(st.integers(-(10**12), 10**12).filter(bool), min_size=len(codes) - 1, max_size=len(codes) - 1)
    )
    last = -sum(amounts)
    legs = [Leg(code, amount) for code, amount in zip(codes, [*amounts, last], strict=True) if amount]
    if len(legs) < 2:
        legs = [Leg(codes[0], 1), Leg(codes[1], -1)]
    return Posting(str(uuid7()), draw(st.sampled_from(TransferKind)), "case:x", "随机", tuple(legs))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(balanced_postings(), min_size=1, max_size=8))
def test_whatever_is_posted_the_books_add_up_to_zero(postings):
    post(postings, fund="injury", by_id=None, at=PAYDAY)

    _now_checked()
    assert Entry.objects.aggregate(total=Sum("amount_fen"))["total"] == 0


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(balanced_postings(), st.integers(-(10**12), 10**12).filter(bool))
def test_a_transfer_that_is_out_by_anything_is_refused(posting, error_fen):
    with pytest.raises(IntegrityError, match="does not balance"):
        _post_with_a_stray_entry(posting, error_fen)


def test_a_transfer_without_entries_is_refused():
    with pytest.raises(IntegrityError, match="0 entries"):
        _a_transfer_without_entries()


def test_an_entry_of_zero_is_refused():
    a_debt()
    with pytest.raises(IntegrityError, match="funds_entry_not_zero"), transaction.atomic():
        Entry.objects.create(transfer=Transfer.objects.get(), account_id="injury:bank", amount_fen=0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funds_entry SET amount_fen = amount_fen * 2",
        "DELETE FROM funds_entry",
        "TRUNCATE funds_entry",
        "UPDATE funds_transfer SET memo = 'x'",
        "DELETE FROM funds_transfer",
        "TRUNCATE funds_transfer CASCADE",
        "DELETE FROM funds_payoutorder",
        "TRUNCATE funds_payoutorder CASCADE",
        "UPDATE funds_payoutorder SET amount_fen = 1",
        "UPDATE funds_payoutorder SET end_to_end_id = 'OTHER'",
        "UPDATE funds_payoutorder SET account_blind = 'OTHER'",
    ],
)
def test_what_is_written_stays_written(statement):
    a_debt()
    _now_checked()
    with pytest.raises(IntegrityError):
        _sql(statement)


def test_the_digest_covers_every_word_and_every_entry():
    a_debt()
    transfer = Transfer.objects.get()
    legs = list(transfer.entries.values_list("account_id", "amount_fen"))

    assert bytes(transfer.digest) == content_digest(transfer, legs)
    transfer.memo += "。"
    assert bytes(transfer.digest) != content_digest(transfer, legs)


def _trigger_pairs() -> set[tuple[str, str]]:
    import re

    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'funds_payout_moves'")
        source = cursor.fetchone()[0]
    return set(re.findall(r"\('(\w+)', '(\w+)'\)", source)) - {("failed", "returned")}


def test_the_database_knows_the_same_moves_as_the_table():
    assert _trigger_pairs() == {(str(start), str(end)) for (start, _), end in TABLE.items()}


@pytest.mark.parametrize(
    "state",
    [
        state
        for state in PayoutState
        if (PayoutState.APPROVED, state) not in {(start, end) for (start, _), end in TABLE.items()}
        and state != PayoutState.APPROVED
    ],
)
def test_the_database_refuses_to_skip_a_step(state):
    a_debt()
    with pytest.raises(IntegrityError):
        _sql("UPDATE funds_payoutorder SET state = %s", state)


def test_a_payment_cannot_start_as_paid():
    a_debt()
    order = PayoutOrder.objects.get()
    order.pk, order.key, order.end_to_end_id, order.state = uuid7(), "decision:other", "AXOTHER", PayoutState.PAID
    with pytest.raises(IntegrityError), transaction.atomic():
        order.save(force_insert=True)
