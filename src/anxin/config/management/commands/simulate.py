"""``anxin simulate``: a day of the demo city at a chosen speed: orders of every platform, accidents, reports, claims.

Everything goes through the same services as the real thing; people and platforms are invented. "城市实时" on the desk
draws it while it runs.
"""

from __future__ import annotations

import heapq
import random
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from anxin.config.demo.claims import Accident, Step
from anxin.config.demo.day import MINUTE, CityDay, Running, Sent
from anxin.config.demo.platform import PLATFORMS, DemoPlatform
from anxin.cover.services import orders_take
from anxin.cover.types import LineState
from anxin.documents.specimens.sheets import Fonts
from anxin.identity import demo
from anxin.identity.demo import DemoPeople
from anxin.identity.numbers import id_check_character
from anxin.identity.services import PersonIn, workers_register_many
from anxin.identity.types import Actor, WorkerView
from anxin.kit.clock import at_start_of, day_of, local, monotonic, now
from anxin.kit.errors import Refused

_SIMULATOR: Final = Actor.system("模拟城市")
_FIRST_PHONE: Final = 5_001
RIDERS_MOST: Final = 4_000
SHARES: Final = (40, 15, 15, 20, 10)
"""How many of a hundred riders ride for each demo platform, in their order."""


class Command(BaseCommand):
    """A simulated city day (模拟城市)."""

    help = "在演示城市里模拟一天：anxin simulate --hours 8 --speed 60（一分钟走一小时）；--speed 0 不等待"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--hours", type=int, default=2, help="模拟几个小时，到现在为止；不早于今天零点")
        parser.add_argument("--speed", type=int, default=0, help="比真实时间快多少倍；0 为不等待")
        parser.add_argument("--riders", type=int, default=120, help="除演示人员外还有多少位骑手和司机")
        parser.add_argument("--accident-in", type=int, default=4000, help="每多少个行驶分钟出一次事故")
        parser.add_argument("--seed", type=int, default=0, help="随机种子，0 为每次不同")

    def handle(self, *args: Any, **options: Any) -> None:
        people, end = _people(), now()
        start = max(end - timedelta(hours=options["hours"]), at_start_of(day_of(end)))
        chance = random.Random(options["seed"] or None)  # noqa: S311 - a simulated day, no secrets
        riders = [*_demo_riders(people), *_more_riders(min(options["riders"], RIDERS_MOST), end)]
        city = CityDay(riders, chance, max(options["accident_in"], 1), marks=f"{end:%S%f}"[:4])
        self._run(city, people, chance, _minutes(start, end, options["speed"]))

    def _run(self, city: CityDay, people: DemoPeople, chance: random.Random, minutes: Iterator[datetime]) -> None:
        counts: Counter[str] = Counter()
        waiting: list[tuple[datetime, int, Step]] = []
        fonts, at = Fonts(Path(settings.ANXIN_NODE_MODULES)), now()
        for number, at in enumerate(minutes, start=1):
            sent, hurt = city.minute(at)
            counts += _send(people, sent, at + MINUTE)
            for order in hurt:
                counts["事故"] += 1
                for step in Accident(people, order, at, _number(order), chance, fonts).steps():
                    heapq.heappush(waiting, (step[0], len(waiting) + number * 1000, step))
            while waiting and waiting[0][0] <= at:
                counts[self._done(heapq.heappop(waiting)[2])] += 1
            if number % 60 == 0:
                self.stdout.write(_said(at, counts))
        self.stdout.write(_said(at, counts))

    def _done(self, step: Step) -> str:
        """Do a step; what its case does not allow any more is said, counted and left."""
        at, name, do = step
        try:
            with transaction.atomic():
                do()
        except Refused as refusal:
            self.stdout.write(f"{local(at):%H:%M} {name}没有做成：{refusal.sentence}")
            return "没有做成"
        return name


def _people() -> DemoPeople:
    try:
        return demo.seed(now() - timedelta(days=60))
    except Refused as refusal:
        raise CommandError(refusal.sentence) from refusal


def _demo_riders(people: DemoPeople) -> Iterator[tuple[WorkerView, DemoPlatform]]:
    workers = list(people.workers.values())
    return ((workers[number], platform) for platform in PLATFORMS for number in platform.riders)


def _more_riders(count: int, at: datetime) -> Iterator[tuple[WorkerView, DemoPlatform]]:
    """Invented riders, spread over the platforms by their shares; the same ones in every run."""
    people = [
        PersonIn(f"模试骑{_LETTERS[number // 40 % 40]}{_LETTERS[number % 40]}", _id_number(number), _phone(number))
        for number in range(count)
    ]
    places = [platform for platform, share in zip(PLATFORMS, SHARES, strict=True) for _ in range(share)]
    for number, found in enumerate(workers_register_many(people=people, actor=_SIMULATOR, at=at)):
        if found.worker is not None:
            yield found.worker, places[number * 37 % len(places)]


_LETTERS: Final = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥东南西北中春夏秋冬金木水火土日月星云"


def _id_number(number: int) -> str:
    first = f"990103{1970 + number % 30}{1 + number % 12:02d}{1 + number % 28:02d}{number // 30 % 1000:03d}"
    return first + id_check_character(first)


def _phone(number: int) -> str:
    return f"1390000{_FIRST_PHONE + number:04d}"


def _minutes(start: datetime, end: datetime, speed: int) -> Iterator[datetime]:
    """Each simulated minute, no sooner than its time at this speed."""
    pause, begin, at = Event(), monotonic(), start.replace(second=0, microsecond=0)
    while at + MINUTE <= end:
        if speed:
            due = begin + (at - start).total_seconds() / speed
            pause.wait(max(0.0, due - monotonic()))
        yield at
        at += MINUTE


def _send(people: DemoPeople, sent: Sent, at: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    for platform, lines in sent.items():
        answers = orders_take(platform_id=people.orgs[platform.key].id, lines=lines, actor=_SIMULATOR, at=at)
        counts["订单行"] += len(answers)
        counts["隔离"] += sum(answer.state is LineState.REFUSED for answer in answers)
    return counts


def _number(order: Running) -> int:
    """A number for the papers of an accident that no other accident has."""
    return int(order.accepted_at.timestamp()) // 60 % 1_000_000 * 1000 + int(order.order_no[-5:]) % 1000


def _said(at: datetime, counts: Counter[str]) -> str:
    return f"{local(at):%H:%M} " + "，".join(f"{name} {count}" for name, count in counts.items() if count)
