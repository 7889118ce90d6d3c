"""Telling people, and having messages leave."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from anxin.identity.types import Actor
from anxin.kit.jobs import defer
from anxin.notify.channels import Channel, NoAddress, NotSent, channel, channels_for
from anxin.notify.models import Delivery, Message
from anxin.notify.services.optouts import wanting
from anxin.notify.tasks import deliver_job
from anxin.notify.texts import text_of
from anxin.notify.types import Audience, DeliveryState, Outgoing, Recipient

ATTEMPTS_MOST: Final = 6
_FIRST_WAIT: Final = timedelta(minutes=1)
_MINUTE: Final = timedelta(minutes=1)


@transaction.atomic
def tell(
    *,
    event: str,
    audience: Audience,
    recipients: Iterable[Recipient],
    data: Mapping[str, str],
    key: str,
    at: datetime,
    subject: str = "",
    topic: str = "",
    through: Collection[str] | None = None,
) -> int:
    """Tell people something, once per key and recipient; telling again changes nothing.

    The message is on the recipient's page when the transaction commits; channels outside follow by a job.

    Args:
        event: a wording in ``texts.TEXTS`` for the audience.
        data: fills the wording.
        key: the business fact, e.g. ``case:<id>:approved:3``.
        topic: what a worker may unsubscribe from; those who did are left out. Empty for what everybody must hear.
        through: keys of channels to use besides the page; ``None`` for the usual ones.

    Returns:
        How many were told now.

    Raises:
        LookupError: no such wording, or data is missing.
    """
    text = text_of(event, audience, data)
    rows = [
        Message(
            key=key,
            event=event,
            audience=audience.value,
            worker_id=recipient.worker_id,
            account_id=recipient.account_id,
            subject=subject,
            topic=topic,
            text=text,
            at=at,
        )
        for recipient in wanting(recipients, topic)
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    told = list(Message.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    _send_out(told, channels_for(audience, through=through), at)
    return len(told)


def _send_out(told: list[UUID], ways: Iterable[Channel], at: datetime) -> None:
    deliveries = [Delivery(message_id=message_id, channel=way.key, next_at=at) for way in ways for message_id in told]
    if deliveries:
        Delivery.objects.bulk_create(deliveries)
        defer(deliver_job)


def deliver(*, at: datetime, most: int = 200) -> int:
    """Send what waits. Each delivery is taken by one process; a refusal of the channel is tried again, ever later.

    Returns:
        How many left.
    """
    return sum(_deliver_one(delivery_id, at) for delivery_id in _waiting(at).values_list("pk", flat=True)[:most])


def _waiting(at: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=DeliveryState.WAITING.value, next_at__lte=at).order_by("next_at")


@transaction.atomic
def _deliver_one(delivery_id: UUID, at: datetime) -> bool:
    rows = _waiting(at).select_for_update(skip_locked=True, of=("self",)).select_related("message")
    row = rows.filter(pk=delivery_id).first()
    way = channel(row.channel) if row else None
    if row is None or way is None:
        return False
    if way.per_minute is not None and _full(way.key, way.per_minute, at):
        row.next_at = at + _FIRST_WAIT
        row.save(update_fields=["next_at"])
        return False
    row.attempts += 1
    recipient = Recipient(worker_id=row.message.worker_id, account_id=row.message.account_id)
    try:
        way.send(Outgoing(row.pk, recipient, row.message.text, row.message.topic), at=at)
        row.state, row.done_at, row.problem = DeliveryState.SENT.value, at, ""
    except NoAddress as error:
        row.state, row.done_at, row.problem = DeliveryState.FAILED.value, at, str(error)[:200]
    except NotSent as error:
        row.problem = str(error)[:200]
        row.next_at = at + _FIRST_WAIT * 2**row.attempts
        if row.attempts >= ATTEMPTS_MOST:
            row.state, row.done_at = DeliveryState.FAILED.value, at
    row.save(update_fields=["attempts", "state", "done_at", "problem", "next_at"])
    return row.state == DeliveryState.SENT.value


def _full(key: str, per_minute: int, at: datetime) -> bool:
    """Has the channel taken all it takes in a minute? Senders of one channel stand in a row while they ask."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"notify:{key}"])
    sent = Delivery.objects.filter(channel=key, state=DeliveryState.SENT.value, done_at__gt=at - _MINUTE)
    return sent.count() >= per_minute


def messages_mark_read(*, actor: Actor, at: datetime, message_ids: Iterable[UUID] | None = None) -> int:
    """Mark the actor's own messages as read, all of them when none is named. Returns how many were unread."""
    rows = own_messages(actor).filter(read_at=None)
    if message_ids is not None:
        rows = rows.filter(pk__in=list(message_ids))
    return rows.update(read_at=at)


def own_messages(actor: Actor) -> QuerySet[Message]:
    """The messages of an actor: as a worker, and as a member of staff."""
    mine = Q(pk=None)
    if actor.worker_id is not None:
        mine |= Q(worker_id=actor.worker_id)
    if actor.account_id is not None:
        mine |= Q(account_id=actor.account_id)
    return Message.objects.filter(mine)
