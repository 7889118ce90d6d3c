"""The hall: who comes first, seats that nobody has twice, tools that come back, questions answered by name."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.errors import BadInput, NotAllowed, NotFound, Refused
from anxin.market.hall import selectors
from anxin.market.hall.models import Booking
from anxin.market.hall.services import (
    booking_cancel,
    booking_make,
    call_again,
    call_next,
    device_add,
    device_retire,
    device_seen,
    question_answer,
    question_ask,
    seat_add,
    ticket_done,
    ticket_draw,
    ticket_missed,
    tool_add,
    tool_lend,
    tool_return,
)
from anxin.market.hall.types import Purpose, TicketState
from anxin.notify.selectors import messages_for
from tests.given.people import NOON, a_staff, a_worker, an_org

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def clerk() -> Actor:
    return a_staff(Role.MARKET_OPERATOR, org=an_org(OrgKind.MARKET), name="张试市")


def market(clerk: Actor) -> UUID:
    return clerk.orgs()[0]


def draw(clerk: Actor, purpose: Purpose = Purpose.WORK, *, first: bool = False) -> str:
    return ticket_draw(org_id=market(clerk), purpose=purpose, first=first, at=NOON).number


def test_numbers_count_for_each_purpose_and_begin_anew_each_day(clerk: Actor) -> None:
    assert [draw(clerk), draw(clerk, Purpose.HIRE), draw(clerk)] == ["A001", "B001", "A002"]

    tomorrow = ticket_draw(org_id=market(clerk), purpose=Purpose.WORK, first=False, at=NOON + 24 * HOUR)
    assert tomorrow.number == "A001"
    assert tomorrow.ahead == 0


def test_who_should_not_stand_long_goes_first_and_the_others_in_order(clerk: Actor) -> None:
    draw(clerk)
    draw(clerk)
    draw(clerk, first=True)

    called = [call_next(actor=clerk, window="3 号窗口", at=NOON).number for _ in range(3)]

    assert called == ["A003", "A001", "A002"]
    with pytest.raises(Refused, match="没有人在等"):
        call_next(actor=clerk, window="3 号窗口", at=NOON)


def test_a_number_is_called_again_and_ends_once(clerk: Actor) -> None:
    draw(clerk)
    ticket = call_next(actor=clerk, window="3 号窗口", at=NOON)

    call_again(ticket_id=ticket.id, actor=clerk, at=NOON)
    ticket_done(ticket_id=ticket.id, actor=clerk, at=NOON)

    with pytest.raises(Refused, match="已经办过"):
        ticket_missed(ticket_id=ticket.id, actor=clerk, at=NOON)
    board = selectors.board(clerk, at=NOON)
    assert (board.drawn, board.done, board.missed, board.called) == (1, 1, 0, ())


def test_another_halls_number_is_not_found(clerk: Actor) -> None:
    draw(clerk)
    ticket = call_next(actor=clerk, window="3", at=NOON)
    stranger = a_staff(Role.MARKET_OPERATOR, org=an_org(OrgKind.MARKET))

    with pytest.raises(NotFound):
        ticket_done(ticket_id=ticket.id, actor=stranger, at=NOON)
    assert selectors.board(stranger, at=NOON).drawn == 0


def test_who_works_in_no_market_has_no_hall() -> None:
    with pytest.raises(NotAllowed):
        selectors.board(a_staff(Role.SUPERVISOR), at=NOON)


def test_the_screen_sees_numbers_and_windows_only(clerk: Actor) -> None:
    draw(clerk)
    call_next(actor=clerk, window="3 号窗口", at=NOON)

    (shown,) = selectors.called_now(market(clerk), at=NOON)

    assert (shown.number, shown.window, shown.state) == ("A001", "3 号窗口", TicketState.CALLED)


def book(clerk: Actor, seat: int, start: float, hours: float = 1) -> UUID:
    starts_at = NOON + start * HOUR
    times = {"starts_at": starts_at, "ends_at": starts_at + hours * HOUR}
    return booking_make(seat_id=seat, **times, who="试东物流园", about="面试", actor=clerk, at=NOON)


def test_a_seat_is_nobodys_twice_and_free_again_when_given_back(clerk: Actor) -> None:
    seat, other = seat_add(name="1 号桌", actor=clerk), seat_add(name="2 号桌", actor=clerk)
    first = book(clerk, seat, 1)

    with pytest.raises(Refused, match="已经有人预约"):
        book(clerk, seat, 1.5)
    book(clerk, seat, 2)
    book(clerk, other, 1.5)

    booking_cancel(booking_id=first, actor=clerk, at=NOON)
    book(clerk, seat, 1)
    assert [len(view.bookings) for view in selectors.seats(clerk, on=NOON.date())] == [2, 1]


def test_the_database_refuses_what_the_service_did_not_see(clerk: Actor) -> None:
    seat = seat_add(name="1 号桌", actor=clerk)
    book(clerk, seat, 1)
    row = Booking(
        seat_id=seat,
        during=DateTimeTZRange(NOON + HOUR, NOON + 2 * HOUR),
        who="别人",
        made_by=clerk.account_id,
        made_at=NOON,
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(("start", "hours"), [(1, 0), (1, -1), (-3, 1), (1, 5)])
def test_times_that_cannot_be_are_refused(clerk: Actor, start: float, hours: float) -> None:
    seat = seat_add(name="1 号桌", actor=clerk)

    with pytest.raises(BadInput):
        book(clerk, seat, start, hours)


def test_a_tool_is_lent_once_and_comes_back_with_a_note(clerk: Actor) -> None:
    tool = tool_add(label="G-07", name="电钻", actor=clerk)
    lent = {"tool_id": tool, "borrower": "赵试工", "phone": "13900000001", "due_at": NOON + HOUR}
    loan = tool_lend(**lent, actor=clerk, at=NOON)  # type: ignore[arg-type]

    with pytest.raises(Refused, match="还没有还回来"):
        tool_lend(**lent, actor=clerk, at=NOON)  # type: ignore[arg-type]
    assert selectors.board(clerk, at=NOON + 2 * HOUR).tools_late == 1

    tool_return(loan_id=loan, note="钻头少一个", actor=clerk, at=NOON)
    (view,) = selectors.tools(clerk)
    assert not view.out
    with pytest.raises(NotFound, match="已经归还"):
        tool_return(loan_id=loan, note="", actor=clerk, at=NOON)


def test_a_question_is_answered_once_by_name_and_the_asker_is_told(clerk: Actor) -> None:
    worker = a_worker()
    asked = question_ask(
        org_id=market(clerk), topic=Purpose.POLICY, text="灵活就业怎么交社保？", who="", phone="",
        worker_id=worker.worker_id, at=NOON,
    )  # fmt: skip

    question_answer(question_id=asked, text="带身份证到 5 号窗口办。", actor=clerk, at=NOON)

    assert "张试市：带身份证到 5 号窗口办。" in messages_for(worker)[0].text
    assert worker.worker_id
    assert selectors.own_questions(worker.worker_id)[0].answered_by == "张试市"
    with pytest.raises(Refused, match="已经答复过"):
        question_answer(question_id=asked, text="别的话", actor=clerk, at=NOON)


def test_a_stranger_who_asks_leaves_a_phone(clerk: Actor) -> None:
    with pytest.raises(BadInput, match="留一个电话"):
        question_ask(
            org_id=market(clerk), topic=Purpose.POLICY, text="怎么办？", who="", phone="", worker_id=None, at=NOON
        )


def test_a_machine_is_known_by_its_secret_until_it_is_retired(clerk: Actor) -> None:
    secret = device_add(name="大门口 1 号机", actor=clerk, at=NOON)

    machine = device_seen(secret=secret, at=NOON)

    assert machine is not None
    assert (machine.org_id, machine.short) == (market(clerk), "K1")
    assert device_seen(secret="guessed", at=NOON) is None
    device_retire(device_id=machine.id, actor=clerk, at=NOON)
    assert device_seen(secret=secret, at=NOON) is None
