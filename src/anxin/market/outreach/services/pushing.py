"""A push that staff write (人工推送): to lists, to group chats, through representatives, with its reach counted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from anxin.identity.selectors import consent_standing, org
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, Refused
from anxin.kit.text import paragraph
from anxin.market.hall.access import clerk_of, market_of
from anxin.market.outreach.models import Member, Push, Representative, Subscription
from anxin.market.outreach.types import CONSENT_KEY, TOPIC, WAYS, PushKind
from anxin.notify.selectors import robots_of
from anxin.notify.services import group_tell, tell
from anxin.notify.types import Audience, Recipient


@transaction.atomic
def push_send(
    *,
    key: str,
    text: str,
    group_ids: Collection[UUID],
    trades: Collection[int],
    robot_ids: Collection[UUID],
    network: bool,
    ways: Collection[str],
    actor: Actor,
    at: datetime,
) -> UUID:
    """Push a text (推送). The same key is one push, however often the form is sent.

    Args:
        group_ids: lists of this market; trades: subscribers of these; robot_ids: group chats of this market.
        network: count the circles of the representatives, who pass it on by mouth.

    Raises:
        BadInput: nothing written. Refused: nobody would hear it.
    """
    market = market_of(actor)
    said = paragraph(text, most=300, label="内容")
    if not said:
        raise BadInput("请写下要推送的内容。", field="text")
    if not set(ways) <= WAYS.keys():
        raise BadInput("请从列表里选发送方式。", field="ways")
    known = Push.objects.filter(key=key).first()
    if known is not None:
        return known.pk
    people = _people(market, group_ids, trades)
    robots = [each for each in robots_of([market]) if each.id in set(robot_ids) and not each.retired]
    circle = _circle(market) if network else 0
    if not people and not robots and not circle:
        raise Refused("选的范围里现在没有人。请换一个名单、工种或群。")
    told = tell(
        event="group_push",
        audience=Audience.WORKER,
        recipients=[Recipient(worker_id=worker_id) for worker_id in sorted(people)],
        data={"market": _name(market), "text": said},
        key=f"push:{key}",
        topic=TOPIC,
        through=tuple(ways),
        at=at,
    )
    groups = group_tell(robot_ids=[each.id for each in robots], text=f"{_name(market)}\n{said}", key=key, at=at)
    row = Push.objects.create(
        org_id=market,
        kind=PushKind.STAFF.value,
        key=key,
        text=said,
        by_id=clerk_of(actor),
        by_name=actor.name,
        told=told,
        left_out=len(people) - told,
        groups=groups,
        group_people=sum(each.people for each in robots),
        circle=circle,
        made_at=at,
    )
    return row.pk


def _people(market: UUID, group_ids: Collection[UUID], trades: Collection[int]) -> set[UUID]:
    """Everybody meant, once. A list counts only those whose consent still stands."""
    listed = Member.objects.filter(group_id__in=list(group_ids), group__org_id=market)
    on_lists = {each for each in listed.values_list("worker_id", flat=True) if consent_standing(each, CONSENT_KEY)}
    wanted = Subscription.objects.filter(trades__overlap=list(trades)) if trades else Subscription.objects.none()
    return on_lists | set(wanted.values_list("worker_id", flat=True))


def _circle(market: UUID) -> int:
    return Representative.objects.filter(volunteer__org_id=market).aggregate(all=Sum("circle"))["all"] or 0


def _name(market: UUID) -> str:
    found = org(market)
    return found.short_name if found else ""
