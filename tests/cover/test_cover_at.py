"""Was this person covered at that moment, to the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from anxin.cover.selectors import cover_at, cover_today
from anxin.cover.services import events_take, orders_take
from anxin.cover.types import CoverState, EventLine
from anxin.identity.types import Actor
from anxin.kit.clock import at_start_of, day_of
from tests.given.cover import ACCEPTED, ACCIDENT, a_line, an_order, id_number_of
from tests.given.people import NOON, a_city, a_worker

SECOND = timedelta(seconds=1)


def test_an_order_covers_from_the_second_of_acceptance_to_the_second_of_its_end():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id, order_no="KP7", finished_at=NOON)

    def at(moment):
        return cover_at(worker_id=rider.worker_id, at=moment)

    assert at(ACCEPTED).covered
    assert at(ACCIDENT).covered
    assert at(NOON).covered
    assert not at(ACCEPTED - SECOND).covered
    assert not at(NOON + SECOND).covered
    assert "KP7" in at(ACCIDENT).sentence
    assert "11:38:00 接单" in at(ACCIDENT).sentence


def test_an_accident_one_second_before_acceptance_is_not_covered_and_says_why():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id, order_no="KP7", finished_at=NOON)

    answer = cover_at(worker_id=rider.worker_id, at=ACCEPTED - SECOND)

    assert not answer.covered
    assert answer.state is CoverState.BETWEEN
    assert answer.nearest[0].order.order_no == "KP7"
    assert "才接单，比这一刻晚 1 秒" in answer.sentence


def test_a_cancelled_order_covers_until_it_is_cancelled():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id, cancelled_at=ACCIDENT)

    assert cover_at(worker_id=rider.worker_id, at=ACCIDENT).covered
    after = cover_at(worker_id=rider.worker_id, at=ACCIDENT + SECOND)
    assert not after.covered
    assert "已取消" in after.sentence


def test_an_order_nobody_closed_does_not_cover_for_ever():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id)

    assert cover_at(worker_id=rider.worker_id, at=ACCEPTED + timedelta(hours=6)).covered
    later = cover_at(worker_id=rider.worker_id, at=ACCEPTED + timedelta(hours=6) + SECOND)
    assert not later.covered
    assert "没有结束记录" in later.sentence


def test_orders_of_two_platforms_at_once_are_both_named():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id, order_no="A1", finished_at=NOON)
    an_order(rider, city.other_platform.id, order_no="B1", accepted_at=ACCEPTED + SECOND, finished_at=NOON)

    answer = cover_at(worker_id=rider.worker_id, at=ACCIDENT)

    assert [order.order_no for order in answer.orders] == ["A1", "B1"]
    assert "同一时刻还有 1 单" in answer.sentence


def test_one_order_on_board_decides_the_leg_however_many_others_wait():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id, order_no="A1", finished_at=NOON)
    an_order(
        rider, city.other_platform.id, accepted_at=ACCEPTED + SECOND, picked_at=ACCIDENT - SECOND, finished_at=NOON
    )

    assert cover_at(worker_id=rider.worker_id, at=ACCIDENT - 2 * SECOND).state is CoverState.TO_PICKUP
    assert cover_at(worker_id=rider.worker_id, at=ACCIDENT).state is CoverState.ON_ORDER


def test_an_order_over_midnight_covers_on_both_days():
    city, rider = a_city(), a_worker()
    midnight = at_start_of(day_of(NOON))
    start, end = midnight - timedelta(minutes=20), midnight + timedelta(minutes=20)
    an_order(rider, city.platform.id, accepted_at=start, finished_at=end)

    def covered(moment):
        return cover_at(worker_id=rider.worker_id, at=moment).covered

    edges = (start, midnight - SECOND, midnight, end)
    assert [covered(moment) for moment in edges] == [True] * 4
    assert not covered(end + SECOND)
    assert cover_today(rider.worker_id, day_of(start)).orders == 1
    assert cover_today(rider.worker_id, day_of(end)).orders == 0


def test_who_went_offline_is_not_between_orders_until_online_again():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id, finished_at=ACCIDENT)
    told = [("offline", ACCIDENT + timedelta(minutes=2)), ("online", ACCIDENT + timedelta(minutes=6))]
    lines = [EventLine(event=what, worker=id_number_of(rider), at=at.isoformat()) for what, at in told]
    events_take(platform_id=city.platform.id, events=lines, actor=Actor.system(), at=NOON)

    def state(minutes):
        return cover_at(worker_id=rider.worker_id, at=ACCIDENT + timedelta(minutes=minutes)).state

    assert [state(1), state(3), state(7)] == [CoverState.BETWEEN, CoverState.OFFLINE, CoverState.BETWEEN]


def test_the_leg_of_the_order_is_told_by_the_pick_up():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id, picked_at=ACCIDENT, finished_at=NOON)

    assert cover_at(worker_id=rider.worker_id, at=ACCIDENT - SECOND).state is CoverState.TO_PICKUP
    assert cover_at(worker_id=rider.worker_id, at=ACCIDENT).state is CoverState.ON_ORDER


def test_another_riders_order_covers_nobody_else():
    city, rider, other = a_city(), a_worker(), a_worker("钱试骑")
    an_order(other, city.platform.id)

    answer = cover_at(worker_id=rider.worker_id, at=ACCIDENT)

    assert not answer.covered
    assert answer.state is CoverState.OFFLINE
    assert "没有任何接单记录" in answer.sentence


def test_an_old_order_is_still_named_as_the_nearest():
    city, rider = a_city(), a_worker()
    an_order(
        rider,
        city.platform.id,
        order_no="OLD",
        accepted_at=ACCEPTED - timedelta(days=9),
        finished_at=NOON - timedelta(days=9),
    )

    answer = cover_at(worker_id=rider.worker_id, at=ACCIDENT)

    assert answer.state is CoverState.OFFLINE
    assert answer.nearest[0].order.order_no == "OLD"


@pytest.mark.parametrize(
    ("told_at", "late"), [(ACCIDENT - SECOND, False), (ACCIDENT, False), (ACCIDENT + SECOND, True)]
)
def test_an_order_first_told_after_the_accident_is_late(told_at, late):
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id, declared_at=told_at)

    assert cover_at(worker_id=rider.worker_id, at=ACCIDENT).declared_late is late


def test_an_order_stretched_over_the_accident_afterwards_is_late():
    city, rider = a_city(), a_worker()
    line = a_line(rider, accepted_at=ACCIDENT + timedelta(minutes=3))
    orders_take(platform_id=city.platform.id, lines=[line], actor=Actor.system(), at=ACCIDENT + timedelta(minutes=4))
    stretched = replace(line, accepted_at=ACCEPTED.isoformat())
    orders_take(platform_id=city.platform.id, lines=[stretched], actor=Actor.system(), at=NOON)

    answer = cover_at(worker_id=rider.worker_id, at=ACCIDENT)

    assert answer.covered
    assert answer.declared_late


def test_an_answer_costs_at_most_two_queries(django_assert_max_num_queries):
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id)
    cover_at(worker_id=rider.worker_id, at=ACCIDENT)

    with django_assert_max_num_queries(1):
        assert cover_at(worker_id=rider.worker_id, at=ACCIDENT).covered
    with django_assert_max_num_queries(2):
        assert not cover_at(worker_id=rider.worker_id, at=ACCIDENT - timedelta(days=40)).covered


def test_today_counts_the_orders_of_the_legal_day():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id, finished_at=ACCIDENT)
    an_order(rider, city.platform.id, accepted_at=ACCIDENT)
    an_order(rider, city.platform.id, accepted_at=ACCEPTED - timedelta(days=1))

    today = cover_today(rider.worker_id, day_of(NOON))

    assert today.orders == 2
    assert today.running is not None
    assert today.sentence == "今天接单 2 单，全程有保障。"
    assert "还没有接单" in cover_today(rider.worker_id, day_of(NOON) + timedelta(days=1)).sentence
