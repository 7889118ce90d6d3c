"""Owing money."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from anxin.funds.errors import BadPayee, KeyReused, WrongState
from anxin.funds.models import Entry, PayoutOrder, Transfer
from anxin.funds.services import obligation_post, obligation_retry
from anxin.funds.services.obligation import end_to_end_id
from anxin.funds.types import PayoutState
from anxin.identity.types import Actor
from anxin.kit.ids import uuid7
from tests.given.funds import PAYDAY, a_debt, a_payee


@pytest.mark.django_db
def test_a_debt_is_a_payment_and_two_entries_that_cancel_out():
    ref = a_debt("decision:1")

    order = PayoutOrder.objects.get()
    assert (order.id, order.state, order.amount_fen) == (ref.id, PayoutState.APPROVED, 30_200)
    assert set(Entry.objects.values_list("account_id", "amount_fen")) == {
        ("injury:expense", 30_200),
        ("injury:payable", -30_200),
    }


@pytest.mark.django_db
def test_posting_the_same_decision_twice_owes_once():
    first, second = a_debt("decision:1"), a_debt("decision:1")

    assert (first.created, second.created) == (True, False)
    assert first.id == second.id
    assert Transfer.objects.count() == 1


@pytest.mark.django_db
def test_the_same_key_with_another_amount_is_refused():
    a_debt("decision:1")

    with pytest.raises(KeyReused, match="不能改记"):
        a_debt("decision:1", amount_fen=30_201)


@pytest.mark.django_db
def test_owing_takes_four_statements(django_assert_max_num_queries):
    with transaction.atomic(), django_assert_max_num_queries(4):
        a_debt("decision:1")


@pytest.mark.django_db
@pytest.mark.parametrize("amount_fen", [0, -1, 10**16, True, 30_200.5])
def test_an_amount_that_is_no_amount_is_refused(amount_fen):
    with pytest.raises(BadPayee):
        a_debt(amount_fen=amount_fen)
    assert not PayoutOrder.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "赵\x00骑"),
        ("account_number", "6222"),
        ("account_number", "6222 0099 x!"),
        ("bank_code", "12345"),
    ],
)
def test_an_account_no_bank_would_take_is_refused_with_the_field(field, value):
    from dataclasses import replace

    with pytest.raises(BadPayee) as refused:
        a_debt(payee=replace(a_payee(), **{field: value}))
    assert refused.value.field == field


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["单通", "买买提·欧阳", "㛃䶮𬱖"])
def test_rare_names_are_kept_as_they_are(name):
    a_debt(payee=a_payee(name))

    assert PayoutOrder.objects.get().payee_name == name


@pytest.mark.django_db
def test_names_and_accounts_are_not_readable_in_the_table():
    a_debt()

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(o)::text FROM funds_payoutorder o")
        row = cursor.fetchone()[0]
    assert "赵试骑" not in row
    assert "6222009900000000017" not in row
    assert "赵试骑".encode().hex() not in row


def test_the_bank_side_name_comes_from_the_content_and_fits_sixteen_characters():
    assert end_to_end_id("decision:1", 1) == end_to_end_id("decision:1", 1)
    assert len({end_to_end_id("decision:1", 1), end_to_end_id("decision:1", 2), end_to_end_id("decision:2", 1)}) == 3
    assert len(end_to_end_id("decision:1", 1)) == 16


@pytest.mark.django_db
def test_a_payment_under_way_is_not_tried_again():
    a_debt("decision:1")

    with pytest.raises(WrongState, match="还没有最终结果"):
        obligation_retry(key="decision:1", payee=a_payee(number="6222009900000000025"), actor=Actor.system(), at=PAYDAY)


@pytest.mark.django_db
def test_the_database_refuses_a_second_live_payment_of_one_key():
    a_debt("decision:1")
    order = PayoutOrder.objects.get()
    order.pk, order.attempt, order.end_to_end_id = uuid7(), 2, "AXSECOND"

    with pytest.raises(IntegrityError), transaction.atomic():
        order.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_twenty_four_racers_owe_once():
    barrier, outcomes, decision = Barrier(24), [], uuid7()

    def race() -> None:
        barrier.wait()
        try:
            ref = obligation_post(
                key="decision:race",
                payee=a_payee(),
                amount_fen=30_200,
                subject="debt:race",
                decision_id=decision,
                actor=Actor.system(),
                at=PAYDAY,
            )
            outcomes.append(ref.created)
        finally:
            connection.close()

    threads = [Thread(target=race) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False] * 23 + [True]
    assert Transfer.objects.count() == 1
