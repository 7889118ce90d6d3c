"""Orders and what they prove (接单与保障): the words other contexts import. Nothing here touches the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID


class Industry(StrEnum):
    """The three industries orders belong to (行业); merged as the method in force since July 2025 has them."""

    RIDE = "ride"
    DELIVERY = "delivery"
    FREIGHT = "freight"


INDUSTRY_NAMES: Final[dict[Industry, str]] = {
    Industry.RIDE: "出行",
    Industry.DELIVERY: "即时配送",
    Industry.FREIGHT: "同城货运",
}


class LineState(StrEnum):
    """What became of one line of a batch."""

    ACCEPTED = "accepted"
    SAME = "same"
    CORRECTED = "corrected"
    REFUSED = "refused"


LINE_STATE_NAMES: Final[dict[LineState, str]] = {
    LineState.ACCEPTED: "已接收",
    LineState.SAME: "与已有记录相同",
    LineState.CORRECTED: "已更正",
    LineState.REFUSED: "未接收",
}


class CoverState(StrEnum):
    """Where in an order a worker was at a moment (所处环节)."""

    TO_PICKUP = "to_pickup"
    ON_ORDER = "on_order"
    BETWEEN = "between"
    OFFLINE = "offline"


COVER_STATE_NAMES: Final[dict[CoverState, str]] = {
    CoverState.TO_PICKUP: "去取货途中",
    CoverState.ON_ORDER: "送单途中",
    CoverState.BETWEEN: "两单之间",
    CoverState.OFFLINE: "当天没有接单",
}


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order as a platform sends it, still as text: parsing is ours, so that every line gets its own answer."""

    order_no: str
    worker: str = field(repr=False)
    accepted_at: str
    picked_at: str = ""
    finished_at: str = ""
    cancelled_at: str = ""
    industry: str = Industry.DELIVERY
    region: str = ""


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """The answer to one line: its number in the batch (from 1), what became of it, and why when refused."""

    line: int
    order_no: str
    state: LineState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as it stands now (订单). ``ended_at`` is the finish or the cancellation, None while it runs."""

    platform_id: UUID
    platform_name: str
    order_no: str
    worker_id: UUID
    industry: Industry
    region: str
    accepted_at: datetime
    picked_at: datetime | None
    finished_at: datetime | None
    cancelled_at: datetime | None
    declared_at: datetime

    @property
    def ended_at(self) -> datetime | None:
        ends = [at for at in (self.finished_at, self.cancelled_at) if at is not None]
        return min(ends) if ends else None

    @property
    def industry_name(self) -> str:
        return INDUSTRY_NAMES[self.industry]

    def declared_after(self, at: datetime) -> bool:
        """Was this order first declared to us only after ``at``? An accident that makes its own cover."""
        return self.declared_at > at


@dataclass(frozen=True, slots=True)
class NearOrder:
    """An order that does not cover the moment, and why not."""

    order: OrderView
    gap: timedelta
    why_not: str


@dataclass(frozen=True, slots=True)
class CoverAnswer:
    """Was a worker covered at a moment, by which orders, or by which not and why."""

    worker_id: UUID
    at: datetime
    covered: bool
    state: CoverState
    orders: tuple[OrderView, ...]
    nearest: tuple[NearOrder, ...]
    sentence: str

    @property
    def order(self) -> OrderView | None:
        """The covering order accepted first, for which the premium was due first."""
        return self.orders[0] if self.orders else None

    @property
    def declared_late(self) -> bool:
        """True when no covering order was known to us before the moment."""
        return self.covered and all(order.declared_after(self.at) for order in self.orders)

    @property
    def state_name(self) -> str:
        return COVER_STATE_NAMES[self.state]


@dataclass(frozen=True, slots=True)
class DayCover:
    """A worker's orders of one legal day (今天的保障)."""

    orders: int
    platforms: tuple[str, ...]
    running: OrderView | None
    sentence: str


@dataclass(frozen=True, slots=True)
class ImportView:
    """A file of orders on its way in (订单导入)."""

    id: UUID
    file_name: str
    state: str
    lines: int
    accepted: int
    same: int
    corrected: int
    refused: int
    problem: str
    created_at: datetime

    @property
    def done(self) -> int:
        return self.accepted + self.same + self.corrected + self.refused
