"""Orders in the eyes of those they concern: the rider's cover grows, finance settles a month that does not agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from anxin.cover.services import orders_take
from anxin.cover.types import OrderLine
from anxin.identity.types import Actor, Role
from anxin.kit.clock import at_time, now
from anxin.kit.tables import write_csv
from tests.given.cover import a_line
from tests.given.jobs import run_jobs
from tests.given.people import City, a_worker
from tests.journeys.conftest import Journey, Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]

OCTOBER_NOON = at_time(date(2026, 10, 20), 12)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.ANXIN_DATA = tmp_path


def send(city: City, *lines: OrderLine, at: Any = None) -> None:
    """The simulated platform sends orders."""
    orders_take(platform_id=city.platform.id, lines=lines, actor=Actor.system(), at=at or now())


def test_a_rider_sees_todays_cover_grow_while_the_platform_sends_orders(stage: Stage, house: City):
    actor = a_worker()
    rider = stage.worker(actor)
    rider.open("/cover/")
    expect(rider.page.get_by_text("今天还没有接单")).to_be_visible()
    rider.look("nothing-yet")

    first = a_line(actor, order_no="KP1", accepted_at=now() - timedelta(minutes=30))
    send(house, first)
    rider.page.reload()
    expect(rider.page.get_by_text("今天接单 1 单，全程有保障")).to_be_visible()
    expect(rider.page.get_by_text("保障中").first).to_be_visible()

    done = a_line(actor, order_no="KP1", accepted_at=now() - timedelta(minutes=30), finished_at=(now()).isoformat())
    send(house, done, a_line(actor, order_no="KP2", accepted_at=now() - timedelta(seconds=20)))
    expect(rider.page.get_by_text("今天接单 2 单，全程有保障")).to_be_visible(timeout=40_000)  # the page asks by itself
    expect(rider.page.get_by_text("KP2", exact=True)).to_be_visible()
    rider.look("two-orders")
    rider.open("/")
    expect(rider.page.get_by_text("今天接单 2 单").first).to_be_visible()


def october(city: City, rider: Actor) -> list[OrderLine]:
    """A month of orders."""
    return [
        a_line(
            rider,
            order_no=f"D{number:03d}",
            accepted_at=OCTOBER_NOON - timedelta(minutes=7 * number),
            finished_at=(OCTOBER_NOON - timedelta(minutes=7 * number - 5)).isoformat(),
        )
        for number in range(12)
    ]


def test_finance_settles_a_month_that_does_not_agree(stage: Stage, house: City):
    lines = october(house, a_worker())
    send(house, *lines, at=OCTOBER_NOON + timedelta(minutes=6))
    finance = stage.staff(house.staff(Role.FINANCE_MAKER), "finance")
    platform = stage.staff(house.staff(Role.PLATFORM_OPERATOR), "platform")
    finance.open("/desk/premium/")
    finance.look("open-month")
    finance.page.get_by_role("button", name="结 2026年10月 的账").click()
    expect(finance.page.get_by_text("2026-10 已结账")).to_be_visible()

    _declares(platform, lines)
    _explains(platform)

    finance.page.reload()
    finance.page.get_by_role("link", name=house.platform.short_name).first.click()
    expect(finance.page.get_by_text("¥0.84").first).to_be_visible()
    finance.look("bill")
    with finance.page.expect_download() as leaving:
        finance.page.get_by_role("link", name="Excel", exact=True).click()
    sheet = load_workbook(BytesIO(leaving.value.path().read_bytes())).worksheets[0]
    assert [cell.value for cell in sheet[2]][3:] == [12, "0.84"]
    with finance.page.expect_download() as leaving:
        finance.page.get_by_role("link", name="PDF", exact=True).click()
    assert leaving.value.path().read_bytes()[:5] == b"%PDF-"

    _collects(finance)
    _next_month_takes_the_correction(finance, house, lines)


def _declares(platform: Journey, lines: list[OrderLine]) -> None:
    """All orders but the first, one at another premium, as a file that the worker reads."""
    rows = [[line.order_no, line.accepted_at, "0.07"] for line in lines[1:]]
    rows[2][2] = "0.25"
    platform.open("/desk/platform/bills/")
    platform.look("bills")
    platform.page.get_by_role("link", name="2026年10月").first.click()
    platform.page.get_by_label("订单明细").set_input_files(
        {"name": "申报.csv", "mimeType": "text/csv", "buffer": write_csv(["订单号", "接单时间", "保费"], rows)}
    )
    platform.page.get_by_role("button", name="申报并核对").click()
    expect(platform.page.get_by_text("正在读“申报.csv”")).to_be_visible()
    platform.look("being-read")
    run_jobs()
    expect(platform.page.get_by_text("D000")).to_be_visible(timeout=40_000)  # the page asks by itself
    expect(platform.page.get_by_role("cell", name="只有我方有")).to_be_visible()
    platform.look("differences")


def _explains(platform: Journey) -> None:
    """Each difference gets its word."""
    for said in ("漏报的下月补报", "费率写错的已改"):
        platform.page.get_by_placeholder("例如：下月补报").first.fill(said)
        platform.page.get_by_role("button", name="记下").first.click()
        expect(platform.page.get_by_text(said)).to_be_visible()
    platform.look("explained")


def _collects(finance: Journey) -> None:
    """The charges go to the tax office, its payments come back."""
    finance.open("/desk/premium/?month=2026-10")
    finance.page.get_by_role("button", name="报送税务").click()
    expect(finance.page.get_by_text("已报送税务")).to_be_visible()
    finance.page.get_by_role("button", name="取回入库凭证").click()
    expect(finance.page.get_by_text("登记了 1 笔新的入库")).to_be_visible()
    expect(finance.page.get_by_text("已缴清").first).to_be_visible()
    finance.look("paid")


def _next_month_takes_the_correction(finance: Journey, house: City, lines: list[OrderLine]) -> None:
    """What the platform corrects now stands in the running month; the bill stays as it was."""
    send(house, replace(lines[0], industry="freight"))
    finance.open("/desk/premium/")
    expect(finance.page.get_by_role("region", name="还没结账的月份").get_by_text("¥0.11")).to_be_visible()
    expect(finance.page.get_by_role("region", name="账单").get_by_text("¥0.84").first).to_be_visible()
    finance.look("correction-next-month")
