"""Days leave the database only when their file equals the books, and stay answerable afterwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from anxin.cover import partitions, store
from anxin.cover.archive_reading import archive_path
from anxin.cover.models import ArchivedDay, Order, Tally
from anxin.cover.selectors import cover_at, cover_with_evidence
from anxin.cover.services import orders_take
from anxin.cover.services.archiving import NotArchived, archive_check, day_archive, days_archive, recount
from anxin.cover.types import Industry, LineState
from anxin.identity.types import Actor
from anxin.kit.clock import at_time, day_of
from anxin.kit.ids import uuid7
from tests.given.cover import a_line
from tests.given.people import a_city, a_worker

DAY = date(2026, 5, 10)
THEN = at_time(DAY, 12)
LATER = at_time(date(2026, 10, 10), 12)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_archive(settings, tmp_path):
    settings.ANXIN_DATA = tmp_path


def a_day(city, rider, count: int = 3):
    lines = [
        a_line(
            rider,
            order_no=f"OLD{n}",
            accepted_at=THEN - timedelta(minutes=30 * n + 30),
            finished_at=(THEN - timedelta(minutes=30 * n + 5)).isoformat(),
        )
        for n in range(count)
    ]
    orders_take(platform_id=city.platform.id, lines=lines, actor=Actor.system(), at=THEN)
    return lines


def test_an_archived_day_answers_as_before():
    city, rider = a_city(), a_worker()
    a_day(city, rider)
    before = cover_at(worker_id=rider.worker_id, at=THEN - timedelta(minutes=20))

    row = day_archive(day=DAY, at=LATER)

    assert (row.orders, row.premium_hao) == (3, 2100)
    assert DAY not in partitions.present()
    assert not Order.objects.exists()
    after = cover_at(worker_id=rider.worker_id, at=THEN - timedelta(minutes=20))
    assert after == before
    assert after.orders[0].order_no == "OLD0"
    assert archive_check(DAY)
    _answer, told = cover_with_evidence(worker_id=rider.worker_id, at=THEN - timedelta(minutes=20))
    assert [one.what for one in told] == ["接单", "完成"] * 3
    assert recount(first=DAY, last=DAY, at=LATER).differences == ()


def test_a_day_whose_file_and_books_differ_stays_where_it_is():
    city, rider = a_city(), a_worker()
    a_day(city, rider)
    key = store.TallyKey(DAY.replace(day=1), DAY, Industry.DELIVERY, "", 700)
    store.tally(city.platform.id, {key: 1})

    with pytest.raises(NotArchived, match="核算 3 单，日汇总 4 单"):
        day_archive(day=DAY, at=LATER)

    assert Order.objects.count() == 3
    assert not ArchivedDay.objects.exists()
    assert not archive_path(DAY).exists()
    assert days_archive(at=LATER) == []
    assert recount(first=DAY, last=DAY, at=LATER).differences != ()


def test_days_that_orders_can_still_come_for_are_not_archived():
    city, rider = a_city(), a_worker()
    a_day(city, rider)

    with pytest.raises(NotArchived, match="接收期"):
        day_archive(day=DAY, at=THEN + timedelta(days=30))
    assert days_archive(at=THEN + timedelta(days=30)) == []
    assert days_archive(at=LATER) == [DAY]


def test_a_changed_file_is_noticed():
    city, rider = a_city(), a_worker()
    a_day(city, rider)
    day_archive(day=DAY, at=LATER)

    content = bytearray(archive_path(DAY).read_bytes())
    content[len(content) // 2] ^= 1
    archive_path(DAY).write_bytes(content)

    assert not archive_check(DAY)


def test_an_order_of_an_archived_day_is_refused_with_a_sentence_and_set_aside():
    city, rider = a_city(), a_worker()

    answer = orders_take(
        platform_id=city.platform.id, lines=[a_line(rider, accepted_at=THEN)], actor=Actor.system(), at=LATER
    )

    assert answer[0].state is LineState.REFUSED
    assert "已经存档" in answer[0].reason


def test_an_order_that_stands_on_two_days_is_found_by_the_recount():
    city, rider = a_city(), a_worker()
    noon = at_time(DAY + timedelta(days=1), 12)
    for at in (noon - timedelta(hours=20), noon):
        line = a_line(rider, order_no="MOVED", accepted_at=at)
        orders_take(platform_id=city.platform.id, lines=[line], actor=Actor.system(), at=noon + timedelta(hours=1))

    found = recount(first=DAY, last=DAY + timedelta(days=1), at=LATER)

    assert found.differences == ("订单 MOVED 出现 2 次",)


def test_partitions_are_made_when_missing_and_only_once():
    days = [DAY, DAY + timedelta(days=1)]

    assert partitions.ensure(days) == tuple(days)
    assert partitions.ensure(days) == ()
    assert set(days) <= set(partitions.present())


def test_every_unique_key_of_the_spread_tables_holds_the_worker():
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT t.relname, array_agg(a.attname::text) FROM pg_index i
                 JOIN pg_class t ON t.oid = i.indrelid
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY(i.indkey)
                WHERE i.indisunique AND t.relname IN ('cover_order', 'cover_orderchange', 'cover_presence')
                GROUP BY t.relname, i.indexrelid"""
        )
        keys = cursor.fetchall()

    assert len(keys) == 3
    assert all("worker_id" in columns for _table, columns in keys)


def test_nothing_has_a_foreign_key_to_or_from_the_spread_tables():
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT conname FROM pg_constraint WHERE contype = 'f'
                AND ARRAY[conrelid, confrelid] && %s::regclass[]::oid[]""",
            [["cover_order", "cover_orderchange", "cover_presence"]],
        )
        assert cursor.fetchall() == []


def test_the_last_order_before_an_uncovered_moment_is_found_in_the_archive_too():
    city, rider = a_city(), a_worker()
    a_day(city, rider)
    days_later = THEN + timedelta(days=5)
    before = cover_at(worker_id=rider.worker_id, at=days_later)

    day_archive(day=DAY, at=LATER)

    after = cover_at(worker_id=rider.worker_id, at=days_later)
    assert after == before
    assert after.nearest[0].order.order_no == "OLD0"


def test_a_worker_nobody_knows_has_no_archived_orders():
    assert cover_at(worker_id=uuid7(), at=THEN).orders == ()
    assert day_of(THEN) == DAY


def test_sums_of_a_day_are_there_after_it_left():
    city, rider = a_city(), a_worker()
    a_day(city, rider)
    day_archive(day=DAY, at=LATER)

    assert sum(Tally.objects.values_list("orders", flat=True)) == 3
