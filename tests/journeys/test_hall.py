"""A market hall: from card to slip in three screens, an hour without the server, and the wall that never goes blank."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from anxin.identity.selectors import worker_by_id
from anxin.identity.types import WorkerView
from anxin.market.hall.models import Slip
from anxin.market.hall.passes import pass_made
from anxin.market.hall.services import call_next, ticket_draw
from anxin.market.hall.types import Purpose, SlipOutcome
from anxin.market.jobs.models import Application, Hold
from anxin.market.matching import live
from tests.given.hall import PLACE, Hall, a_hall
from tests.given.market import a_seeker
from tests.given.people import NOON, City
from tests.journeys.conftest import Journey, Stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hall(house: City, tmp_path: Any, settings: Any) -> Hall:
    settings.ANXIN_DATA = tmp_path
    live.forget()
    return a_hall()


def a_cleaner() -> WorkerView:
    """Somebody registered who cleans."""
    actor, _profile = a_seeker(trades=(101, 102), skills=(1, 2), place=PLACE)
    assert actor.worker_id
    worker = worker_by_id(actor.worker_id)
    assert worker is not None
    return worker


def set_up(kiosk: Journey, hall: Hall) -> Page:
    """Staff make the browser a kiosk."""
    kiosk.open(f"/kiosk/setup/?key={quote(hall.secret)}")
    kiosk.page.get_by_role("button", name="设为一体机").click()
    expect(kiosk.page.get_by_role("heading", name="找活，刷身份证")).to_be_visible()
    expect(kiosk.page.locator("#today")).to_contain_text("个岗位")
    return kiosk.page


def lay_card(page: Page, text: str) -> None:
    """What the card reader types."""
    page.evaluate(
        "text => { for (const key of [...text, 'Enter']) dispatchEvent(new KeyboardEvent('keydown', { key })); }", text
    )


def test_from_card_to_slip_in_three_screens(stage: Stage, hall: Hall) -> None:
    worker, kiosk = a_cleaner(), stage.kiosk()
    page = set_up(kiosk, hall)
    kiosk.look("start")

    lay_card(page, worker.id_number)
    expect(page.get_by_role("heading", name="个合适的活")).to_be_visible()
    kiosk.look("pick")
    page.locator(".job", has_text="家庭保洁").get_by_role("button", name="打印这张").click()

    expect(page.locator("#print-paper img")).to_be_visible()
    _paper_is_out(page)
    kiosk.look("slip")
    page.emulate_media(media="print", reduced_motion="no-preference")
    moving = "document.getAnimations().filter((one) => one.effect.target.closest('#paper')).length"
    assert page.evaluate(moving) == 0, "a slip that still feeds out would be printed outside its sheet"
    page.emulate_media(media="screen", reduced_motion="reduce")
    assert Hold.objects.get().profile is not None
    assert Slip.objects.get().outcome == SlipOutcome.HELD.value
    page.get_by_role("button", name="同时报名").click()
    expect(page.get_by_text("已报名，雇主会联系您")).to_be_visible()
    assert Application.objects.get().state == "applied"


def test_nothing_of_a_visitor_stays_after_thirty_seconds(stage: Stage, hall: Hall) -> None:
    worker, kiosk = a_cleaner(), stage.kiosk()
    page = set_up(kiosk, hall)
    lay_card(page, worker.id_number)
    expect(page.get_by_role("heading", name="个合适的活")).to_be_visible()

    page.clock.run_for(21_000)
    expect(page.get_by_role("heading", name="还在用吗")).to_be_visible()
    kiosk.look("still-there")
    page.clock.run_for(10_000)

    expect(page.get_by_role("heading", name="找活，刷身份证")).to_be_visible()
    assert worker.name[0] + "*" not in page.content()
    assert worker.id_number not in page.content()


def type_on(page: Page, keys: str, text: str) -> None:
    for key in text:
        page.locator(f"#{keys} button", has_text=key).first.click()


def test_a_first_visit_by_number_name_and_phone_then_trades_by_their_initials(stage: Stage, hall: Hall) -> None:
    kiosk = stage.kiosk()
    page = set_up(kiosk, hall)
    page.get_by_role("button", name="手输号码").click()
    type_on(page, "number-keys", "990101199203074")
    kiosk.look("number")
    type_on(page, "number-keys", "11" + _check("99010119920307411"))
    page.locator("#number-next").click()

    type_on(page, "name-keys", "ZHAO")
    page.locator("#name-candidates button", has_text="赵").click()
    type_on(page, "name-keys", "SHI")
    kiosk.look("name")
    while not page.locator("#name-candidates button", has_text="试").count():
        page.locator("#name-candidates button", has_text="更多").click()
    page.locator("#name-candidates button", has_text="试").click()
    page.locator("#name-next").click()

    type_on(page, "phone-keys", "13900007788")
    kiosk.look("phone")
    page.locator("#phone-next").click()

    type_on(page, "wish-keys", "RCBJ")
    page.locator("#wish-tiles").get_by_role("button", name="日常保洁").click()
    kiosk.look("wish")
    page.get_by_role("button", name="看看有什么活").click()
    expect(page.get_by_role("heading", name="赵*，有")).to_be_visible()


def _check(first: str) -> str:
    from anxin.identity.numbers import id_check_character

    return id_check_character(first)


def test_the_code_on_the_phone_opens_the_kiosk_too(stage: Stage, hall: Hall) -> None:
    worker, kiosk = a_cleaner(), stage.kiosk()
    page = set_up(kiosk, hall)
    page.get_by_role("button", name="手机出码").click()
    kiosk.look("code")

    lay_card(page, pass_made(worker.id))

    expect(page.get_by_role("heading", name="个合适的活")).to_be_visible()


def test_a_number_for_the_window(stage: Stage, hall: Hall) -> None:
    kiosk = stage.kiosk()
    page = set_up(kiosk, hall)
    page.get_by_role("button", name="取号排队").click()
    kiosk.look("queue")

    page.get_by_role("button", name="问政策").click()

    expect(page.locator("#print-paper")).to_contain_text("C001")


def test_a_visit_in_english_ends_in_chinese(stage: Stage, hall: Hall) -> None:
    worker, kiosk = a_cleaner(), stage.kiosk()
    page = set_up(kiosk, hall)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="To find work, use your ID card")).to_be_visible()
    kiosk.look("start-english")
    lay_card(page, worker.id_number)
    expect(page.get_by_role("heading", name="fit you")).to_be_visible()
    kiosk.look("pick-english")

    page.clock.run_for(31_000)

    expect(page.get_by_role("heading", name="找活，刷身份证")).to_be_visible()


def test_high_contrast_is_one_tap(stage: Stage, hall: Hall) -> None:
    kiosk = stage.kiosk()
    page = set_up(kiosk, hall)

    page.get_by_role("button", name="高对比").click()

    kiosk.look("high-contrast")


def _paper_is_out(page: Page) -> None:
    """The picture of the slip has come all the way out of its slot."""
    page.clock.run_for(1_000)
    page.evaluate(
        "Promise.all(document.getAnimations().filter((one) => one.animationName === 'feed').map((one) => one.finished))"
    )


def cut(journey: Journey) -> None:
    """The server is away for everything but what the browser keeps."""
    journey.offline = True
    journey.context.set_offline(True)


def test_an_hour_without_the_server_and_the_slips_are_settled_honestly(stage: Stage, hall: Hall) -> None:
    worker, kiosk = a_cleaner(), stage.kiosk()
    page = set_up(kiosk, hall)
    cut(kiosk)

    lay_card(page, worker.id_number)
    expect(page.get_by_text("网络断了，还能用")).to_be_visible()
    page.locator("#wish-tiles").get_by_role("button", name="日常保洁").click()
    page.get_by_role("button", name="看看有什么活").click()
    page.locator(".job", has_text="家庭保洁").get_by_role("button", name="打印这张").click()
    expect(page.locator("#print-paper")).to_contain_text("名额没有留住")
    _paper_is_out(page)
    kiosk.look("offline-slip")
    assert not Slip.objects.exists()

    kiosk.context.set_offline(False)
    page.clock.run_for(61_000)

    expect(page.locator("#offline")).to_be_hidden()
    slip = Slip.objects.get()
    assert (slip.offline, slip.outcome, slip.worker_id) == (True, SlipOutcome.HELD.value, worker.id)


def test_a_list_older_than_an_hour_prints_nothing(stage: Stage, hall: Hall) -> None:
    worker, kiosk = a_cleaner(), stage.kiosk()
    page = set_up(kiosk, hall)
    cut(kiosk)
    page.clock.fast_forward("01:05:00")

    lay_card(page, worker.id_number)

    expect(page.locator("#offline-text")).to_contain_text("岗位太旧")
    assert not page.locator(".job").count()


def test_the_wall_shows_posts_figures_and_numbers_called(stage: Stage, hall: Hall) -> None:
    ticket_draw(org_id=hall.market.id, purpose=Purpose.WORK, first=False, at=NOON)
    ticket_draw(org_id=hall.market.id, purpose=Purpose.WORK, first=False, at=NOON)
    call_next(actor=hall.clerk, window="3 号窗口", at=NOON)
    wall = stage.wall()

    wall.open(f"/screen/?market={hall.market.id}")

    expect(wall.page.locator(".row:not(.blank)")).to_have_count(5)
    expect(wall.page.locator("#called")).to_contain_text("A001")
    wall.look("posts", axe=False)
    _nothing_sticks_out(wall.page)
    for _turn in range(60):
        wall.page.clock.run_for(12_500)
    assert wall.page.evaluate("document.querySelectorAll('*').length") < 220


def test_the_wall_goes_on_when_the_server_is_away_even_after_a_restart(stage: Stage, hall: Hall) -> None:
    wall = stage.wall()
    wall.open(f"/screen/?market={hall.market.id}")
    expect(wall.page.locator(".row:not(.blank)")).to_have_count(5)
    wall.page.wait_for_function("async () => Boolean(await caches.match(location.href))")
    cut(wall)

    wall.page.reload()

    expect(wall.page.locator(".row:not(.blank)")).to_have_count(5)
    wall.page.clock.run_for(60_000)
    expect(wall.page.locator("#state")).to_contain_text("网络断了，这是")
    wall.look("away", axe=False)


def test_the_wall_says_what_to_do_when_there_are_no_jobs(stage: Stage, house: City, tmp_path: Any) -> None:
    from anxin.identity.types import OrgKind
    from tests.given.people import an_org

    market = an_org(OrgKind.MARKET, name="空场零工市场")
    wall = stage.wall()

    wall.open(f"/screen/?market={market.id}")

    expect(wall.page.get_by_role("heading", name="现在没有在招的岗位")).to_be_visible()
    wall.look("empty", axe=False)


def _nothing_sticks_out(page: Page) -> None:
    """Nothing of the wall lies outside it."""
    out = page.evaluate(
        """[...document.querySelectorAll('body *')]
        .map((one) => [one.className || one.tagName, one.getBoundingClientRect()])
        .filter(([, box]) => box.width && (box.right > innerWidth + 1 || box.bottom > innerHeight + 1))
        .map(([name]) => name)"""
    )
    assert out == []
