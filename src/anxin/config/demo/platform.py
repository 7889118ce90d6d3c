"""Simulated platforms: they send the orders of the demo workers, so that "your order at that minute" is there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from anxin.cover.services import orders_take
from anxin.cover.types import Industry, OrderLine
from anxin.identity.demo import DemoPeople
from anxin.identity.types import Actor, WorkerView
from anxin.kit.clock import local

EVERY: Final = timedelta(minutes=30)
LASTS: Final = timedelta(minutes=24)
FIRST_HOUR: Final = 7
REGION: Final = "110191"
_SIMULATOR: Final = Actor.system("模拟平台")


@dataclass(frozen=True, slots=True)
class DemoPlatform:
    """A platform of the demo city: the letters its order numbers begin with, what it does, who rides for it.

    ``riders`` counts the demo workers from 0: a visitor signs in as one of the first, who rides for the platform
    whose desk he can look at.
    """

    key: str
    prefix: str
    industry: Industry
    riders: tuple[int, ...]


PLATFORMS: Final = (
    DemoPlatform("kuaipao", "KP", Industry.DELIVERY, (0, 1, 2, 3)),
    DemoPlatform("shansong", "SS", Industry.DELIVERY, (4,)),
    DemoPlatform("youxing", "YX", Industry.RIDE, (5,)),
    DemoPlatform("tuantuan", "TT", Industry.DELIVERY, (6,)),
    DemoPlatform("yunman", "YM", Industry.FREIGHT, (7,)),
)
KUAIPAO: Final = PLATFORMS[0]


def orders_of_today(people: DemoPeople, at: datetime) -> int:
    """Send what the demo workers have accepted today until ``at``, as it came; the newest order still runs.

    Safe to repeat: the same order again is harmless, a finished one is progress. Returns the lines sent.
    """
    wall = local(at)
    started = wall.replace(hour=min(FIRST_HOUR, wall.hour), minute=0, second=0, microsecond=0)
    return sum(_send_day(people, platform, started, at) for platform in PLATFORMS)


def _send_day(people: DemoPeople, platform: DemoPlatform, started: datetime, at: datetime) -> int:
    """Send a platform's day in the batches in which it would have come: one a half hour, and what is new now."""
    workers, sent = list(people.workers.values()), 0
    riders = [workers[number] for number in platform.riders]
    for told_at in _moments(started, at):
        since = told_at - EVERY - LASTS
        lines = [line for rider in riders for line in _day(platform, rider, started, told_at, since)]
        _send(people.orgs[platform.key].id, lines, told_at)
        sent += len(lines)
    return sent


def _moments(started: datetime, at: datetime) -> Iterator[datetime]:
    told_at = started + timedelta(minutes=1)
    while told_at < at:
        yield told_at
        told_at += EVERY
    yield at


def order_around(people: DemoPeople, worker: WorkerView, at: datetime) -> OrderLine:
    """One order under way at ``at``, declared while it ran; returns it as it ended."""
    accepted, picked, platform_id = at - timedelta(minutes=18), at - timedelta(minutes=9), people.orgs[KUAIPAO.key].id
    line = order_line(KUAIPAO, worker, accepted, picked=picked, finished=None)
    _send(platform_id, [line], at - timedelta(minutes=8))
    done = order_line(KUAIPAO, worker, accepted, picked=picked, finished=at + timedelta(minutes=15))
    _send(platform_id, [done], at + timedelta(minutes=16))
    return done


def _day(
    platform: DemoPlatform, worker: WorkerView, start: datetime, now: datetime, since: datetime
) -> Iterable[OrderLine]:
    """A worker's orders of a day as they stand ``now``, those accepted after ``since``."""
    accepted = start
    while accepted <= now:
        newest = accepted + EVERY > now
        picked = accepted + LASTS / 2
        finished = None if newest else accepted + LASTS
        if accepted > since:
            yield order_line(platform, worker, accepted, picked=picked if picked <= now else None, finished=finished)
        accepted += EVERY


def order_line(
    platform: DemoPlatform,
    worker: WorkerView,
    accepted: datetime,
    *,
    picked: datetime | None,
    finished: datetime | None,
) -> OrderLine:
    """An order as a demo platform tells it."""
    return OrderLine(
        order_no=f"{platform.prefix}{local(accepted):%Y%m%d%H%M}-{worker.phone[-4:]}",
        worker=worker.id_number,
        accepted_at=accepted.isoformat(),
        picked_at=picked.isoformat() if picked else "",
        finished_at=finished.isoformat() if finished else "",
        industry=platform.industry.value,
        region=REGION,
    )


def _send(platform_id: UUID, lines: Sequence[OrderLine], at: datetime) -> None:
    orders_take(platform_id=platform_id, lines=lines, actor=_SIMULATOR, at=at)
