"""News of orders for those who look after accidents (接单消息)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SuspectOrder:
    """An order told late, told differently, or placed late. It covers from ``accepted_at`` to ``covers_until``."""

    worker_id: UUID
    order_no: str
    accepted_at: datetime
    covers_until: datetime


@dataclass(frozen=True, slots=True)
class OrdersToldLate:
    """Orders whose cover we learnt of only at ``at``: an accident in between may have been there first."""

    platform_id: UUID
    orders: tuple[SuspectOrder, ...]
    at: datetime
