"""The main job, with a thumb: from two taps to money."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from anxin.cases.selectors import documents
from anxin.claims.models import InjuryClaim, Report
from anxin.claims.services import platform_answer
from anxin.claims.types import PlatformAnswer
from anxin.documents.services import fields_confirm
from anxin.identity.selectors import worker_by_id
from anxin.identity.types import Actor, Role
from tests.given.claims import diagnosis_values, receipt_values
from tests.given.cover import an_order
from tests.given.funds import pay_everything
from tests.given.jobs import run_jobs
from tests.given.people import NOON, City, a_staff, a_worker
from tests.given.pictures import a_photo
from tests.journeys.conftest import Journey, Stage
from tests.journeys.hands import draw

pytestmark = [pytest.mark.journey, pytest.mark.slow]

PHONE = "13900000042"


@pytest.fixture(autouse=True)
def _bank(settings, tmp_path: Path) -> None:
    settings.ANXIN_DATA = tmp_path
    settings.ANXIN_BANK_ASK_MINUTES = 0


@pytest.fixture
def rider(house: City) -> Actor:
    """A rider on an order, and a handler who is free."""
    worker = a_worker(phone=PHONE)
    a_staff(Role.INSURER_HANDLER, org=house.insurer, name="王试甲")
    an_order(worker, house.platform.id, region="990101")
    return worker


def test_two_taps_five_photos_and_the_money_is_there(stage: Stage, house: City, rider: Actor):
    me = stage.worker()
    sign_in(me, rider)
    expect(me.page.get_by_text("今天接单 1 单，全程有保障")).to_be_visible()
    me.look("home")

    report_in_two_taps(me)
    case = InjuryClaim.objects.get()
    expect(me.page.get_by_text(case.number)).to_be_visible()
    expect(me.page.get_by_text("王试甲").first).to_be_visible()
    me.look("received")

    enter_account(me)
    sign_papers(me)
    for slot in ("diagnosis", "receipt", "liability"):
        hand_in(me, case, slot)
    the_handler_confirms(case, rider)
    operator = a_staff(Role.PLATFORM_OPERATOR, org=house.platform)
    platform_answer(actor=operator, case_id=case.pk, answer=PlatformAnswer.CONFIRMED, at=NOON)
    run_jobs()

    me.open(f"/cases/{case.pk}/")
    expect(me.page.get_by_text("已核定", exact=True).first).to_be_visible()
    me.look("decided")
    me.page.get_by_role("link", name="看每一项怎么算的").click()
    expect(me.page.locator("#verdict")).to_contain_text("¥302.00")
    me.look("decision")
    with me.page.expect_download() as download:
        me.page.get_by_role("link", name="下载决定书").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")

    pay_everything(at=NOON)
    run_jobs()
    me.open(f"/cases/{case.pk}/")
    expect(me.page.get_by_text("已到账", exact=True).first).to_be_visible()
    me.look("paid")
    me.open("/messages/")
    expect(me.page.locator("article").first).to_be_visible()
    me.look("messages")


def sign_in(me: Journey, rider: Actor) -> None:
    """To the login, in, the question after a long time away, and home."""
    me.open("/login/")
    prove(me)
    registered = worker_by_id(rider.worker_id)
    me.page.get_by_label("证件号码的最后 6 位").fill(registered.id_number[-6:])
    me.page.get_by_role("button", name="确认").click()
    expect(me.page.get_by_role("link", name="我受伤了")).to_be_visible()


def prove(me: Journey) -> None:
    """Phone, then the code that the demo page shows."""
    me.page.get_by_label("手机号码").fill(PHONE)
    me.page.get_by_role("button", name="获取验证码").click()
    shown = me.page.get_by_text("验证码").filter(has_text="分钟").first.inner_text()
    code = next(word for word in shown.replace("，", " ").split() if word.isdigit() and len(word) == 6)
    me.page.get_by_label("验证码").fill(code)
    me.page.get_by_role("button", name="登录").click()


def report_in_two_taps(me: Journey) -> None:
    """One tap says when and where, the second how; nothing is typed."""
    me.page.get_by_role("link", name="我受伤了").click()
    expect(me.page.get_by_text("您当时正在送")).to_be_visible()
    me.look("report-when-where")
    me.page.get_by_role("button", name="下一步").click()
    expect(me.page.get_by_role("heading", name="怎么受伤的")).to_be_visible()
    me.look("report-how")
    me.page.get_by_role("button", name="摔倒").click()
    expect(me.page.get_by_role("heading", name="已收到报案")).to_be_visible()
    assert Report.objects.count() == 1


def enter_account(me: Journey) -> None:
    """Where the money goes."""
    me.page.get_by_role("link", name="填写收款账户").click()
    me.page.get_by_label("开户银行").fill("示范银行")
    me.page.get_by_label("卡号").fill("6222020000001234567")
    me.look("account")
    me.page.get_by_role("button", name="保存").click()
    expect(me.page.get_by_text("收款账户已保存")).to_be_visible()


def sign_papers(me: Journey) -> None:
    """Read, tick, draw."""
    me.page.get_by_role("link", name="核对并签名").click()
    me.page.get_by_label("我看过申请表").check()
    draw(me.page)
    me.look("sign")
    me.page.get_by_role("button", name="确认并签名").click()
    expect(me.page.get_by_text("已签名，申请表和知情同意确认书都做好了")).to_be_visible()
    run_jobs()


def hand_in(me: Journey, case: InjuryClaim, slot: str) -> None:
    """Choose a photo; it goes up by itself and shows below."""
    me.open(f"/cases/{case.pk}/papers/{slot}/")
    photo = {"name": f"{slot}.jpg", "mimeType": "image/jpeg", "buffer": a_photo(slot)}
    me.page.locator("#files").set_input_files(photo)
    expect(me.page.locator("#slot-papers")).to_be_visible()
    run_jobs()
    expect(me.page.locator("#slot-papers .spinner")).to_have_count(0)
    me.look(f"papers-{slot}")


def the_handler_confirms(case: InjuryClaim, rider: Actor) -> None:
    """What the machine could not read from a grey rectangle, whoever handles the case types."""
    handler = Actor.system()
    values = {
        "receipt": receipt_values(rider),
        "diagnosis": diagnosis_values(rider),
        "liability": {"parties": [{"name": rider.name, "id_number": None, "level": "无"}]},
    }
    for paper in documents(Actor.system(), case.pk):
        if paper.kind in values:
            fields_confirm(paper_id=paper.paper_id, values=values[paper.kind], actor=handler, at=NOON)
    run_jobs()
