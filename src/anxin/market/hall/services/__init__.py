"""What is done in the hall."""

from anxin.market.hall.services.announcing import announcement_make, announcement_withdraw
from anxin.market.hall.services.devices import device_add, device_retire, device_seen
from anxin.market.hall.services.questions import question_answer, question_ask
from anxin.market.hall.services.seats import booking_cancel, booking_make, seat_add
from anxin.market.hall.services.slips import slip_enter, slip_known
from anxin.market.hall.services.tickets import call_again, call_next, ticket_done, ticket_draw, ticket_missed
from anxin.market.hall.services.tools import tool_add, tool_lend, tool_return

__all__ = [
    "announcement_make",
    "announcement_withdraw",
    "booking_cancel",
    "booking_make",
    "call_again",
    "call_next",
    "device_add",
    "device_retire",
    "device_seen",
    "question_answer",
    "question_ask",
    "seat_add",
    "slip_enter",
    "slip_known",
    "ticket_done",
    "ticket_draw",
    "ticket_missed",
    "tool_add",
    "tool_lend",
    "tool_return",
]
