"""A session that ends in the middle of a form: nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect

from anxin.claims.models import Objection, Report
from anxin.claims.services import claim_advance
from anxin.identity.types import Actor, Role
from anxin.web.ui.sessions import SEEN_AT
from tests.given.claims import a_complete
from tests.given.people import NOON, City, a_staff, a_worker
from tests.journeys.conftest import Journey, Stage
from tests.journeys.test_worker import PHONE, prove

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture
def rider(house: City) -> Actor:
    a_staff(Role.INSURER_HANDLER, org=house.insurer)
    return a_worker(phone=PHONE)


def stand_idle(me: Journey) -> None:
    """Let the session look as if nobody had touched the phone for longer than is allowed."""
    cookie = next(one for one in me.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME)
    session = SessionStore(cookie["value"])
    session[SEEN_AT] = int((NOON - timedelta(days=settings.ANXIN_WORKER_IDLE_DAYS + 1)).timestamp())
    session.save()


def test_an_objection_typed_into_a_dead_session_is_sent_after_signing_in_again(stage: Stage, house: City, rider: Actor):
    given = a_complete(city=house, rider=rider)
    claim_advance(case_id=given.case_id, at=NOON)
    me = stage.worker(rider)
    me.open(f"/cases/{given.case_id}/object/")
    me.page.get_by_label("为什么").fill("少算了一项检查费")
    stand_idle(me)

    me.page.get_by_role("button", name="提出异议").click()

    expect(me.page.get_by_text("刚才填写的内容还在")).to_be_visible()
    me.look("signed-out")
    prove(me)
    expect(me.page.get_by_role("heading", name="刚才填写的内容还在")).to_be_visible()
    me.look("held")
    me.page.get_by_role("button", name="继续提交").click()

    expect(me.page.get_by_text("已收到您的异议")).to_be_visible()
    assert Objection.objects.get().reason == "少算了一项检查费"


@pytest.mark.parametrize("forgotten", [{"name": settings.SESSION_COOKIE_NAME}, {}], ids=["who", "everything"])
def test_what_was_typed_is_there_again_even_when_the_phone_has_forgotten_who_typed_it(
    stage: Stage, house: City, rider: Actor, forgotten: dict[str, str]
):
    given = a_complete(city=house, rider=rider)
    claim_advance(case_id=given.case_id, at=NOON)
    me = stage.worker(rider)
    me.open(f"/cases/{given.case_id}/object/")
    me.page.get_by_label("为什么").fill("少算了一项检查费")
    me.context.clear_cookies(**forgotten)

    me.page.get_by_role("button", name="提出异议").click()
    prove(me)

    expect(me.page.get_by_label("为什么")).to_have_value("少算了一项检查费")
    me.page.get_by_role("button", name="提出异议").click()
    expect(me.page.get_by_text("已收到您的异议")).to_be_visible()
    me.page.get_by_role("link", name="补充证明").click()
    assert me.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length") == 0


def test_a_report_sent_from_a_dead_session_arrives_once_after_signing_in_again(stage: Stage, rider: Actor):
    me = stage.worker(rider)
    me.open("/report/")
    me.page.get_by_role("button", name="下一步").click()
    stand_idle(me)

    me.page.get_by_role("button", name="摔倒").click()

    expect(me.page.get_by_label("手机号码")).to_be_visible()
    prove(me)
    me.page.get_by_role("button", name="继续提交").click()
    expect(me.page.get_by_role("heading", name="已收到报案")).to_be_visible()
    expect(me.page.locator("#unsent")).to_be_hidden()
    assert Report.objects.count() == 1


def test_a_report_of_a_phone_that_has_forgotten_everything_arrives_after_signing_in(stage: Stage, rider: Actor):
    me = stage.worker(rider)
    me.offline = True  # the refused attempt stands in the console
    me.open("/report/")
    me.page.get_by_role("button", name="下一步").click()
    me.page.get_by_label("简单说说经过").fill("转弯时摔倒")
    me.context.clear_cookies()

    me.page.get_by_role("button", name="摔倒").click()

    expect(me.page.get_by_text("登录以后就发出去")).to_be_visible()
    prove(me)
    expect(me.page.get_by_role("heading", name="已收到报案")).to_be_visible()
    assert Report.objects.get().narrative == "转弯时摔倒"
