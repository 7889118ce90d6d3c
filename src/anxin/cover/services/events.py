"""Events of orders and people (订单事件、上下线): one at a time, from platforms that send no whole orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cover import store
from anxin.cover.limits import longest_of_all
from anxin.cover.models import Order, Presence
from anxin.cover.parsing import CLOCK_SKEW, ORDER_NO_MAX, BadLine, parse_moment, plain
from anxin.cover.services.keeping import batch_place
from anxin.cover.services.merging import batch_read, sender, workers_known_to
from anxin.cover.services.orders import LINES_MAX, check_sender
from anxin.cover.services.setting_aside import SetAside, set_aside
from anxin.cover.types import EventLine, LineAnswer, LineState, OrderLine, Source
from anxin.identity.types import Actor, OrgView
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


def events_take(*, platform_id: UUID, events: Sequence[EventLine], actor: Actor, at: datetime) -> list[LineAnswer]:
    """Take events and answer each. An event told again is harmless; one of an unknown order is refused with a reason.

    What cannot be placed because a part of the store is away is kept, as orders are.

    Raises:
        NotAllowed: the actor does not act for this platform. BadInput: too many lines.
    """
    check_sender(actor, platform_id)
    if len(events) > LINES_MAX:
        raise BadInput(_("一批最多 %(most)s 行，请分批发送。") % {"most": LINES_MAX})
    batch = events_read(events, platform_id=platform_id, at=at)
    return sorted(batch_place(batch, actor=actor, at=at, source=Source.EVENT), key=attrgetter("line"))


def events_read(events: Sequence[EventLine], *, platform_id: UUID, at: datetime) -> EventBatch:
    """Look through events for what can be said without the orders they belong to.

    Raises:
        NotFound: there is no such platform.
    """
    platform = sender(platform_id)
    workers = workers_known_to(platform, (one.worker for one in events))
    good: dict[int, EventLine] = {}
    seen: dict[int, Presence] = {}
    bad: dict[int, LineAnswer] = {}
    for number, one in enumerate(events, start=1):
        try:
            if one.event in PRESENCE_EVENTS:
                seen[number] = _presence(one, platform_id, workers, at)
            elif one.event not in ORDER_EVENTS:
                raise BadLine(_no_such_event(one.event))
            good[number] = one
        except BadLine as error:
            bad[number] = _refused(number, one, error)
    return EventBatch(platform, workers, good, seen, bad)


@dataclass(frozen=True, slots=True)
class EventBatch:
    """Events of a platform, by line number.

    Args:
        workers: who stands behind which text in the field ``worker``.
        good: what is to be placed. An order's event may still turn out to belong to no order.
        seen: those of ``good`` that say who went online or offline.
        bad: the answers to those that are refused already.
    """

    platform: OrgView
    workers: Mapping[str, UUID]
    good: Mapping[int, EventLine]
    seen: Mapping[int, Presence]
    bad: Mapping[int, LineAnswer]

    def people(self) -> set[UUID]:
        """Whom the events are about."""
        return {self.workers[one.worker] for one in self.good.values() if one.worker in self.workers}

    def apart(self, away: Set[UUID]) -> tuple[EventBatch | None, EventBatch]:
        """The events of others with the bad ones, None when there are none, and those of these people."""
        there = {number for number, one in self.good.items() if self.workers.get(one.worker) in away}
        here = self.good.keys() - there
        return (self._only(here), replace(self._only(there), bad={})) if here else (None, self)

    def of_orders(self) -> dict[int, EventLine]:
        """The events that belong to an order."""
        return {number: one for number, one in self.good.items() if number not in self.seen}

    def _only(self, numbers: Set[int]) -> EventBatch:
        good = {number: one for number, one in self.good.items() if number in numbers}
        return replace(self, good=good, seen={number: one for number, one in self.seen.items() if number in numbers})

    def to_keep(self) -> list[EventLine]:
        """The events as they came."""
        return list(self.good.values())

    def when_kept(self) -> list[LineAnswer]:
        """The answers when the batch is kept."""
        good = (LineAnswer(number, one.order_no[:ORDER_NO_MAX], LineState.KEPT) for number, one in self.good.items())
        return [*good, *self.bad.values()]

    @transaction.atomic
    def merge(
        self, *, actor: Actor, at: datetime, source: Source, placed_at: datetime | None = None
    ) -> list[LineAnswer]:
        """Put who was online beside the orders, and what was told of an order into it; all or nothing.

        Args:
            at: when it reached us.
            placed_at: when it is placed, if it had to wait. Nobody reads the answers then: what fits no order is
                set aside for the platform to look at.

        Raises:
            OperationalError: a part of the store is away, or does not answer in time.
        """
        store.lock_platform(self.platform.id)  # before the orders are looked at: others may just be writing them
        Presence.objects.bulk_create(self.seen.values(), batch_size=1000, ignore_conflicts=True)
        answers = [*self.bad.values(), *(LineAnswer(number, "", LineState.ACCEPTED) for number in self.seen)]
        starts, orders, aside = _starts(self, at), {}, []
        for number, one in self.of_orders().items():
            try:
                orders[number] = _order(one, starts)
            except BadLine as bad:
                answers.append(_refused(number, one, bad))
                aside.append(SetAside(_without_start(one), bad.problem, bad.sentence))
        if placed_at is not None:
            set_aside(platform_id=self.platform.id, lines=aside, at=placed_at)
        if orders:
            batch = batch_read(list(orders.values()), platform_id=self.platform.id, at=at)
            told = batch.merge(actor=actor, at=at, source=source, placed_at=placed_at)
            numbers = list(orders)
            answers += [replace(one, line=numbers[one.line - 1]) for one in told]
        return answers


def _refused(number: int, one: EventLine, bad: BadLine) -> LineAnswer:
    return LineAnswer(number, one.order_no[:ORDER_NO_MAX], LineState.REFUSED, bad.sentence)


def _no_such_event(name: str) -> str:
    known = "、".join((*ORDER_EVENTS, *PRESENCE_EVENTS))
    return _("没有“%(event)s”这种事件，只有 %(known)s。") % {"event": name[:20], "known": known}


def _presence(one: EventLine, platform_id: UUID, workers: Mapping[str, UUID], at: datetime) -> Presence:
    moment, worker_id = parse_moment(one.at, "时间"), workers.get(one.worker)
    if moment is None:
        raise BadLine(_("缺少事件的时间。"))
    if moment > at + CLOCK_SKEW:
        raise BadLine(_("事件的时间在将来，请检查平台服务器的时钟和时区。"))
    if worker_id is None:
        raise BadLine(_("没有找到这位劳动者：请先为其办理实名登记，再发送订单。"))
    return Presence(worker_id=worker_id, at=moment, platform_id=platform_id, kind=one.event, declared_at=at)


def _starts(batch: EventBatch, at: datetime) -> Mapping[tuple[str, str], _Start]:
    """When the orders of later events were accepted: by text of the worker and number. One query."""
    told = batch.of_orders().values()
    starts = {
        (one.worker, plain(one.order_no)): (moment, one.industry)
        for one in told
        if one.event == "accepted" and (moment := _moment_or_none(one.at))
    }
    wanted = {(one.worker, plain(one.order_no)) for one in told if one.event != "accepted"} - set(starts)
    missing = {(batch.workers[text], number): text for text, number in wanted if text in batch.workers}
    if missing:
        rows = Order.objects.filter(
            platform_id=batch.platform.id,
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
    if one.event == "accepted":
        return OrderLine(one.order_no, one.worker, one.at, industry=one.industry, region=one.region)
    start = starts.get((one.worker, plain(one.order_no)))
    if start is None:
        raise BadLine(_("没有找到这一单的接单记录，请先发送接单（accepted）。"))
    accepted_at, industry = start
    return replace(_without_start(one), accepted_at=accepted_at.isoformat(), industry=industry)


def _without_start(one: EventLine) -> OrderLine:
    """What an event alone says of its order."""
    return OrderLine(one.order_no, one.worker, "", industry=one.industry, **{ORDER_EVENTS[one.event]: one.at})
