"""Messages (消息): to whom, about what, and how they leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Audience(StrEnum):
    """Who is spoken to; each has its own wording (对象)."""

    WORKER = "worker"
    PLATFORM = "platform"
    HANDLER = "handler"
    BUREAU = "bureau"
    FINANCE = "finance"
    SUPERVISOR = "supervisor"


class DeliveryState(StrEnum):
    """How far a message is on its way out (发送状态)."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A worker or a member of staff: exactly one of the two."""

    worker_id: UUID | None = None
    account_id: UUID | None = None

    def __post_init__(self) -> None:
        if (self.worker_id is None) == (self.account_id is None):
            raise ValueError("a recipient is either a worker or a member of staff")


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as its recipient sees it. ``subject`` says what it is about (``case:<id>``)."""

    id: UUID
    event: str
    audience: Audience
    text: str = field(repr=False)
    subject: str
    at: datetime
    read_at: datetime | None

    @property
    def unread(self) -> bool:
        return self.read_at is None
