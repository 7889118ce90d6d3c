"""The contact network 1+3+N (联系网络): a volunteer, three representatives, their circles, and visits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.text import line, paragraph, sentence
from anxin.market.hall.access import clerk_of, market_of
from anxin.market.outreach.models import Representative, Visit, Volunteer
from anxin.market.outreach.types import REPRESENTATIVES_MOST

_CIRCLE_MOST: Final = 1000


def volunteer_add(*, name: str, phone: str, actor: Actor, at: datetime) -> UUID:
    """A new volunteer."""
    who, number = _person(name, phone)
    return Volunteer.objects.create(org_id=market_of(actor), name=who, phone=number, made_at=at).pk


@transaction.atomic
def representative_add(
    *, volunteer_id: UUID, name: str, phone: str, where: str, circle: int, actor: Actor, at: datetime
) -> UUID:
    """One more representative of a volunteer (添加零工代表).

    Args:
        circle: how many workers he reaches, as he says.

    Raises:
        Refused: the volunteer has three.
    """
    volunteer = Volunteer.objects.select_for_update().filter(pk=volunteer_id, org_id=market_of(actor)).first()
    if volunteer is None:
        raise NotFound("没有找到这位志愿者，请刷新页面。")
    taken = set(volunteer.representatives.values_list("place", flat=True))
    free = sorted(set(range(1, REPRESENTATIVES_MOST + 1)) - taken)
    if not free:
        raise Refused("一位志愿者联系三位代表，已经满了，请另找一位志愿者。")
    who, number = _person(name, phone)
    row = Representative.objects.create(
        volunteer=volunteer,
        place=free[0],
        name=who,
        phone=number,
        where=sentence(where, most=40, label="联系的地方"),
        circle=_circle(circle),
        made_at=at,
    )
    return row.pk


def circle_set(*, representative_id: UUID, circle: int, actor: Actor) -> None:
    """How many workers a representative reaches now (更新联系人数)."""
    rows = Representative.objects.filter(pk=representative_id, volunteer__org_id=market_of(actor))
    if not rows.update(circle=_circle(circle)):
        raise NotFound("没有找到这位代表，请刷新页面。")


def visit_note(
    *, representative_id: UUID, day: date, note: str, next_on: date | None, actor: Actor, at: datetime
) -> UUID:
    """Write down a visit (记录走访).

    Raises:
        BadInput: nothing written, or days that cannot be.
    """
    row = Representative.objects.filter(pk=representative_id, volunteer__org_id=market_of(actor)).first()
    if row is None:
        raise NotFound("没有找到这位代表，请刷新页面。")
    told = paragraph(note, most=500, label="情况")
    if not told:
        raise BadInput("请写下走访了解到的情况。", field="note")
    if day > day_of(at):
        raise BadInput("走访日期不能晚于今天。", field="day")
    if next_on is not None and next_on <= day:
        raise BadInput("下次的日期要晚于这次。", field="next_on")
    made = Visit.objects.create(
        representative=row,
        day=day,
        note=told,
        next_on=next_on,
        by_id=clerk_of(actor),
        by_name=actor.name,
        made_at=at,
    )
    return made.pk


def _person(name: str, phone: str) -> tuple[str, str]:
    who, number = line(name, most=40, label="姓名"), line(phone, most=20, label="电话")
    if not who or not number:
        raise BadInput("请填写姓名和电话。", field="name" if not who else "phone")
    return who, number


def _circle(circle: int) -> int:
    if not 0 <= circle <= _CIRCLE_MOST:
        raise BadInput(_("联系人数请填 0 到 %(most)s。") % {"most": _CIRCLE_MOST}, field="circle")
    return circle
