"""Events of orders and people (订单事件、上下线): one at a time, from platforms that send no whole orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cover.limits import longest_of_all
from anxin.cover.models import Order, Presence
from anxin.cover.parsing import CLOCK_SKEW, BadLine, parse_moment, plain
from anxin.cover.services.merging import sender, workers_known_to
from anxin.cover.services.orders import LINES_MAX, check_sender, orders_take
from anxin.cover.types import Industry, LineAnswer, LineState, OrderLine, Source
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput

ORDER_EVENTS: Final[dict[str, str]] = {
    "accepted": "accepted_at",
    "picked_up": "picked_at",
    "finished": "finished_at",
    "cancelled": "cancelled_at",
}
"""Events of an order and the moment each one tells."""

PRESENCE_EVENTS: Final = ("online", "offline")

_Start = tuple[datetime, str]
"""When an order was accepted, and in which industry."""


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event as a platform sends it, still as text."""

    event: str
    worker: str = field(repr=False)
    at: str
    order_no: str = ""
    industry: str = Industry.DELIVERY
    region: str = ""


def events_take(*, platform_id: UUID, events: Sequence[EventLine], actor: Actor, at: datetime) -> list[LineAnswer]:
    """Take events and answer each. An event told again is harmless; one of an unknown order is refused with a reason.

    Raises:
        NotAllowed: the actor does not act for this platform. BadInput: too many lines.
    """
    check_sender(actor, platform_id)
    if len(events) > LINES_MAX:
        raise BadInput(_("一批最多 %(most)s 行，请分批发送。") % {"most": LINES_MAX})
    workers = workers_known_to(sender(platform_id), (one.worker for one in events))
    starts = _starts(platform_id, events, workers, at)
    answers: dict[int, LineAnswer] = {}
    orders: dict[int, OrderLine] = {}
    seen: list[Presence] = []
    for number, one in enumerate(events, start=1):
        try:
            if one.event in PRESENCE_EVENTS:
                seen.append(_presence(one, platform_id, workers, at))
                answers[number] = LineAnswer(number, "", LineState.ACCEPTED)
            else:
                orders[number] = _order(one, starts)
        except BadLine as bad:
            answers[number] = LineAnswer(number, one.order_no[:64], LineState.REFUSED, bad.sentence)
    Presence.objects.bulk_create(seen, batch_size=1000, ignore_conflicts=True)
    if orders:
        lines, numbers = list(orders.values()), list(orders)
        for told in orders_take(platform_id=platform_id, lines=lines, actor=actor, at=at, source=Source.EVENT):
            number = numbers[told.line - 1]
            answers[number] = LineAnswer(number, told.order_no, told.state, told.reason)
    return [answers[number] for number in sorted(answers)]


def _presence(one: EventLine, platform_id: UUID, workers: Mapping[str, UUID], at: datetime) -> Presence:
    moment, worker_id = parse_moment(one.at, "时间"), workers.get(one.worker)
    if moment is None:
        raise BadLine(_("缺少事件的时间。"))
    if moment > at + CLOCK_SKEW:
        raise BadLine(_("事件的时间在将来，请检查平台服务器的时钟和时区。"))
    if worker_id is None:
        raise BadLine(_("没有找到这位劳动者：请先为其办理实名登记，再发送订单。"))
    return Presence(worker_id=worker_id, at=moment, platform_id=platform_id, kind=one.event, declared_at=at)


def _starts(
    platform_id: UUID, events: Sequence[EventLine], workers: Mapping[str, UUID], at: datetime
) -> Mapping[tuple[str, str], _Start]:
    """When the orders of later events were accepted: by text of the worker and number. One query."""
    wanted = {
        (one.worker, plain(one.order_no)) for one in events if one.event in ORDER_EVENTS and one.event != "accepted"
    }
    starts = {
        (one.worker, plain(one.order_no)): (moment, one.industry)
        for one in events
        if one.event == "accepted" and (moment := _moment_or_none(one.at))
    }
    missing = {(workers[worker], number): worker for worker, number in wanted - set(starts) if worker in workers}
    if missing:
        rows = Order.objects.filter(
            platform_id=platform_id,
            worker_id__in={worker_id for worker_id, _number in missing},
            order_no__in={number for _worker, number in missing},
            accepted_at__gte=at - 2 * longest_of_all(day_of(at)),
            accepted_at__lte=at + CLOCK_SKEW,
        ).values_list("worker_id", "order_no", "accepted_at", "industry")
        starts |= {
            (missing[worker_id, number], number): (start, industry)
            for worker_id, number, start, industry in rows
            if (worker_id, number) in missing
        }
    return starts


def _moment_or_none(text: str) -> datetime | None:
    try:
        return parse_moment(text, "")
    except BadLine:
        return None


def _order(one: EventLine, starts: Mapping[tuple[str, str], _Start]) -> OrderLine:
    name = ORDER_EVENTS.get(one.event)
    if name is None:
        known = "、".join((*ORDER_EVENTS, *PRESENCE_EVENTS))
        raise BadLine(_("没有“%(event)s”这种事件，只有 %(known)s。") % {"event": one.event[:20], "known": known})
    start = starts.get((one.worker, plain(one.order_no)))
    if one.event == "accepted":
        return OrderLine(one.order_no, one.worker, one.at, industry=one.industry, region=one.region)
    if start is None:
        raise BadLine(_("没有找到这一单的接单记录，请先发送接单（accepted）。"))
    accepted_at, industry = start
    return OrderLine(one.order_no, one.worker, accepted_at.isoformat(), industry=industry, **{name: one.at})
