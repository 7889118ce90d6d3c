"""What supervision looks at (监督指标): the path of a case and the figures made of many paths. No database here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from anxin.cases.types import Holder


@dataclass(frozen=True, slots=True)
class Period:
    """Cases reported from ``first`` to ``last``, both days included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Passage:
    """One move of a case: when, and onto which step; the same step when it only wrote something down."""

    at: datetime
    move: str
    step_to: str


@dataclass(frozen=True, slots=True)
class Stay:
    """Time a case spent on a step, in whose hands. ``end`` is now while it is still there."""

    step: str
    label: str
    holder: Holder
    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True)
class CasePath:
    """A case as supervision sees it: no names, no papers, only what happened when and who held it."""

    case_id: UUID
    type: str
    fast_lane: bool
    handler_org_id: UUID
    platform_id: UUID | None
    opened_at: datetime
    closed_on: date | None
    result: str
    breached: bool
    passages: tuple[Passage, ...]
    stays: tuple[Stay, ...]

    @cached_property
    def moves(self) -> tuple[str, ...]:
        """The keys of all moves, in order."""
        return tuple(passage.move for passage in self.passages)

    def first(self, *moves: str) -> datetime | None:
        """When one of these moves was made for the first time."""
        return next((passage.at for passage in self.passages if passage.move in moves), None)

    def first_on(self, *steps: str) -> datetime | None:
        """When the case first came onto one of these steps."""
        return next((passage.at for passage in self.passages if passage.step_to in steps), None)

    def last_before(self, end: datetime, *moves: str) -> datetime | None:
        """When one of these moves was made for the last time not after ``end``."""
        return next((p.at for p in reversed(self.passages) if p.move in moves and p.at <= end), None)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what is needed to trust it.

    Args:
        key: stable name, also the anchor on the page.
        question: what the number answers.
        value: as shown; “—” when there is nothing to count yet.
        cases: how many cases stand behind it.
        method: how it is counted, in one sentence.
        note: a warning that belongs to it, e.g. that the baseline is an assumption.
    """

    key: str
    question: str
    value: str
    unit: str
    cases: int
    method: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bar of the chart “how long from report to money”."""

    label: str
    cases: int


@dataclass(frozen=True, slots=True)
class StepTime:
    """How long cases stood on a step, and in whose hands."""

    step: str
    label: str
    holder: Holder
    holder_name: str
    cases: int
    median: timedelta
    slowest_tenth: timedelta
    total: timedelta


@dataclass(frozen=True, slots=True)
class PartyTime:
    """Time in the hands of one party, over all cases."""

    holder: Holder
    name: str
    cases: int
    average: timedelta
    permille: int

    @property
    def share(self) -> str:
        return f"{self.permille // 10}.{self.permille % 10}%"


@dataclass(frozen=True, slots=True)
class InsurerRow:
    """The assessment of one insurer (考核): speed and quality of its handlers."""

    org_id: UUID
    name: str
    cases: int
    contact_median: timedelta | None
    complete_first_time: Share
    overdue: Share
    paid_median: timedelta | None


@dataclass(frozen=True, slots=True)
class PlatformRow:
    """The assessment of one platform: does it answer, and how fast."""

    org_id: UUID
    name: str
    asked: int
    answered: Share
    answer_median: timedelta | None
    disputed: int


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, in whole cases."""

    part: int
    whole: int

    @property
    def permille(self) -> int | None:
        return None if not self.whole else round_share(self.part, self.whole)

    def __str__(self) -> str:
        if self.permille is None:
            return "—"
        return f"{self.permille // 10}.{self.permille % 10}%"


def round_share(part: int, whole: int) -> int:
    """Thousandths, halves up."""
    return (2000 * part + whole) // (2 * whole)


@dataclass(frozen=True, slots=True)
class Supervision:
    """Everything the page of a supervisor shows."""

    period: Period
    as_of: datetime
    cases: int
    figures: tuple[Figure, ...]
    elapsed: tuple[Bucket, ...]
    steps: tuple[StepTime, ...]
    parties: tuple[PartyTime, ...]
    insurers: tuple[InsurerRow, ...]
    platforms: tuple[PlatformRow, ...]

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.figures)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What “faster than before” is measured against (对照基准), and what is known of that number."""

    length: timedelta
    note: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What the bureau has set for its own figures; None where a row is missing."""

    baseline: Baseline | None
    baseline_missing: str
    abandoned_after: timedelta | None
