"""What casework tells the rest of the product, after commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from anxin.cases.types import Audience


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """A case was opened (立案登记)."""

    case_id: UUID
    type: str
    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseMoved:
    """A move was made. ``tells`` are the party roles the declaration wants told; ``type`` is the new type."""

    case_id: UUID
    type: str
    move: str
    step_from: str
    step_to: str
    at: datetime
    seq: int = 0
    tells: tuple[str, ...] = ()
    type_from: str = ""


@dataclass(frozen=True, slots=True)
class CaseAssigned:
    """Another handler has the case (换经办员)."""

    case_id: UUID
    handler_id: UUID
    handler_before: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ClockWarned:
    """A limit will soon be passed."""

    case_id: UUID
    limit: str
    due_on: date
    handler_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ClockBreached:
    """A limit has been passed."""

    case_id: UUID
    limit: str
    due_on: date
    handler_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """A note was written for an audience; ``by_party``: one of its parties wrote it, not staff."""

    case_id: UUID
    note_id: UUID
    audience: Audience
    at: datetime
    by_party: bool = False


@dataclass(frozen=True, slots=True)
class DocumentVoided:
    """A paper no longer counts."""

    case_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class DocumentAttached:
    """A paper was put into the file."""

    case_id: UUID
    kind: str
    paper_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class JointAsked:
    """Another department was asked."""

    case_id: UUID
    joint_id: UUID
    org_id: UUID
    due_on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class JointAnswered:
    """Another department has answered."""

    case_id: UUID
    joint_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseListed:
    """A case is supervised by name from now on; ``seq`` is the entry that says so."""

    case_id: UUID
    level: int
    seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ListingLifted:
    """A case is no longer supervised by name; ``seq`` is the entry that says so."""

    case_id: UUID
    level: int
    seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ListingReportLate:
    """The weekly report on a listed case has not come by its day."""

    case_id: UUID
    due_on: date
    leader_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseRedacted:
    """The personal data of a case was destroyed; every context with a detail row blanks its own."""

    case_id: UUID
    at: datetime
