"""What is compared and what comes out (匹配). Whole numbers only: the same pair gets the same score everywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from anxin.market.jobs.types import PostView

TENTHS: Final = 10
"""Points are counted in tenths, so that the parts add up to the score as printed."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The published weights (权重): points of each part, and after how many hours a post is no longer new."""

    trade: int
    skill: int
    pay: int
    near: int
    fresh: int
    fresh_hours: int
    version: str = ""

    @property
    def most(self) -> int:
        """The highest score there can be, in tenths."""
        return TENTHS * (self.trade + self.skill + self.pay + self.near + self.fresh)


@dataclass(frozen=True, slots=True)
class Seeker:
    """A worker as numbers. No name, no sex, no age: they are not part of any comparison."""

    id: int
    x: int
    y: int
    radius: int
    trades: tuple[int, ...]
    skills: tuple[int, ...]
    conditions: int
    shifts: int
    starts: int
    ends: int
    pay: int

    @property
    def groups(self) -> tuple[int, ...]:
        """The families of the worker's trades."""
        return tuple(sorted({trade // 100 for trade in self.trades}))


@dataclass(frozen=True, slots=True)
class Job:
    """A post as numbers: minutes since 1970, metres from the centre, fen an hour."""

    id: int
    x: int
    y: int
    trade: int
    starts: int
    ends: int
    shifts: int
    pay: int
    conditions: int
    posted: int
    skills: tuple[int, ...]
    places: int


@dataclass(frozen=True, slots=True)
class Parts:
    """A score with its parts, in tenths of a point; the distance and the skills that made them."""

    id: int
    trade: int
    skill: int
    pay: int
    near: int
    fresh: int
    distance: int
    skills_held: int

    @property
    def total(self) -> int:
        return self.trade + self.skill + self.pay + self.near + self.fresh


@dataclass(frozen=True, slots=True)
class Part:
    """One part in words: ``2.3 公里 +11.0``."""

    key: str
    words: str
    tenths: int

    @property
    def points(self) -> str:
        return f"+{self.tenths / TENTHS:.1f}"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which weights and which state of the index a list was made with (版本)."""

    weights: str
    index: str
    at: datetime
    id: UUID | None = None
    """The record of this list, when it was shown to somebody."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that stands between a worker and more jobs (差一项): how many jobs it would open by itself."""

    key: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Match:
    """A job for a worker, with its parts in words. ``free`` counts places neither promised nor kept."""

    post: PostView
    score: int
    parts: tuple[Part, ...]
    distance_m: int
    free: int
    on_the_way: int
    applied: bool

    @property
    def points(self) -> str:
        return f"{self.score / TENTHS:.1f}"

    @property
    def sentence(self) -> str:
        """``工种一致 +40.0 · 技能 2/2 +25.0 · 2.3 公里 +11.0``: only parts that count."""
        return " · ".join(f"{part.words} {part.points}" for part in self.parts if part.tenths)


@dataclass(frozen=True, slots=True)
class Matches:
    """The best jobs for a worker, best first, and what is missing for more. ``profile`` is his number here."""

    profile: int
    rows: tuple[Match, ...]
    missing: tuple[Missing, ...]
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Candidate:
    """A worker for a job: a masked name and what matters for the job, nothing else."""

    profile_id: int
    name: str = field(repr=False)
    trade_names: tuple[str, ...]
    skill_names: tuple[str, ...]
    place: str
    score: int
    parts: tuple[Part, ...]
    distance_m: int
    application_state: str

    @property
    def points(self) -> str:
        return f"{self.score / TENTHS:.1f}"

    @property
    def sentence(self) -> str:
        return " · ".join(f"{part.words} {part.points}" for part in self.parts if part.tenths)


@dataclass(frozen=True, slots=True)
class Candidates:
    """The best workers for a job, best first."""

    rows: tuple[Candidate, ...]
    stamp: Stamp
