"""The people behind the desk, each with the next thing to do first."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from anxin.claims.models import InjuryClaim
from anxin.claims.services import claim_advance
from anxin.claims.types import PlatformAnswer
from anxin.documents.types import PaperKind
from anxin.funds.models import Batch, PayoutOrder
from anxin.identity.types import Role
from anxin.supervise.services import sheet_make
from tests.given.claims import Given, a_complete, a_reported, platform_confirms, the_five_documents
from tests.given.funds import pay_everything
from tests.given.jobs import run_jobs
from tests.given.people import NOON, City, a_staff, a_worker
from tests.journeys.conftest import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _bank(settings, tmp_path: Path) -> None:
    settings.ANXIN_DATA = tmp_path
    settings.ANXIN_BANK_ASK_MINUTES = 0


def a_decided(house: City, name: str = "赵试骑") -> Given:
    """A claim that decided itself."""
    given = a_complete(city=house, rider=a_worker(name))
    claim_advance(case_id=given.case_id, at=NOON)
    return given


def test_a_platform_confirms_what_it_knows_and_no_more(stage: Stage, house: City):
    given = a_reported(city=house)
    clerk = stage.staff(given.operator, "platform")
    clerk.open("/desk/")
    clerk.look("home")
    clerk.page.get_by_role("link", name="事故核实").click()
    clerk.look("checks")
    clerk.page.get_by_role("link", name=given.ref.number).click()
    expect(clerk.page.get_by_text("送餐路上雨天滑倒")).to_be_visible()
    expect(clerk.page.get_by_text("诊断")).to_have_count(0)
    clerk.look("check")

    clerk.page.get_by_label("事实属实").check()
    clerk.page.get_by_role("button", name="答复").click()

    clerk.page.wait_for_load_state("networkidle")
    check = InjuryClaim.objects.get(pk=given.case_id).platform_check
    assert check.answer == PlatformAnswer.CONFIRMED
    clerk.look("answered")


def test_a_handler_finds_the_next_thing_first(stage: Stage, house: City):
    given = a_reported(city=house)
    the_five_documents(given)
    handler = stage.staff(given.handler, "handler")
    handler.open("/desk/")
    expect(handler.page.get_by_text(given.ref.number).first).to_be_visible()
    handler.look("tasks")
    handler.page.keyboard.press("j")
    handler.page.keyboard.press("Enter")
    handler.page.wait_for_url("**/desk/cases/**")
    handler.look("case")
    handler.page.keyboard.press("?")
    expect(handler.page.get_by_role("heading", name="键盘")).to_be_visible()
    handler.look("keys")


def test_a_reviewer_decides_with_the_lines_in_view(stage: Stage, house: City):
    given = a_complete(
        city=house,
        diagnosis={"diagnosis": "左踝关节扭伤", "icd": "S93.400", "body_parts": ["ankle_foot"], "side": "左"},
    )
    claim_advance(case_id=given.case_id, at=NOON)
    reviewer = stage.staff(a_staff(Role.BUREAU_REVIEWER, org=house.bureau, name="周试戊"), "reviewer")
    reviewer.open("/desk/")
    reviewer.look("home")
    reviewer.page.get_by_role("link", name="审核台").click()
    reviewer.look("review")
    reviewer.page.get_by_role("link", name=given.ref.number).click()
    expect(reviewer.page.get_by_text("系统建议").first).to_be_visible()
    reviewer.look("claim")
    reviewer.see(f"/desk/cases/{given.case_id}/", "case")


def test_the_finance_desk_pays_what_was_decided(stage: Stage, house: City):
    given = a_decided(house)
    assert PayoutOrder.objects.count() == 1
    maker = stage.staff(a_staff(Role.FINANCE_MAKER, org=house.bureau, name="钱制甲"), "finance")
    maker.see("/desk/payouts/", "desk")
    maker.see("/desk/payouts/ready/", "ready")
    pay_everything(at=NOON)
    run_jobs()
    maker.see("/desk/payouts/", "paid")
    maker.open(f"/desk/payouts/batches/{Batch.objects.get().pk}/")
    expect(maker.page.get_by_text("302.00").first).to_be_visible()
    maker.look("batch")
    maker.see("/desk/reconcile/", "reconcile")
    maker.see("/desk/payouts/ledger/", "ledger")
    assert InjuryClaim.objects.get(pk=given.case_id).case.step == "paid"


def test_a_supervisor_sees_where_the_time_goes(stage: Stage, house: City):
    for name in ("赵试骑", "钱试骑", "孙试骑"):
        a_decided(house, name)
    waiting = a_reported(city=house, rider=a_worker("李试骑"))
    platform_confirms(waiting)
    pay_everything(at=NOON)
    run_jobs()
    supervisor = stage.staff(a_staff(Role.SUPERVISOR, org=house.bureau, name="吴试己"), "supervisor")
    supervisor.open("/desk/supervise/")
    expect(supervisor.page.locator("#same-day .figure-value")).to_have_text("100.0%")
    expect(supervisor.page.locator("#fast-lane .figure-value")).to_have_text("100.0%")
    supervisor.look("board")
    for fold in supervisor.page.get_by_text("看表格").all():
        fold.click()
    supervisor.look("tables")
    with supervisor.page.expect_download() as download:
        supervisor.page.get_by_role("link", name="导出 Excel").click()
    assert download.value.path().read_bytes().startswith(b"PK")

    sheet_make(at=NOON)
    supervisor.open("/open/")
    expect(supervisor.page.locator("#same-day .figure-value")).to_have_text("100.0%")
    supervisor.look("open")


def test_a_paper_is_confirmed_beside_its_picture(stage: Stage, house: City):
    given = a_reported(city=house)
    the_five_documents(given, without=("receipt",))
    handler = stage.staff(given.handler, "papers")
    handler.open(f"/desk/cases/{given.case_id}/")
    expect(handler.page.get_by_text("诊断证明书").first).to_be_visible()
    assert given.papers[PaperKind.DIAGNOSIS.value]
    handler.look("case")
