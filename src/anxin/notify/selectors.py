"""Looking at one's own messages."""

from __future__ import annotations

from anxin.identity.types import Actor
from anxin.notify.models import Message
from anxin.notify.services.telling import own_messages
from anxin.notify.types import Audience, MessageView


def messages_for(actor: Actor, *, subject: str | None = None, most: int = 50) -> tuple[MessageView, ...]:
    """The actor's own messages, newest first; nobody else's."""
    rows = own_messages(actor).order_by("-at", "-id")
    if subject is not None:
        rows = rows.filter(subject=subject)
    return tuple(_view(row) for row in rows[:most])


def unread_count(actor: Actor, *, most: int = 99) -> int:
    """How many of the actor's messages are unread, counted no further than ``most``."""
    return own_messages(actor).filter(read_at=None)[:most].count()


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
