"""The queue (排队叫号): first come first served, but people who should not stand long go first."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.text import line
from anxin.market.hall.access import market_of
from anxin.market.hall.models import Ticket
from anxin.market.hall.types import LETTERS, Purpose, TicketState, TicketView
from anxin.market.hall.views import ticket_view


@transaction.atomic
def ticket_draw(*, org_id: UUID, purpose: Purpose, first: bool, at: datetime) -> TicketView:
    """Draw a number (取号).

    Args:
        first: an old, pregnant or disabled person, somebody with a small child: said, not proved.
    """
    day = day_of(at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"hall:{org_id}:{day}"])
    today = Ticket.objects.filter(org_id=org_id, day=day)
    place = (today.aggregate(last=Max("place"))["last"] or 0) + 1
    number = f"{LETTERS[purpose]}{today.filter(purpose=purpose.value).count() + 1:03d}"
    row = Ticket.objects.create(
        org_id=org_id, day=day, number=number, place=place, purpose=purpose.value, first=first, drawn_at=at
    )
    return ticket_view(row, ahead=today.filter(state=TicketState.WAITING.value).count() - 1)


@transaction.atomic
def call_next(*, actor: Actor, window: str, at: datetime) -> TicketView:
    """Call the next number to a window (叫号). Two windows never get the same one.

    Raises:
        Refused: nobody waits. BadInput: no window named.
    """
    where = line(window, most=20, label="窗口")
    if not where:
        raise BadInput("请先填您的窗口，例如“3 号窗口”。", field="window")
    waiting = Ticket.objects.select_for_update(skip_locked=True).filter(
        org_id=market_of(actor), day=day_of(at), state=TicketState.WAITING.value
    )
    row = waiting.order_by("-first", "place").first()
    if row is None:
        raise Refused("现在没有人在等。")
    row.state, row.window, row.called_at, row.calls = TicketState.CALLED.value, where, at, 1
    row.called_by = actor.account_id
    row.save(update_fields=["state", "window", "called_at", "calls", "called_by"])
    return ticket_view(row)


def call_again(*, ticket_id: UUID, actor: Actor, at: datetime) -> None:
    """Call the same number once more (重叫)."""
    with transaction.atomic():
        row = _own(ticket_id, actor, TicketState.CALLED)
        row.calls, row.called_at = row.calls + 1, at
        row.save(update_fields=["calls", "called_at"])


def ticket_done(*, ticket_id: UUID, actor: Actor, at: datetime) -> None:
    """The person was helped (办完)."""
    _end(ticket_id, actor, TicketState.DONE, at)


def ticket_missed(*, ticket_id: UUID, actor: Actor, at: datetime) -> None:
    """Nobody came (过号)."""
    _end(ticket_id, actor, TicketState.MISSED, at)


def _end(ticket_id: UUID, actor: Actor, state: TicketState, at: datetime) -> None:
    with transaction.atomic():
        row = _own(ticket_id, actor, TicketState.CALLED)
        row.state, row.done_at = state.value, at
        row.save(update_fields=["state", "done_at"])


def _own(ticket_id: UUID, actor: Actor, state: TicketState) -> Ticket:
    row = Ticket.objects.select_for_update().filter(pk=ticket_id, org_id=market_of(actor)).first()
    if row is None:
        raise NotFound("没有找到这个号，请刷新看板。")
    if row.state != state.value:
        raise Refused(_("%(number)s 号已经办过了，请刷新看板。") % {"number": row.number})
    return row
