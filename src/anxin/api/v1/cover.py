"""Was a worker on one of this platform's orders at a moment (保障查询)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from anxin.api.auth import Sender
from anxin.cover.selectors import cover_at
from anxin.cover.types import OrderView
from anxin.identity.selectors import worker_by_id_number
from anxin.kit.clock import SHANGHAI
from anxin.kit.errors import BadInput

router = Router(tags=["保障"])


class CoverIn(Schema):
    """Who and when. In the body, because an ID number must not stand in an address that gets logged."""

    worker: str = Field(description="劳动者身份证件号码", max_length=30)
    at: datetime = Field(description="哪一刻，不带时区的按北京时间")


class OrderOut(Schema):
    """An order of this platform."""

    order_no: str
    industry: str
    accepted_at: datetime
    picked_at: datetime | None
    ended_at: datetime | None
    declared_at: datetime


class NearOut(OrderOut):
    """An order near the moment, and why it does not cover it."""

    why_not: str


class CoverOut(Schema):
    """The answer, from this platform's own orders only."""

    covered: bool
    state: str = Field(description="to_pickup 去取货 / on_order 送单 / between 两单之间 / offline 没有接单")
    sentence: str
    declared_late: bool
    orders: list[OrderOut]
    nearest: list[NearOut]


@router.post("/cover", response=CoverOut, summary="查询某人某一刻的保障", description="只看本平台自己的订单。")
def cover(request: HttpRequest, body: CoverIn) -> CoverOut:
    """Look one moment up."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    worker = worker_by_id_number(body.worker)
    if worker is None:
        raise BadInput(_("没有找到这位劳动者，请核对证件号码。"), field="worker")
    at = body.at if body.at.tzinfo else body.at.replace(tzinfo=SHANGHAI)
    answer = cover_at(worker_id=worker.id, at=at, platform_id=sender.org_id)
    return CoverOut(
        covered=answer.covered,
        state=answer.state.value,
        sentence=answer.sentence,
        declared_late=answer.declared_late,
        orders=[OrderOut(**_order(order)) for order in answer.orders],
        nearest=[NearOut(**_order(near.order), why_not=near.why_not) for near in answer.nearest],
    )


def _order(order: OrderView) -> dict[str, Any]:
    return {
        "order_no": order.order_no,
        "industry": order.industry.value,
        "accepted_at": order.accepted_at,
        "picked_at": order.picked_at,
        "ended_at": order.ended_at,
        "declared_at": order.declared_at,
    }
