"""Was a worker on one of this platform's orders at a moment (保障查询)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from anxin.api.auth import Sender
from anxin.cover.parsing import YEAR_FIRST as FIRST_YEAR
from anxin.cover.parsing import YEAR_LAST as LAST_YEAR
from anxin.cover.selectors import cover_with_evidence
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


class EvidenceOut(Schema):
    """One recorded moment around the question."""

    at: datetime
    what: str = Field(description="接单、取货、完成、取消、上线、下线")
    source: str
    declared_at: datetime = Field(description="什么时候告诉我们的")


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
    evidence: list[EvidenceOut]
    rule: str = Field(description="按哪一版规则判定")
    worker_id: UUID = Field(description="劳动者编号，可用于 GET /cover")


@router.post("/cover", response=CoverOut, summary="查询某人某一刻的保障", description="只看本平台自己的订单。")
def cover(request: HttpRequest, body: CoverIn) -> CoverOut:
    """Look one moment up."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    worker = worker_by_id_number(body.worker)
    if worker is None:
        raise BadInput(_("没有找到这位劳动者，请核对证件号码。"), field="worker")
    return _answer(sender, worker.id, body.at)


@router.get(
    "/cover",
    response=CoverOut,
    summary="按劳动者编号查询保障",
    description="编号来自 POST /cover 的答复，不含个人信息，可以写在地址里。只看本平台自己的订单。",
)
def cover_of(request: HttpRequest, worker_id: UUID, at: datetime) -> CoverOut:
    """Look one moment up by the number that names nobody."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    return _answer(sender, worker_id, at)


def _answer(sender: Sender, worker_id: UUID, moment: datetime) -> CoverOut:
    at = moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise BadInput(_("时间的年份不对，请核对。"), field="at")
    answer, seen = cover_with_evidence(worker_id=worker_id, at=at, platform_id=sender.org_id)
    return CoverOut(
        covered=answer.covered,
        state=answer.state.value,
        sentence=answer.sentence,
        declared_late=answer.declared_late,
        orders=[OrderOut(**_order(order)) for order in answer.orders],
        evidence=[
            EvidenceOut(at=one.at, what=one.what, source=one.source, declared_at=one.declared_at) for one in seen
        ],
        rule=answer.rule,
        worker_id=worker_id,
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
