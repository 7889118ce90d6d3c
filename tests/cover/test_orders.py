"""Orders in: harmless repeats, corrections with history, a reason for every refused line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from anxin.cover.models import Order, OrderChange, Tally
from anxin.cover.services import orders_take
from anxin.cover.services.archiving import recount
from anxin.cover.types import LineState, OrderLine
from anxin.identity.types import Actor, Role
from anxin.kit.clock import at_start_of, day_of
from anxin.kit.errors import BadInput, NotAllowed
from tests.given.cover import ACCEPTED, a_line, an_order
from tests.given.people import NOON, a_city, a_worker


def take(platform_id, *lines: OrderLine, at=NOON):
    return orders_take(platform_id=platform_id, lines=lines, actor=Actor.system(), at=at)


def test_the_same_order_again_changes_nothing():
    city, rider = a_city(), a_worker()
    line = a_line(rider)

    first = take(city.platform.id, line)
    again = take(city.platform.id, line, at=NOON + timedelta(hours=1))

    assert [answer.state for answer in first + again] == [LineState.ACCEPTED, LineState.SAME]
    assert Order.objects.get().declared_at == NOON
    assert not OrderChange.objects.exists()


def test_an_end_told_later_is_progress_and_no_correction():
    city, rider = a_city(), a_worker()
    line = a_line(rider)
    take(city.platform.id, line)

    ended = take(city.platform.id, replace(line, finished_at=NOON.isoformat()), at=NOON + timedelta(minutes=1))

    assert ended[0].state is LineState.ACCEPTED
    order = Order.objects.get()
    assert (order.finished_at, order.revised_at) == (NOON, None)
    assert not OrderChange.objects.exists()


def test_an_early_message_that_comes_late_does_not_erase_the_end():
    city, rider = a_city(), a_worker()
    line = a_line(rider)
    take(city.platform.id, replace(line, finished_at=NOON.isoformat()))

    late = take(city.platform.id, line, at=NOON + timedelta(minutes=1))

    assert late[0].state is LineState.SAME
    assert Order.objects.get().finished_at == NOON


def test_a_changed_time_is_a_correction_and_keeps_what_was_said_before():
    city, rider = a_city(), a_worker()
    line = a_line(rider)
    take(city.platform.id, line)
    earlier = ACCEPTED - timedelta(minutes=30)
    later = NOON + timedelta(minutes=5)

    corrected = take(city.platform.id, replace(line, accepted_at=earlier.isoformat()), at=later)

    assert corrected[0].state is LineState.CORRECTED
    order = Order.objects.get()
    assert (order.accepted_at, order.declared_at, order.revised_at) == (earlier, NOON, later)
    change = OrderChange.objects.get()
    assert change.before["accepted_at"] == ACCEPTED.astimezone(order.accepted_at.tzinfo).isoformat()
    assert change.after["accepted_at"] == earlier.isoformat()


@pytest.mark.parametrize("minutes", [3, -3])
def test_a_correction_over_midnight_is_still_the_same_order(minutes):
    city, rider = a_city(), a_worker()
    midnight = at_start_of(day_of(NOON))
    line = a_line(rider, accepted_at=midnight - timedelta(minutes=minutes))
    take(city.platform.id, line, at=midnight + timedelta(hours=1))
    moved = midnight + timedelta(minutes=minutes)

    answer = take(city.platform.id, replace(line, accepted_at=moved.isoformat()), at=midnight + timedelta(hours=2))

    assert answer[0].state is LineState.CORRECTED
    assert Order.objects.get().accepted_at == moved
    days = day_of(midnight) - timedelta(days=1), day_of(midnight)
    assert recount(first=days[0], last=days[1], at=NOON).differences == ()
    assert {row.day: row.orders for row in Tally.objects.exclude(orders=0)} == {day_of(moved): 1}


def test_an_order_twice_in_one_batch_is_taken_once():
    city, rider = a_city(), a_worker()
    line = a_line(rider)

    answers = take(city.platform.id, line, line, replace(line, finished_at=NOON.isoformat()))

    assert [answer.state for answer in answers] == [LineState.ACCEPTED, LineState.SAME, LineState.ACCEPTED]
    assert Order.objects.get().finished_at == NOON


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"order_no": " "}, "订单号不能为空"),
        ({"order_no": "x" * 65}, "订单号不能为空"),
        ({"order_no": "a\x00b"}, "订单号不能为空"),
        ({"order_no": "a\ud800b"}, "订单号不能为空"),
        ({"worker": ""}, "缺少劳动者"),
        ({"worker": "110105194912310021"}, "没有找到这位劳动者"),
        ({"accepted_at": ""}, "缺少接单时间"),
        ({"accepted_at": "昨天下午"}, "接单时间看不懂"),
        ({"accepted_at": "2026-11-23"}, "缺少时分秒"),
        ({"accepted_at": "0001-01-01T00:00:00"}, "年份不对"),
        ({"accepted_at": "2026-11-23T12:30:00+08:00"}, "在将来"),
        ({"finished_at": "2026-11-23T11:00:00+08:00"}, "完成时间早于接单时间"),
        ({"accepted_at": "2026-11-22T05:00:00+08:00", "finished_at": "2026-11-23T11:00:00+08:00"}, "超过"),
        ({"industry": "餐饮"}, "不在目录里"),
        ({"region": "北京"}, "区划代码只能是数字"),
    ],
)
def test_a_bad_line_is_refused_with_its_reason_and_costs_the_others_nothing(change, reason):
    city, rider = a_city(), a_worker()
    good = a_line(rider)

    answers = take(city.platform.id, good, replace(a_line(rider), **change), a_line(rider))

    assert [answer.state for answer in answers] == [LineState.ACCEPTED, LineState.REFUSED, LineState.ACCEPTED]
    assert reason in answers[1].reason
    assert Order.objects.count() == 2


def test_full_width_digits_and_slashes_are_understood():
    city, rider = a_city(), a_worker()

    answer = take(city.platform.id, replace(a_line(rider), accepted_at="２０２６/11/23 11:38:00"))

    assert answer[0].state is LineState.ACCEPTED
    assert Order.objects.get().accepted_at == ACCEPTED


def test_one_order_number_of_two_platforms_is_two_orders():
    city, rider = a_city(), a_worker()

    an_order(rider, city.platform.id, order_no="A1")
    an_order(rider, city.other_platform.id, order_no="A1")

    assert Order.objects.filter(order_no="A1").count() == 2


def test_a_platform_cannot_send_orders_of_another():
    city, rider = a_city(), a_worker()
    operator = city.staff(Role.PLATFORM_OPERATOR)

    with pytest.raises(NotAllowed, match="只能发送本平台"):
        orders_take(platform_id=city.other_platform.id, lines=[a_line(rider)], actor=operator, at=NOON)
    orders_take(platform_id=city.platform.id, lines=[a_line(rider)], actor=operator, at=NOON)

    assert list(Order.objects.values_list("platform_id", flat=True)) == [city.platform.id]


def test_a_batch_too_large_is_refused_whole():
    city, rider = a_city(), a_worker()

    with pytest.raises(BadInput, match="一批最多"):
        take(city.platform.id, *[a_line(rider)] * 10_001)


def test_a_batch_costs_the_same_queries_however_long(django_assert_max_num_queries):
    city, rider = a_city(), a_worker()
    lines = [a_line(rider) for _ in range(200)]
    take(city.platform.id, a_line(rider))

    with django_assert_max_num_queries(13):
        take(city.platform.id, *lines)

    assert Order.objects.count() == 201
