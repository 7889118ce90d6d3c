"""Unpaid wages from the first word to the end: three workers, one employer, the whole road, in a real browser.

The clock is moved by the test. What the worker process does between two looks (jobs, the sweep) is done here in its
place.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine
from playwright.sync_api import expect

from anxin.cases.engine import sweep
from anxin.cases.models import Case
from anxin.funds.memo import ARREARS, CLAIMS
from anxin.funds.services import memo_balances, reconcile
from anxin.identity.selectors import org_by_credit_code, restrictions
from anxin.identity.types import Actor, Role
from anxin.kit.clock import at_time
from anxin.projects.selectors import deposit_available_fen
from anxin.projects.services import deposit_require, deposit_store
from anxin.projects.types import DepositForm
from anxin.wages.blacklist.models import Procedure
from anxin.wages.models import Letter, WageCase, WageWorker
from anxin.wages.services.money import subject_of
from tests.given.blacklist import a_photo
from tests.given.jobs import run_jobs
from tests.given.people import NOON, City, a_credit_code, a_staff, a_worker, an_id_number
from tests.given.projects import CLEAN, Site, a_site
from tests.given.tables import a_workbook
from tests.given.wages import EMPLOYER, PROJECT, a_known_year
from tests.journeys.conftest import Journey, Stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
EACH_FEN = 350 * 90 * 100
STORED_FEN = 150_000_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Story:
    """The city, its people, and who sits before which page."""

    stage: Stage
    city: City
    inspector: Actor
    second: Actor
    lead: Actor
    intake: Actor
    joint: Actor
    worker: Actor
    site: Site
    code: str = field(default_factory=a_credit_code)

    @contextmanager
    def on(self, day: date) -> Iterator[datetime]:
        """A later morning: what fell due has happened, and people sign in anew."""
        at = at_time(day, 9)
        with time_machine.travel(at, tick=True):
            sweep(at)
            run_jobs()
            yield at

    def desk(self, actor: Actor, role: str) -> Journey:
        return self.stage.staff(actor, role)

    def officers(self, case_id: UUID) -> tuple[Actor, Actor]:
        handler_id = Case.objects.values_list("handler_id", flat=True).get(pk=case_id)
        pair = (self.inspector, self.second)
        return pair if pair[0].account_id == handler_id else pair[::-1]


@pytest.fixture
def story(stage: Stage, house: City, tmp_path: Any, settings: Any) -> Story:
    settings.ANXIN_DATA = tmp_path
    a_known_year(2027)
    site = a_site(org=house.bureau, name=PROJECT)
    deposit_require(project_id=site.id, record=CLEAN, actor=site.inspector, at=NOON)
    deposit_store(
        project_id=site.id,
        form=DepositForm.CASH,
        amount_fen=STORED_FEN,
        bank_name="示范银行（演示）",
        certificate_no="CD-0001",
        stored_on=date(2026, 3, 20),
        actor=site.officer,
        at=NOON,
    )
    return Story(
        stage=stage,
        city=house,
        inspector=site.inspector,
        second=house.staff(Role.WAGE_INSPECTOR, "孟试察"),
        lead=house.staff(Role.BUREAU_LEAD, "吴试丁"),
        intake=house.staff(Role.BUREAU_INTAKE, "陈试受"),
        joint=house.staff(Role.JOINT_OFFICER, "褚试协"),
        worker=a_worker("赵试工"),
        site=site,
    )


def put(journey: Journey, **fields: str) -> None:
    """Fill in what stands under these names, whatever kind of field it is."""
    for name, value in fields.items():
        found = journey.page.locator(f'[name="{name}"]')
        kind = found.first.evaluate("one => one.type")
        if kind == "radio":
            journey.page.locator(f'[name="{name}"][value="{value}"]').check(force=True)
        elif kind == "select-one":
            found.select_option(value)
        else:
            found.fill(value)


def pressed(journey: Journey, name: str) -> None:
    journey.page.get_by_role("button", name=name, exact=True).click()
    journey.page.wait_for_load_state("load")


def opened(journey: Journey, fold: str) -> None:
    journey.page.locator("summary", has_text=fold).first.click()


def moved(journey: Journey, case_id: UUID, key: str, label: str, **answers: str) -> None:
    """Make a move on its own form, as the desk does."""
    journey.open(f"/desk/cases/{case_id}/moves/{key}/")
    put(journey, **answers)
    pressed(journey, label)
    expect(journey.page.get_by_text(f"已办理“{label}”。")).to_be_visible()


def test_three_workers_one_employer_from_the_complaint_to_the_early_removal(story: Story) -> None:
    case_id = told_by_three(story)
    handler, second = story.officers(case_id)
    taken_up(story, case_id, handler, second)
    asked_of_another_department(story, case_id, handler)
    ordered_and_served(story, case_id, handler)
    with story.on(date(2026, 12, 15)):
        nobody_paid(story, case_id, handler)
        police_id = handed_over(story, case_id, handler)
        entry_id = told_of_the_list(story, case_id, handler)
    with story.on(date(2026, 12, 17)):
        the_police_answered(story, police_id, handler)
        listed_after_the_objection(story, entry_id, handler)
    with story.on(date(2026, 12, 21)):
        paid_from_the_deposit(story, case_id, handler)
        corrected(story, entry_id, handler)
    with story.on(date(2027, 6, 1)):
        too_early_to_leave_the_list(story, entry_id)
    with story.on(date(2027, 6, 22)):
        early_removed(story, entry_id, handler)


def told_by_three(story: Story) -> UUID:
    """Telephone, hall desk, table of clues: one case."""
    phone = story.stage.worker(story.worker)
    phone.open("/wages/complain/")
    put(phone, employer_name=EMPLOYER, amount="31500", period_from="2026-06", period_to="2026-09")
    opened(phone, "工地、工种和经过")
    put(phone, project_name=PROJECT, work="木工", narrative="干了四个月木工，工钱一直没有结。")
    phone.look("complaint")
    pressed(phone, "提交投诉")
    expect(phone.page.get_by_text("已收到您的投诉")).to_be_visible()
    phone.look("received")
    case_id = WageCase.objects.get().pk

    hall = story.desk(story.intake, "hall")
    hall.open("/desk/wages/new/")
    put(hall, employer_name=EMPLOYER, project_name=PROJECT, narrative="窗口口述：同一工地。")
    put(hall, **{"person-0-name": "钱试工", "person-0-id_number": an_id_number(811), "person-0-amount": "31500"})
    put(hall, **{"person-0-period_from": "2026-06-01", "person-0-period_to": "2026-09-30"})
    hall.look("new")
    pressed(hall, "登记")
    expect(hall.page.get_by_text("同一件，已经并进去一起办")).to_be_visible()

    desk = story.desk(story.inspector, "inspector")
    headers = ("线索编号", "反映人", "身份证号", "单位名称", "项目名称", "欠薪开始时间", "欠薪结束时间", "欠薪金额")
    good = ("QG-1", "孙试工", an_id_number(812), EMPLOYER, PROJECT, "2026-06-01", "2026-09-30", "31500")
    bad = ("QG-2", "李试工", "110105199001011234", EMPLOYER, PROJECT, "1926-06-01", "2026-09-30", "31500")
    desk.open("/desk/imports/new/wage-clues/")
    table = {"name": "线索.xlsx", "mimeType": XLSX, "buffer": a_workbook(headers, [good, bad])}
    desk.page.locator('input[type="file"]').set_input_files(table)
    pressed(desk, "上传并检查")
    run_jobs()
    expect(desk.page.get_by_role("button", name="检查每一行")).to_be_visible()
    desk.look("columns")
    pressed(desk, "检查每一行")
    run_jobs()
    expect(desk.page.get_by_text("可以导入 1 行")).to_be_visible()
    desk.look("dry-run")
    pressed(desk, "开始导入")
    run_jobs()
    expect(desk.page.get_by_text("新增 0 行，已有 1 行，有问题 1 行")).to_be_visible()
    desk.look("imported")

    case = WageCase.objects.get()
    assert (case.pk, case.workers_count, case.project_id) == (case_id, 3, story.site.id)
    assert case.complaints.count() == 3
    return case_id


def taken_up(story: Story, case_id: UUID, handler: Actor, second: Actor) -> None:
    """Who the employer is, two officers, evidence, sheets, who has to pay."""
    desk = story.desk(handler, "handler")
    desk.open("/desk/wages/")
    desk.look("ledger")
    desk.page.get_by_role("link", name=WageCase.objects.get().number).click()
    put(desk, credit_code=story.code)
    pressed(desk, "对应到这家单位")
    expect(desk.page.get_by_text("已对应到登记的单位。")).to_be_visible()
    answers = {"second": str(second.account_id), "in_dispute": "no", "continuing": "yes"}
    moved(desk, case_id, "accept", "受理立案", **answers)
    desk.look("accepted")

    desk.open(f"/desk/wages/{case_id}/")
    opened(desk, "责令单位提供材料")
    for kind in ("contract", "roster", "wage_book"):
        desk.page.locator(f'[name="kinds"][value="{kind}"]').check()
    pressed(desk, "出具通知书")
    expect(desk.page.get_by_text("已责令提供，通知书正在生成。")).to_be_visible()
    opened(desk, "记录取得的证据")
    desk.page.locator('#w-evidence ~ details [name="kind"]').select_option("attendance")
    desk.page.locator('#w-evidence ~ details [name="file"]').set_input_files(a_file("考勤"))
    pressed(desk, "保存")
    expect(desk.page.get_by_text("已记录证据。")).to_be_visible()

    first = WageWorker.objects.filter(case_id=case_id).order_by("id")[0]
    desk.open(f"/desk/wages/{case_id}/workers/{first.pk}/")
    put(desk, **{"line-0-period_from": "2026-06-01", "line-0-period_to": "2026-09-30", "line-0-basis": "day"})
    put(desk, **{"line-0-price": "350", "line-0-quantity": "90", "line-0-paid": "0"})
    desk.look("sheet")
    pressed(desk, "保存核算")
    others = WageWorker.objects.filter(case_id=case_id).exclude(pk=first.pk)
    rows = [(one.name, "", "2026-06-01", "2026-09-30", "按天", "350", "90", "0") for one in others]
    headers = ("姓名", "证件号码", "起", "止", "计薪方式", "单价", "数量", "已付")
    desk.open(f"/desk/imports/new/wage-sheets/?scope={case_id}")
    table = {"name": "核算.xlsx", "mimeType": XLSX, "buffer": a_workbook(headers, rows)}
    desk.page.locator('input[type="file"]').set_input_files(table)
    pressed(desk, "上传并检查")
    run_jobs()
    pressed(desk, "检查每一行")
    run_jobs()
    pressed(desk, "开始导入")
    run_jobs()
    assert WageCase.objects.get(pk=case_id).owed_fen == 3 * EACH_FEN

    desk.open(f"/desk/wages/{case_id}/responsible/")
    desk.page.get_by_label("工程建设领域，由分包单位欠薪").check()
    pressed(desk, "重新梳理")
    expect(desk.page.get_by_text("先行清偿").first).to_be_visible()
    desk.page.locator('[name="name-QC-07"]').fill(story.site.contractor.name)
    desk.look("responsible")
    pressed(desk, "确认清偿责任")
    run_jobs()
    desk.look("case")


def asked_of_another_department(story: Story, case_id: UUID, handler: Actor) -> None:
    """Housing sees its question and the one paper given along, answers with a paper of its own, and nothing else."""
    desk = story.desk(handler, "handler")
    desk.open(f"/desk/cases/{case_id}/")
    opened(desk, "请部门协同")
    put(desk, org=str(story.city.joint.id), question="该项目工程款是否按期拨付？", due_on="2026-12-01")
    desk.page.locator('[name="papers"]').first.check()
    pressed(desk, "发送")
    expect(desk.page.get_by_text("已发送给对方部门。")).to_be_visible()

    other = story.desk(story.joint, "joint")
    other.open(f"/desk/cases/{case_id}/")
    expect(other.page.get_by_text("该项目工程款是否按期拨付？")).to_be_visible()
    assert "钱试工" not in other.page.content()
    assert other.page.locator('a[href^="/desk/papers/"]').count() == 2
    other.look("question")
    other.page.get_by_label("答复", exact=True).fill("工程款已按期拨付至总包单位。")
    other.page.locator('[name="file"]').set_input_files(a_file("拨付凭证"))
    pressed(other, "答复")
    expect(other.page.get_by_text("工程款已按期拨付至总包单位。")).to_be_visible()

    desk.open(f"/desk/cases/{case_id}/")
    expect(desk.page.get_by_text("工程款已按期拨付至总包单位。")).to_be_visible()
    desk.look("answered")


def ordered_and_served(story: Story, case_id: UUID, handler: Actor) -> None:
    """Concluded, ordered, posted at the site with a picture."""
    desk = story.desk(handler, "handler")
    moved(desk, case_id, "conclude", "调查终结", finding="欠薪属实，三人共 94,500 元。")
    moved(desk, case_id, "order", "责令限期支付", pay_by="2026-12-11")
    run_jobs()
    desk.open(f"/desk/wages/{case_id}/")
    order = desk.page.locator(f'form[action$="{Letter.objects.get(kind="order").pk}/served/"]')
    order.locator("xpath=..").locator("summary").click()
    order.locator('[name="method"]').select_option("posted")
    order.locator('[name="place"]').fill("工地门口告示栏")
    order.locator('[name="photo"]').set_input_files(a_file("张贴"))
    order.get_by_role("button", name="保存").click()
    expect(desk.page.get_by_text("已记录送达。")).to_be_visible()
    desk.look("served")


def nobody_paid(story: Story, case_id: UUID, handler: Actor) -> None:
    """The ordered day is over: the case lists itself; its leader, a weekly report, the board."""
    assert Case.objects.get(pk=case_id).listed_level == 2
    lead = story.desk(story.lead, "lead")
    lead.open("/desk/cases/listed/")
    expect(lead.page.get_by_text(EMPLOYER)).to_be_visible()
    expect(lead.page.get_by_text("吴试丁").first).to_be_visible()
    lead.look("board")

    desk = story.desk(handler, "handler")
    desk.open(f"/desk/cases/{case_id}/")
    opened(desk, "写周报")
    put(desk, done="约谈单位两次，没有付款。", plan="移送公安并列入名单。")
    pressed(desk, "提交周报")
    expect(desk.page.get_by_text("已提交周报。")).to_be_visible()
    desk.look("overdue-case")


def handed_over(story: Story, case_id: UUID, handler: Actor) -> UUID:
    """Proposed by the officer, approved by the lead, packed, sent."""
    desk = story.desk(handler, "handler")
    desk.open(f"/desk/wages/{case_id}/")
    expect(desk.page.get_by_text("达到数额较大")).to_be_visible()
    opened(desk, "提出移送公安机关")
    desk.page.locator('form[action$="/handover/"] [name="reason"]').fill("数额较大，经责令仍不支付。")
    pressed(desk, "提出移送")
    expect(desk.page.get_by_text("已提出移送，请负责人审批。")).to_be_visible()
    police_id = Case.objects.get(type="wage_crime").pk
    lead = story.desk(story.lead, "lead")
    moved(lead, police_id, "approve", "批准移送", reason="同意移送。")
    desk.open(f"/desk/cases/{police_id}/")
    pressed(desk, "打包移送材料")
    expect(desk.page.get_by_text("移送材料包已放进案卷。")).to_be_visible()
    moved(desk, police_id, "send", "移送公安机关", police="试东区公安分局（虚构）")
    desk.look("handed-over")
    return police_id


def told_of_the_list(story: Story, case_id: UUID, handler: Actor) -> UUID:
    """The conditions hold; the unit is told first."""
    desk = story.desk(handler, "handler")
    desk.open(f"/desk/blacklist/new/?case={case_id}")
    put(desk, **{"person-0-name": "曾试欠", "person-0-id_number": an_id_number(813)})
    desk.look("propose-listing")
    pressed(desk, "登记")
    expect(desk.page.get_by_text("先送达事先告知书")).to_be_visible()
    entry_id = Procedure.objects.get().pk
    moved(desk, entry_id, "notify", "送达事先告知书")
    return entry_id


def the_police_answered(story: Story, police_id: UUID, handler: Actor) -> None:
    desk = story.desk(handler, "handler")
    moved(desk, police_id, "filed_by_police", "公安机关决定立案", police_number="试公刑立字〔2026〕1号")
    desk.look("police-answered")


def listed_after_the_objection(story: Story, entry_id: UUID, handler: Actor) -> None:
    """Objected within five working days, verified, decided by another person, published with digits hidden."""
    unit = org_by_credit_code(story.code)
    assert unit is not None
    officer = story.desk(a_staff(Role.EMPLOYER_OFFICER, org=unit, name="曾试办"), "unit")
    moved(officer, entry_id, "object", "提出异议", objection="资金周转困难，请求暂缓。")
    officer.look("objected")
    desk = story.desk(handler, "handler")
    moved(desk, entry_id, "verify", "异议核实完毕", finding="异议不成立，责令期满没有支付。")
    moved(desk, entry_id, "propose_list", "提出列入", reason="责令后仍不支付，数额较大。")
    lead = story.desk(story.lead, "lead")
    moved(lead, entry_id, "confirm_list", "决定列入", reason="情形具备，决定列入。")
    run_jobs()
    lead.look("listed")

    public = story.desk(None, "public")
    public.open("/open/blacklist/")
    expect(public.page.get_by_text(EMPLOYER)).to_be_visible()
    assert an_id_number(813) not in public.page.content()
    public.look("blacklist")
    assert restrictions(org_id=unit.id, on=date(2026, 12, 17))


def paid_from_the_deposit(story: Story, case_id: UUID, handler: Actor) -> None:
    """The deposit pays all three; its balance, the memo ledger and the case say the same; the case ends."""
    desk = story.desk(handler, "handler")
    desk.open(f"/desk/wages/{case_id}/pay/")
    put(desk, source="deposit", paid_on="2026-12-21", note="银行回单 2026-77")
    for one in WageWorker.objects.filter(case_id=case_id):
        put(desk, **{f"pay-{one.pk}": "31500"})
    desk.look("pay")
    pressed(desk, "登记")
    expect(desk.page.get_by_text("登记了 3 笔支付。")).to_be_visible()
    run_jobs()
    assert deposit_available_fen(story.site.id) == STORED_FEN - 3 * EACH_FEN
    subjects = [subject_of(one.pk) for one in WageWorker.objects.filter(case_id=case_id)]
    assert set(memo_balances(ARREARS, CLAIMS, subjects).values()) <= {0}
    assert reconcile(freeze=False, actor=Actor.system(), at=NOON).exit_code == 0
    desk.open(f"/desk/wages/{case_id}/")
    expect(desk.page.get_by_text("农民工工资保证金支付通知书")).to_be_visible()
    desk.look("paid")
    desk.open(f"/desk/projects/{story.site.id}/")
    desk.look("deposit")
    moved(desk, case_id, "confirm", "确认全部付清，结案")

    phone = story.stage.worker(story.worker)
    phone.open(f"/wages/{case_id}/")
    expect(phone.page.get_by_text("已付清").first).to_be_visible()
    phone.look("paid")
    lead = story.desk(story.lead, "lead")
    lead.open(f"/desk/cases/{case_id}/")
    opened(lead, "销号")
    put(lead, proof=lead.page.locator('[name="proof"] option').nth(1).get_attribute("value") or "")
    lead.page.locator("#lift_reason").fill("三人工资已全部支付。")
    pressed(lead, "销号")
    expect(lead.page.get_by_text("已销号。")).to_be_visible()
    lead.look("lifted")


def corrected(story: Story, entry_id: UUID, handler: Actor) -> None:
    """Paid in full, promised in writing: from here the six months count."""
    desk = story.desk(handler, "handler")
    for kind in ("payment_proof", "promise"):
        desk.open(f"/desk/cases/{entry_id}/")
        opened(desk, "添加材料")
        form = desk.page.locator('form[action$="/papers/"]')
        form.locator('[name="kind"]').select_option(kind)
        form.locator('[name="file"]').set_input_files(a_file(kind))
        pressed(desk, "添加")
    moved(desk, entry_id, "paid", "登记全部支付", day="2026-12-21")
    unit = org_by_credit_code(story.code)
    officer = story.desk(a_staff(Role.EMPLOYER_OFFICER, org=unit, name="曾试办"), "unit")
    moved(officer, entry_id, "promise", "登记书面承诺", day="2026-12-21")
    desk.open(f"/desk/cases/{entry_id}/")
    desk.look("corrected")


def too_early_to_leave_the_list(story: Story, entry_id: UUID) -> None:
    officer = story.desk(a_staff(Role.EMPLOYER_OFFICER, org=org_by_credit_code(story.code), name="曾试办"), "unit")
    officer.open(f"/desk/cases/{entry_id}/")
    expect(officer.page.get_by_text("起才能申请提前移出").first).to_be_attached()
    officer.look("too-early")


def early_removed(story: Story, entry_id: UUID, handler: Actor) -> None:
    """Six months on: asked, checked, granted by the lead, taken down, no restriction left."""
    unit = org_by_credit_code(story.code)
    assert unit is not None
    officer = story.desk(a_staff(Role.EMPLOYER_OFFICER, org=unit, name="曾试办"), "unit")
    moved(officer, entry_id, "ask_removal", "申请提前移出")
    desk = story.desk(handler, "handler")
    answers = {"reason": "查询结果", "new_arrears": "no", "criminal_case": "no"}
    moved(desk, entry_id, "note_facts", "登记再次拖欠和刑事情况", **answers)
    lead = story.desk(story.lead, "lead")
    moved(lead, entry_id, "grant_removal", "决定提前移出", reason="条件具备。")
    moved(desk, entry_id, "take_down_early", "已移出并通知共享部门")
    run_jobs()
    desk.look("removed")
    public = story.desk(None, "public")
    public.open("/open/blacklist/")
    assert EMPLOYER not in public.page.content()
    public.look("blacklist-empty")
    assert not restrictions(org_id=unit.id, on=date(2027, 6, 22))


def a_file(text: str) -> Any:
    return {"name": f"{text}.png", "mimeType": "image/png", "buffer": a_photo(text)}
