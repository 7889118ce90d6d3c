"""Orders of invented riders."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from anxin.cover.services import orders_take
from anxin.cover.types import LineAnswer, OrderLine
from anxin.identity.selectors import worker_by_id
from anxin.identity.types import Actor
from tests.given.people import NOON

_numbers = count(1)

ACCIDENT = NOON - timedelta(minutes=10)
"""When the cast's accident happens: ten minutes before noon."""

ACCEPTED = ACCIDENT - timedelta(minutes=12)


def id_number_of(worker: Actor) -> str:
    """The ID number platforms know a worker by."""
    assert worker.worker_id is not None
    view = worker_by_id(worker.worker_id)
    assert view is not None
    return view.id_number


def a_line(worker: Actor, *, order_no: str = "", accepted_at: datetime = ACCEPTED, **more: str) -> OrderLine:
    """A line as a platform sends it; still running when no end is given."""
    return OrderLine(
        order_no=order_no or f"KP{next(_numbers):06d}",
        worker=id_number_of(worker),
        accepted_at=accepted_at.isoformat(),
        **more,
    )


def an_order(
    worker: Actor,
    platform_id: UUID,
    *,
    order_no: str = "",
    accepted_at: datetime = ACCEPTED,
    picked_at: datetime | None = None,
    finished_at: datetime | None = None,
    cancelled_at: datetime | None = None,
    declared_at: datetime | None = None,
    region: str = "",
    industry: str = "delivery",
) -> LineAnswer:
    """An order the platform told us about half a minute after it was accepted, unless said otherwise."""
    ends = {"picked_at": picked_at, "finished_at": finished_at, "cancelled_at": cancelled_at}
    line = a_line(
        worker,
        order_no=order_no,
        accepted_at=accepted_at,
        region=region,
        industry=industry,
        **{name: moment.isoformat() for name, moment in ends.items() if moment},
    )
    at = declared_at or accepted_at + timedelta(seconds=30)
    at = max([at, *(moment for moment in ends.values() if moment)])
    return orders_take(platform_id=platform_id, lines=[line], actor=Actor.system(), at=at)[0]
