"""Prevention (事故预防): courses, levels, assignments, hot spots, effect. Nothing here touches the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID


class Level(StrEnum):
    """For whom a course is spoken (培训层级)."""

    LEADER = "leader"
    MANAGER = "manager"
    FRONT = "front"
    NEWCOMER = "newcomer"


LEVEL_NAMES: Final[dict[Level, str]] = {
    Level.LEADER: "决策者",
    Level.MANAGER: "管理者",
    Level.FRONT: "一线",
    Level.NEWCOMER: "新人",
}


class Cause(StrEnum):
    """Why a course was assigned (分派原因)."""

    CHOSEN = "chosen"
    NEWCOMER = "newcomer"
    ACCIDENT = "accident"
    HEAT = "heat"
    WEATHER = "weather"
    HOTSPOT = "hotspot"


CAUSE_NAMES: Final[dict[Cause, str]] = {
    Cause.CHOSEN: "平台安排",
    Cause.NEWCOMER: "新人第一天",
    Cause.ACCIDENT: "事故之后",
    Cause.HEAT: "高温天",
    Cause.WEATHER: "雨雪天",
    Cause.HOTSPOT: "事故多发地点",
}


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to know, short enough for a red light."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the quiz; ``right`` counts from 0."""

    ask: str
    choices: tuple[str, ...]
    right: int
    why: str


@dataclass(frozen=True, slots=True)
class Course:
    """A course as shipped (课程): dated content, not law."""

    key: str
    title: str
    version: int
    in_force: date
    minutes: int
    icon: str
    events: tuple[str, ...]
    summary: str
    source: str
    certainty: str
    levels: dict[Level, str]
    cards: tuple[Card, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Assigned:
    """A course somebody should take, or has taken."""

    id: UUID
    course: str
    level: Level
    cause: Cause
    note: str
    platform_id: UUID
    assigned_at: datetime
    due_on: date
    passed_at: datetime | None

    @property
    def cause_name(self) -> str:
        return CAUSE_NAMES[self.cause]


@dataclass(frozen=True, slots=True)
class Marked:
    """A quiz as it was answered: which were right, and whether that is enough."""

    right: tuple[bool, ...]
    passed: bool
    certificate: str

    @property
    def score(self) -> int:
        return sum(self.right)


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate (结业证)."""

    number: str
    course: str
    passed_at: datetime
    score: int


@dataclass(frozen=True, slots=True)
class Completion:
    """How far one platform is at one level (完成情况)."""

    platform_id: UUID
    platform_name: str
    level: Level
    people: int
    assigned: int
    passed: int
    overdue: int

    @property
    def level_name(self) -> str:
        return LEVEL_NAMES[self.level]

    @property
    def percent(self) -> int:
        return 0 if not self.assigned else 100 * self.passed // self.assigned


@dataclass(frozen=True, slots=True)
class Spot:
    """Where accidents gather (事故多发地点): a street and three hours of the day."""

    place: str
    hour: int
    accidents: int
    last_at: datetime
    what: str

    @property
    def hours(self) -> str:
        return f"{self.hour:02d}:00–{self.hour + 3:02d}:00"


@dataclass(frozen=True, slots=True)
class Span:
    """Accidents and orders of some days."""

    first: date
    last: date
    accidents: int
    orders: int

    @property
    def per_ten_thousand(self) -> Decimal | None:
        """Accidents per 10,000 orders, two places; None without orders."""
        if not self.orders:
            return None
        return (Decimal(self.accidents) * 10_000 / self.orders).quantize(Decimal("0.01"))


COMPARED_FROM: Final = 1000
"""Orders on each side from which accidents per 10,000 are shown; with fewer one fall more or less decides."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Accidents before and after a course was assigned to a platform (培训前后)."""

    platform_name: str
    course: str
    cause: Cause
    started_on: date
    before: Span
    after: Span

    @property
    def cause_name(self) -> str:
        return CAUSE_NAMES[self.cause]

    @property
    def comparable(self) -> bool:
        """Are there enough orders on both sides for a rate to say something?"""
        return min(self.before.orders, self.after.orders) >= COMPARED_FROM
