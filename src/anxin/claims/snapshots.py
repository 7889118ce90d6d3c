"""What the order data said when an accident was reported, as kept with the claim. No personal data stands in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.claims.types import OrderCard
from anxin.cover.types import CoverAnswer, OrderView
from anxin.kit.dates import say_moment


def cover_snapshot(answer: CoverAnswer, *, not_this_order: bool) -> dict[str, Any]:
    """The answer as JSON."""
    return {
        "state": answer.state.value,
        "sentence": answer.sentence,
        "not_this_order": not_this_order,
        "orders": [_order(order) for order in answer.orders],
        "nearest": [{**_order(near.order), "why_not": near.why_not} for near in answer.nearest],
    }


def _order(order: OrderView) -> dict[str, Any]:
    return {
        "platform_id": str(order.platform_id),
        "platform": order.platform_name,
        "order_no": order.order_no,
        "industry": order.industry.value,
        "accepted_at": order.accepted_at.isoformat(),
        "picked_at": _moment(order.picked_at),
        "ended_at": _moment(order.ended_at),
        "declared_at": order.declared_at.isoformat(),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def order_card(snapshot: dict[str, Any]) -> OrderCard | None:
    """The covering order of a snapshot, as pages show it."""
    orders = snapshot.get("orders") or []
    if not orders:
        return None
    first = orders[0]
    accepted = datetime.fromisoformat(first["accepted_at"])
    return OrderCard(
        platform_id=UUID(first["platform_id"]),
        platform_name=first["platform"],
        order_no=first["order_no"],
        accepted_at=accepted,
        ended_at=datetime.fromisoformat(first["ended_at"]) if first["ended_at"] else None,
        sentence=order_sentence(first["platform"], first["order_no"], accepted),
    )


def order_sentence(platform: str, order_no: str, accepted_at: datetime) -> str:
    """``您当时正在送：快跑外卖 KP000123，11月23日 周一 15:42 接单。``"""
    return _("您当时正在送：%(platform)s %(order)s，%(at)s 接单。") % {
        "platform": platform,
        "order": order_no,
        "at": say_moment(accepted_at),
    }
