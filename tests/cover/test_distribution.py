"""Spread over several nodes when there are some; a sentence and nothing else on an ordinary server.

With ``ANXIN_TEST_CITUS_URL`` the whole suite of this folder runs on spread tables (see ``docs/guide/orders.md``).
"""

from __future__ import annotations

import io
import os
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from anxin.cover import distribution
from anxin.cover.models import Order
from anxin.cover.services import orders_take
from anxin.cover.services.archiving import recount
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from tests.given.cover import a_line
from tests.given.people import NOON, a_city, a_worker

CITUS = bool(os.environ.get("ANXIN_TEST_CITUS_URL"))

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(CITUS, reason="this one is about ordinary servers")
def test_an_ordinary_server_is_told_so_and_stays_as_it_is():
    out = io.StringIO()

    call_command("distribute", stdout=out)

    assert "什么也没有改" in out.getvalue()
    assert not distribution.available()


@pytest.mark.skipif(not CITUS, reason="needs a Citus coordinator in ANXIN_TEST_CITUS_URL")
def test_spread_tables_are_spread_once_and_hold_the_same_books():
    out = io.StringIO()
    call_command("distribute", stdout=out)
    assert out.getvalue().count("已经分布") == len(distribution.TABLES)
    city, riders = a_city(), [a_worker() for _ in range(8)]
    lines = [a_line(rider, accepted_at=NOON - timedelta(minutes=n)) for n, rider in enumerate(riders)]
    for _again in range(2):
        orders_take(platform_id=city.platform.id, lines=lines, actor=Actor.system(), at=NOON)

    assert Order.objects.count() == 8
    assert recount(first=day_of(NOON), last=day_of(NOON), at=NOON).differences == ()


@pytest.mark.skipif(not CITUS, reason="needs a Citus coordinator in ANXIN_TEST_CITUS_URL")
@pytest.mark.django_db(transaction=True)
def test_an_installation_that_has_orders_is_spread_with_them_and_keeps_no_second_copy():
    _gather()
    city, riders = a_city(), [a_worker() for _ in range(8)]
    lines = [a_line(rider, accepted_at=NOON - timedelta(minutes=n)) for n, rider in enumerate(riders)]
    orders_take(platform_id=city.platform.id, lines=lines, actor=Actor.system(), at=NOON)
    before, said, again = list(Order.objects.order_by("order_no").values()), io.StringIO(), io.StringIO()

    call_command("distribute", "--dry-run", stdout=io.StringIO())
    assert distribution.waiting() == list(distribution.TABLES)
    call_command("distribute", stdout=said)
    call_command("distribute", stdout=again)
    distribution.spread.cache_clear()

    assert said.getvalue().count("原有数据已随表移动") == len(distribution.TABLES)
    assert "原有数据" not in again.getvalue()
    assert list(Order.objects.order_by("order_no").values()) == before
    assert _bytes_on_the_coordinator() == 0
    assert recount(first=day_of(NOON), last=day_of(NOON), at=NOON).differences == ()


def _gather() -> None:
    """As it was before: everything on the coordinator."""
    with connection.cursor() as cursor:
        for table in reversed(distribution.TABLES):
            cursor.execute("SELECT undistribute_table(%s)", [table])
    distribution.spread.cache_clear()


def _bytes_on_the_coordinator() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_relation_size(inhrelid)), 0) FROM pg_inherits WHERE inhparent = %s::regclass",
            [distribution.TABLES[0]],
        )
        return int(cursor.fetchone()[0])


def test_everything_that_is_spread_has_the_worker_to_spread_by():
    with connection.cursor() as cursor:
        for table in distribution.TABLES:
            columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            assert distribution.COLUMN in columns
