"""The day's sums equal a recount of the orders to the fen, whatever mix of re-sends and corrections comes in."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.cover.judging import Judge
from anxin.cover.models import Delivery, Order, Tally
from anxin.cover.months import EVER
from anxin.cover.parsing import OrderFacts
from anxin.cover.rates import CANCELLED_COUNTS, Rate, cancelled_first, fen_of
from anxin.cover.services import orders_take
from anxin.cover.services.archiving import book_counts, recount
from anxin.cover.types import UNRATED, Industry, LineState
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from tests.given.cover import a_line
from tests.given.people import NOON, a_city, a_worker

WORKERS = [UUID(int=n) for n in range(1, 4)]
RATES = {Industry.RIDE: 100, Industry.DELIVERY: 700, Industry.FREIGHT: 1800}


def rate_on(industry: Industry, region: str, day: date, known_on: date) -> Rate:
    return Rate(RATES[industry] + day.day, CANCELLED_COUNTS["picked"])


moments = st.integers(0, 3 * 24 * 60).map(lambda minutes: NOON - timedelta(days=3) + timedelta(minutes=minutes))
later = st.none() | st.integers(0, 90).map(lambda minutes: timedelta(minutes=minutes))


@st.composite
def facts(draw: st.DrawFn) -> OrderFacts:
    accepted = draw(moments)
    picked, finished, cancelled = (
        accepted + gap if gap is not None else None for gap in draw(st.tuples(later, later, later))
    )
    return OrderFacts(
        worker_id=draw(st.sampled_from(WORKERS)),
        order_no=draw(st.sampled_from("ABCDE")),
        accepted_at=accepted,
        picked_at=picked,
        finished_at=finished,
        cancelled_at=cancelled,
        industry=draw(st.sampled_from(Industry)),
        region=draw(st.sampled_from(["", "110101", "110102"])),
    )


@given(batches=st.lists(st.lists(facts(), max_size=8), max_size=6))
@settings(max_examples=150, deadline=None)
def test_sums_moved_batch_by_batch_equal_a_count_at_the_end(batches):
    standing, books = {}, Counter()
    for number, batch in enumerate(batches):
        judge = Judge(rate_on, NOON + timedelta(minutes=number), timedelta(minutes=10), EVER)
        out = judge.judge(standing, enumerate(batch, start=1))
        assert len(out.states) == len(batch)
        assert not set(out.fresh) & set(out.touched)
        standing |= out.fresh | out.touched
        books.update(dict(out.tallies))

    recounted = Counter(
        (day_of(one.facts.accepted_at), one.facts.industry, one.facts.region, one.premium_hao)
        for one in standing.values()
    )
    assert {key[1:]: count for key, count in books.items() if count} == dict(recounted)
    for one in standing.values():
        cancelled = cancelled_first(one.facts.finished_at, one.facts.cancelled_at)
        free = cancelled and one.facts.picked_at is None
        assert (one.premium_hao == 0) == free


@pytest.mark.django_db(transaction=True)
@given(data=st.data())
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_holds_what_the_books_say(data):
    city, riders = a_city(), [a_worker(), a_worker()]
    pool = [
        a_line(rider, order_no=f"P{n}", accepted_at=NOON - timedelta(hours=3 + n)) for n in range(4) for rider in riders
    ]
    change = st.fixed_dictionaries(
        {},
        optional={
            "finished_at": st.sampled_from(["", (NOON - timedelta(minutes=5)).isoformat()]),
            "cancelled_at": st.sampled_from(["", (NOON - timedelta(minutes=9)).isoformat()]),
            "region": st.sampled_from(["110101", "110102"]),
            "industry": st.sampled_from(["ride", "delivery"]),
            "accepted_at": st.sampled_from(
                [(NOON - timedelta(hours=9)).isoformat(), (NOON - timedelta(hours=2)).isoformat()]
            ),
        },
    )
    lines = st.tuples(st.sampled_from(pool), change).map(lambda pair: replace(pair[0], **pair[1]))
    for number, batch in enumerate(data.draw(st.lists(st.lists(lines, min_size=1, max_size=6), max_size=5))):
        for platform in (city.platform, city.other_platform):
            answers = orders_take(
                platform_id=platform.id, lines=batch, actor=Actor.system(), at=NOON + timedelta(minutes=number)
            )
            assert [answer.line for answer in answers] == list(range(1, len(batch) + 1))

    day = day_of(NOON)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT platform_id, industry, region, premium_hao, count(*) FROM cover_order"
            " WHERE platform_id = ANY(%s) GROUP BY 1, 2, 3, 4",
            [[city.platform.id, city.other_platform.id]],
        )
        counted = {row[:4]: row[4] for row in cursor.fetchall()}
    books = {
        key: count
        for key, count in book_counts(day, day).items()
        if key[0] in (city.platform.id, city.other_platform.id)
    }
    assert books == counted
    assert recount(first=day, last=day, at=NOON).differences == ()


def test_a_line_is_rounded_once_however_many_orders_it_holds():
    assert fen_of(700 * 3) == 21
    assert fen_of(100 * 149 + 49) == 149
    assert [fen_of(hao) for hao in (49, 50, -49, -50, 150)] == [0, 1, 0, -1, 2]


@pytest.mark.django_db
def test_what_a_batch_was_is_recorded_with_its_delays():
    city, rider = a_city(), a_worker()
    lines = [
        a_line(rider, accepted_at=NOON - timedelta(seconds=30)),
        a_line(rider, accepted_at=NOON - timedelta(minutes=11)),
        replace(a_line(rider), accepted_at="昨天"),
    ]

    orders_take(platform_id=city.platform.id, lines=lines, actor=Actor.system(), at=NOON)

    row = Delivery.objects.get()
    assert (row.lines, row.accepted, row.refused, row.late) == (3, 2, 1, 1)
    assert (row.delay_seconds, row.delay_seconds_max) == (690, 660)


@pytest.mark.django_db
def test_an_order_without_a_published_rate_is_kept_and_worth_nothing_yet(monkeypatch):
    city, rider = a_city(), a_worker()
    monkeypatch.setattr("anxin.cover.rates.parameter", _no_rates)

    answer = orders_take(platform_id=city.platform.id, lines=[a_line(rider)], actor=Actor.system(), at=NOON)

    assert answer[0].state is LineState.ACCEPTED
    assert Order.objects.get().premium_hao == UNRATED
    assert Tally.objects.get().premium_hao == UNRATED


def _no_rates(topic: str, name: str, **_more: object) -> None:
    from anxin.policy.types import MissingRow

    raise MissingRow(f"规则“{topic}”里没有参数“{name}”。")


def test_days_are_counted_in_china():
    at = datetime.fromisoformat("2026-11-22T16:00:00+00:00")
    out = Judge(rate_on, at, timedelta(minutes=10), EVER).judge(
        {}, [(1, OrderFacts(WORKERS[0], "A", at, None, None, None, Industry.RIDE, ""))]
    )
    assert next(iter(out.tallies)).day == date(2026, 11, 23)
