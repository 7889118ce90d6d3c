"""A worker who reads English."""

import pytest
from playwright.sync_api import expect

from tests.given.claims import a_reported
from tests.given.people import City
from tests.journeys.conftest import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]


def test_one_press_and_the_pages_speak_english(stage: Stage, house: City):
    given = a_reported(city=house)
    me = stage.worker(given.rider)
    me.open("/")

    me.page.get_by_role("button", name="EN").click()

    expect(me.page.get_by_role("link", name="I am hurt")).to_be_visible()
    me.look("home")
    me.open("/report/")
    expect(me.page.get_by_role("heading", name="When and where")).to_be_visible()
    me.look("report")
    me.open(f"/cases/{given.case_id}/")
    expect(me.page.get_by_text("We received your report.")).to_be_visible()
    me.look("case")
