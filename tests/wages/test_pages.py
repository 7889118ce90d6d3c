"""The pages: the worker's phone and the inspectors' desk."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from anxin.cases.engine import do
from anxin.cases.selectors import saved_filters
from anxin.identity.types import Role
from anxin.projects.services import progress_add
from anxin.projects.types import ProgressKind
from anxin.wages.models import Complaint, Responsible, WageCase, WageWorker
from anxin.wages.services import sheet_set
from tests.given.blacklist import a_photo
from tests.given.jobs import run_jobs
from tests.given.people import NOON, a_credit_code, a_worker, an_id_number, signed_in
from tests.given.projects import a_site
from tests.given.wages import (
    a_complaint,
    a_wage_city,
    accepted,
    investigated,
    officers,
    ordered,
    some_days,
    trouble,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


def told(**changes):
    fields = {
        "client_key": "k-1",
        "employer_name": "虚构家政中心",
        "amount": "8000",
        "period_from": "2026-09",
        "period_to": "2026-10",
        "other-TOTAL_FORMS": "2",
        "other-INITIAL_FORMS": "0",
        "other-0-name": "孙试工",
        "other-0-id_number": an_id_number(),
        "other-0-amount": "6500.50",
    }
    return fields | changes


def test_two_taps_on_the_phone_make_a_complaint_for_me_and_my_colleague():
    a_wage_city()
    browser = signed_in(a_worker("赵试工"))
    assert reverse("wage-complain") in browser.get("/").content.decode()

    answer = browser.post(reverse("wage-complain"), told())
    page = browser.get(answer["Location"]).content.decode()

    assert answer.status_code == 302
    assert "已收到您的投诉" in page
    assert "¥8,000.00" in page
    assert "孙试工" not in page
    assert sorted(WageWorker.objects.values_list("claimed_fen", flat=True)) == [650_050, 800_000]


def test_the_home_shows_wage_cases_beside_injuries_and_the_list_too():
    given = a_wage_city()
    worker = a_worker("赵试工")
    ref = a_complaint(given, actor=worker)
    browser = signed_in(worker)

    for page in ("/", reverse("my-cases")):
        assert ref.number in browser.get(page).content.decode()
    assert browser.get(reverse("my-case", args=[ref.case_id]))["Location"] == reverse("my-wage", args=[ref.case_id])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"employer_name": ""}, "写一下是谁欠的"),
        ({"amount": "1e12"}, "金额请写成"),
        ({"amount": "999999999999999"}, "金额太大"),
        ({"amount": "900000000"}, "大得不合常理"),
        ({"period_from": "1926-05"}, "太早"),
        ({"period_from": "2026-10", "period_to": "2026-08"}, "早于开始"),
        ({"other-0-id_number": "110105194912310021"}, "校验位"),
    ],
)
def test_what_cannot_be_right_comes_back_with_everything_typed(changes, sentence):
    a_wage_city()

    answer = signed_in(a_worker("赵试工")).post(reverse("wage-complain"), told(**changes))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "孙试工" in answer.content.decode()
    assert Complaint.objects.count() == 0


def test_the_hall_desk_takes_a_complaint_down_and_adds_lines_without_losing_any():
    given = a_wage_city()
    browser = signed_in(given.intake)
    person = {
        "person-TOTAL_FORMS": "3",
        "person-INITIAL_FORMS": "0",
        "person-0-name": "周试工",
        "person-0-amount": "1200",
    }
    case = {"client_key": "h-1", "employer_name": "虚构商贸", "sector": "other"}
    fields = case | {"door": "petition", "source_ref": "信访-7"}
    more = browser.post(reverse("wage-new"), fields | person | {"more": "1"})
    assert "周试工" in more.content.decode()
    assert Complaint.objects.count() == 0

    answer = browser.post(reverse("wage-new"), fields | person)

    assert answer.status_code == 302
    complaint = Complaint.objects.get()
    assert (complaint.door, complaint.source_ref, complaint.by_name) == ("petition", "信访-7", "陈试受")


def test_an_inspector_works_a_case_from_employer_to_payment_on_its_page():
    given = a_wage_city()
    ref = a_complaint(given)
    handler, _second = officers(given, ref.case_id)
    browser = signed_in(handler)
    page = reverse("wage-case", args=[ref.case_id])

    browser.post(reverse("wage-employer", args=[ref.case_id]), {"name": "虚构建筑", "credit_code": a_credit_code()})
    accepted(given, ref.case_id)
    ask = {"kinds": ["roster", "wage_book"], "due_on": "2026-11-30"}
    browser.post(reverse("wage-evidence-ask", args=[ref.case_id]), ask)
    row = WageWorker.objects.get()
    line = {
        "line-TOTAL_FORMS": "2",
        "line-INITIAL_FORMS": "0",
        "line-0-period_from": "2026-08-01",
        "line-0-period_to": "2026-08-31",
        "line-0-basis": "day",
        "line-0-price": "350",
        "line-0-quantity": "22.5",
        "line-1-basis": "day",
    }
    browser.post(reverse("wage-sheet", args=[ref.case_id, row.pk]), line)
    paid = {"client_key": "p", "source": "employer", "paid_on": "2026-11-23", f"pay-{row.pk}": "7000"}
    browser.post(reverse("wage-pay", args=[ref.case_id]), paid)
    more = paid | {"client_key": "q", f"pay-{row.pk}": "875.01"}
    too_much = browser.post(reverse("wage-pay", args=[ref.case_id]), more)

    shown = browser.get(page).content.decode()
    assert "工资支付台账" in shown
    assert "¥7,875.00" in shown
    assert "¥875.00" in shown
    assert "还欠 ¥875.00" in too_much.content.decode()
    assert WageCase.objects.get().paid_fen == 700_000


def test_the_clearing_order_is_walked_article_by_article_and_confirmed():
    given = a_wage_city()
    ref = a_complaint(given)
    browser = signed_in(accepted(given, ref.case_id))
    address = reverse("wage-responsible", args=[ref.case_id])

    walked = browser.post(address, {"employer_known": "on", "subcontracted": "on", "again": "1"}).content.decode()
    names = {"name-QC-01": "虚构劳务", "name-QC-07": "虚构总包"}
    browser.post(address, {"employer_known": "on", "subcontracted": "on", "confirm": "1"} | names)

    assert "《保障农民工工资支付条例》第三十条" in walked
    shown = browser.get(reverse("wage-case", args=[ref.case_id])).content.decode()
    assert "虚构总包" in shown
    assert "先行清偿" in shown


def test_the_owner_advances_within_what_he_has_not_paid_of_the_works_to_the_fen():
    given = a_wage_city()
    ref = a_complaint(given)
    handler = accepted(given, ref.case_id)
    browser, address = signed_in(handler), reverse("wage-responsible", args=[ref.case_id])
    row = WageWorker.objects.get()
    sheet_set(wage_worker_id=row.pk, lines=[some_days()], actor=handler, at=NOON)
    ticked = {"employer_known": "on", "owner_late": "on"}
    named = {"name-QC-01": "虚构劳务", "name-QC-09": "虚构置业"}
    said = {"unpaid": "3000.01", "basis": "住建部门 11 月 20 日答复"}

    walked = browser.post(address, ticked | said | {"again": "1"}).content.decode()
    assert "建设单位以未结清的工程款 ¥3,000.01 为限先行垫付" in walked
    unknown = browser.post(address, ticked | named | {"confirm": "1", "basis": said["basis"]})
    unsourced = browser.post(address, ticked | named | {"confirm": "1", "unpaid": "3000.01"})
    assert (unknown.status_code, unsourced.status_code) == (422, 422)
    assert not Responsible.objects.exists()
    proof = {"proof": SimpleUploadedFile("台账.png", a_photo("付款台账"), "image/png")}
    assert browser.post(address, ticked | named | said | proof | {"confirm": "1"}).status_code == 302

    shown = browser.get(reverse("wage-case", args=[ref.case_id])).content.decode()
    for words in ("以 ¥3,000.01 为限", "第二十九条", "住建部门 11 月 20 日答复", "看证明", handler.name):
        assert words in shown
    paid = {"client_key": "p", "source": "owner", "paid_on": "2026-11-23"}
    pay = reverse("wage-pay", args=[ref.case_id])
    too_much = browser.post(pay, paid | {f"pay-{row.pk}": "3000.02"})
    assert "最多再登记 ¥3,000.01" in too_much.content.decode()
    browser.post(pay, paid | {f"pay-{row.pk}": "3000.01"})
    lowered = browser.post(address, ticked | named | {"confirm": "1", "unpaid": "3000", "basis": "更正"})
    assert "已经垫付 ¥3,000.01" in lowered.content.decode()
    assert WageCase.objects.get().paid_fen == 300_001
    assert Responsible.objects.get(rule_id="QC-09", replaced_at=None).most_fen == 300_001


def test_what_was_confirmed_or_registered_stands_in_the_clearing_order_when_it_is_opened_again():
    given = a_wage_city()
    site = a_site(org=given.city.bureau, inspector=given.inspector)
    ref = a_complaint(given, about=trouble(project_name="试东家园二期工程"))
    handler = accepted(given, ref.case_id)
    browser, address = signed_in(handler), reverse("wage-responsible", args=[ref.case_id])
    late = {"kind": ProgressKind.WORKS, "due_on": date(2026, 10, 1), "due_fen": 500_000_00}
    progress_add(project_id=site.id, actor=site.officer, at=NOON, **late)

    first = browser.post(address, {"employer_known": "on", "owner_late": "on", "again": "1"}).content.decode()
    assert 'value="500000.00"' in first
    assert 'value="试东置业有限公司（演示）"' in first
    names = {"name-QC-01": "虚构劳务", "name-QC-09": "虚构置业"}
    typed = {"unpaid": "1.00", "basis": "银行流水", "confirm": "1"}
    browser.post(address, {"employer_known": "on", "owner_late": "on"} | names | typed)

    again = browser.get(address).content.decode()
    assert 'name="owner_late" checked' in again
    assert 'value="虚构置业"' in again
    assert 'value="1.00"' in again


def test_the_ledger_lists_by_urgency_and_goes_out_as_excel():
    given = a_wage_city()
    ref = a_complaint(given)
    investigated(given, ref.case_id)
    browser = signed_in(given.lead)

    page = browser.get(reverse("wage-ledger"))
    book = load_workbook(BytesIO(browser.get(reverse("wage-ledger-xlsx")).content))

    assert ref.number in page.content.decode()
    assert "¥14,000.00" in page.content.decode()
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[1][0] == ref.number
    assert rows[1][8] == "14000.00"


def test_a_filter_of_the_ledger_is_kept_named_anew_and_forgotten():
    given = a_wage_city()
    browser, ledger = signed_in(given.inspector), reverse("wage-ledger")

    browser.post(reverse("wage-filter-keep"), {"name": "信访来的", "query": "door=petition&strange=1"})
    (kept,) = saved_filters(given.inspector, "wages")
    assert kept.query == "door=petition"
    assert "信访来的" in browser.get(ledger).content.decode()
    browser.post(reverse("wage-filter-name", args=[kept.pk]), {"name": "信访转办"})
    page = browser.get(ledger).content.decode()
    assert "信访转办" in page
    assert "信访来的" not in page
    assert not saved_filters(given.second, "wages")
    browser.post(reverse("wage-filter-forget", args=[kept.pk]))
    assert "信访转办" not in browser.get(ledger).content.decode()


def test_the_wall_shows_the_public_figures_as_soon_as_nobody_can_be_recognised():
    given = a_wage_city()
    empty = Client().get(reverse("screen-wages")).content.decode()
    for number in range(3):
        a_complaint(given, about=trouble(employer_name=f"虚构{number}号公司", project_name=""))
    wall = Client().get(reverse("screen-wages")).content.decode()

    assert "案件够多以后" in empty
    assert "涉及 3 人" in wall
    assert "3/3" in wall
    assert "虚构" not in wall


def test_the_case_page_offers_the_moves_and_shows_the_panel():
    given = a_wage_city()
    ref = a_complaint(given)
    handler = ordered(given, ref.case_id)

    page = signed_in(handler).get(reverse("case", args=[ref.case_id])).content.decode()

    assert "欠薪办理" in page
    assert "责令付款期限" in page


def test_the_acceptance_form_offers_the_other_inspector_as_second():
    given = a_wage_city()
    ref = a_complaint(given)
    handler, second = officers(given, ref.case_id)
    signed_in(handler).post(
        reverse("wage-employer", args=[ref.case_id]), {"name": "虚构建筑", "credit_code": a_credit_code()}
    )

    page = signed_in(handler).get(reverse("case-move", args=[ref.case_id, "accept"])).content.decode()

    assert second.name in page
    do(
        case_id=ref.case_id,
        move="accept",
        actor=handler,
        at=NOON,
        data={"second": str(second.account_id), "in_dispute": "no", "continuing": "yes"},
    )


def test_a_supervisor_is_offered_no_letter_that_he_may_not_open():
    given = a_wage_city()
    ref = a_complaint(given)
    handler = ordered(given, ref.case_id)
    run_jobs()
    supervisor = given.city.staff(Role.SUPERVISOR)
    address = reverse("wage-case", args=[ref.case_id])

    assert "打开 PDF" in signed_in(handler).get(address).content.decode()
    page = signed_in(supervisor).get(address).content.decode()
    assert "打开 PDF" not in page
    assert "只有办案人员能打开" in page
