"""Registering a worker who looks for work (代登记找活): once, with his consent; his own words stand above it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from anxin.api.auth import Sender
from anxin.api.own_workers import own_worker
from anxin.kit.clock import now
from anxin.kit.errors import BadInput
from anxin.market.jobs.hours import ALL_SHIFTS
from anxin.market.jobs.places import place_named
from anxin.market.jobs.services import profile_submit
from anxin.market.jobs.trades import TRADES_MOST, trade_list
from anxin.market.jobs.types import Availability, PayKind, ProfileIn

router = Router(tags=["找活"])


class SeekerIn(Schema):
    """What a worker looks for, as he told the platform."""

    worker: str = Field(description="劳动者身份证件号码", max_length=30)
    agreed: bool = Field(description="劳动者本人同意登记，必须为 true")
    trades: list[str] = Field(description="工种名称，1 至 5 个，见零工工种表", min_length=1, max_length=TRADES_MOST)
    place: str = Field(description="从哪里出发：本市地点表里的名称", max_length=60)
    radius_km: int = Field(10, ge=1, le=100, description="愿意去多远，公里")
    pay_kind: PayKind = Field(PayKind.DAY, description="hour 小时 / day 天 / piece 件 / month 月")
    pay_fen: int = Field(0, ge=0, description="最少想要多少，分；0 为都可以")
    shifts: int = Field(
        ALL_SHIFTS, ge=1, le=ALL_SHIFTS, description="28 位：周一起每天四位，依次为凌晨、上午、下午、晚上；默认全部"
    )


class SeekerOut(Schema):
    """What became of it."""

    new: bool = Field(description="这次新登记的；false 为本人早已登记，没有改动")
    sentence: str = Field(description="可以直接显示给劳动者的一句话")


@router.post(
    "/seekers",
    response={200: SeekerOut, 201: SeekerOut},
    summary="代劳动者登记找活",
    description="只能登记在贵平台接过单的人，并且本人同意。已经登记过的不会被改动；注销过的，须本人重新登记。可以放心重试。",
)
def register(request: HttpRequest, body: SeekerIn) -> Status[dict[str, Any]]:
    """Register a worker."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    if not body.agreed:
        raise BadInput(_("须劳动者本人同意才能登记。"), field="agreed")
    worker, profile = own_worker(sender, body.worker, now()), _profile(body)
    new = sender.test or profile_submit(worker_id=worker.id, profile=profile, actor=sender.actor, at=now())
    sentence = _("已登记找活，在手机上点“找活干”就能看到合适的岗位。") if new else _("您早就登记过了，没有改动。")
    return Status(201 if new else 200, {"new": new, "sentence": sentence})


def _profile(body: SeekerIn) -> ProfileIn:
    codes = {one.name: code for code, one in trade_list().trades.items()}
    unknown = [name for name in body.trades if name not in codes]
    if unknown:
        raise BadInput(_("没有“%(name)s”这个工种，请照工种表填写。") % {"name": unknown[0]}, field="trades")
    place = place_named(body.place)
    return ProfileIn(
        trades=tuple(codes[name] for name in body.trades),
        availability=Availability(body.shifts),
        place=place.name,
        point=place.point,
        district=place.district,
        radius_km=body.radius_km,
        pay_kind=body.pay_kind,
        pay_fen=body.pay_fen,
    )
