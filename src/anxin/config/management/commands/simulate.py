"""``anxin simulate``: a city day of orders, accidents, reports and claims, at a chosen speed, on the demo city.

The desk's pages of arrivals, cases and premium grow while it runs. Everything goes through the same services as the
real thing; the people and platforms are invented.
"""

import random
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from typing import Any, Final
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from anxin.cases.types import Channel
from anxin.claims.services import report_make
from anxin.claims.types import What
from anxin.cover.services import orders_take
from anxin.cover.types import Industry, LineState, OrderLine
from anxin.identity import demo
from anxin.identity.demo import DemoPeople
from anxin.identity.types import Actor, WorkerView
from anxin.kit.clock import monotonic, now
from anxin.kit.errors import Refused

REGIONS: Final = ("110191", "110192")
PLACES: Final = ("示范路 1 号", "试验大街 18 号", "演示桥南口", "示范小区东门")
TICK: Final = timedelta(minutes=1)
_SIMULATOR: Final = Actor.system("模拟城市")


@dataclass(slots=True)
class Running:
    """An order on its way."""

    worker: WorkerView
    platform_id: UUID
    order_no: str
    industry: Industry
    region: str
    accepted_at: datetime
    picked_at: datetime
    ends_at: datetime


@dataclass(slots=True)
class City:
    """A day of a city. Pure but for the dice: what it yields is sent by the command."""

    workers: Sequence[WorkerView]
    platforms: Sequence[tuple[UUID, str, Industry]]
    chance: random.Random
    accident_in: int
    running: dict[UUID, Running] = field(default_factory=dict)
    number: int = 0

    def tick(self, at: datetime) -> tuple[dict[UUID, list[OrderLine]], list[Running]]:
        """One minute: lines by platform, and orders on which somebody fell."""
        lines: dict[UUID, list[OrderLine]] = {}
        hurt: list[Running] = []
        for order in list(self.running.values()):
            if order.ends_at <= at:
                lines.setdefault(order.platform_id, []).append(_line(order, done=True))
                del self.running[order.worker.id]
            elif order.picked_at <= at and self.chance.randrange(self.accident_in) == 0:
                hurt.append(order)
        for worker in self.workers:
            if worker.id not in self.running and self.chance.random() < 0.25:
                order = self._accept(worker, at)
                self.running[worker.id] = order
                lines.setdefault(order.platform_id, []).append(_line(order, done=False))
        return lines, hurt

    def _accept(self, worker: WorkerView, at: datetime) -> Running:
        platform_id, prefix, industry = self.chance.choice(self.platforms)
        self.number += 1
        return Running(
            worker=worker,
            platform_id=platform_id,
            order_no=f"{prefix}{at:%m%d%H%M}{self.number:06d}",
            industry=industry,
            region=self.chance.choice(REGIONS),
            accepted_at=at,
            picked_at=at + timedelta(minutes=self.chance.randrange(3, 9)),
            ends_at=at + timedelta(minutes=self.chance.randrange(12, 40)),
        )


def _line(order: Running, *, done: bool) -> OrderLine:
    return OrderLine(
        order_no=order.order_no,
        worker=order.worker.id_number,
        accepted_at=order.accepted_at.isoformat(),
        picked_at=order.picked_at.isoformat() if done else "",
        finished_at=order.ends_at.isoformat() if done else "",
        industry=order.industry.value,
        region=order.region,
    )


class Command(BaseCommand):
    """A simulated city day (模拟城市)."""

    help = "在演示城市里模拟一天：anxin simulate --hours 8 --speed 60（一分钟走一小时）；--speed 0 不等待"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--hours", type=int, default=2, help="模拟几个小时，到现在为止")
        parser.add_argument("--speed", type=int, default=0, help="比真实时间快多少倍；0 为不等待")
        parser.add_argument("--accident-in", type=int, default=400, help="每多少个行驶分钟出一次事故")
        parser.add_argument("--seed", type=int, default=0, help="随机种子，0 为每次不同")

    def handle(self, *args: Any, **options: Any) -> None:
        people = _people()
        end = now()
        start = end - timedelta(hours=options["hours"])
        city = City(
            workers=tuple(people.workers.values()),
            platforms=_platforms(people),
            chance=random.Random(options["seed"] or None),  # noqa: S311 - a simulated day, no secrets
            accident_in=max(options["accident_in"], 1),
        )
        counts: Counter[str] = Counter()
        for number, at in enumerate(_minutes(start, end, options["speed"]), start=1):
            lines, hurt = city.tick(at)
            counts += _send(lines, at)
            counts["报案"] += sum(_report(order, at) for order in hurt)
            if number % 60 == 0:
                self.stdout.write(_said(at, counts))
        self.stdout.write(_said(end, counts))


def _people() -> DemoPeople:
    try:
        return demo.seed(now() - timedelta(days=60))
    except Refused as refusal:
        raise CommandError(refusal.sentence) from refusal


def _platforms(people: DemoPeople) -> Sequence[tuple[UUID, str, Industry]]:
    return [(people.orgs["kuaipao"].id, "KP", Industry.DELIVERY)]


def _minutes(start: datetime, end: datetime, speed: int) -> Iterator[datetime]:
    """Each simulated minute, no sooner than its time at this speed."""
    pause, begin, at = Event(), monotonic(), start
    while at < end:
        if speed:
            due = begin + (at - start).total_seconds() / speed
            pause.wait(max(0.0, due - monotonic()))
        yield at
        at += TICK


def _send(lines: dict[UUID, list[OrderLine]], at: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    for platform_id, sent in lines.items():
        answers = orders_take(platform_id=platform_id, lines=sent, actor=_SIMULATOR, at=at + TICK)
        counts["订单行"] += len(answers)
        counts["未接收"] += sum(answer.state is LineState.REFUSED for answer in answers)
    return counts


def _report(order: Running, at: datetime) -> bool:
    report_make(
        actor=order.worker.actor(),
        worker_id=order.worker.id,
        client_key=f"sim-{order.order_no}",
        happened_at=at,
        place=random.choice(PLACES),  # noqa: S311 - a simulated day, no secrets
        what=What.FALL,
        narrative="模拟：送单途中摔倒。",
        channel=Channel.WORKER,
        at=at + TICK,
    )
    return True


def _said(at: datetime, counts: Counter[str]) -> str:
    from anxin.kit.clock import local

    return f"{local(at):%H:%M} " + "，".join(f"{name} {count}" for name, count in counts.items() if count)
