"""The words of the hall. Nothing here touches the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as lazy


class Purpose(StrEnum):
    """Why somebody draws a number (来办什么)."""

    WORK = "work"
    HIRE = "hire"
    POLICY = "policy"
    RIGHTS = "rights"
    TRAINING = "training"
    OTHER = "other"


PURPOSE_NAMES: Final = {
    Purpose.WORK: lazy("找活"),
    Purpose.HIRE: lazy("招人"),
    Purpose.POLICY: lazy("问政策"),
    Purpose.RIGHTS: lazy("维权"),
    Purpose.TRAINING: lazy("培训"),
    Purpose.OTHER: lazy("其他"),
}
LETTERS: Final = {
    Purpose.WORK: "A",
    Purpose.HIRE: "B",
    Purpose.POLICY: "C",
    Purpose.RIGHTS: "D",
    Purpose.TRAINING: "E",
    Purpose.OTHER: "F",
}


class TicketState(StrEnum):
    """Where a number stands (排队状态)."""

    WAITING = "waiting"
    CALLED = "called"
    DONE = "done"
    MISSED = "missed"


TICKET_STATE_NAMES: Final = {
    TicketState.WAITING: lazy("等候"),
    TicketState.CALLED: lazy("已叫号"),
    TicketState.DONE: lazy("办完"),
    TicketState.MISSED: lazy("过号"),
}


class SlipOutcome(StrEnum):
    """What became of a slip (匹配单结果)."""

    HELD = "held"
    FULL = "full"
    CLOSED = "closed"
    UNKNOWN = "unknown"


SLIP_OUTCOME_NAMES: Final = {
    SlipOutcome.HELD: lazy("名额已留"),
    SlipOutcome.FULL: lazy("已招满，没有留住"),
    SlipOutcome.CLOSED: lazy("岗位已经不招"),
    SlipOutcome.UNKNOWN: lazy("没有登记过，没有留名额"),
}


@dataclass(frozen=True, slots=True)
class SlipView:
    """A slip as staff see it: no person in it."""

    number: str
    post_id: int
    device_name: str
    offline: bool
    outcome: SlipOutcome
    printed_at: datetime
    settled_at: datetime

    @property
    def outcome_words(self) -> str:
        return str(SLIP_OUTCOME_NAMES[self.outcome])


@dataclass(frozen=True, slots=True)
class TicketView:
    """A number drawn (排队号)."""

    id: UUID
    number: str
    purpose: Purpose
    state: TicketState
    first: bool
    window: str
    drawn_at: datetime
    called_at: datetime | None
    calls: int
    ahead: int = 0

    @property
    def purpose_words(self) -> str:
        return str(PURPOSE_NAMES[self.purpose])

    @property
    def state_words(self) -> str:
        return str(TICKET_STATE_NAMES[self.state])


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """A sentence for the big screen and the kiosks (通知)."""

    id: UUID
    text: str
    until: date
    by_name: str


@dataclass(frozen=True, slots=True)
class BookingView:
    """A negotiation seat taken for some time (洽谈席预约)."""

    id: UUID
    seat_id: int
    seat_name: str
    starts_at: datetime
    ends_at: datetime
    who: str = field(repr=False)
    about: str


@dataclass(frozen=True, slots=True)
class SeatView:
    """A negotiation seat with the bookings of a day (洽谈席)."""

    id: int
    name: str
    bookings: tuple[BookingView, ...]


@dataclass(frozen=True, slots=True)
class ToolView:
    """A tool that is lent (借用工具); the borrower is named while it is out."""

    id: UUID
    label: str
    name: str
    loan_id: UUID | None
    borrower: str = field(repr=False)
    phone: str = field(repr=False)
    lent_at: datetime | None
    due_at: datetime | None
    note: str

    @property
    def out(self) -> bool:
        return self.loan_id is not None


@dataclass(frozen=True, slots=True)
class LoanView:
    """A tool lent to somebody, and when it came back (借还)."""

    label: str
    name: str
    borrower: str = field(repr=False)
    phone: str = field(repr=False)
    lent_at: datetime
    due_at: datetime
    returned_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question to a person (政策咨询)."""

    id: UUID
    topic: str
    text: str = field(repr=False)
    who: str = field(repr=False)
    phone: str = field(repr=False)
    asked_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None

    @property
    def open(self) -> bool:
        return self.answered_at is None


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A kiosk of the hall (自助一体机)."""

    id: UUID
    org_id: UUID
    name: str
    short: str
    place: str
    seen_at: datetime | None
    retired: bool


@dataclass(frozen=True, slots=True)
class Board:
    """Today in one look (今日看板)."""

    waiting: tuple[TicketView, ...]
    called: tuple[TicketView, ...]
    drawn: int
    done: int
    missed: int
    wait_minutes: int | None
    tools_out: int
    tools_late: int
    questions_open: int
    seats_now: int
