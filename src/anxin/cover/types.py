"""Orders and what they prove (接单与保障): the words other contexts import. Nothing here touches the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
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


UNRATED: Final = -1
"""The premium of an order for which no rate was published: counted, but not yet worth anything."""


class LineState(StrEnum):
    """What became of one line of a batch. ``kept`` is durable but not yet in the books: it is merged later."""

    ACCEPTED = "accepted"
    SAME = "same"
    CORRECTED = "corrected"
    REFUSED = "refused"
    KEPT = "kept"


LINE_STATE_NAMES: Final[dict[LineState, str]] = {
    LineState.ACCEPTED: "已接收",
    LineState.SAME: "与已有记录相同",
    LineState.CORRECTED: "已更正",
    LineState.REFUSED: "未接收",
    LineState.KEPT: "已收存，稍后入库",
}


class Source(StrEnum):
    """Which way a batch came."""

    API = "api"
    FILE = "file"
    EVENT = "event"
    FIX = "fix"


SOURCE_NAMES: Final[dict[str, str]] = {
    Source.API.value: "接口",
    Source.FILE.value: "文件",
    Source.EVENT.value: "事件",
    Source.FIX.value: "隔离处理",
}


class Problem(StrEnum):
    """What is wrong with a line that was set aside."""

    UNREADABLE = "unreadable"
    UNKNOWN_WORKER = "unknown_worker"
    ENDS_EARLY = "ends_early"
    TOO_LONG = "too_long"
    FUTURE = "future"
    ARCHIVED = "archived"


PROBLEM_NAMES: Final[dict[str, str]] = {
    Problem.UNREADABLE.value: "内容看不懂",
    Problem.UNKNOWN_WORKER.value: "没有这位劳动者",
    Problem.ENDS_EARLY.value: "先结束后接单",
    Problem.TOO_LONG.value: "时间太长",
    Problem.FUTURE.value: "时间在将来",
    Problem.ARCHIVED.value: "日期太早",
}

PRESENCE_NAMES: Final[dict[str, str]] = {"online": "上线", "offline": "下线"}


class ReadState(StrEnum):
    """How far a file is that a worker reads (读取进度)."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"


READ_STATE_NAMES: Final[dict[str, str]] = {
    ReadState.WAITING.value: "排队中",
    ReadState.RUNNING.value: "读取中",
    ReadState.DONE.value: "已完成",
    ReadState.REFUSED.value: "无法读取",
}
AT_WORK: Final = frozenset({ReadState.WAITING, ReadState.RUNNING})
"""States in which a worker still has something to do."""


class BillState(StrEnum):
    """How far a month's bill is (账单状态)."""

    OPEN = "open"
    DECLARED = "declared"
    DIFFERS = "differs"
    AGREED = "agreed"
    PAID = "paid"


BILL_STATE_NAMES: Final[dict[str, str]] = {
    BillState.OPEN.value: "等平台申报",
    BillState.DECLARED.value: "已申报",
    BillState.DIFFERS.value: "有差异",
    BillState.AGREED.value: "核对一致",
    BillState.PAID.value: "已缴清",
}


class DifferenceKind(StrEnum):
    """In what a declared order and ours differ."""

    ONLY_OURS = "only_ours"
    ONLY_THEIRS = "only_theirs"
    PREMIUM = "premium"


DIFFERENCE_NAMES: Final[dict[str, str]] = {
    DifferenceKind.ONLY_OURS.value: "只有我方有",
    DifferenceKind.ONLY_THEIRS.value: "只有平台有",
    DifferenceKind.PREMIUM.value: "保费不同",
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
class EventLine:
    """One event of an order or a worker as a platform sends it (事件), still as text."""

    event: str
    worker: str = field(repr=False)
    at: str
    order_no: str = ""
    industry: str = Industry.DELIVERY
    region: str = ""


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """The answer to one line: its number in the batch (from 1), what became of it, and why when refused."""

    line: int
    order_no: str
    state: LineState
    reason: str = ""


def ended(finished_at: datetime | None, cancelled_at: datetime | None) -> datetime | None:
    """The end of an order: the finish or the cancellation, whichever came first; None while it runs."""
    if finished_at is None or cancelled_at is None:
        return finished_at or cancelled_at
    return min(finished_at, cancelled_at)


class OrderView(NamedTuple):
    """An order as it stands now (订单). A tuple, because one look-up reads dozens of them.

    ``declared_at`` is when the platform last said something about it; premium in 1/10000 yuan.
    """

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
    premium_hao: int = UNRATED

    @property
    def ended_at(self) -> datetime | None:
        return ended(self.finished_at, self.cancelled_at)

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
class Evidence:
    """One recorded moment around the question (证据): what happened, when, and when we were told."""

    at: datetime
    what: str
    source: str
    declared_at: datetime


@dataclass(frozen=True, slots=True)
class CoverAnswer:
    """Was a worker covered at a moment, by which orders, or by which not and why.

    ``rule`` names the release of rules that said how long an order nobody closed may cover.
    """

    worker_id: UUID
    at: datetime
    covered: bool
    state: CoverState
    orders: tuple[OrderView, ...]
    nearest: tuple[NearOrder, ...]
    sentence: str
    rule: str = ""

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
class Payer:
    """What one platform pays for a worker on a day. Premium in 1/10000 yuan; None while a rate is missing."""

    platform_id: UUID
    name: str
    orders: int
    premium_hao: int | None


@dataclass(frozen=True, slots=True)
class DayCover:
    """A worker's orders of one legal day (今天的保障)."""

    orders: int
    platforms: tuple[str, ...]
    running: OrderView | None
    sentence: str
    payers: tuple[Payer, ...] = ()
    listed: tuple[OrderView, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportView:
    """A file of orders on its way in (订单导入)."""

    id: UUID
    file_name: str
    state: ReadState
    lines: int
    accepted: int
    same: int
    corrected: int
    kept: int
    refused: int
    problem: str
    created_at: datetime

    @property
    def at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def state_name(self) -> str:
        return READ_STATE_NAMES[self.state.value]

    @property
    def done(self) -> int:
        return self.accepted + self.same + self.corrected + self.kept + self.refused

    @property
    def percent(self) -> int:
        return 100 * self.done // self.lines if self.lines else 0


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What arrived from one platform within a time (到达情况). Delays in whole seconds."""

    platform_id: UUID
    name: str
    batches: int
    lines: int
    accepted: int
    same: int
    corrected: int
    refused: int
    late: int
    delay_seconds_mean: int
    delay_seconds_max: int
    last_at: datetime | None
    quarantined: int
    waiting: int


@dataclass(frozen=True, slots=True)
class HourArrivals:
    """Lines of one hour, for a chart."""

    hour: datetime
    lines: int
    late: int
    refused: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How many lines one platform sent in each equal span of a time (接单节奏), resent ones left out."""

    platform_id: UUID
    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AsideCount:
    """How many lines of a platform stand in quarantine with one kind of problem."""

    problem: Problem
    name: str
    count: int
    fixes: tuple[Fix, ...]


@dataclass(frozen=True, slots=True)
class Fix:
    """Something that can be done about a quarantined line with one click."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A line that was set aside (隔离的行). ``line`` names a person; it never shows in a log."""

    id: UUID
    order_no: str
    problem: Problem
    problem_name: str
    reason: str
    line: OrderLine = field(repr=False)
    worker_masked: str
    moments: tuple[tuple[str, str], ...]
    """What was sent as times, each with its name; in words where it can be understood."""
    last_at: datetime
    fixes: tuple[Fix, ...]


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One line of a month's sum (汇总行). ``of_month`` is the month of acceptance; another one is a correction."""

    of_month: date
    industry: Industry
    premium_hao: int
    orders: int
    amount_fen: int

    @property
    def industry_name(self) -> str:
        return INDUSTRY_NAMES[self.industry]


@dataclass(frozen=True, slots=True)
class BillView:
    """A platform's bill of a month (月度账单)."""

    id: UUID
    platform_id: UUID
    platform_name: str
    month: date
    state: BillState
    orders: int
    uncounted: int
    amount_fen: int
    received_fen: int
    due_on: date
    closed_at: datetime
    rules: str
    lines: tuple[MonthLine, ...] = ()

    @property
    def open_fen(self) -> int:
        """What is still owed; below zero when too much was paid."""
        return self.amount_fen - self.received_fen

    @property
    def state_name(self) -> str:
        return BILL_STATE_NAMES[self.state.value]

    @property
    def base_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines if line.of_month == self.month)

    @property
    def corrections_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines if line.of_month != self.month)


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """A platform's running month, before it is closed: what stands in the books now."""

    platform_id: UUID
    platform_name: str
    month: date
    orders: int
    uncounted: int
    unrated: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class DeclarationView:
    """What a platform declared, beside ours."""

    id: UUID
    declared_at: datetime
    file_name: str
    orders: int
    amount_fen: int
    differences: dict[str, int]
    state: ReadState
    problem: str

    @property
    def at_work(self) -> bool:
        return self.state in AT_WORK


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One order in which we differ."""

    id: UUID
    kind: DifferenceKind
    order_no: str
    day: date | None
    ours_hao: int | None
    theirs_hao: int | None
    note: str
    settled_at: datetime | None

    @property
    def kind_name(self) -> str:
        return DIFFERENCE_NAMES[self.kind.value]


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A payment the tax office reported."""

    reference: str
    payer: str
    month: date
    paid_on: date
    amount_fen: int
    problem: str


@dataclass(frozen=True, slots=True)
class RecountView:
    """One independent recount: what it counted, and where it found something else than the books."""

    at: datetime
    first_day: date
    last_day: date
    orders: int
    premium_hao: int
    differences: tuple[str, ...]


def yuan4(hao: int) -> str:
    """``700 -> "0.0700"``: a rate or an unrounded premium in yuan, four decimals."""
    sign, hao = ("-", -hao) if hao < 0 else ("", hao)
    return f"{sign}{hao // 10_000}.{hao % 10_000:04d}"
