"""Rows turned into the frozen views others see."""

from __future__ import annotations

from anxin.market.hall.models import Announcement, Booking, Device, Loan, Question, Slip, Ticket, Tool
from anxin.market.hall.types import (
    AnnouncementView,
    BookingView,
    DeviceView,
    LoanView,
    Purpose,
    QuestionView,
    SlipOutcome,
    SlipView,
    TicketState,
    TicketView,
    ToolView,
)


def ticket_view(row: Ticket, *, ahead: int = 0) -> TicketView:
    """A number."""
    return TicketView(
        id=row.pk,
        number=row.number,
        purpose=Purpose(row.purpose),
        state=TicketState(row.state),
        first=row.first,
        window=row.window,
        drawn_at=row.drawn_at,
        called_at=row.called_at,
        calls=row.calls,
        ahead=ahead,
    )


def booking_view(row: Booking) -> BookingView:
    """A booking with its seat loaded."""
    return BookingView(row.pk, row.seat_id, row.seat.name, row.during.lower, row.during.upper, row.who, row.about)


def tool_view(row: Tool, loan: Loan | None) -> ToolView:
    """A tool with the loan that is open."""
    return ToolView(
        id=row.pk,
        label=row.label,
        name=row.name,
        loan_id=loan.pk if loan else None,
        borrower=loan.borrower if loan else "",
        phone=loan.phone if loan else "",
        lent_at=loan.lent_at if loan else None,
        due_at=loan.due_at if loan else None,
        note=loan.note if loan else "",
    )


def loan_view(row: Loan) -> LoanView:
    """A loan with its tool loaded."""
    return LoanView(
        label=row.tool.label,
        name=row.tool.name,
        borrower=row.borrower,
        phone=row.phone,
        lent_at=row.lent_at,
        due_at=row.due_at,
        returned_at=row.returned_at,
        note=row.note,
    )


def question_view(row: Question) -> QuestionView:
    """A question."""
    return QuestionView(
        row.pk,
        row.topic,
        row.text,
        row.who,
        row.phone,
        row.asked_at,
        row.answer,
        row.answered_name,
        row.answered_at,
    )


def device_view(row: Device) -> DeviceView:
    """A kiosk."""
    return DeviceView(row.pk, row.org_id, row.name, row.short, row.place, row.seen_at, row.retired_at is not None)


def announcement_view(row: Announcement) -> AnnouncementView:
    """A sentence for the screen."""
    return AnnouncementView(row.pk, row.text, row.until, row.by_name)


def slip_view(row: Slip) -> SlipView:
    """A slip with its kiosk loaded."""
    return SlipView(
        row.number,
        row.post_id,
        row.device.name,
        row.offline,
        SlipOutcome(row.outcome),
        row.printed_at,
        row.settled_at,
    )
