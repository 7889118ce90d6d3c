"""Speaking in group chats (群消息): split to what a robot takes, queued, never faster than it allows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.identity.types import Actor, Role
from anxin.kit.errors import BadInput, NotAllowed, NotFound
from anxin.kit.jobs import defer
from anxin.kit.text import line
from anxin.notify.channels.base import NoAddress, NotSent
from anxin.notify.channels.group import split, way
from anxin.notify.models import GroupPart, GroupRobot
from anxin.notify.tasks import groups_deliver_job
from anxin.notify.types import DeliveryState, RobotMood

ATTEMPTS_MOST: Final = 6
_MINUTE: Final = timedelta(minutes=1)
_KEEPERS: Final = (Role.MARKET_OPERATOR, Role.SYSTEM_ADMIN)


def robot_add(*, kind: str, name: str, address: str, people: int, org_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Enter a robot of a group (登记群机器人).

    Args:
        people: how many are in the group, as its owner says: the reach of a message.

    Raises:
        BadInput: no name, or an address the kind does not take. NotAllowed: not of this market.
    """
    _require_keeper(actor, org_id)
    label = line(name, most=60, label="群名")
    if not label:
        raise BadInput(_("请填写群名。"), field="name")
    if not 0 <= people <= 100_000:
        raise BadInput(_("群人数请填 0 到 100000。"), field="people")
    way(kind).check_address(address)
    row = GroupRobot.objects.create(
        kind=kind, name=label, address=address.strip(), people=people, org_id=org_id, made_at=at
    )
    return row.pk


def robot_retire(*, robot_id: UUID, actor: Actor, at: datetime) -> None:
    """Speak in this group no more; what waits for it is given up (停用群机器人)."""
    row = _own(robot_id, actor)
    GroupRobot.objects.filter(pk=row.pk, retired_at=None).update(retired_at=at)
    GroupPart.objects.filter(robot=row, state=DeliveryState.WAITING.value).update(
        state=DeliveryState.FAILED.value, done_at=at, problem="群机器人已停用"
    )


def robot_mood(*, robot_id: UUID, mood: RobotMood, actor: Actor) -> None:
    """Let a simulated robot behave well or badly.

    Raises:
        NotFound: it is not a simulated one.
    """
    row = _own(robot_id, actor)
    if not way(row.kind).simulated:
        raise NotFound(_("只有模拟的群机器人可以这样设置。"))
    GroupRobot.objects.filter(pk=row.pk).update(mood=mood.value)


@transaction.atomic
def group_tell(*, robot_ids: Iterable[UUID], text: str, key: str, at: datetime) -> int:
    """Say a text in groups, once per key and group. Returns how many groups hear it now."""
    robots = GroupRobot.objects.filter(pk__in=list(robot_ids), retired_at=None)
    rows = [
        GroupPart(robot=robot, key=key, number=number, text=part, made_at=at, next_at=at)
        for robot in robots
        for number, part in enumerate(split(text, bytes_most=way(robot.kind).bytes_most), start=1)
    ]
    GroupPart.objects.bulk_create(rows, ignore_conflicts=True)
    told = GroupPart.objects.filter(pk__in=[row.pk for row in rows]).values("robot").distinct().count()
    if told:
        defer(groups_deliver_job)
    return told


def groups_deliver(*, at: datetime, most: int = 200) -> int:
    """Send what waits, robot by robot, each no faster than it takes. Returns how many pieces left."""
    waiting = Q(parts__state=DeliveryState.WAITING.value, parts__next_at__lte=at)
    robots = GroupRobot.objects.filter(waiting).values_list("pk", flat=True).distinct()
    return sum(_robot_deliver(robot_id, at, most) for robot_id in robots[:most])


def _robot_deliver(robot_id: UUID, at: datetime, most: int) -> int:
    sent = 0
    while sent < most and _one_part(robot_id, at):
        sent += 1
    return sent


@transaction.atomic
def _one_part(robot_id: UUID, at: datetime) -> bool:
    """Send the oldest piece of a robot, in order: a piece that waits holds back those behind it."""
    robot = GroupRobot.objects.select_for_update(skip_locked=True).filter(pk=robot_id).first()
    if robot is None:
        return False
    row = robot.parts.filter(state=DeliveryState.WAITING.value).order_by("made_at", "key", "number").first()
    if row is None or row.next_at > at:
        return False
    channel = way(robot.kind)
    just = robot.parts.filter(state=DeliveryState.SENT.value, done_at__gt=at - _MINUTE)
    if just.count() >= channel.per_minute:
        row.next_at = at + _MINUTE
        row.save(update_fields=["next_at"])
        return False
    row.attempts += 1
    try:
        channel.say(address=robot.address, text=row.text, mood=RobotMood(robot.mood))
        row.state, row.done_at, row.problem = DeliveryState.SENT.value, at, ""
    except NoAddress as error:
        row.state, row.done_at, row.problem = DeliveryState.FAILED.value, at, str(error)[:200]
    except NotSent as error:
        row.problem, row.next_at = str(error)[:200], at + _MINUTE * 2 ** (row.attempts - 1)
        if row.attempts >= ATTEMPTS_MOST:
            row.state, row.done_at = DeliveryState.FAILED.value, at
    row.save(update_fields=["attempts", "state", "done_at", "problem", "next_at"])
    return row.state == DeliveryState.SENT.value


def _own(robot_id: UUID, actor: Actor) -> GroupRobot:
    row = GroupRobot.objects.filter(pk=robot_id).first()
    if row is None or not (actor.is_system or actor.has(Role.SYSTEM_ADMIN) or row.org_id in actor.orgs(*_KEEPERS)):
        raise NotFound(_("没有找到这个群，请回到列表重新选择。"))
    return row


def _require_keeper(actor: Actor, org_id: UUID) -> None:
    if not (actor.is_system or actor.has(Role.SYSTEM_ADMIN) or org_id in actor.orgs(*_KEEPERS)):
        raise NotAllowed(_("您不能登记群机器人，请联系零工市场工作人员。"))
