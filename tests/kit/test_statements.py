"""Statements made once say the same as the queries they come from."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from anxin.identity.models import Account, Organisation, Post, Worker
from anxin.identity.types import Role
from anxin.kit.ids import uuid7
from anxin.kit.statements import FEW, Prepared, ask, in_chunks, insert, insert_all, update
from anxin.market.jobs.models import Change
from anxin.notify.models import Message
from anxin.notify.types import Audience
from tests.given.people import LONG_AGO, NOON, a_city, a_staff, a_worker

pytestmark = pytest.mark.django_db


def test_a_prepared_query_gives_the_rows_of_its_query():
    city, rider = a_city(), a_worker("赵试骑")
    by_id = Prepared(lambda worker_id: Worker.objects.filter(pk=worker_id))

    (found,) = by_id(worker_id=rider.worker_id)
    assert (found.pk, found.name) == (rider.worker_id, "赵试骑")
    assert by_id(worker_id=city.bureau.id) == []
    assert found.account == Account.objects.get(pk=rider.account_id)


def test_values_joins_orders_and_lists_of_any_length_are_understood():
    city = a_city()
    named = Prepared(
        lambda ids, before: (
            Organisation.objects.filter(pk__in=ids, created_at__lt=before)
            .order_by("-name")
            .values_list("name", "parent__name")
        )
    )
    everybody = [city.east.id, city.west.id, city.platform.id]

    for count in (1, 2, 3, 2):
        ids = everybody[:count]
        rows = Organisation.objects.filter(pk__in=ids).order_by("-name").values_list("name", "parent__name")
        assert named(ids=ids, before=NOON) == list(rows)
    assert named(ids=everybody, before=LONG_AGO - timedelta(days=1)) == []


def test_texts_that_begin_with_a_value_are_found_and_its_signs_are_no_wildcards():
    city = a_city()
    below = Prepared(lambda path: Organisation.objects.filter(path__startswith=path).order_by("region_code"))

    assert [org.pk for org in below(path=city.bureau.path)] == [city.bureau.id, city.east.id, city.west.id]
    assert [org.pk for org in below(path=city.west.path)] == [city.west.id]
    assert below(path="/_") == below(path="/%") == []


def test_a_value_without_a_place_is_a_mistake_unless_it_is_spare():
    city = a_city()

    def by_id(org_id, path):
        return Organisation.objects.filter(pk=org_id)

    with pytest.raises(ValueError, match="path"):
        Prepared(by_id)(org_id=city.east.id, path="/")
    assert [org.pk for org in Prepared(by_id, spare=True)(org_id=city.east.id, path="/")] == [city.east.id]


def test_numbers_are_values_like_others():
    for row in (7, 8, 9):
        Change.objects.create(kind="post", row=row, at=NOON)
    of_rows = Prepared(lambda rows: Change.objects.filter(row__in=rows).order_by("row").values_list("row"))

    assert of_rows(rows=[9, 7, 2**40]) == [(7,), (9,)]
    with pytest.raises(TypeError):
        of_rows(rows=[True])


def test_related_rows_and_days_come_along():
    city = a_city()
    a_staff(Role.BUREAU_LEAD, org=city.bureau, name="吴试丁")
    held = Prepared(
        lambda role, day: Post.objects.filter(role=role, starts_on__lte=day).select_related("org", "account")
    )

    (post,) = held(role=Role.BUREAU_LEAD.value, day=NOON.date())
    with CaptureQueriesContext(connection) as captured:
        assert (post.org.name, post.account.display_name) == (city.bureau.name, "吴试丁")
    assert len(captured) == 0
    assert held(role=Role.BUREAU_LEAD.value, day=LONG_AGO.date() - timedelta(days=9)) == []


def test_the_sql_is_made_once_and_the_values_are_new_each_time():
    first, second = a_worker("甲试骑"), a_worker("乙试骑")
    built = []

    def build(worker_id):
        built.append(worker_id)
        return Worker.objects.filter(pk=worker_id)

    query = Prepared(build)
    names = [query(worker_id=one.worker_id)[0].name for one in (first, second, first)]

    assert names == ["甲试骑", "乙试骑", "甲试骑"]
    assert len(built) == 1


def test_a_value_without_a_place_or_of_another_kind_is_a_mistake_of_the_writer():
    with pytest.raises(ValueError, match="no place"):
        Prepared(lambda worker_id: Worker.objects.all())(worker_id=uuid7())
    with pytest.raises(TypeError, match="not float"):
        Prepared(lambda number: Worker.objects.filter(pk=number))(number=1.5)


def test_hostile_text_is_a_value_and_never_sql():
    a_city()
    by_name = Prepared(lambda name: Organisation.objects.filter(name=name).values_list("id"))

    assert by_name(name="' OR 1=1 --") == []
    assert by_name(name="%s %(x)s") == []


def test_rows_are_inserted_together_sealed_and_with_their_defaults():
    rider = a_worker()

    def a_message(key: str) -> Message:
        return Message(
            key=key,
            event="report_received",
            audience=Audience.WORKER.value,
            worker_id=rider.worker_id,
            subject="case:1",
            text="您好",
            at=NOON,
        )

    rows = [a_message("a"), a_message("b")]
    with CaptureQueriesContext(connection) as captured:
        insert(*rows)

    assert len(captured) == 1
    assert [row.text for row in Message.objects.order_by("key")] == ["您好", "您好"]
    assert rows[0] == Message.objects.get(key="a")
    rows[0].read_at = NOON
    rows[0].save()
    assert Message.objects.count() == 2


def an_organisation(name: str, *, key: UUID | None = None) -> Organisation:
    """An organisation that is not saved."""
    key = key or uuid7()
    return Organisation(pk=key, kind="market", path=f"/{key.hex}/", name=name, short_name=name, created_at=LONG_AGO)


def test_a_row_that_is_there_already_is_left_or_written_over_as_asked():
    first = an_organisation("先来")
    assert insert(first, skip_known=True) == 1
    same, other = an_organisation("后到", key=first.pk), an_organisation("旁边")

    assert insert(same, other, skip_known=True) == 1
    assert Organisation.objects.get(pk=first.pk).name == "先来"
    assert insert(same, other, else_write=["name"]) == 2
    assert Organisation.objects.get(pk=first.pk).name == "后到"


@pytest.mark.parametrize("number", [0, FEW, FEW + 1])
def test_any_number_of_rows_is_written_at_once(number):
    rows = [an_organisation(f"第{place}家") for place in range(number)]

    with CaptureQueriesContext(connection) as captured:
        insert_all(rows)

    assert len(captured) == min(number, 1)
    assert set(Organisation.objects.values_list("id", "name")) == {(row.pk, row.name) for row in rows}


def test_only_the_named_fields_of_a_row_are_written():
    city = a_city()
    row = Organisation.objects.get(pk=city.east.id)
    before = row.name
    row.name, row.region_code = "东示范区（改）", "000000"

    update(row, "region_code")

    fresh = Organisation.objects.get(pk=row.pk)
    assert (fresh.name, fresh.region_code) == (before, "000000")


def test_rows_come_in_chunks_as_the_query_says_them_and_sealed_ones_open():
    riders = [a_worker(f"赵试{letter}") for letter in "甲乙丙丁戊"]
    rows = Worker.objects.filter(pk__in=[one.worker_id for one in riders]).order_by("pk")
    columns = rows.values_list("pk", "name")

    chunks = list(in_chunks(columns, 2))

    assert [len(chunk) for chunk in chunks] == [2, 2, 1]
    assert [row for chunk in chunks for row in chunk] == list(columns)
    assert list(in_chunks(columns.none(), 2)) == []


def test_writing_a_row_that_is_gone_is_an_error_and_not_a_silence():
    a_city()
    row = Organisation(id=uuid7(), name="不存在")

    with pytest.raises(Organisation.DoesNotExist):
        update(row, "name")


def test_the_server_keeps_a_statement_that_comes_again():
    rider = a_worker()
    by_id = Prepared(lambda worker_id: Worker.objects.filter(pk=worker_id).values_list("id"))

    for _call in range(3):
        assert by_id(worker_id=rider.worker_id) == [(rider.worker_id,)]

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["%identity_worker%"])
        assert cursor.fetchone()[0] >= 1


def test_a_statement_gives_its_own_rows_however_often_it_is_asked_and_whatever_came_between():
    counting = "SELECT n, %s::text FROM generate_series(1, %s::int) n"

    assert ask(counting, ["甲", 2]) == [(1, "甲"), (2, "甲")]
    assert len(ask(counting, ["乙", 500])) == 500
    assert ask(counting, [None, 1]) == ask(counting, [None, 1], binary=True) == [(1, None)]
    with pytest.raises(DataError), transaction.atomic():
        ask(counting, ["丙", "三"])
    assert ask(counting, ["丁", 1]) == [(1, "丁")]


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_asked_on_the_connection_that_is_open():
    backend = "SELECT pg_backend_pid(), %s::int"
    before = ask(backend, [1])
    connection.close()

    assert ask(backend, [1]) != before
