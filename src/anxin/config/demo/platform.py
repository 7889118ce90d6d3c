"""A simulated platform: it sends the orders of the demo workers, so that "your order at that minute" is there."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from anxin.cover.services import orders_take
from anxin.cover.types import OrderLine
from anxin.identity.demo import DemoPeople
from anxin.identity.types import Actor, WorkerView
from anxin.kit.clock import local

EVERY: Final = timedelta(minutes=30)
LASTS: Final = timedelta(minutes=24)
FIRST_HOUR: Final = 7
REGION: Final = "110191"
_SIMULATOR: Final = Actor.system("模拟平台")


def orders_of_today(people: DemoPeople, at: datetime) -> int:
    """Send what the demo workers have accepted today until ``at``; the newest order still runs.

    Safe to repeat: the same order again is harmless, a finished one is progress. Returns the lines sent.
    """
    wall = local(at)
    started = wall.replace(hour=min(FIRST_HOUR, wall.hour), minute=0, second=0, microsecond=0)
    lines = [line for worker in people.workers.values() for line in _day(worker, started, at)]
    _send(people.orgs["kuaipao"].id, lines, at)
    return len(lines)


def order_around(people: DemoPeople, worker: WorkerView, at: datetime) -> None:
    """One order under way at ``at``, declared while it ran."""
    line = _line(worker, at - timedelta(minutes=18), picked=at - timedelta(minutes=9), finished=None)
    _send(people.orgs["kuaipao"].id, [line], at - timedelta(minutes=8))
    done = _line(
        worker, at - timedelta(minutes=18), picked=at - timedelta(minutes=9), finished=at + timedelta(minutes=15)
    )
    _send(people.orgs["kuaipao"].id, [done], at + timedelta(minutes=16))


def _day(worker: WorkerView, start: datetime, now: datetime) -> Iterable[OrderLine]:
    accepted = start
    while accepted <= now:
        newest = accepted + EVERY > now
        picked = accepted + LASTS / 2
        finished = None if newest else accepted + LASTS
        yield _line(worker, accepted, picked=picked if picked <= now else None, finished=finished)
        accepted += EVERY


def _line(worker: WorkerView, accepted: datetime, *, picked: datetime | None, finished: datetime | None) -> OrderLine:
    return OrderLine(
        order_no=f"KP{local(accepted):%Y%m%d%H%M}-{worker.phone[-4:]}",
        worker=worker.id_number,
        accepted_at=accepted.isoformat(),
        picked_at=picked.isoformat() if picked else "",
        finished_at=finished.isoformat() if finished else "",
        region=REGION,
    )


def _send(platform_id: UUID, lines: list[OrderLine], at: datetime) -> None:
    orders_take(platform_id=platform_id, lines=lines, actor=_SIMULATOR, at=at)
