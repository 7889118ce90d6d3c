"""The people of the hall: a clerk's morning, and what a worker finds on the phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from anxin.market.hall.services import ticket_draw
from anxin.market.hall.types import Purpose
from anxin.market.matching import live
from tests.given.hall import PLACE, Hall, a_hall, a_halls_things
from tests.given.market import a_seeker
from tests.given.people import NOON, City, an_id_number
from tests.journeys.conftest import Stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hall(house: City, tmp_path: Any, settings: Any) -> Hall:
    settings.ANXIN_DATA = tmp_path
    live.forget()
    return a_hall()


def test_a_clerks_morning(stage: Stage, hall: Hall) -> None:
    a_halls_things(hall.clerk)
    for purpose in (Purpose.WORK, Purpose.HIRE, Purpose.POLICY):
        ticket_draw(org_id=hall.market.id, purpose=purpose, first=purpose is Purpose.POLICY, at=NOON)
    desk = stage.staff(hall.clerk, "clerk")
    desk.open("/desk/hall/")
    desk.page.get_by_label("我的窗口").fill("3 号窗口")
    desk.page.get_by_role("button", name="叫下一位").click()
    expect(desk.page.get_by_text("请 C001 到3 号窗口。")).to_be_visible()
    desk.look("board")

    desk.open("/desk/hall/walkin/")
    desk.page.get_by_label("姓名").fill("古丽·试巴依")
    desk.page.get_by_label("身份证号码").fill(an_id_number())
    desk.page.get_by_label("手机号码").fill("13900006001")
    desk.page.get_by_label("想干的工种").select_option("101")
    desk.page.get_by_label("住在哪里附近").select_option(PLACE)
    desk.page.get_by_label("愿意走多远").select_option("15")
    desk.page.get_by_role("button", name="登记，看合适的活").click()
    expect(desk.page.get_by_text("家庭保洁")).to_be_visible()
    desk.look("walk-in")

    for name in ("seats", "tools", "questions", "push", "lists", "network", "machines"):
        desk.see(f"/desk/hall/{name}/", name)

    desk.open("/desk/hall/network/")
    circle = desk.page.get_by_label("联系", exact=True).first
    circle.fill("2000")
    desk.page.get_by_role("button", name="更新人数").first.click()
    form = desk.page.locator("form", has_text="联系人数请填 0 到 1000。")
    expect(form.get_by_label("联系", exact=True)).to_have_value("2000")
    desk.look("kept")


def test_a_worker_finds_resume_practice_alerts_and_code(stage: Stage, hall: Hall) -> None:
    actor, _profile = a_seeker(trades=(101, 102), skills=(1, 2), place=PLACE)
    phone = stage.worker(actor)
    phone.see("/me/", "me")

    phone.open("/me/resume/")
    phone.page.get_by_label("用自己的话介绍自己").fill("我做保洁五年，干活仔细")
    phone.page.get_by_role("button", name="保存").click()
    expect(phone.page.get_by_text("我做保洁五年，干活仔细。")).to_be_visible()
    phone.look("resume")

    phone.see("/practice/", "practice")
    phone.open("/practice/cleaner/4/")
    phone.page.get_by_label("您怎么答").fill("不能一起用，会有毒气")
    phone.page.get_by_role("button", name="看看答得怎么样").click()
    expect(phone.page.get_by_text("说到了 2 点，还差 1 点")).to_be_visible()
    phone.look("question")

    phone.open("/me/alerts/")
    phone.page.get_by_role("button", name="订提醒").click()
    expect(phone.page.get_by_role("button", name="退订", exact=True)).to_be_visible()
    phone.look("alerts")
    phone.see("/me/code/", "code")
    phone.see("/me/questions/", "questions")
