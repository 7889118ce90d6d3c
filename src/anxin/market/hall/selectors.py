"""Looking into one's own hall."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Avg, Count, F, QuerySet

from anxin.identity.types import Actor
from anxin.kit.clock import at_start_of, day_of
from anxin.market.hall.access import market_of
from anxin.market.hall.models import Announcement, Booking, Device, Loan, Question, Seat, Slip, Ticket, Tool
from anxin.market.hall.types import (
    AnnouncementView,
    Board,
    DeviceView,
    LoanView,
    QuestionView,
    SeatView,
    SlipView,
    TicketState,
    TicketView,
    ToolView,
)
from anxin.market.hall.views import (
    announcement_view,
    booking_view,
    device_view,
    loan_view,
    question_view,
    slip_view,
    ticket_view,
    tool_view,
)

_ROWS_MOST: Final = 200
_CALLED_SHOWN: Final = 6
_LOANS_MOST: Final = 5_000
_ANNOUNCED_MOST: Final = 12


def board(actor: Actor, *, at: datetime) -> Board:
    """Today's board of one's own hall (今日看板)."""
    org_id, day = market_of(actor), day_of(at)
    tickets = Ticket.objects.filter(org_id=org_id, day=day)
    waiting = tickets.filter(state=TicketState.WAITING.value).order_by("-first", "place")[:_ROWS_MOST]
    called = tickets.filter(state=TicketState.CALLED.value).order_by("-called_at")
    wait = tickets.exclude(called_at=None).aggregate(wait=Avg(F("called_at") - F("drawn_at")))["wait"]
    out = Loan.objects.filter(tool__org_id=org_id, returned_at=None)
    return Board(
        waiting=tuple(ticket_view(row, ahead=ahead) for ahead, row in enumerate(waiting)),
        called=tuple(ticket_view(row) for row in called),
        drawn=tickets.count(),
        done=tickets.filter(state=TicketState.DONE.value).count(),
        missed=tickets.filter(state=TicketState.MISSED.value).count(),
        wait_minutes=None if wait is None else round(wait.total_seconds() / 60),
        tools_out=out.count(),
        tools_late=out.filter(due_at__lt=at).count(),
        questions_open=Question.objects.filter(org_id=org_id, answered_at=None).count(),
        seats_now=Booking.objects.filter(seat__org_id=org_id, cancelled_at=None, during__contains=at).count(),
    )


def called_now(org_id: UUID, *, at: datetime) -> tuple[TicketView, ...]:
    """The numbers last called in a hall, for its screen: numbers only, no person."""
    rows = Ticket.objects.filter(org_id=org_id, day=day_of(at), state=TicketState.CALLED.value)
    return tuple(ticket_view(row) for row in rows.order_by("-called_at")[:_CALLED_SHOWN])


def waiting_count(org_id: UUID, *, at: datetime) -> int:
    """How many wait in a hall now."""
    return Ticket.objects.filter(org_id=org_id, day=day_of(at), state=TicketState.WAITING.value).count()


def seats(actor: Actor, *, on: date) -> tuple[SeatView, ...]:
    """The seats of one's own hall with the bookings of a day."""
    rows = Seat.objects.filter(org_id=market_of(actor), retired_at=None).order_by("name")
    begin = at_start_of(on)
    booked = Booking.objects.filter(
        seat__in=rows, cancelled_at=None, during__overlap=(begin, begin + timedelta(days=1))
    ).select_related("seat")
    by_seat: dict[int, list[Booking]] = {}
    for row in sorted(booked, key=lambda row: row.during.lower):
        by_seat.setdefault(row.seat_id, []).append(row)
    return tuple(
        SeatView(row.pk, row.name, tuple(booking_view(each) for each in by_seat.get(row.pk, []))) for row in rows
    )


def tools(actor: Actor) -> tuple[ToolView, ...]:
    """The tools of one's own hall; what is out comes first."""
    rows = list(Tool.objects.filter(org_id=market_of(actor), retired_at=None).order_by("label"))
    loans = {loan.tool_id: loan for loan in Loan.objects.filter(tool__in=rows, returned_at=None)}
    views = [tool_view(row, loans.get(row.pk)) for row in rows]
    return tuple(sorted(views, key=lambda view: (not view.out, view.label)))


def loans(actor: Actor) -> tuple[LoanView, ...]:
    """Tools of one's own hall lent and returned, the newest first."""
    rows = Loan.objects.filter(tool__org_id=market_of(actor)).select_related("tool").order_by("-lent_at")
    return tuple(loan_view(row) for row in rows[:_LOANS_MOST])


def questions(actor: Actor, *, answered: bool = False) -> tuple[QuestionView, ...]:
    """Questions put to one's own hall: the open ones, oldest first, or those answered, newest first."""
    rows = Question.objects.filter(org_id=market_of(actor))
    if answered:
        return _views(rows.exclude(answered_at=None).order_by("-answered_at"))
    return _views(rows.filter(answered_at=None).order_by("asked_at"))


def own_questions(worker_id: UUID) -> tuple[QuestionView, ...]:
    """What a worker asked himself."""
    return _views(Question.objects.filter(worker_id=worker_id).order_by("-asked_at"))


def _views(rows: QuerySet[Question]) -> tuple[QuestionView, ...]:
    return tuple(question_view(row) for row in rows[:_ROWS_MOST])


def devices(actor: Actor) -> tuple[DeviceView, ...]:
    """The kiosks of one's own hall, those in service first."""
    rows = Device.objects.filter(org_id=market_of(actor)).order_by(F("retired_at").asc(nulls_first=True), "short")
    return tuple(device_view(row) for row in rows)


def announcements(org_id: UUID, *, on: date) -> tuple[AnnouncementView, ...]:
    """What a hall's screen and kiosks say on a day."""
    rows = Announcement.objects.filter(org_id=org_id, until__gte=on).order_by("-made_at")
    return tuple(announcement_view(row) for row in rows[:_ANNOUNCED_MOST])


def own_announcements(actor: Actor, *, on: date) -> tuple[AnnouncementView, ...]:
    """The same for one's own hall."""
    return announcements(market_of(actor), on=on)


def slips_offline(actor: Actor, *, most: int = 50) -> tuple[SlipView, ...]:
    """Slips that one's own kiosks printed without the server, newest first: what became of them."""
    rows = Slip.objects.filter(device__org_id=market_of(actor), offline=True).select_related("device")
    return tuple(slip_view(row) for row in rows.order_by("-printed_at")[:most])


def slips_out(post_ids: Iterable[int], *, at: datetime) -> dict[int, int]:
    """How many slips were printed today for each of these posts: what somebody on his way should expect."""
    rows = Slip.objects.filter(post_id__in=list(post_ids), printed_at__gte=at_start_of(day_of(at)))
    return dict(rows.values_list("post_id").annotate(Count("id")))


def slips_count(org_id: UUID, *, at: datetime) -> int:
    """How many slips a hall printed today."""
    return Slip.objects.filter(device__org_id=org_id, printed_at__gte=at_start_of(day_of(at))).count()
