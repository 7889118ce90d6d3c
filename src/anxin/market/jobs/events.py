"""News of the market. Ids only: no event carries a name or a number of a person."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PostPublished:
    """A post went live."""

    post_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PostEnded:
    """A post is no longer open: filled, expired, closed or pulled."""

    post_id: int
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationMoved:
    """An application came into a state; both sides are told what concerns them."""

    application_id: UUID
    state: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewMovedUp:
    """Somebody on the waiting list of an interview has a seat now."""

    application_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class GigUnpaid:
    """A worker finished a gig and was not paid: everything a wage complaint asks for, already filled.

    ``org_id`` is None for work in a household; then ``employer_worker_id`` says who the person is.
    """

    application_id: UUID
    worker_id: UUID
    org_id: UUID | None
    employer_worker_id: UUID | None
    employer_name: str
    post_id: int
    work: str
    place: str
    district: str
    first_day: date
    last_day: date
    minutes: int
    owed_fen: int
    at: datetime


@dataclass(frozen=True, slots=True)
class EmployerStopped:
    """An employer may not offer work any more; the live posts were pulled."""

    employer_id: UUID
    posts: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ProfileSubmitted:
    """A platform registered one of its workers for work; he hears of it."""

    worker_id: UUID
    platform: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ProofRefused:
    """Staff could not accept a certificate or a proof; the worker hears what to do. ``ref`` names the row."""

    worker_id: UUID
    ref: str
    what: str
    problem: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ProfileLeft:
    """A worker left the market; what was kept for matching is gone."""

    worker_id: UUID
    at: datetime
