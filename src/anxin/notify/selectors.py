"""Looking at one's own messages."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from anxin.identity.types import Actor
from anxin.kit.statements import Prepared
from anxin.notify.channels.group import way
from anxin.notify.channels.mail import mailer
from anxin.notify.models import DemoMail, GroupRobot, MailAddress, Message, OptOut
from anxin.notify.services.telling import own_messages
from anxin.notify.types import Audience, DeliveryState, MailAddressView, MessageView, RobotMood, RobotView


def messages_for(actor: Actor, *, subject: str | None = None, most: int = 50) -> tuple[MessageView, ...]:
    """The actor's own messages, newest first; nobody else's."""
    rows = own_messages(actor).order_by("-at", "-id")
    if subject is not None:
        rows = rows.filter(subject=subject)
    return tuple(_view(row) for row in rows[:most])


UNREAD_MOST = 99


def unread_count(actor: Actor, *, most: int = UNREAD_MOST) -> int:
    """How many of the actor's messages are unread, counted no further than ``most``."""
    if actor.worker_id is not None and actor.account_id is not None:  # on every page of a worker
        return len(_unread(worker_id=actor.worker_id, account_id=actor.account_id)[:most])
    return own_messages(actor).filter(read_at=None)[:most].count()


_unread: Prepared[Any] = Prepared(
    lambda worker_id, account_id: Message.objects.filter(
        Q(worker_id=worker_id) | Q(account_id=account_id), read_at=None
    ).values_list("id")[:UNREAD_MOST]
)


def _view(row: Message) -> MessageView:
    return MessageView(
        id=row.pk,
        event=row.event,
        audience=Audience(row.audience),
        text=row.text,
        subject=row.subject,
        at=row.at,
        read_at=row.read_at,
    )


def topics_left(worker_id: UUID) -> frozenset[str]:
    """The topics a worker wants to hear no more about."""
    return frozenset(OptOut.objects.filter(worker_id=worker_id).values_list("topic", flat=True))


def mail_address(worker_id: UUID) -> MailAddressView | None:
    """A worker's own mail address."""
    row = MailAddress.objects.filter(worker_id=worker_id).first()
    return None if row is None else MailAddressView(row.address, row.confirmed_at is not None)


def demo_letters(worker_id: UUID, *, most: int = 5) -> tuple[str, ...]:
    """The newest letters the demonstration channel kept for a worker's address; nothing elsewhere."""
    own = mail_address(worker_id)
    if own is None or not mailer().simulated:
        return ()
    newest = DemoMail.objects.order_by("-at")[:200]
    return tuple(row.text for row in newest if row.address == own.address)[:most]


def robots_of(org_ids: Collection[UUID]) -> tuple[RobotView, ...]:
    """The robots of markets, with how their queues stand."""
    rows = GroupRobot.objects.filter(org_id__in=list(org_ids)).annotate(
        waiting=Count("parts", filter=Q(parts__state=DeliveryState.WAITING.value)),
        sent=Count("parts", filter=Q(parts__state=DeliveryState.SENT.value)),
        failed=Count("parts", filter=Q(parts__state=DeliveryState.FAILED.value)),
    )
    return tuple(_robot_view(row) for row in rows.order_by("retired_at", "made_at"))


def _robot_view(row: GroupRobot) -> RobotView:
    kind, newest = way(row.kind), row.parts.order_by("-made_at", "-number").first()
    return RobotView(
        id=row.pk,
        kind=row.kind,
        kind_name=kind.label,
        simulated=kind.simulated,
        name=row.name,
        org_id=row.org_id,
        people=row.people,
        mood=RobotMood(row.mood),
        retired=row.retired_at is not None,
        waiting=row.waiting,  # type: ignore[attr-defined]
        sent=row.sent,  # type: ignore[attr-defined]
        failed=row.failed,  # type: ignore[attr-defined]
        problem=newest.problem if newest else "",
        last_text=newest.text if newest else "",
    )
