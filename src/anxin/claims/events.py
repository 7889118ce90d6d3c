"""What claims tell the rest of the product, after commit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AccidentReported:
    """An accident was reported (报案) and a case stands for it. ``declared_late``: its order came after it."""

    case_id: UUID
    worker_id: UUID
    platform_id: UUID | None
    covered: bool
    declared_late: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ClaimDecided:
    """A claim was decided (核定): ``amount_fen`` is owed, by the machine or by a person."""

    case_id: UUID
    worker_id: UUID
    amount_fen: int
    automatic: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ClaimRefused:
    """A claim was refused by two named persons."""

    case_id: UUID
    worker_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class PlatformAnswered:
    """A platform confirmed or disputed the facts of an accident, or let its time pass."""

    case_id: UUID
    answer: str
    at: datetime
