"""Courses, quizzes, assignments by level and by event, hot spots, effect."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from anxin.claims.types import What
from anxin.identity.types import Actor, Role
from anxin.kit.errors import BadInput, NotAllowed, NotFound
from anxin.kit.ids import uuid7
from anxin.notify.models import HookMessage
from anxin.prevention.courses import course, courses
from anxin.prevention.models import Accident
from anxin.prevention.selectors import assigned_to, certificate, completions, effects, hot_spots
from anxin.prevention.services import accident_note, drive_start, people_note, quiz_mark
from anxin.prevention.services.accidents import street_of
from anxin.prevention.types import Cause, Level
from tests.given.cover import an_order
from tests.given.people import NOON, a_city, a_staff, a_worker, signed_in


def right_answers(key: str) -> list[int | None]:
    return [one.right for one in course(key).questions]


def note(platform_id, place="示范路与试验街路口", *, what="collision", hours=0, worker=None):
    accident_note(
        case_id=uuid7(),
        worker_id=(worker or a_worker()).worker_id,
        platform_id=platform_id,
        happened_at=NOON - timedelta(hours=hours),
        place=place,
        what=what,
        at=NOON,
    )


def test_ten_courses_ship_each_with_a_word_for_every_level_and_five_questions():
    shipped = courses()

    assert len(shipped) == 10
    for one in shipped:
        assert set(one.levels) == set(Level)
        assert len(one.questions) == 5
        assert len(one.cards) >= 6
        assert (one.certainty, bool(one.source)) == ("M", True)
        assert all(len(card.text) <= 90 for card in one.cards), "a card is read at a glance"
    assert {"newcomer", "accident", "heat", "hotspot"} <= {event for one in shipped for event in one.events}
    assert set(What) & {event for one in shipped for event in one.events}


def test_a_course_that_is_not_in_force_yet_or_unknown_is_not_found():
    with pytest.raises(NotFound):
        course("rain", on=course("rain").in_force - timedelta(days=1))
    with pytest.raises(NotFound):
        course("flying")


def test_four_right_answers_end_the_assignment_and_give_a_certificate():
    city, rider = a_city(), a_worker()
    note(city.platform.id, worker=rider)
    todo = [one.course for one in assigned_to(rider) if one.passed_at is None]
    assert todo
    answers = right_answers(todo[0])
    answers[0] = (answers[0] + 1) % 3

    marked = quiz_mark(course=todo[0], answers=answers, actor=rider, at=NOON)

    assert (marked.score, marked.passed) == (4, True)
    assert certificate(rider, todo[0]).number == marked.certificate
    assert todo[0] not in [one.course for one in assigned_to(rider) if one.passed_at is None]


def test_three_right_answers_are_not_enough_and_a_question_left_out_is_said():
    rider = a_worker()
    wrong = [(one + 1) % 3 if place < 2 else one for place, one in enumerate(right_answers("rain"))]

    assert not quiz_mark(course="rain", answers=wrong, actor=rider, at=NOON).passed
    with pytest.raises(NotFound):
        certificate(rider, "rain")
    with pytest.raises(BadInput, match="没有答"):
        quiz_mark(course="rain", answers=[0, 1, None, 0, 0], actor=rider, at=NOON)
    with pytest.raises(NotAllowed):
        quiz_mark(course="rain", answers=wrong, actor=Actor.anonymous(), at=NOON)


def test_an_accident_gives_its_worker_the_courses_that_help_and_only_once():
    city, rider = a_city(), a_worker()
    case_id = uuid7()
    for _turn in range(2):
        accident_note(
            case_id=case_id,
            worker_id=rider.worker_id,
            platform_id=city.platform.id,
            happened_at=NOON,
            place="示范路",
            what="collision",
            at=NOON,
        )

    given = assigned_to(rider)
    assert 1 <= len(given) <= 2
    assert {one.cause for one in given} == {Cause.ACCIDENT}
    assert Accident.objects.count() == 1
    assert HookMessage.objects.filter(type="prevention.assigned", org_id=city.platform.id).count() == 1


def test_a_newcomer_is_told_on_the_first_day_and_those_there_before_us_are_not():
    city, old, new = a_city(), a_worker("孙试旧"), a_worker("周试新")
    an_order(old, city.platform.id)
    assert people_note(at=NOON) == 0
    tomorrow = NOON + timedelta(days=1)
    with time_machine.travel(tomorrow, tick=False):
        an_order(new, city.platform.id, accepted_at=tomorrow - timedelta(minutes=22))
        an_order(old, city.platform.id, order_no="K9", accepted_at=tomorrow - timedelta(minutes=22))

        assert people_note(at=tomorrow) == 1
        assert people_note(at=tomorrow) == 0
        assert {one.cause for one in assigned_to(new)} == {Cause.NEWCOMER}
        assert len(assigned_to(new)) == 3
        assert assigned_to(old) == []


def test_a_drive_reaches_one_level_of_one_platform_and_is_pushed():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id)
    people_note(at=NOON)
    manager, leader = city.staff(Role.PLATFORM_OPERATOR), city.staff(Role.PLATFORM_MANAGER)

    reached = drive_start(
        platform_id=city.platform.id, course="heat", level=Level.FRONT, actor=leader, at=NOON, cause=Cause.HEAT
    )
    to_leaders = drive_start(platform_id=city.platform.id, course="heat", level=Level.LEADER, actor=leader, at=NOON)

    assert (reached, to_leaders) == (1, 1)
    assert [one.course for one in assigned_to(rider)] == ["heat"]
    assert [one.course for one in assigned_to(leader)] == ["heat"]
    assert assigned_to(manager) == []
    push = HookMessage.objects.filter(type="prevention.push").order_by("pk").first()
    assert push.data["path"] == "/learn/heat/"
    with pytest.raises(NotAllowed):
        drive_start(platform_id=city.other_platform.id, course="heat", level=Level.FRONT, actor=leader, at=NOON)


def test_completion_is_counted_by_platform_and_level_and_shown_to_ones_own_only():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id)
    people_note(at=NOON)
    leader = city.staff(Role.PLATFORM_MANAGER)
    drive_start(platform_id=city.platform.id, course="rain", level=Level.FRONT, actor=leader, at=NOON)
    quiz_mark(course="rain", answers=right_answers("rain"), actor=rider, at=NOON)

    mine = {one.level: one for one in completions(leader, on=NOON.date())}
    others = completions(a_staff(Role.PLATFORM_MANAGER, org=city.other_platform), on=NOON.date())

    front = mine[Level.FRONT]
    assert (front.people, front.assigned, front.passed, front.percent) == (1, 1, 1, 100)
    assert {one.platform_id for one in others} == {city.other_platform.id}


@pytest.mark.parametrize(
    ("typed", "street"),
    [
        ("示范路与试验街路口", "示范路与试验街"),
        ("海淀区示范大街 12 号楼下，赵试骑家门口", "海淀区示范大街"),
        ("示范小区", "示范小区"),
        ("楼下", ""),
        ("", ""),
    ],
)
def test_a_place_is_kept_as_streets_only(typed, street):
    assert street_of(typed) == street


def test_hot_spots_are_places_with_several_accidents_in_the_same_hours():
    city = a_city()
    leader = city.staff(Role.PLATFORM_MANAGER)
    for _turn in range(2):
        note(city.platform.id)
    note(city.platform.id, hours=8)
    note(city.platform.id, "另外街")
    note(city.other_platform.id)

    (spot,) = hot_spots(leader, on=NOON.date())

    assert (spot.place, spot.hours, spot.accidents) == ("示范路与试验街", "12:00–15:00", 2)
    assert hot_spots(city.staff(Role.SUPERVISOR), on=NOON.date())[0].accidents == 3


def test_effect_compares_equally_long_spans_per_ten_thousand_orders():
    city, rider = a_city(), a_worker()
    leader = city.staff(Role.PLATFORM_MANAGER)
    drive_start(platform_id=city.platform.id, course="rain", level=Level.FRONT, actor=leader, at=NOON)
    an_order(rider, city.platform.id)
    note(city.platform.id)

    (one,) = effects(leader, on=NOON.date() + timedelta(days=10))

    assert (one.after.first, one.after.last) == (NOON.date(), NOON.date() + timedelta(days=9))
    assert (one.before.last - one.before.first) == (one.after.last - one.after.first)
    assert (one.after.accidents, one.after.orders, one.after.per_ten_thousand) == (1, 1, Decimal("10000.00"))
    assert one.before.per_ten_thousand is None
    assert not one.comparable


def test_a_worker_learns_on_the_phone_from_the_card_to_the_certificate():
    city, rider = a_city(), a_worker()
    note(city.platform.id, worker=rider)
    phone, todo = signed_in(rider), assigned_to(rider)[0]

    home, list_page = phone.get("/"), phone.get("/learn/").content.decode()
    assert "课要学" in home.content.decode()
    assert "请您先学这几课" in list_page
    cards = phone.get(f"/learn/{todo.course}/").content.decode()
    assert course(todo.course).levels[Level.FRONT] in cards
    assert "读给我听" in cards
    empty = phone.post(f"/learn/{todo.course}/quiz/", {})
    assert empty.status_code == 422
    answers = {f"q{number}": value for number, value in enumerate(right_answers(todo.course))}
    passed = phone.post(f"/learn/{todo.course}/quiz/", answers).content.decode()
    assert "结业了" in passed
    assert "准予结业" in phone.get(f"/learn/{todo.course}/certificate/").content.decode()


def test_the_cards_are_open_to_everybody_and_the_quiz_asks_who_you_are():
    visitor = Client()

    assert visitor.get("/learn/").status_code == 200
    assert visitor.get("/learn/firstaid/").status_code == 200
    assert visitor.get("/learn/firstaid/quiz/").status_code == 302
    assert visitor.get("/learn/flying/").status_code == 404


def test_the_desk_shows_completion_spots_and_effect_and_assigns():
    city = a_city()
    leader = city.staff(Role.PLATFORM_MANAGER)
    for _turn in range(2):
        note(city.platform.id)
    desk = signed_in(leader)

    page = desk.get("/desk/prevention/").content.decode()
    told = {"platform_id": str(city.platform.id), "course": "rain", "level": "front", "cause": "weather"}
    made = desk.post("/desk/prevention/", told)
    foreign = desk.post("/desk/prevention/", told | {"platform_id": str(city.other_platform.id)})

    assert "示范路与试验街" in page
    assert made.status_code == 302
    assert foreign.status_code == 422
    assert "雨雪天骑行" in desk.get("/desk/prevention/").content.decode()
    assert desk.get("/desk/prevention.xlsx").status_code == 200
