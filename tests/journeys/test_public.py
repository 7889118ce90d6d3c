"""What anybody can open."""

import pytest

from tests.journeys.conftest import Stage

pytestmark = pytest.mark.journey


def test_the_first_page_shows_the_door_before_the_login(stage: Stage):
    visitor = stage.worker()
    visitor.open("/")
    visitor.look("home")

    visitor.page.get_by_role("link", name="我受伤了").click()

    assert "/login/" in visitor.page.url
    visitor.look("login")


def test_large_type_is_remembered_on_every_page(stage: Stage):
    visitor = stage.worker()
    visitor.open("/")

    visitor.page.get_by_role("button", name="大字").click()

    assert visitor.page.locator("html").get_attribute("data-type") == "large"
    visitor.look("large")
    visitor.open("/wages/")
    assert visitor.page.locator("html").get_attribute("data-type") == "large"


@pytest.mark.parametrize("width", [320, 430])
def test_the_first_page_fits_any_phone(stage: Stage, width: int):
    visitor = stage.worker(viewport={"width": width, "height": 700})
    for path in ("/", "/login/", "/wages/", "/open/"):
        visitor.see(path, f"{width}-{path.strip('/') or 'home'}")


def test_figures_are_public_and_say_how_they_are_counted(stage: Stage):
    visitor = stage.staff(None, "public")
    visitor.open("/open/")

    assert visitor.page.get_by_role("heading", level=1).is_visible()
    visitor.look("open")
