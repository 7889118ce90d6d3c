"""The hall desk, the kiosk's steps and the worker's new pages as browsers without JavaScript and machines meet them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from anxin.identity.types import Actor, Role
from anxin.market.hall.models import Booking, Loan, Slip, Ticket
from anxin.market.hall.selectors import questions
from anxin.market.hall.services import device_add, question_ask
from anxin.market.hall.types import Purpose, SlipOutcome
from anxin.market.jobs.models import Application, Hold, Profile
from anxin.market.matching import live
from anxin.market.matching.services import morning_apply
from anxin.market.outreach.models import Push, Subscription
from anxin.notify.selectors import topics_left
from anxin.notify.services.optouts import opt_out_token
from anxin.web.kiosk.machine import COOKIE
from anxin.web.kiosk.signing_keys import signed
from tests.given.hall import PLACE, Hall, a_hall
from tests.given.market import a_seeker
from tests.given.people import NOON, a_staff, a_worker, an_id_number, signed_in
from tests.given.tables import a_workbook, imported

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def hall(one_city_for_all: None) -> Hall:
    with time_machine.travel(NOON, tick=False):
        return a_hall()


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    live.forget()
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def desk(hall: Hall) -> Client:
    return signed_in(hall.clerk)


def machine(hall: Hall) -> Client:
    """A browser that is a kiosk."""
    browser = Client()
    browser.cookies[COOKIE] = hall.secret
    return browser


def step(browser: Client, to: str, **body: Any) -> Any:
    return browser.post(reverse(f"kiosk-{to}"), json.dumps(body), content_type="application/json")


def a_cleaner() -> Actor:
    return a_seeker(trades=(101, 102), skills=(1, 2), place=PLACE)[0]


def number_of(worker: Actor) -> str:
    from anxin.identity.selectors import worker_by_id

    assert worker.worker_id
    found = worker_by_id(worker.worker_id)
    assert found
    return found.id_number


@pytest.mark.parametrize(
    "name",
    ["hall", "hall-walkin", "hall-seats", "hall-tools", "hall-questions", "hall-push", "hall-lists", "hall-network",
     "hall-machines"],
)  # fmt: skip
def test_every_page_of_an_empty_hall_says_what_will_stand_there(desk: Client, name: str) -> None:
    answer = desk.get(reverse(name))

    assert answer.status_code == 200
    assert "<h1>" in answer.content.decode()


def test_a_morning_at_the_desk(desk: Client, hall: Hall) -> None:
    desk.post(reverse("hall"), {"draw": "1", "purpose": "work", "first": "on"})
    desk.post(reverse("hall"), {"call": "1", "window": "3 号窗口"})
    ticket = Ticket.objects.get()
    desk.post(reverse("hall-ticket", args=[ticket.pk, "done"]))
    desk.post(reverse("hall-seats"), {"add": "1", "new-name": "1 号桌"})
    seat = desk.get(reverse("hall-seats")).context["seats"][0]
    booked = {"book": "1", "seat": seat.id, "day": "2026-11-23", "since": "14:00", "until": "15:00", "who": "试验物业"}
    desk.post(reverse("hall-seats"), booked)
    again = desk.post(reverse("hall-seats"), booked)
    desk.post(reverse("hall-tools"), {"label": "G-07", "name": "电钻"})
    tool = desk.get(reverse("hall-tools")).context["tools"][0]
    lent = {"borrower": "赵试工", "phone": "13900000001", "day": "2026-11-23", "due": "18:00"}
    desk.post(reverse("hall-lend", args=[tool.id]), lent)
    desk.post(reverse("hall-return", args=[Loan.objects.get().pk]), {"note": "完好"})

    assert Ticket.objects.get().state == "done"
    assert Booking.objects.count() == 1
    assert again.status_code == 422
    assert "已经有人预约" in again.content.decode()
    assert Loan.objects.get().note == "完好"


def test_a_walk_in_is_registered_and_matched_in_one_screen(desk: Client, hall: Hall) -> None:
    told = {"name": "古丽·试巴依", "id_number": an_id_number(), "phone": "13900006001", "trades": ["101"]}
    told |= {"place": PLACE, "radius_km": "15", "when": "any", "pay": "30"}

    page = desk.post(reverse("hall-walkin"), told).content.decode()

    assert "家庭保洁" in page
    assert Profile.objects.get().channel == "desk"
    assert told["id_number"] not in page


def test_a_walk_in_with_a_wrong_number_keeps_what_was_typed(desk: Client) -> None:
    told = {"name": "赵试工", "id_number": "123", "phone": "13900006001", "trades": ["101"], "place": PLACE,
            "radius_km": "10", "when": "any"}  # fmt: skip

    answer = desk.post(reverse("hall-walkin"), told)

    assert answer.status_code == 422
    assert "赵试工" in answer.content.decode()


def test_a_question_of_a_worker_is_answered_from_the_desk(desk: Client, hall: Hall) -> None:
    asked = question_ask(
        org_id=hall.market.id, topic=Purpose.POLICY, text="怎么交社保？", who="", phone="1", worker_id=None, at=NOON
    )

    desk.post(reverse("hall-answer", args=[asked]), {"answer": "到 5 号窗口。"})

    assert questions(hall.clerk, answered=True)[0].answered_by == "张试市"


def test_tools_seats_questions_and_the_bank_go_out_as_excel_and_tools_come_in(desk: Client, hall: Hall) -> None:
    desk.post(reverse("hall-tools"), {"label": "G-07", "name": "电钻"})
    tool = desk.get(reverse("hall-tools")).context["tools"][0]
    lent = {"borrower": "赵试工", "phone": "13900000001", "day": "2026-11-23", "due": "18:00"}
    desk.post(reverse("hall-lend", args=[tool.id]), lent)
    said = {"text": "培训收费吗？", "who": "", "phone": "13900006003"}
    question_ask(org_id=hall.market.id, topic=Purpose.TRAINING, worker_id=None, at=NOON, **said)
    sheets = {name: _sheet(desk, name) for name in ("tools", "loans", "seats", "questions", "practice")}

    assert sheets["tools"][0][:2] == ("编号", "名称")
    assert [row[1] for row in sheets["loans"][1:]] == ["电钻"]
    assert [row[2] for row in sheets["questions"][1:]] == ["培训收费吗？"]
    assert len(sheets["practice"]) > 10 * 8
    assert len(sheets["seats"]) == 1
    rows = [["G-77", "电镐"], ["G-77", "电镐"], ["", "无号"], ["G-07", "旧的"]]
    job = imported(hall.clerk, a_workbook(["编号", "名称"], rows), importer="market-tools")
    assert (job.new_count, job.known_count, job.bad_count) == (1, 1, 2)


def _sheet(desk: Client, name: str) -> list[tuple[Any, ...]]:
    answer = desk.get(reverse(f"hall-{name}-xlsx"))
    return list(load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))


def test_a_push_to_subscribers_is_sent_once_however_often_the_form_is(desk: Client, hall: Hall) -> None:
    worker = a_cleaner()
    signed_in(worker).post(reverse("my-alerts"), {"trades": ["101"], "pace": "daily"})
    told = {"text": "明天上午九点家政专场。", "trades": ["101"], "key": "abc"}

    for _time in range(2):
        desk.post(reverse("hall-push"), told)

    push = Push.objects.get()
    assert (push.told, push.text) == (1, "明天上午九点家政专场。")
    assert "触达 1 人" in desk.get(reverse("hall-push")).content.decode()


def test_a_kiosk_is_entered_and_its_address_shown_once(desk: Client, hall: Hall) -> None:
    page = desk.post(reverse("hall-machines"), {"device": "1", "d-name": "二楼", "d-place": PLACE}).content.decode()

    assert "/kiosk/setup/?key=" in page
    assert "/kiosk/setup/?key=" not in desk.get(reverse("hall-machines")).content.decode()


def test_a_browser_that_is_no_kiosk_gets_no_answers(hall: Hall) -> None:
    stranger = Client()

    assert step(stranger, "identify", number="1").status_code == 403
    assert stranger.get(reverse("kiosk-snapshot")).status_code == 403
    assert stranger.get(reverse("kiosk")).headers["Location"] == reverse("kiosk-setup")


def test_from_number_to_slip_by_machine(hall: Hall) -> None:
    kiosk, worker = machine(hall), a_cleaner()

    token = step(kiosk, "identify", number=number_of(worker), card=True).json()["token"]
    jobs = step(kiosk, "matches", token=token, wish={"trades": [101, 102], "when": "any"}).json()["jobs"]
    slip = step(kiosk, "slip", token=token, post=jobs[0]["id"]).json()
    paper = step(kiosk, "slip", token=token, post=jobs[0]["id"], format="pdf")
    dots = step(kiosk, "slip", token=token, post=jobs[0]["id"], format="escpos")

    assert slip["picture"].startswith("data:image/png;base64,")
    assert slip["number"] == Hold.objects.get().code == Slip.objects.get().number
    assert len(pypdfium2.PdfDocument(paper.content)) == 1
    assert dots.content.startswith(b"\x1b@\x1dv0")


def test_a_wish_keeps_what_was_registered_before(hall: Hall) -> None:
    kiosk, worker = machine(hall), a_cleaner()
    token = step(kiosk, "identify", number=number_of(worker), card=True).json()["token"]

    step(kiosk, "matches", token=token, wish={"trades": [801], "when": "tomorrow"})

    profile = Profile.objects.get()
    assert (profile.trades, profile.skills, profile.pay_fen) == ([801], [1, 2], 2000)


def test_a_name_that_does_not_fit_is_not_told_apart_from_a_stranger(hall: Hall) -> None:
    kiosk, worker = machine(hall), a_cleaner()

    wrong = step(kiosk, "identify", number=number_of(worker), name="钱试错")
    stranger = step(kiosk, "identify", number=an_id_number(), name="钱试错")

    assert wrong.json() == stranger.json() == {"ask": "phone"}
    refused = step(kiosk, "identify", number=number_of(worker), name="钱试错", phone="13900006009")
    assert refused.status_code == 409


def test_guessing_at_names_ends_soon(hall: Hall) -> None:
    kiosk, worker = machine(hall), a_cleaner()
    number = number_of(worker)

    codes = [step(kiosk, "identify", number=number, name=f"钱试{each}").status_code for each in "一二三四五六七"]

    assert codes[-1] == 429


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'"x"'])
def test_nonsense_is_answered_in_words(hall: Hall, body: bytes) -> None:
    answer = machine(hall).post(reverse("kiosk-matches"), body, content_type="application/json")

    assert answer.status_code in (403, 422)
    assert answer.json()["detail"]


def test_a_token_of_another_kiosk_or_an_old_one_says_begin_again(hall: Hall) -> None:
    kiosk, worker = machine(hall), a_cleaner()
    token = step(kiosk, "identify", number=number_of(worker), card=True).json()["token"]
    other = Client()
    other.cookies[COOKIE] = device_add(name="二楼", actor=hall.clerk, at=NOON)

    assert step(other, "matches", token=token).status_code == 403
    with time_machine.travel(NOON.timestamp() + 600, tick=False):
        assert "重新刷身份证" in step(kiosk, "matches", token=token).json()["detail"]


def test_the_list_a_kiosk_keeps_is_signed_and_names_no_worker(hall: Hall) -> None:
    a_cleaner()

    kept = machine(hall).get(reverse("kiosk-snapshot")).json()
    body = json.loads(kept["body"])

    assert signed({"a": 1})["signature"] != kept["signature"]
    assert {post["title"] for post in body["posts"]} >= {"家庭保洁", "宴会服务员"}
    assert "赵试骑" not in kept["body"]


@pytest.mark.parametrize("told", [{}, {"number": "X9-1"}, {"number": "K1-1", "post_id": "a", "person": {"key": "x"}}])
def test_a_slip_that_cannot_be_read_is_settled_as_unknown_and_asked_for_no_more(hall: Hall, told: Any) -> None:
    answer = step(machine(hall), "reconcile", slips=[told])

    assert answer.status_code == 200
    assert {slip.outcome for slip in Slip.objects.all()} <= {SlipOutcome.UNKNOWN.value}


def test_the_wall_is_public_and_a_market_that_is_none_is_not_found(hall: Hall) -> None:
    feed = Client().get(reverse("screen-feed"), {"market": str(hall.market.id)}).json()

    assert feed["figures"][0] == {"name": "在招岗位", "value": "8"}
    assert "13900009999" not in json.dumps(feed)
    assert Client().get(reverse("screen"), {"market": "nonsense"}).status_code == 404


def test_the_resume_page_saves_shows_and_gives_three_files(hall: Hall) -> None:
    worker = a_cleaner()
    browser = signed_in(worker)

    told = {"words": "我干活踏实", "years": "5", "past-0-what": "保洁", "past-0-where": "试东医院"}
    assert browser.post(reverse("my-resume"), told).status_code == 302

    refused = browser.post(reverse("my-resume"), told | {"years": "五", "past-0-where": "试西医院"})
    assert (refused.status_code, "试西医院" in refused.content.decode()) == (422, True)

    page = browser.get(reverse("my-resume")).content.decode()
    assert "我干活踏实。" in page
    assert "试东医院，保洁" in page
    for kind, starts in (("pdf", b"%PDF"), ("docx", b"PK"), ("json", b"{")):
        answer = browser.get(reverse("my-resume-file", args=[kind]))
        assert answer.content.startswith(starts)
    assert browser.get(reverse("my-resume-file", args=["exe"])).status_code == 404


def test_an_answer_in_practice_gets_its_checklist_and_is_not_kept(hall: Hall) -> None:
    browser = signed_in(a_worker())
    address = reverse("practice-question", args=["guard", 3])

    page = browser.post(address, {"answer": "先打119报火警，说清几号楼"}).content.decode()

    assert "说到了 2 点，还差 2 点" in page
    assert "119报火警" not in browser.get(address).content.decode()
    assert browser.get(reverse("practice-question", args=["guard", 99])).status_code == 404


def test_alerts_are_left_in_one_tap_from_the_page_and_from_a_link(hall: Hall) -> None:
    worker = a_cleaner()
    assert worker.worker_id
    browser = signed_in(worker)
    browser.post(reverse("my-alerts"), {"trades": ["101"], "pace": "instant", "ways": ["sms"], "pay": "25"})
    assert Subscription.objects.get().pay_hour_fen == 2500

    link = reverse("unsubscribe", args=[opt_out_token(worker.worker_id, "jobs")])
    assert Client().get(link).status_code == 200
    assert topics_left(worker.worker_id) == frozenset()
    Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
    assert topics_left(worker.worker_id) == {"jobs"}

    browser.post(reverse("my-alert-end", args=[Subscription.objects.get().pk]))
    assert not Subscription.objects.exists()


def test_only_a_market_operator_comes_to_the_hall(hall: Hall) -> None:
    assert signed_in(a_staff(Role.SUPERVISOR)).get(reverse("hall")).status_code == 403


def test_a_wall_and_a_kiosk_speak_the_language_of_their_address(hall: Hall) -> None:
    wall = Client().get(reverse("screen"), {"market": str(hall.market.id), "language": "en"}).content.decode()
    kiosk = machine(hall).get(reverse("kiosk"), {"language": "en"}).content.decode()

    assert "Free for both sides" in wall
    assert "To find work, use your ID card" in kiosk
    assert "找活，刷身份证" in machine(hall).get(reverse("kiosk")).content.decode()


def test_a_crowd_is_invited_some_at_a_time_and_nobody_twice(desk: Client, hall: Hall) -> None:
    a_cleaner(), a_cleaner()

    first = morning_apply(actor=hall.clerk, at=NOON, planned_at=NOON, most=1)
    rest = morning_apply(actor=hall.clerk, at=NOON, planned_at=NOON, done=first.done)
    invited = Application.objects.filter(state="invited").count()
    again = desk.post(reverse("market-morning-go"))

    assert (first.done, first.finished, rest.finished) == (1, False, True)
    assert invited == rest.total > 1
    assert (again.status_code, Application.objects.filter(state="invited").count()) == (302, invited)
