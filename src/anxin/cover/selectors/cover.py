"""Was this person covered at that moment, and by what (保障查询)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.cover.archive_reading import archived_orders
from anxin.cover.limits import first_open_day, longest_of_all, longest_order, rule_name
from anxin.cover.models import Presence
from anxin.cover.types import (
    PRESENCE_NAMES,
    UNRATED,
    CoverAnswer,
    CoverState,
    DayCover,
    Evidence,
    Industry,
    NearOrder,
    OrderView,
    Payer,
)
from anxin.identity.selectors import orgs_by_id
from anxin.kit.clock import at_start_of, day_of, local, today
from anxin.kit.dates import say_day, say_duration
from anxin.kit.statements import Prepared, ask
from anxin.policy.selectors import parameter

NEAREST_MAX: Final = 3
"""How many orders around an uncovered moment are shown."""

SAME_DAY: Final = timedelta(hours=12)
"""Orders within this distance make a moment "between orders" instead of "offline"."""

LOOK_BACK: Final = timedelta(days=31)
"""How far back the nearest order before an uncovered moment is looked for: every search by time has two ends."""


def cover_at(*, worker_id: UUID, at: datetime, platform_id: UUID | None = None) -> CoverAnswer:
    """Was the worker on an order at a moment (接单保障)?

    Covered from the second of acceptance to the second of the end, both included; an order nobody closed covers
    no longer than the rules allow one order to run. Costs one query; one more outside of cover, for what was told of
    the worker's presence, and another when no order lies near.

    Args:
        platform_id: look at this platform's records only, for an answer that goes to the platform.
    """
    return _answer(_Around(worker_id, at, platform_id))


def cover_with_evidence(
    *, worker_id: UUID, at: datetime, platform_id: UUID | None = None
) -> tuple[CoverAnswer, tuple[Evidence, ...]]:
    """:func:`cover_at`, and what is recorded around the moment in time: accepted, picked up, ended, online, offline.

    Costs two queries, and another when no order lies near.
    """
    around = _Around(worker_id, at, platform_id)
    return _answer(around), _evidence(around)


class _Around:
    """What is recorded of a worker around a moment; each kind is read when it is first looked at, and once."""

    def __init__(self, worker_id: UUID, at: datetime, platform_id: UUID | None) -> None:
        self.worker_id, self.at, self._platform_id = worker_id, at, platform_id
        self._first, self._last = _reach(at)

    @cached_property
    def orders(self) -> list[OrderView]:
        """Those that can cover the moment, or lie on the same day as it."""
        day = self.at - SAME_DAY
        return _orders(self.worker_id, self._first, self._last, platform_id=self._platform_id, ended_since=day)

    @cached_property
    def earlier(self) -> list[OrderView]:
        """The last one before the moment, if it is not too old to say anything."""
        first = self.at - LOOK_BACK
        return _orders(self.worker_id, first, self.at, platform_id=self._platform_id, latest=1)

    @cached_property
    def told(self) -> list[tuple[datetime, str, str, datetime]]:
        """When somebody went online or offline, which of both, who told it, and when; in time."""
        own = {"platform_id": self._platform_id} if self._platform_id else {}
        return _presences(worker_id=self.worker_id, first=self._first, last=self._last, **own)


def _reach(at: datetime) -> tuple[datetime, datetime]:
    """Between which moments an order that says something about ``at`` was accepted. Rules of the day before count
    too: an order runs as long as those of its own day allow.
    """
    longest = max(longest_of_all(day_of(at)), longest_of_all(day_of(at) - timedelta(days=1)), SAME_DAY)
    return at - longest, at + SAME_DAY


# --- reading --------------------------------------------------------------------------------------------------


_ORDERS: Final = """
    SELECT told.platform_id, home.short_name, told.order_no, told.worker_id, told.industry, told.region,
           told.accepted_at, told.picked_at, told.finished_at, told.cancelled_at, told.declared_at, told.premium_hao
      FROM cover_orders_of(%s, %s, %s, %s::timestamptz, %s::uuid, %s::int) told
      JOIN identity_organisation home ON home.id = told.platform_id
     ORDER BY told.accepted_at"""
"""The columns of :class:`OrderView`. Why it asks a function of the database is said where that is made."""


def _orders(
    worker_id: UUID,
    first: datetime,
    last: datetime,
    *,
    platform_id: UUID | None = None,
    ended_since: datetime | None = None,
    latest: int | None = None,
) -> list[OrderView]:
    """A worker's orders accepted between two moments, both included, in time.

    Args:
        platform_id: this platform's only.
        ended_since: without those that ended before; who looks around a moment need not see them.
        latest: only so many, the last ones.
    """
    found = ask(_ORDERS, [worker_id, first, last, ended_since, platform_id, latest], binary=True)
    orders = [_view(row) for row in found]
    old = [
        order
        for order in _from_archive(worker_id, first, last)
        if platform_id in (None, order.platform_id)
        and (ended_since is None or order.ended_at is None or order.ended_at >= ended_since)
    ]
    return [*old, *orders][-latest:] if latest else [*old, *orders]


def _from_archive(worker_id: UUID, first: datetime, last: datetime) -> list[OrderView]:
    """Orders of days that left the database; costs nothing while the time is a recent one."""
    if day_of(first) >= first_open_day(today()):
        return []
    rows = archived_orders(worker_id, first, last)
    names = {org.id: org.short_name for org in orgs_by_id({row[0] for row in rows}).values()} if rows else {}
    return [_view((row[0], names.get(row[0], ""), *row[1:])) for row in rows]


_INDUSTRIES: Final = {one.value: one for one in Industry}


def _view(row: tuple[Any, ...]) -> OrderView:
    return OrderView._make((*row[:4], _INDUSTRIES[row[4]], *row[5:]))


def _told(
    worker_id: UUID, first: datetime, last: datetime, **own: UUID
) -> QuerySet[Presence, tuple[datetime, str, str, datetime]]:
    rows = Presence.objects.filter(worker_id=worker_id, at__gte=first, at__lte=last, **own)
    return rows.order_by("at").values_list("at", "kind", "platform__short_name", "declared_at")


_presences = Prepared(_told, binary=True)


# --- judging --------------------------------------------------------------------------------------------------


def _answer(around: _Around) -> CoverAnswer:
    worker_id, at = around.worker_id, around.at
    rule = rule_name(day_of(at))
    covering = tuple(order for order in around.orders if covers(order, at))
    if covering:
        state, sentence = _state(covering, at), _covered_sentence(covering, at)
        return CoverAnswer(worker_id, at, True, state, covering, (), sentence, rule)
    nearest = _nearest(around.orders or around.earlier, at)
    lately = any(abs(item.gap) <= SAME_DAY for item in nearest)
    state = CoverState.BETWEEN if lately and not _went_offline(around) else CoverState.OFFLINE
    return CoverAnswer(worker_id, at, False, state, (), nearest, _uncovered_sentence(nearest, at), rule)


def _went_offline(around: _Around) -> bool:
    """Is the last thing a platform told of the worker by then that he went offline? Many tell nothing."""
    kinds = [kind for at, kind, _platform, _declared_at in around.told if at <= around.at]
    return kinds[-1:] == ["offline"]


def covers(order: OrderView, at: datetime) -> bool:
    """Does this order cover this moment?"""
    return order.accepted_at <= at <= _end(order)


def _end(order: OrderView) -> datetime:
    return order.ended_at or order.accepted_at + longest_order(order.industry, day_of(order.accepted_at))


def _state(orders: Iterable[OrderView], at: datetime) -> CoverState:
    """With several orders at once, one that is picked up decides: the goods or the guest are on board."""
    picked = any(order.picked_at is not None and order.picked_at <= at for order in orders)
    return CoverState.ON_ORDER if picked else CoverState.TO_PICKUP


def _nearest(orders: Iterable[OrderView], at: datetime) -> tuple[NearOrder, ...]:
    """The orders nearest to the moment; only these few are put into words."""
    near = sorted(((_gap(order, at), order) for order in orders), key=lambda item: abs(item[0]))[:NEAREST_MAX]
    return tuple(NearOrder(order, gap, _why_not(order, at, gap)) for gap, order in near)


def _gap(order: OrderView, at: datetime) -> timedelta:
    """How far the moment lies outside the order: negative before acceptance, positive after the end."""
    return at - order.accepted_at if at < order.accepted_at else at - _end(order)


def _why_not(order: OrderView, at: datetime, distance: timedelta) -> str:
    gap = say_duration(abs(distance))
    if at < order.accepted_at:
        return _("%(accepted)s 才接单，比这一刻晚 %(gap)s") % {"accepted": _clock(order.accepted_at), "gap": gap}
    if order.ended_at is None:
        return _("这一单一直没有结束记录，已超过一单的最长时间 %(gap)s") % {"gap": gap}
    if order.cancelled_at == order.ended_at:
        return _("%(ended)s 已取消，比这一刻早 %(gap)s") % {"ended": _clock(order.ended_at), "gap": gap}
    return _("%(ended)s 已完成，比这一刻早 %(gap)s") % {"ended": _clock(order.ended_at), "gap": gap}


def _covered_sentence(orders: Sequence[OrderView], at: datetime) -> str:
    first = orders[0]
    end = _("%(ended)s 结束") % {"ended": _clock(first.ended_at)} if first.ended_at else _("还在进行")
    sentence = _("%(at)s 在%(platform)s的订单 %(order)s 上：%(accepted)s 接单，%(end)s。") % {
        "at": _clock(at),
        "platform": first.platform_name,
        "order": first.order_no,
        "accepted": _clock(first.accepted_at),
        "end": end,
    }
    if len(orders) > 1:
        sentence += _("同一时刻还有 %(more)s 单。") % {"more": len(orders) - 1}
    return sentence


def _uncovered_sentence(nearest: Sequence[NearOrder], at: datetime) -> str:
    if not nearest:
        return _("%(at)s 没有任何接单记录，这一刻不在保障内。") % {"at": _clock(at)}
    first = nearest[0]
    return _("%(at)s 不在保障内。最近的一单是%(platform)s的 %(order)s：%(why)s。") % {
        "at": _clock(at),
        "platform": first.order.platform_name,
        "order": first.order.order_no,
        "why": first.why_not,
    }


def _clock(at: datetime) -> str:
    wall = local(at)
    return f"{say_day(wall.date())} {wall:%H:%M:%S}"


def cover_today(worker_id: UUID, day: date) -> DayCover:
    """A worker's orders of one legal day, and who pays the premium for them. One query."""
    start, end = at_start_of(day), at_start_of(day + timedelta(days=1)) - timedelta.resolution
    orders = tuple(_orders(worker_id, start, end))
    running = next((order for order in reversed(orders) if order.ended_at is None), None)
    if not orders:
        return DayCover(0, (), None, _("今天还没有接单。接单的一刻起就有职业伤害保障，不用您缴费。"))
    payers = tuple(_payers(orders))
    sentence = _("今天接单 %(orders)s 单，全程有保障。") % {"orders": len(orders)}
    return DayCover(len(orders), tuple(payer.name for payer in payers), running, sentence, payers, orders[::-1])


def _payers(orders: Sequence[OrderView]) -> Iterator[Payer]:
    """Platforms in the order in which they first sent work."""
    for platform_id, name in dict.fromkeys((order.platform_id, order.platform_name) for order in orders):
        dues = [order.premium_hao for order in orders if order.platform_id == platform_id]
        yield Payer(platform_id, name, len(dues), None if UNRATED in dues else sum(dues))


BENEFITS: Final = ("medical", "living", "disability", "death")


def benefits_in_words(day: date) -> tuple[str, ...]:
    """What somebody hurt on an order gets, a sentence each, as the rules of the day word it."""
    return tuple(str(parameter("benefit_words", name, on=day).value) for name in BENEFITS)


def _evidence(around: _Around) -> tuple[Evidence, ...]:
    words = (_("接单"), _("取货"), _("完成"), _("取消"))
    moments = [one for order in around.orders for one in _moments(order, words)]
    moments += [Evidence(at, _(PRESENCE_NAMES[kind]), name, declared) for at, kind, name, declared in around.told]
    return tuple(sorted(moments, key=lambda one: one.at))


def _moments(order: OrderView, words: tuple[str, ...]) -> Iterator[Evidence]:
    source = f"{order.platform_name} {order.order_no}"
    told = (order.accepted_at, order.picked_at, order.finished_at, order.cancelled_at)
    yield from (
        Evidence(at, what, source, order.declared_at) for at, what in zip(told, words, strict=True) if at is not None
    )
