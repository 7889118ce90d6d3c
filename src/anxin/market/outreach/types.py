"""The words of outreach. Nothing here touches the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as lazy

TOPIC: Final = "jobs"
"""What a worker leaves when he unsubscribes."""
CONSENT_KEY: Final = "help_push"
"""The text a worker agrees to before staff may put him on a list."""
WAYS: Final = {"sms": lazy("短信"), "mail": lazy("邮件")}
"""Channels besides the page itself."""
REPRESENTATIVES_MOST: Final = 3
"""1+3+N: one volunteer keeps in touch with three representatives, each with a circle of workers."""


class Pace(StrEnum):
    """How soon somebody wants to hear (多久收一次)."""

    DAILY = "daily"
    INSTANT = "instant"


PACE_NAMES: Final = {Pace.DAILY: lazy("每天早上一次"), Pace.INSTANT: lazy("有了马上告诉我")}


class PushKind(StrEnum):
    """Where a push came from (推送类别)."""

    DIGEST = "digest"
    INSTANT = "instant"
    STAFF = "staff"


PUSH_NAMES: Final = {
    PushKind.DIGEST: lazy("每日汇总"),
    PushKind.INSTANT: lazy("即时提醒"),
    PushKind.STAFF: lazy("人工推送"),
}


@dataclass(frozen=True, slots=True)
class SubscriptionIn:
    """What somebody wants to hear of. Empty means any."""

    trades: tuple[int, ...]
    districts: tuple[str, ...] = ()
    pay_hour_fen: int = 0
    shifts: int = 0
    pace: Pace = Pace.DAILY
    ways: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """A subscription as its owner sees it (找活提醒)."""

    id: UUID
    trade_names: tuple[str, ...]
    district_names: tuple[str, ...]
    pay_hour_fen: int
    shifts_words: str
    pace: Pace
    ways: tuple[str, ...]
    made_at: datetime

    @property
    def pace_words(self) -> str:
        return str(PACE_NAMES[self.pace])

    @property
    def way_words(self) -> tuple[str, ...]:
        return tuple(str(WAYS[way]) for way in self.ways)


@dataclass(frozen=True, slots=True)
class GroupView:
    """A list of people staff look after (帮扶名单)."""

    id: UUID
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class MemberView:
    """Somebody on such a list, masked."""

    id: UUID
    worker_id: UUID
    name: str
    phone: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class PushView:
    """A push with its reach (推送触达). People are counted; nobody is named."""

    id: UUID
    kind: PushKind
    text: str
    made_at: datetime
    by_name: str
    told: int
    left_out: int
    groups: int
    group_people: int
    circle: int

    @property
    def kind_words(self) -> str:
        return str(PUSH_NAMES[self.kind])

    @property
    def reach(self) -> int:
        """People told directly, in group chats, and through representatives: an upper bound, as circles overlap."""
        return self.told + self.group_people + self.circle


@dataclass(frozen=True, slots=True)
class VisitView:
    """A visit to somebody of the network (走访记录)."""

    id: UUID
    day: date
    note: str = field(repr=False)
    next_on: date | None
    by_name: str


@dataclass(frozen=True, slots=True)
class RepresentativeView:
    """A worker who passes things on (零工代表), with the size of his circle."""

    id: UUID
    place: int
    name: str = field(repr=False)
    phone: str = field(repr=False)
    where: str
    circle: int
    visits: tuple[VisitView, ...]


@dataclass(frozen=True, slots=True)
class VolunteerView:
    """A volunteer with up to three representatives (志愿者)."""

    id: UUID
    name: str = field(repr=False)
    phone: str = field(repr=False)
    representatives: tuple[RepresentativeView, ...]

    @property
    def circle(self) -> int:
        return sum(each.circle for each in self.representatives)

    @property
    def full(self) -> bool:
        return len(self.representatives) >= REPRESENTATIVES_MOST
