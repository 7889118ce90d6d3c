"""Sentences for the big screen and the kiosks (通知)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput, NotFound
from anxin.kit.text import sentence
from anxin.market.hall.access import clerk_of, market_of
from anxin.market.hall.models import Announcement


def announcement_make(*, text: str, until: date, actor: Actor, at: datetime) -> UUID:
    """Say something in the hall until a day (发布通知).

    Raises:
        BadInput: nothing said, or the day is over.
    """
    said = sentence(text, most=60, label="通知")
    if not said:
        raise BadInput("请写下要通知的话。", field="text")
    if until < day_of(at):
        raise BadInput("显示到的日期已经过去，请改一下。", field="until")
    row = Announcement.objects.create(
        org_id=market_of(actor), text=said, until=until, by_id=clerk_of(actor), by_name=actor.name, made_at=at
    )
    return row.pk


def announcement_withdraw(*, announcement_id: UUID, actor: Actor) -> None:
    """Say it no more (撤下通知)."""
    deleted, _rows = Announcement.objects.filter(pk=announcement_id, org_id=market_of(actor)).delete()
    if not deleted:
        raise NotFound("没有找到这条通知，请刷新页面。")
