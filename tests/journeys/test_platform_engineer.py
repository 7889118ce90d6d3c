"""The platform's engineer: from the first key to a green conformance run, with the client that ships."""

from __future__ import annotations

from typing import Any

import pytest
from anxin_client import Client
from anxin_client.conformance import conform
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import override_settings
from playwright.sync_api import expect

from anxin.identity.types import Role
from anxin.kit.clock import now
from anxin.prevention.courses import course
from anxin.web.ui.sessions import FACTOR_AT
from tests.given.jobs import run_jobs
from tests.given.people import City, a_worker
from tests.journeys.conftest import Journey, Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]


class Working(Client):
    """The client, while the product's worker works beside it: here its jobs run between two requests."""

    def call(self, *args: Any, **more: Any) -> Any:
        run_jobs()
        return super().call(*args, **more)


def with_fresh_factor(engineer: Journey) -> None:
    """The second factor was shown a moment ago."""
    cookie = next(one for one in engineer.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME)
    session = SessionStore(cookie["value"])
    session[FACTOR_AT] = int(now().timestamp())
    session.save()


def a_test_key(engineer: Journey, note: str) -> tuple[str, str]:
    """Issue a sandbox key on the page and read what is shown once."""
    engineer.page.get_by_label("用在哪里").select_option("test")
    engineer.page.get_by_label("用途").fill(note)
    engineer.page.get_by_role("button", name="发放").click()
    return engineer.page.inner_text("#new-key-id"), engineer.page.inner_text("#new-key-secret")


@override_settings(ANXIN_WEBHOOK_SANDBOX_PRIVATE=True)
def test_an_engineer_goes_from_key_to_green(stage: Stage, house: City):
    engineer = stage.staff(house.staff(Role.PLATFORM_MANAGER), "engineer")
    with_fresh_factor(engineer)
    engineer.open("/desk/")
    engineer.page.get_by_role("link", name="平台门户").first.click()
    engineer.look("today")
    engineer.page.get_by_role("link", name="密钥", exact=True).click()
    first = a_test_key(engineer, "联调一")
    engineer.look("key-shown-once")
    second = a_test_key(engineer, "联调二")
    engineer.page.get_by_role("link", name="联调测试").click()
    engineer.page.get_by_role("button", name="开始联调测试").click()
    expect(engineer.page.get_by_text("30 项中通过 0 项")).to_be_visible()
    engineer.look("to-do")

    result = conform(Working(stage.base, *first), Working(stage.base, *second), say=lambda _text: None)

    assert [check["title"] for check in result["checks"] if not check["passed"]] == []
    engineer.open("/desk/platform/runs/")
    expect(engineer.page.get_by_text("30 项全部通过")).to_be_visible()
    engineer.look("green")
    engineer.page.get_by_role("link", name="调用记录").click()
    engineer.look("log")
    engineer.open("/desk/platform/hooks/?where=test")
    expect(engineer.page.get_by_text("已送达").first).to_be_visible()
    engineer.look("pushes")


def test_a_rider_takes_a_course_between_two_orders(stage: Stage, house: City):
    rider = stage.worker(a_worker())
    rider.open("/")
    rider.page.get_by_role("link", name="安全课").click()
    rider.look("courses")
    rider.page.get_by_role("link", name="雨雪天骑行").click()
    rider.look("cards")
    rider.page.get_by_role("link", name="学完了，答五道题").click()
    for number, one in enumerate(course("rain").questions):
        rider.page.locator(f"input[name=q{number}][value='{one.right}']").check()
    rider.look("quiz")
    rider.page.get_by_role("button", name="交卷").click()
    rider.page.get_by_role("link", name="看结业证").click()
    expect(rider.page.get_by_text("准予结业")).to_be_visible()
    rider.look("certificate")
