"""What wage cases tell the rest of the product, after commit."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class WagesComplained:
    """A complaint came in; ``joined``: into a case that was there already."""

    case_id: UUID
    complaint_id: UUID
    joined: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class WagesOrdered:
    """An employer was ordered to pay by a day (责令限期支付)."""

    case_id: UUID
    employer_org_id: UUID | None
    amount_fen: int
    pay_by: date
    at: datetime


@dataclass(frozen=True, slots=True)
class WagesUnpaid:
    """The day of an order passed and not everything was paid (逾期不支付)."""

    case_id: UUID
    employer_org_id: UUID | None
    open_fen: int
    workers: int
    at: datetime


@dataclass(frozen=True, slots=True)
class WagesPaid:
    """Money arrived with a worker, or turned out not to have (negative). ``open_fen`` is what is left of the case."""

    case_id: UUID
    amount_fen: int
    open_fen: int
    at: datetime


@dataclass(frozen=True, slots=True)
class WagesSettled:
    """Everything a case was about has been paid and the case is closed (付清结案)."""

    case_id: UUID
    employer_org_id: UUID | None
    at: datetime
