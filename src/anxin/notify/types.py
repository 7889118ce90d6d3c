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
    EMPLOYER = "employer"


class DeliveryState(StrEnum):
    """How far a message is on its way out (发送状态)."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class RobotMood(StrEnum):
    """How a simulated robot behaves (模拟状态)."""

    WELL = "well"
    BUSY = "busy"
    GONE = "gone"
    SILENT = "silent"


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


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a channel is handed. ``delivery_id`` lets the other side drop a repeat; ``topic`` names what can be
    unsubscribed from, empty for what everybody must hear."""

    delivery_id: UUID
    recipient: Recipient
    text: str = field(repr=False)
    topic: str = ""


@dataclass(frozen=True, slots=True)
class MailAddressView:
    """A worker's mail address, and whether he confirmed it."""

    address: str = field(repr=False)
    confirmed: bool


@dataclass(frozen=True, slots=True)
class RobotView:
    """A robot of a group as staff see it: never with its secret."""

    id: UUID
    kind: str
    kind_name: str
    simulated: bool
    name: str
    org_id: UUID
    people: int
    mood: RobotMood
    retired: bool
    waiting: int
    sent: int
    failed: int
    problem: str
    last_text: str
