"""The market as people see it: from registering to being paid, a bad text coached, a banned employer gone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from anxin.identity.services import RestrictionIn, restriction_put
from anxin.identity.types import RestrictionKind, Role
from anxin.market.jobs.selectors import employer_for
from anxin.market.jobs.services import certificate_add
from tests.given.jobs import run_jobs
from tests.given.market import CLEANER, NOON, TODAY, a_post, a_seeker, an_employer
from tests.given.people import a_staff, a_worker
from tests.given.pictures import a_photo
from tests.journeys.conftest import Stage

pytestmark = pytest.mark.journey


def test_register_match_apply_interview_start_finish_and_be_paid(stage: Stage):
    employer = an_employer(name="试验样板餐饮（演示）")
    officer, post = a_post(
        employer=employer, first_day=TODAY, last_day=TODAY, day_start=13 * 60, day_end=21 * 60, expires_on=TODAY
    )
    worker = a_worker()
    phone, desk = stage.worker(worker), stage.staff(officer, "employer")

    phone.open("/market/")
    phone.look("welcome")
    phone.page.get_by_role("link", name="开始登记").click()
    phone.page.get_by_label("快速找工种").fill("ctfwy")
    phone.page.get_by_label("餐厅服务员", exact=True).check(force=True)
    for quarter in ("下午", "晚上"):
        phone.page.get_by_label(quarter).check(force=True)
    phone.page.get_by_label("从哪里出发").fill("样板街口")
    phone.page.get_by_label("50 公里").check(force=True)
    phone.page.get_by_label("最少想要多少钱").fill("120")
    phone.look("register")
    phone.page.get_by_role("button", name="保存，看合适的活").click()
    expect(phone.page.get_by_text("工种一致 +40.0")).to_be_visible()
    phone.look("matches")
    phone.page.get_by_role("button", name="报名").first.click()
    expect(phone.page.get_by_text("已报名，雇主会尽快答复您。")).to_be_visible()
    phone.look("applied")

    desk.open(f"/desk/hire/posts/{post.id}/")
    desk.page.get_by_text("添加时段").click()
    desk.page.get_by_label("时间", exact=True).fill("2026-11-23T18:00")
    desk.page.get_by_label("地点、电话或链接").fill("样板街 12 号二楼")
    desk.page.get_by_role("button", name="添加", exact=True).click()
    expect(desk.page.get_by_text("面试时段已添加。")).to_be_visible()
    phone.page.reload()
    phone.page.get_by_label("余 5").check(force=True)
    phone.page.get_by_role("button", name="约这个时段").click()
    expect(phone.page.get_by_text("面试约好了。")).to_be_visible()
    phone.look("interview")

    desk.open(f"/desk/hire/posts/{post.id}/")
    desk.page.get_by_role("button", name="录用", exact=True).click()
    expect(desk.page.get_by_text("已录用，对方收到了消息。")).to_be_visible()
    desk.look("applicants")
    desk.page.get_by_role("link", name="今天的上岗码").click()
    desk.look("code")
    address = desk.page.locator("img[alt='今天的上岗码']").get_attribute("data-address")
    assert address is not None
    phone.page.goto(address)
    phone.look("start")
    phone.page.get_by_role("button", name="我到了，开始干").click()
    expect(phone.page.get_by_text("已上岗")).to_be_visible()

    phone.page.get_by_label("一共干了几小时").fill("8")
    phone.page.get_by_label("应该拿多少钱").fill("208")
    phone.page.get_by_role("button", name="报给雇主").click()
    phone.look("finished")
    desk.open(f"/desk/hire/posts/{post.id}/")
    desk.page.get_by_label("工钱").fill("208")
    desk.page.get_by_role("button", name="确认", exact=True).click()
    expect(desk.page.get_by_text("已确认 ¥208.00")).to_be_visible()
    desk.look("confirmed")
    phone.page.reload()
    phone.page.get_by_role("button", name="钱收到了").click()
    expect(phone.page.get_by_text("钱已结清").first).to_be_visible()
    phone.look("paid")


def test_a_bad_text_is_coached_while_it_is_written(stage: Stage):
    officer, _employer = an_employer()
    desk = stage.staff(officer, "employer")

    desk.open("/desk/hire/posts/new/")
    desk.page.get_by_label("工种", exact=True).select_option(label="餐厅服务员")
    desk.page.get_by_label("干什么活").fill("只招女工，18-35岁，先交押金300元，工资面议")
    desk.page.get_by_label("多少元").fill("200")
    coach = desk.page.locator("#coach")
    expect(coach.get_by_text("只招女工")).to_be_visible()
    expect(coach.get_by_text("18-35岁")).to_be_visible()
    desk.look("coached")
    desk.page.get_by_label("干什么活").fill("午市晚市点单上菜，有人带，当天结钱")
    desk.page.get_by_label("招几个人").fill("3")
    desk.page.get_by_role("textbox", name="工作地点").fill("样板街 12 号")
    desk.page.get_by_label("离哪里最近").fill("样板街口")
    desk.page.get_by_label("工钱按什么算").select_option("day")
    expect(coach.get_by_text("没有发现问题，可以发布。")).to_be_visible()
    desk.page.get_by_role("button", name="发布").click()

    expect(desk.page.get_by_text("正在招").first).to_be_visible()
    desk.look("published")


def test_posts_of_a_blacklisted_employer_vanish(stage: Stage):
    employer = an_employer()
    officer, _post = a_post(employer=employer, title="要消失的岗位")
    a_seeker()
    visitor = stage.worker()
    visitor.open("/open/jobs/?q=要消失")
    expect(visitor.page.get_by_role("link", name="要消失的岗位")).to_be_visible()
    visitor.look("before")

    restriction_put(
        restriction=RestrictionIn(
            kind=RestrictionKind.BLACKLISTED,
            reason="拖欠工资列入名单",
            basis="试验依据",
            source="case:journey",
            starts_on=TODAY,
            org_id=employer_for(officer, employer[1]).org_id,
        ),
        actor=a_staff(Role.BUREAU_LEAD),
        at=NOON,
    )
    visitor.page.reload()

    expect(visitor.page.get_by_text("没有找到这样的岗位")).to_be_visible()
    visitor.look("after")
    desk = stage.staff(officer, "employer")
    desk.open("/desk/hire/")
    expect(desk.page.get_by_text("已下架").first).to_be_visible()
    desk.look("pulled")


def test_market_staff_verify_review_and_match_the_morning(stage: Stage):
    a_seeker()
    an_employer(verified=False)
    a_post()
    runner = stage.staff(a_staff(Role.MARKET_OPERATOR), "market")
    for what in ("", "employers/", "morning/"):
        runner.see(f"/desk/market/{what}", what.strip("/") or "desk")
    watcher = stage.staff(a_staff(Role.SUPERVISOR), "supervisor")
    watcher.see("/desk/market/impact/", "impact")


def test_the_code_on_a_slip_opens_the_job_on_the_phone_and_one_tap_applies(stage: Stage):
    worker, _profile = a_seeker()
    _officer, post = a_post()
    visitor = stage.worker()
    visitor.open(f"/open/jobs/{post.id}/")
    visitor.look("slip")
    visitor.page.get_by_role("link", name="登录报名").click()
    expect(visitor.page.get_by_label("手机号码")).to_be_visible()

    phone = stage.worker(worker)
    phone.open(f"/open/jobs/{post.id}/")
    phone.page.get_by_role("link", name="登录报名").click()
    phone.look("job")
    phone.page.get_by_role("button", name="报名").click()

    expect(phone.page.get_by_text("已报名，雇主会尽快答复您。")).to_be_visible()


def test_somebody_finds_help_at_home_under_the_real_name(stage: Stage):
    person, runner = a_worker(name="孙试家"), a_staff(Role.MARKET_OPERATOR)
    helper, _profile = a_seeker(trades=(CLEANER,), conditions=0, radius_km=20)
    phone = stage.worker(person)
    phone.open("/market/offers/")
    phone.look("what-it-means")
    phone.page.get_by_role("button", name="我要请人").click()
    phone.page.get_by_label("要请谁").select_option(label="日常保洁")
    phone.page.get_by_label("要干什么").fill("只要女的，三居室打扫一遍")
    phone.page.get_by_label("哪天", exact=True).fill("2026-11-25")
    phone.page.get_by_role("textbox", name="在哪").fill("样板街12号小区门口")
    phone.page.get_by_label("离哪里最近").fill("样板街口")
    phone.page.get_by_label("给多少钱").fill("40")
    phone.page.get_by_role("button", name="发布").click()
    expect(phone.page.get_by_text("必须改").first).to_be_visible()
    phone.look("coached")
    phone.page.get_by_label("要干什么").fill("三居室打扫一遍，擦窗，工具家里有")
    phone.page.get_by_role("button", name="发布").click()
    expect(phone.page.get_by_text("已交给市场工作人员看一眼")).to_be_visible()
    phone.look("waiting")

    desk = stage.staff(runner, "market")
    desk.open("/desk/market/")
    desk.page.get_by_role("link", name="孙先生/女士家").first.click()
    desk.page.get_by_role("button", name="核验通过").click()
    desk.page.get_by_role("link", name="日常保洁").first.click()
    desk.page.get_by_role("button", name="同意发布").click()
    expect(desk.page.get_by_role("button", name="同意发布")).to_have_count(0)
    desk.look("published")
    other = stage.worker(helper)
    other.open("/market/")
    other.look("matches")
    other.page.get_by_role("button", name="报名").first.click()

    phone.open("/market/offers/")
    phone.page.get_by_role("link", name="日常保洁").click()
    phone.look("applicant")
    phone.page.get_by_role("button", name="就请他").click()
    expect(phone.page.get_by_role("button", name="人来了")).to_be_visible()
    phone.look("chosen")


def test_market_staff_check_a_certificate_by_its_picture(stage: Stage):
    worker, _profile = a_seeker(conditions=0)
    certificate_add(worker_id=worker.worker_id, bit=1, photo=("证.png", a_photo()), actor=worker, at=NOON)
    run_jobs()
    desk = stage.staff(a_staff(Role.MARKET_OPERATOR), "market")
    desk.open("/desk/market/seekers/")
    desk.look("seekers")
    desk.page.get_by_role("link", name="赵").first.click()
    desk.look("seeker")
    desk.page.get_by_role("button", name="核过，没问题").click()

    expect(desk.page.get_by_text("已核验", exact=True)).to_be_visible()
