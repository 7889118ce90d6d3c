"""A day of a city (模拟城市的一天), minute by minute: riders, orders, accidents. Pure but for the dice."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from anxin.config.demo.platform import DemoPlatform
from anxin.cover.types import OrderLine
from anxin.identity.types import WorkerView
from anxin.kit.clock import local

MINUTE: Final = timedelta(minutes=1)
REGIONS: Final = ("110191", "110192")
TAKES: Final = 0.22
"""How likely a free rider takes an order in a minute, at the busiest hour."""

BUSY: Final = (2, 1, 1, 1, 1, 2, 4, 6, 7, 6, 6, 9, 10, 8, 6, 5, 6, 8, 10, 9, 7, 6, 5, 3)
"""How busy each hour is, of ten: two meals a day."""

RESENT, CORRECTED, LATE, BAD = 30, 10, 20, 5
_OF: Final = 1000
"""Shares of the lines, in a thousand, that are sent again, corrected, told an hour late, or wrong."""


@dataclass(slots=True)
class Running:
    """An order on its way."""

    worker: WorkerView
    platform: DemoPlatform
    order_no: str
    region: str
    accepted_at: datetime
    picked_at: datetime
    ends_at: datetime


Sent = dict[DemoPlatform, list[OrderLine]]


@dataclass(slots=True)
class CityDay:
    """Riders of several platforms.

    Args:
        riders: who rides for which platform.
        accident_in: one accident in so many minutes of riding.
        marks: makes order numbers of this run different from those of another.
    """

    riders: Sequence[tuple[WorkerView, DemoPlatform]]
    chance: random.Random
    accident_in: int
    marks: str
    running: dict[UUID, Running] = field(default_factory=dict)
    resting: dict[UUID, datetime] = field(default_factory=dict)
    late: list[tuple[datetime, DemoPlatform, OrderLine]] = field(default_factory=list)
    number: int = 0

    def minute(self, at: datetime) -> tuple[Sent, list[Running]]:
        """What each platform sends at the end of a minute, and on which orders somebody was hurt."""
        sent: Sent = {}
        hurt: list[Running] = []
        for order in list(self.running.values()):
            if order.ends_at <= at:
                self._send(sent, order, at, done=True)
                del self.running[order.worker.id]
            elif order.picked_at <= at and self._falls(order):
                hurt.append(order)
                self.resting[order.worker.id] = at + timedelta(days=1)
        for worker, platform in self.riders:
            if self._takes(worker, at):
                self.running[worker.id] = self._accepted(worker, platform, at)
                self._send(sent, self.running[worker.id], at, done=False)
        for entry in [one for one in self.late if one[0] <= at]:
            self.late.remove(entry)
            sent.setdefault(entry[1], []).append(entry[2])
        return sent, hurt

    def _falls(self, order: Running) -> bool:
        return order.worker.id not in self.resting and self.chance.randrange(self.accident_in) == 0

    def _takes(self, worker: WorkerView, at: datetime) -> bool:
        free = worker.id not in self.running and self.resting.get(worker.id, at) <= at
        return free and self.chance.random() < TAKES * BUSY[local(at).hour] / 10

    def _accepted(self, worker: WorkerView, platform: DemoPlatform, at: datetime) -> Running:
        self.number += 1
        picked = at + timedelta(minutes=self.chance.randrange(3, 9))
        return Running(
            worker=worker,
            platform=platform,
            order_no=f"{platform.prefix}{local(at):%m%d%H%M}{self.marks}{self.number:05d}",
            region=self.chance.choice(REGIONS),
            accepted_at=at,
            picked_at=picked,
            ends_at=picked + timedelta(minutes=self.chance.randrange(6, 28)),
        )

    def _send(self, sent: Sent, order: Running, at: datetime, *, done: bool) -> None:
        line, lot = line_of(order, done=done), self.chance.randrange(_OF)
        lines = sent.setdefault(order.platform, [])
        if lot < LATE and not done:
            self.late.append((at + timedelta(hours=1), order.platform, line))
            return
        if lot >= _OF - BAD:
            lines.append(self._wrong(line))
            return
        lines.append(line)
        if lot < LATE + RESENT:
            lines.append(line)
        elif lot < LATE + RESENT + CORRECTED:
            lines.append(replace(line, region=self.chance.choice(REGIONS)))

    def _wrong(self, line: OrderLine) -> OrderLine:
        return self.chance.choice(
            (
                replace(line, accepted_at="刚才"),
                replace(line, worker="110105194912310021"),
                replace(line, finished_at="2026-01-01T00:00:00+08:00"),
            )
        )


def line_of(order: Running, *, done: bool) -> OrderLine:
    """The order as its platform tells it."""
    return OrderLine(
        order_no=order.order_no,
        worker=order.worker.id_number,
        accepted_at=order.accepted_at.isoformat(),
        picked_at=order.picked_at.isoformat() if done else "",
        finished_at=order.ends_at.isoformat() if done else "",
        industry=order.platform.industry.value,
        region=order.region,
    )
