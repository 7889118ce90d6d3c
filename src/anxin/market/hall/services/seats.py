"""Negotiation seats (洽谈席)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.text import line, sentence
from anxin.market.hall.access import clerk_of, market_of
from anxin.market.hall.models import Booking, Seat

_LONGEST: Final = timedelta(hours=4)


def seat_add(*, name: str, actor: Actor) -> int:
    """A new seat.

    Raises:
        BadInput: no name, or one that is taken.
    """
    label = line(name, most=20, label="名称")
    if not label:
        raise BadInput("请填写洽谈席名称，例如“1 号桌”。", field="name")
    seat, made = Seat.objects.get_or_create(org_id=market_of(actor), name=label)
    if not made:
        raise BadInput("已经有这个名称的洽谈席，请换一个。", field="name")
    return seat.pk


def booking_make(
    *, seat_id: int, starts_at: datetime, ends_at: datetime, who: str, about: str, actor: Actor, at: datetime
) -> UUID:
    """Take a seat for some time (预约洽谈席).

    Raises:
        BadInput: the times cannot be right. Refused: somebody else has it then.
    """
    seat = Seat.objects.filter(pk=seat_id, org_id=market_of(actor), retired_at=None).first()
    if seat is None:
        raise NotFound("没有找到这个洽谈席，请重新选择。")
    if ends_at <= starts_at or ends_at <= at:
        raise BadInput("结束时间要晚于开始时间，也要晚于现在。", field="until")
    if ends_at - starts_at > _LONGEST:
        raise BadInput("一次最多预约 4 小时。", field="until")
    person = line(who, most=40, label="预约人")
    if not person:
        raise BadInput("请填写谁来用，例如单位或姓名。", field="who")
    try:
        with transaction.atomic():
            row = Booking.objects.create(
                seat=seat,
                during=DateTimeTZRange(starts_at, ends_at),
                who=person,
                about=sentence(about, most=60, label="事由"),
                made_by=clerk_of(actor),
                made_at=at,
            )
    except IntegrityError as error:
        raise Refused(
            _("%(seat)s 这段时间已经有人预约，请换时间或换一张桌。") % {"seat": seat.name}, field="since"
        ) from error
    return row.pk


def booking_cancel(*, booking_id: UUID, actor: Actor, at: datetime) -> None:
    """Give the time back (取消预约)."""
    rows = Booking.objects.filter(pk=booking_id, seat__org_id=market_of(actor), cancelled_at=None)
    if not rows.update(cancelled_at=at):
        raise NotFound("没有找到这个预约，请刷新页面。")
