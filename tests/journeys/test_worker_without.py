"""The same phone without a network, without JavaScript, with impatient thumbs, with hostile words."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from anxin.claims.models import InjuryClaim, Report
from anxin.identity.types import Actor, Role
from tests.given.claims import a_reported
from tests.given.cover import an_order
from tests.given.people import City, a_staff, a_worker
from tests.given.pictures import a_photo
from tests.journeys.conftest import Journey, Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]

IMAGE = {"name": "knee.jpg", "mimeType": "image/jpeg", "buffer": a_photo("knee")}
HOSTILE = "<img src=x onerror=alert(1)>\"'</textarea><script>alert(2)</script>"


@pytest.fixture
def rider(house: City) -> Actor:
    worker = a_worker()
    a_staff(Role.INSURER_HANDLER, org=house.insurer)
    an_order(worker, house.platform.id, region="990101")
    return worker


def until_kept(me: Journey) -> None:
    """Wait until the service worker holds its pages."""
    me.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    me.page.wait_for_function("navigator.serviceWorker.controller !== null")


def go_offline(me: Journey) -> None:
    me.offline = True
    me.context.set_offline(True)


def test_a_report_without_a_network_waits_on_the_phone_and_arrives_once(stage: Stage, rider: Actor):
    me = stage.worker(rider)
    me.open("/")
    until_kept(me)

    go_offline(me)
    me.open("/report/")
    expect(me.page.get_by_text("现在没有网络。照常填写即可")).to_be_visible()
    me.page.get_by_role("button", name="下一步").click()
    me.page.locator("#photos").set_input_files(IMAGE)
    me.page.get_by_label("简单说说经过").fill("雨天路滑")
    me.page.get_by_role("button", name="摔倒").click()
    expect(me.page.get_by_role("heading", name="已存在这部手机里")).to_be_visible()
    me.look("kept", axe=False)
    assert not Report.objects.exists()

    me.page.close()
    me.page = me.context.new_page()
    me.context.set_offline(False)
    me.open("/")

    expect(me.page.get_by_role("heading", name="已收到报案")).to_be_visible()
    report = Report.objects.get()
    assert (report.narrative, report.what, len(report.photos)) == ("雨天路滑", "fall", 1)
    me.open("/")
    expect(me.page.locator("#unsent")).to_be_hidden()
    assert Report.objects.count() == 1


def test_who_waits_on_the_page_is_taken_to_the_receipt_when_the_network_is_back(stage: Stage, rider: Actor):
    me = stage.worker(rider)
    me.open("/report/")
    until_kept(me)
    me.page.get_by_role("button", name="下一步").click()

    go_offline(me)
    me.page.get_by_role("button", name="摔倒").click()
    expect(me.page.get_by_role("heading", name="已存在这部手机里")).to_be_visible()
    me.context.set_offline(False)

    expect(me.page.get_by_role("heading", name="已收到报案")).to_be_visible()
    assert Report.objects.count() == 1


def test_a_page_without_a_network_says_so_and_offers_the_report(stage: Stage, rider: Actor):
    me = stage.worker(rider)
    me.open("/")
    until_kept(me)

    go_offline(me)
    me.open("/cases/")

    expect(me.page.get_by_role("heading", name="现在没有网络")).to_be_visible()
    me.look("offline", axe=False)
    me.page.get_by_role("link", name="我受伤了").click()
    expect(me.page.get_by_role("heading", name="什么时候、在哪")).to_be_visible()


def test_impatient_thumbs_make_one_report(stage: Stage, rider: Actor):
    me = stage.worker(rider)
    me.open("/report/")
    me.page.get_by_role("button", name="下一步").click()

    tile = me.page.get_by_role("button", name="碰撞")
    tile.evaluate("button => { button.click(); button.click(); button.click(); }")

    expect(me.page.get_by_role("heading", name="已收到报案")).to_be_visible()
    assert Report.objects.count() == 1


def test_back_on_the_phone_loses_nothing(stage: Stage, rider: Actor):
    me = stage.worker(rider)
    me.open("/report/")
    me.page.get_by_label("在哪里").fill("双井桥北")
    me.page.get_by_role("button", name="下一步").click()
    me.page.get_by_label("简单说说经过").fill("转弯时摔倒")

    me.page.go_back()
    expect(me.page.get_by_label("在哪里")).to_have_value("双井桥北")
    me.page.get_by_role("button", name="下一步").click()

    expect(me.page.get_by_label("简单说说经过")).to_have_value("转弯时摔倒")


def test_a_report_page_that_is_loaded_again_has_the_words_and_the_photos(stage: Stage, rider: Actor):
    me = stage.worker(rider)
    me.open("/report/")
    me.page.get_by_role("button", name="下一步").click()
    me.page.get_by_label("简单说说经过").fill("转弯时摔倒")
    me.page.locator("#photos").set_input_files(IMAGE)
    expect(me.page.locator("[data-tray] figure")).to_have_count(1)

    me.page.reload()

    expect(me.page.get_by_label("简单说说经过")).to_have_value("转弯时摔倒")
    expect(me.page.locator("[data-tray] figure")).to_have_count(1)
    me.page.get_by_role("button", name="摔倒").click()
    expect(me.page.get_by_role("heading", name="已收到报案")).to_be_visible()
    assert len(Report.objects.get().photos) == 1
    me.open("/report/")
    me.page.get_by_role("button", name="下一步").click()
    expect(me.page.get_by_label("简单说说经过")).to_have_value("")
    expect(me.page.locator("[data-tray] figure")).to_have_count(0)


def test_a_draft_outlives_a_closed_page(stage: Stage, house: City, rider: Actor):
    given = a_reported(rider=rider, city=house, on_order=False)
    me = stage.worker(rider)
    me.open(f"/cases/{given.case_id}/payee/")
    me.page.get_by_label("开户银行").fill("示范银行")
    me.page.get_by_label("卡号").fill("6222020000001234567")

    me.page.close()
    me.page = me.context.new_page()
    me.open(f"/cases/{given.case_id}/payee/")

    expect(me.page.get_by_label("开户银行")).to_have_value("示范银行")
    expect(me.page.get_by_label("卡号")).to_have_value("")


def test_without_javascript_the_report_is_one_form(stage: Stage, rider: Actor):
    me = stage.worker(rider, java_script_enabled=False)
    me.open("/")
    me.page.get_by_role("link", name="我受伤了").click()
    me.page.get_by_label("在哪里").fill("双井桥北")
    me.page.locator("#photos").set_input_files(IMAGE)

    me.page.get_by_role("button", name="摔倒").click()

    expect(me.page.get_by_role("heading", name="已收到报案")).to_be_visible()
    report = Report.objects.get()
    assert (report.place, len(report.photos)) == ("双井桥北", 1)


def test_without_javascript_a_paper_and_a_signature_are_handed_in(stage: Stage, house: City, rider: Actor):
    given = a_reported(rider=rider, city=house, on_order=False)
    me = stage.worker(rider, java_script_enabled=False)
    me.open(f"/cases/{given.case_id}/papers/receipt/")
    me.page.locator("#files").set_input_files(IMAGE)
    me.page.get_by_role("button", name="上传").click()
    expect(me.page.get_by_text("正在识读，几秒就好")).to_be_visible()

    me.open(f"/cases/{given.case_id}/payee/")
    me.page.get_by_label("开户银行").fill("示范银行")
    me.page.get_by_label("卡号").fill("6222020000001234567")
    me.page.get_by_role("button", name="保存").click()
    me.open(f"/cases/{given.case_id}/sign/")
    me.page.get_by_label("我看过申请表").check()
    me.page.get_by_text("不方便手写").click()
    me.page.get_by_label("输入您的姓名作为签名").fill("赵试骑")
    me.page.get_by_role("button", name="确认并签名").click()

    expect(me.page.get_by_text("已签名，申请表和知情同意确认书都做好了")).to_be_visible()


def test_without_javascript_what_was_refused_is_there_again_one_step_back(stage: Stage, rider: Actor):
    me = stage.worker(rider, java_script_enabled=False)
    me.open("/me/alerts/")
    me.page.get_by_label("邮箱地址").fill("me@nowhere")
    me.page.get_by_role("button", name="保存并确认").click()
    expect(me.page.get_by_role("alert")).to_contain_text("刚才填的内容还在")

    me.page.go_back()

    expect(me.page.get_by_label("邮箱地址")).to_have_value("me@nowhere")


def test_hostile_words_are_only_words(stage: Stage, rider: Actor):
    me = stage.worker(rider)
    me.page.on("dialog", lambda dialog: me.problems.append(f"a script ran: {dialog.message}"))
    me.open("/report/")
    me.page.get_by_label("在哪里").fill(HOSTILE)
    me.page.get_by_role("button", name="下一步").click()
    me.page.get_by_label("简单说说经过").fill(HOSTILE)
    me.page.locator("#photos").set_input_files({**IMAGE, "name": "<b>x</b>.jpg"})
    me.page.get_by_role("button", name="摔倒").click()
    expect(me.page.get_by_role("heading", name="已收到报案")).to_be_visible()

    me.open(f"/cases/{InjuryClaim.objects.get().pk}/")

    expect(me.page.get_by_text(HOSTILE).first).to_be_visible()
    assert me.page.locator("img[src='x']").count() == 0
    me.look("hostile")
