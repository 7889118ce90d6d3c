"""The floor of the hall: today's board and queue, seats, tools, questions, kiosks and announcements."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anxin.identity.types import Role
from anxin.kit import clock
from anxin.kit.clock import SHANGHAI
from anxin.market.hall import selectors
from anxin.market.hall.access import market_of
from anxin.market.hall.services import (
    announcement_make,
    announcement_withdraw,
    booking_cancel,
    booking_make,
    call_again,
    call_next,
    device_add,
    device_retire,
    question_answer,
    seat_add,
    ticket_done,
    ticket_draw,
    ticket_missed,
    tool_add,
    tool_lend,
    tool_return,
)
from anxin.web.staff.hall.forms import (
    AnnouncementForm,
    DeviceForm,
    LoanForm,
    NameForm,
    SeatForm,
    TicketForm,
    ToolForm,
)
from anxin.web.ui.forms import refusals_in, refusals_said
from anxin.web.ui.routes import actor_of, page, staff

CLERKS = staff(Role.MARKET_OPERATOR)
WINDOW = "hall_window"


@require_http_methods(["GET", "POST"])
def board(request: HttpRequest) -> HttpResponse:
    """Today's board: who waits, who was called, and what is out."""
    actor, at = actor_of(request), clock.now()
    form = TicketForm(request.POST if request.POST.get("draw") else None)
    if request.POST.get("draw") and form.is_valid():
        said = form.cleaned_data
        drawn = ticket_draw(org_id=market_of(actor), purpose=said["purpose"], first=said["first"], at=at)
        messages.success(
            request, _("%(number)s 号，前面还有 %(ahead)s 人。") % {"number": drawn.number, "ahead": drawn.ahead}
        )
        return redirect("hall")
    if request.POST.get("call"):
        with refusals_said(request):
            window = request.POST.get("window", "")
            called = call_next(actor=actor, window=window, at=at)
            request.session[WINDOW] = called.window
            messages.success(
                request, _("请 %(number)s 到%(window)s。") % {"number": called.number, "window": called.window}
            )
        return redirect("hall")
    shown = {"board": selectors.board(actor, at=at), "form": form, "window": request.session.get(WINDOW, "")}
    template = "staff/hall/queue.html" if request.headers.get("HX-Request") else "staff/hall/board.html"
    return render(request, template, shown | {"tab": "hall", "at": at})


@require_POST
def ticket(request: HttpRequest, ticket_id: UUID, act: str) -> HttpResponse:
    """Call again, done, or nobody came."""
    acts = {"again": call_again, "done": ticket_done, "missed": ticket_missed}
    with refusals_said(request):
        if act in acts:
            acts[act](ticket_id=ticket_id, actor=actor_of(request), at=clock.now())
    return redirect("hall")


@require_http_methods(["GET", "POST"])
def seats(request: HttpRequest) -> HttpResponse:
    """Negotiation seats on a day."""
    actor, at = actor_of(request), clock.now()
    day = day_of_address(request, clock.day_of(at))
    rows = selectors.seats(actor, on=day)
    choices = [(row.id, row.name) for row in rows]
    form = SeatForm(request.POST if request.POST.get("book") else None, seats=choices, initial={"day": day.isoformat()})
    new = NameForm(request.POST if request.POST.get("add") else None, prefix="new")
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        with refusals_in(form):
            booking_make(
                seat_id=said["seat"],
                starts_at=_moment(said["day"], said["since"]),
                ends_at=_moment(said["day"], said["until"]),
                who=said["who"],
                about=said["about"],
                actor=actor,
                at=at,
            )
            messages.success(request, _("已预约。"))
            return redirect(f"{reverse('hall-seats')}?{urlencode({'day': said['day'].isoformat()})}")
    if new.is_bound and new.is_valid():
        with refusals_in(new):
            seat_add(name=new.cleaned_data["name"], actor=actor)
            return redirect("hall-seats")
    bad = bool(form.errors or new.errors)
    shown = {"seats": rows, "day": day, "form": form, "new": new, "tab": "hall-seats"}
    return render(request, "staff/hall/seats.html", shown, status=422 if bad else 200)


@require_POST
def booking_end(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Give a seat back."""
    with refusals_said(request):
        booking_cancel(booking_id=booking_id, actor=actor_of(request), at=clock.now())
        messages.success(request, _("已取消预约。"))
    return redirect("hall-seats")


@require_http_methods(["GET", "POST"])
def tools(request: HttpRequest) -> HttpResponse:
    """Tools lent and returned."""
    actor = actor_of(request)
    form = ToolForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with refusals_in(form):
            tool_add(**form.cleaned_data, actor=actor)
            messages.success(request, _("已登记。"))
            return redirect("hall-tools")
    shown = {"tools": selectors.tools(actor), "form": form, "now": clock.now(), "tab": "hall-tools"}
    return render(request, "staff/hall/tools.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def lend(request: HttpRequest, tool_id: UUID) -> HttpResponse:
    """Lend one tool."""
    actor, at = actor_of(request), clock.now()
    tool = next((one for one in selectors.tools(actor) if one.id == tool_id), None)
    form = LoanForm(
        request.POST if request.method == "POST" else None,
        initial={"day": clock.day_of(at).isoformat(), "due": "18:00"},
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        with refusals_in(form):
            due_at = _moment(said["day"], said["due"])
            tool_lend(
                tool_id=tool_id, borrower=said["borrower"], phone=said["phone"], due_at=due_at, actor=actor, at=at
            )
            messages.success(request, _("已借出。"))
            return redirect("hall-tools")
    shown = {"tool": tool, "form": form, "tab": "hall-tools"}
    return render(request, "staff/hall/lend.html", shown, status=404 if tool is None else 422 if form.errors else 200)


@require_POST
def give_back(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Take a tool back."""
    with refusals_said(request):
        tool_return(loan_id=loan_id, note=request.POST.get("note", ""), actor=actor_of(request), at=clock.now())
        messages.success(request, _("已归还。"))
    return redirect("hall-tools")


@require_http_methods(["GET"])
def questions(request: HttpRequest) -> HttpResponse:
    """Questions to a person."""
    actor, answered = actor_of(request), request.GET.get("answered") == "1"
    shown = {"questions": selectors.questions(actor, answered=answered), "answered": answered, "tab": "hall-questions"}
    return render(request, "staff/hall/questions.html", shown)


@require_POST
def answer(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Answer a question."""
    with refusals_said(request):
        text = request.POST.get("answer", "")
        question_answer(question_id=question_id, text=text, actor=actor_of(request), at=clock.now())
        messages.success(request, _("已答复，本人会收到消息。留了电话的请再打一个。"))
    return redirect("hall-questions")


@require_http_methods(["GET", "POST"])
def machines(request: HttpRequest) -> HttpResponse:
    """Kiosks, what they printed without the server, and announcements."""
    actor, at = actor_of(request), clock.now()
    device = DeviceForm(request.POST if request.POST.get("device") else None, prefix="d")
    notice = AnnouncementForm(request.POST if request.POST.get("notice") else None, prefix="n")
    if notice.is_bound and notice.is_valid():
        with refusals_in(notice):
            announcement_make(**notice.cleaned_data, actor=actor, at=at)
            messages.success(request, _("已发布，大屏十秒内更新。"))
            return redirect("hall-machines")
    address = ""
    if device.is_bound and device.is_valid():
        with refusals_in(device):
            secret = device_add(**device.cleaned_data, actor=actor, at=at)
            address = request.build_absolute_uri(f"{reverse('kiosk-setup')}?{urlencode({'key': secret})}")
    shown = {
        "device": device,
        "notice": notice,
        "address": address,
        "devices": selectors.devices(actor),
        "slips": selectors.slips_offline(actor),
        "notices": selectors.own_announcements(actor, on=clock.day_of(at)),
        "market": market_of(actor),
        "tab": "hall-machines",
    }
    return render(request, "staff/hall/machines.html", shown, status=422 if device.errors or notice.errors else 200)


@require_POST
def machine_end(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Take a kiosk out of service."""
    with refusals_said(request):
        device_retire(device_id=device_id, actor=actor_of(request), at=clock.now())
        messages.success(request, _("已停用，那台机器马上不能再用。"))
    return redirect("hall-machines")


@require_POST
def notice_end(request: HttpRequest, announcement_id: UUID) -> HttpResponse:
    """Take an announcement down."""
    with refusals_said(request):
        announcement_withdraw(announcement_id=announcement_id, actor=actor_of(request))
        messages.success(request, _("已撤下。"))
    return redirect("hall-machines")


def day_of_address(request: HttpRequest, otherwise: date) -> date:
    """The day an address asks for."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return otherwise


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=SHANGHAI)


def _pages() -> list[Any]:
    return [
        page("hall/", board, name="hall", audience=CLERKS),
        page("hall/tickets/<uuid:ticket_id>/<slug:act>/", ticket, name="hall-ticket", audience=CLERKS),
        page("hall/seats/", seats, name="hall-seats", audience=CLERKS),
        page("hall/bookings/<uuid:booking_id>/cancel/", booking_end, name="hall-booking-end", audience=CLERKS),
        page("hall/tools/", tools, name="hall-tools", audience=CLERKS),
        page("hall/tools/<uuid:tool_id>/lend/", lend, name="hall-lend", audience=CLERKS),
        page("hall/loans/<uuid:loan_id>/return/", give_back, name="hall-return", audience=CLERKS),
        page("hall/questions/", questions, name="hall-questions", audience=CLERKS),
        page("hall/questions/<uuid:question_id>/answer/", answer, name="hall-answer", audience=CLERKS),
        page("hall/machines/", machines, name="hall-machines", audience=CLERKS),
        page("hall/machines/<uuid:device_id>/retire/", machine_end, name="hall-machine-end", audience=CLERKS),
        page("hall/notices/<uuid:announcement_id>/end/", notice_end, name="hall-notice-end", audience=CLERKS),
    ]


urlpatterns = _pages()
