"""The simulated city: the same dice give the same day, and its platforms misbehave as real ones do."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

from anxin.config.demo.day import MINUTE, CityDay
from anxin.config.demo.platform import PLATFORMS
from anxin.identity.types import RealNameState, WorkerView
from anxin.kit.clock import at_time
from anxin.kit.ids import uuid7
from tests.given.people import an_id_number

SEVEN = at_time(date(2026, 11, 23), 7)


def riders(count: int) -> list[WorkerView]:
    """Riders nobody need know of."""
    return [
        WorkerView(uuid7(), uuid7(), "赵试骑", an_id_number(serial), "13900000000", RealNameState.CONFIRMED, SEVEN)
        for serial in range(1, count + 1)
    ]


def a_day(*, hours: int, accident_in: int, seed: int = 3, who: list[WorkerView]) -> tuple[Counter[str], list[str], int]:
    """Play some hours: lines by what they are, every order number in its order, and how many fell."""
    city = CityDay([(rider, PLATFORMS[0]) for rider in who], random.Random(seed), accident_in, marks="t")
    told: Counter[str] = Counter()
    numbers: list[str] = []
    fallen = 0
    for number in range(hours * 60):
        sent, hurt = city.minute(SEVEN + number * MINUTE)
        fallen += len(hurt)
        for line in sent.get(PLATFORMS[0], []):
            numbers.append(line.order_no)
            told["finished" if line.finished_at else "open"] += 1
            told["wrong"] += line.accepted_at == "刚才" or line.finished_at.startswith("2026-01-01")
    return told, numbers, fallen


def test_the_same_dice_give_the_same_day():
    who = riders(20)

    assert a_day(hours=2, accident_in=500, who=who) == a_day(hours=2, accident_in=500, who=who)
    assert a_day(hours=2, accident_in=500, seed=4, who=who) != a_day(hours=2, accident_in=500, who=who)


def test_some_lines_are_sent_again_and_some_are_wrong():
    told, numbers, fallen = a_day(hours=5, accident_in=10**9, who=riders(40))

    assert fallen == 0
    assert told["open"] > 200
    assert 0 < told["wrong"] < told["open"] // 20
    assert max(Counter(numbers).values()) > 2


def test_who_has_fallen_takes_no_more_orders_that_day():
    (rider,) = riders(1)
    city = CityDay([(rider, PLATFORMS[0])], random.Random(1), accident_in=1, marks="t")
    hurt = []
    for number in range(240):
        _sent, fallen = city.minute(SEVEN + number * MINUTE)
        hurt += fallen

    assert len(hurt) == 1
    assert city.number == 1
