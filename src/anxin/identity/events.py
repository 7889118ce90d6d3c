"""News of this context. Ids only: no event carries a name or a number of a person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class WorkerRegistered:
    """A worker was entered for the first time."""

    worker_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class PayeeChanged:
    """A worker's receiving account was set or changed; the worker is to be told."""

    worker_id: UUID
    payee_id: UUID
    first: bool
    usable_from: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """A worker took a consent back; processing that rested on it stops."""

    worker_id: UUID
    key: str
    version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PostsChanged:
    """Somebody's posts began or ended; open work may need another pair of hands."""

    account_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class RestrictionPut:
    """An organisation or a worker was restricted."""

    restriction_id: UUID
    kind: str
    subject_kind: str
    subject_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class RestrictionLifted:
    """A restriction ended early."""

    restriction_id: UUID
    kind: str
    subject_kind: str
    subject_id: UUID | None
    at: datetime
