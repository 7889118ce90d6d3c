"""Was this person covered at that moment, and by what (保障查询)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet, Subquery
from django.utils.translation import gettext as _

from anxin.cover.archive_reading import archived_orders
from anxin.cover.limits import first_open_day, longest_of_all, longest_order, rule_name
from anxin.cover.models import Order, Presence
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
from anxin.kit.statements import Prepared
from anxin.policy.selectors import parameter

NEAREST_MAX: Final = 3
"""How many orders around an uncovered moment are shown."""

SAME_DAY: Final = timedelta(hours=12)
"""Orders within this distance make a moment "between orders" instead of "offline"."""

LOOK_BACK: Final = timedelta(days=31)
"""How far back the nearest order before an uncovered moment is looked for: every search by time has two ends."""

_COLUMNS: Final = (
    "platform_id",
    "platform__short_name",
    "order_no",
    "worker_id",
    "industry",
    "region",
    "accepted_at",
    "picked_at",
    "finished_at",
    "cancelled_at",
    "declared_at",
    "revised_at",
    "premium_hao",
)


def cover_at(*, worker_id: UUID, at: datetime, platform_id: UUID | None = None) -> CoverAnswer:
    """Was the worker on an order at a moment (接单保障)?

    Covered from the second of acceptance to the second of the end, both included; an order nobody closed covers
    no longer than the rules allow one order to run. Costs one query, two when no order lies near.

    Args:
        platform_id: look at this platform's orders only, for an answer that goes to the platform.
    """
    own = _own(platform_id)
    first, last = _reach(at)
    rows = _near_and_told(worker_id=worker_id, first=first, last=last, at=at, **own)
    near = [_view(row) for row in rows]
    near += _from_archive(worker_id, first, last, platform_id)
    rule = rule_name(day_of(at))
    covering = tuple(order for order in near if covers(order, at))
    if covering:
        state, sentence = _state(covering, at), _covered_sentence(covering, at)
        return CoverAnswer(worker_id, at, True, state, covering, (), sentence, rule)
    nearest = _nearest(near, at)
    if not nearest:
        earlier = [_view(row) for row in _last(worker_id=worker_id, first=at - LOOK_BACK, last=first, **own)]
        earlier = earlier or list(_from_archive(worker_id, at - LOOK_BACK, first, platform_id))[-1:]
        nearest = _nearest(earlier, at)
    lately = any(abs(item.gap) <= SAME_DAY for item in nearest)
    working = lately and not _went_offline(rows or _last_told(worker_id=worker_id, first=first, last=at, **own))
    state = CoverState.BETWEEN if working else CoverState.OFFLINE
    return CoverAnswer(worker_id, at, False, state, (), nearest, _uncovered_sentence(nearest, at), rule)


def _own(platform_id: UUID | None) -> Own:
    return {"platform_id": platform_id} if platform_id else {}


def _reach(at: datetime) -> tuple[datetime, datetime]:
    """Between which moments an order that says something about ``at`` was accepted. Rules of the day before count
    too: an order runs as long as those of its own day allow.
    """
    longest = max(longest_of_all(day_of(at)), longest_of_all(day_of(at) - timedelta(days=1)), SAME_DAY)
    return at - longest, at + SAME_DAY


def _went_offline(told: Sequence[tuple[Any, ...]]) -> bool:
    """Is the last thing a platform told of the worker that he went offline? Many tell nothing."""
    return bool(told) and told[0][-1] == "offline"


def _from_archive(worker_id: UUID, first: datetime, last: datetime, platform_id: UUID | None) -> Iterator[OrderView]:
    """Orders of days that left the database; costs nothing while the moment is a recent one."""
    if day_of(first) >= first_open_day(today()):
        return
    rows = [row for row in archived_orders(worker_id, first, last) if platform_id in (None, row[0])]
    names = {org.id: org.short_name for org in orgs_by_id({row[0] for row in rows}).values()} if rows else {}
    yield from (_view((row[0], names.get(row[0], ""), *row[1:])) for row in rows)


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


_INDUSTRIES: Final = {one.value: one for one in Industry}


def _view(row: tuple[Any, ...]) -> OrderView:
    return OrderView(
        platform_id=row[0],
        platform_name=row[1],
        order_no=row[2],
        worker_id=row[3],
        industry=_INDUSTRIES[row[4]],
        region=row[5],
        accepted_at=row[6],
        picked_at=row[7],
        finished_at=row[8],
        cancelled_at=row[9],
        declared_at=row[10] if row[11] is None else max(row[10], row[11]),
        premium_hao=row[12],
    )


Own = Mapping[str, UUID]
"""``platform_id`` when only this platform's records are looked at, else nothing."""


def _orders(worker_id: UUID, first: datetime, last: datetime, **own: UUID) -> QuerySet[Order, tuple[Any, ...]]:
    rows = Order.objects.filter(worker_id=worker_id, accepted_at__gte=first, accepted_at__lte=last, **own)
    return rows.order_by("accepted_at").values_list(*_COLUMNS)


def _presences(worker_id: UUID, first: datetime, last: datetime, **own: UUID) -> QuerySet[Presence, tuple[Any, ...]]:
    rows = Presence.objects.filter(worker_id=worker_id, at__gte=first, at__lte=last, **own)
    return rows.order_by("at").values_list("at", "kind", "platform__short_name", "declared_at")


def _orders_and_told(
    worker_id: UUID, first: datetime, last: datetime, at: datetime, **own: UUID
) -> QuerySet[Order, tuple[Any, ...]]:
    """Each order with the last thing a platform told of the worker by ``at``: one question instead of two."""
    told = _last_kind(worker_id=worker_id, first=first, last=at, **own)
    return _orders(worker_id, first, last, **own).annotate(told=Subquery(told)).values_list(*_COLUMNS, "told")


def _last_kind(**asked: Any) -> QuerySet[Presence, tuple[Any, ...]]:
    return _presences(**asked).reverse().values_list("kind")[:1]


_near = Prepared(_orders, binary=True)
_near_and_told = Prepared(_orders_and_told, binary=True)
_last = Prepared(lambda **asked: _orders(**asked).reverse()[:1], binary=True)
_told = Prepared(_presences, binary=True)
_last_told = Prepared(_last_kind, binary=True)


def cover_today(worker_id: UUID, day: date) -> DayCover:
    """A worker's orders of one legal day, and who pays the premium for them. One query."""
    start, end = at_start_of(day), at_start_of(day + timedelta(days=1)) - timedelta.resolution
    orders = tuple(_view(row) for row in _near(worker_id=worker_id, first=start, last=end))
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


def evidence_around(*, worker_id: UUID, at: datetime, platform_id: UUID | None = None) -> tuple[Evidence, ...]:
    """What is recorded around a moment, in time: accepted, picked up, ended, online, offline. Two queries, and the
    archive when the moment is an old one.

    Args:
        platform_id: this platform's records only, for an answer that goes to the platform.
    """
    first, last = _reach(at)
    own = _own(platform_id)
    orders = [_view(row) for row in _near(worker_id=worker_id, first=first, last=last, **own)]
    orders += _from_archive(worker_id, first, last, platform_id)
    seen = _told(worker_id=worker_id, first=first, last=last, **own)
    moments = [*(one for order in orders for one in _moments(order)), *(_presence(*row) for row in seen)]
    return tuple(sorted(moments, key=lambda one: one.at))


def _moments(order: OrderView) -> Iterator[Evidence]:
    source = f"{order.platform_name} {order.order_no}"
    told = (
        (order.accepted_at, _("接单")),
        (order.picked_at, _("取货")),
        (order.finished_at, _("完成")),
        (order.cancelled_at, _("取消")),
    )
    yield from (Evidence(at, what, source, order.declared_at) for at, what in told if at is not None)


def _presence(at: datetime, kind: str, platform: str, declared_at: datetime) -> Evidence:
    return Evidence(at, _(PRESENCE_NAMES[kind]), platform, declared_at)
