"""Webhooks (推送): which news there are, where they go, what became of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.kit.text import listed
from anxin.notify.types import DeliveryState


class HookEvent(StrEnum):
    """News a platform can have sent (推送事件)."""

    PING = "ping"
    REPORT_MADE = "report.made"
    CHECK_ASKED = "check.asked"
    CHECK_ANSWERED = "check.answered"
    CLAIM_STATUS = "claim.status"
    PREVENTION_ASSIGNED = "prevention.assigned"
    PREVENTION_PUSH = "prevention.push"


EVENT_NAMES: Final[dict[HookEvent, str]] = {
    HookEvent.PING: "测试推送",
    HookEvent.REPORT_MADE: "有人报案",
    HookEvent.CHECK_ASKED: "请平台核实事故",
    HookEvent.CHECK_ANSWERED: "核实已答复或超期",
    HookEvent.CLAIM_STATUS: "办理状态变化",
    HookEvent.PREVENTION_ASSIGNED: "分派了培训",
    HookEvent.PREVENTION_PUSH: "安全提示",
}

SCHEDULE: Final = tuple(
    timedelta(seconds=seconds) for seconds in (0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)
"""Ten tries over three days, as Standard Webhooks recommends: the wait before each."""

BODY_BYTES_MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class EndpointView:
    """An address of a platform; the secret is shown once, when it is made or changed."""

    id: UUID
    org_id: UUID
    url: str
    events: tuple[str, ...]
    active: bool
    problem: str
    made_at: datetime

    @property
    def event_names(self) -> str:
        return listed(_(EVENT_NAMES[HookEvent(one)]) for one in self.events)


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """An address with the secret its receiver checks signatures with: shown once."""

    id: UUID
    url: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TryView:
    """One try to deliver."""

    at: datetime
    status: int
    milliseconds: int
    problem: str


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A piece of news on its way to one address."""

    id: UUID
    message_id: UUID
    type: str
    data: dict[str, Any]
    url: str
    state: DeliveryState
    attempts: int
    replays: int
    at: datetime
    next_at: datetime
    done_at: datetime | None
    tries: tuple[TryView, ...]

    @property
    def type_name(self) -> str:
        return EVENT_NAMES[HookEvent(self.type)]

    @property
    def was_retried(self) -> bool:
        """Did a try fail before one came through?"""
        return self.state is DeliveryState.SENT and any(not 200 <= one.status < 300 for one in self.tries)


@dataclass(frozen=True, slots=True)
class NewsView:
    """A piece of news for a platform, with its way to each address; none when nobody listened."""

    id: UUID
    type: str
    data: dict[str, Any]
    at: datetime
    deliveries: tuple[DeliveryView, ...]

    @property
    def type_name(self) -> str:
        return EVENT_NAMES[HookEvent(self.type)]
