"""The pages of projects: what each shows, and what its forms say when something is wrong."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from anxin.identity.types import Actor, Role
from anxin.imports.models import ImportJob
from anxin.imports.services import go_on
from anxin.projects.models import Deposit, Project
from anxin.projects.services import project_complete
from anxin.projects.types import SheetKind
from tests.given.jobs import run_jobs
from tests.given.people import NOON, a_staff, signed_in
from tests.given.projects import PEOPLE, Site, a_file, a_good_month, a_site, hand_in

pytestmark = pytest.mark.django_db
MONTH = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def page(actor: Actor, address: str, *, status: int = 200, **query: Any) -> str:
    answer = signed_in(actor).get(f"/desk/projects/{address}", query)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def table(actor: Actor, address: str, **query: Any) -> list[tuple[Any, ...]]:
    answer = signed_in(actor).get(f"/desk/projects/{address}", {**query, "xlsx": 1})
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def act(actor: Actor, site: Site, deed: str, **given: Any) -> Any:
    data = {f"{deed}-{name}": value for name, value in given.items()}
    return signed_in(actor).post(f"/desk/projects/{site.id}/do/{deed}/", data)


def test_an_empty_list_says_how_to_begin_and_a_narrow_one_how_to_widen():
    inspector = a_staff(Role.WAGE_INSPECTOR)

    assert "还没有登记工程项目" in page(inspector, "")
    assert "没有符合条件的项目" in page(inspector, "", q="没有的工程")
    assert "还没有您可以看的工程项目" in page(a_staff(Role.EMPLOYER_OFFICER), "")
    assert "没有可以预警的工程" in page(inspector, "warning/")


def test_the_list_shows_the_warning_and_goes_into_excel():
    site = a_site()
    run_jobs()

    shown = page(site.inspector, "", level="high")

    assert "试东家园二期工程" in shown
    assert "红色预警" in shown
    assert "没有符合条件" in page(site.inspector, "", level="low")
    assert table(site.officer, "")[1][1:3] == ("试东家园二期工程", site.contractor.name)


def test_the_warning_desk_names_each_reason_and_gives_the_inspector_a_list_to_take_along():
    site = a_site()
    run_jobs()

    shown = page(site.inspector, "warning/")
    rows = table(site.inspector, "warning/")

    assert "上月工资超过约定日期 10 天没有发完。" in shown
    assert "多少工程要马上去看？" in shown
    assert rows[1][0] == 75
    assert "何试资" in rows[1]
    assert "没有需要检查的工程" not in page(site.inspector, "warning/", signal="YJ-08")
    assert page(site.officer, "warning/", status=403)


def test_inspector_and_contractor_read_the_same_signals_in_their_own_words():
    site = a_site()

    assert "签订施工合同超过 30 日，专用账户还没有开立。" in page(site.inspector, f"{site.id}/")
    own = page(site.officer, f"{site.id}/")
    assert "专用账户逾期未开立，请马上到银行开立。" in own
    assert "按规定核定" not in own
    assert "登记完工" not in own


def test_a_project_is_entered_on_the_page_and_mistakes_are_said_beside_the_field():
    site = a_site()
    browser = signed_in(site.inspector)
    given = {
        "name": "试西学校改造工程",
        "site": "试西区演示街 1 号",
        "org_id": str(site.org.id),
        "industry": "housing",
        "contractor": site.contractor.name,
        "contractor_code": site.contractor.credit_code,
        "owner": "试西教育中心（演示）",
        "contract_fen": "12,000,000",
        "labour_percent": "27.5",
        "signed_on": "2026-10-01",
        "starts_on": "2026-10-20",
        "ends_on": "2027-08-01",
        "pay_day": "10",
    }

    wrong = browser.post("/desk/projects/new/", {**given, "contractor_code": "91990100MA0000001I"})
    assert wrong.status_code == 422
    assert "统一社会信用代码" in wrong.content.decode()
    assert browser.post("/desk/projects/new/", given).status_code == 302

    row = Project.objects.get(name="试西学校改造工程")
    assert (row.contract_fen, row.labour_bp) == (1_200_000_000, 2_750)


def test_forms_of_a_project_change_it_or_say_why_not():
    site = a_site()
    account = {"bank_name": "示范银行（演示）", "number": "6209990000000001", "opened_on": "2026-03-12"}

    refused = act(site.officer, site, "account", **{**account, "opened_on": "2026-02-01"})
    assert refused.status_code == 422
    assert "早于合同签订日期" in refused.content.decode()
    assert act(site.officer, site, "account", **account).status_code == 302
    assert act(site.officer, site, "complete", day="2026-11-20").status_code == 422
    assert act(site.inspector, site, "progress", kind="works", due_on="2026-11-01", due_fen="500000").status_code == 302
    shown = page(site.inspector, f"{site.id}/")
    assert "¥500,000.00" in shown
    assert "逾期" in shown
    assert act(site.inspector, site, "nonsense").status_code == 404


def test_the_calculator_shows_each_line_with_its_article_and_refuses_a_missing_table():
    inspector = a_staff(Role.WAGE_INSPECTOR)
    given = {
        "place": "fujian",
        "contract_fen": "100000000",
        "signed_on": "2026-02-25",
        "starts_on": "2026-03-10",
        "ends_on": "2027-09-30",
        "clean_months": "30",
        "recent_arrears": "no",
        "dishonest_listed": "no",
        "real_name_and_account": "yes",
        "several_projects": "no",
    }

    shown = page(inspector, "deposit/", **given)

    assert "¥500,000.00" in shown
    assert "连续 2 年未发生欠薪" in shown
    assert "fujian/wage_deposit/2024-01-01.r1" in shown
    assert "没有发布" in page(inspector, "deposit/", **{**given, "signed_on": "2023-02-25"})
    assert "须由人核定" in page(inspector, "deposit/", **{**given, "recent_arrears": ""})


def test_the_bureau_looks_at_every_line_before_it_sets_the_sum():
    site = a_site()
    record = {
        "clean_months": "14",
        "recent_arrears": "no",
        "dishonest_listed": "no",
        "real_name_and_account": "yes",
        "several_projects": "no",
    }
    browser, address = signed_in(site.inspector), f"/desk/projects/{site.id}/deposit/"

    looked = browser.post(address, {**record, "try": "1"})
    assert "¥1,500,000.00" in looked.content.decode()
    assert not Deposit.objects.exists()
    unclear = browser.post(address, {**record, "several_projects": "yes", "set": "1"})
    assert unclear.status_code == 422
    assert browser.post(address, {**record, "set": "1"}).status_code == 302
    assert Deposit.objects.get().required_fen == 150_000_000


def test_a_month_is_brought_in_on_the_page_and_its_differences_stand_first():
    site = a_site()
    a_good_month(site, MONTH, paid_on=date(2026, 11, 13))
    hand_in(site, SheetKind.PAY, *((*one, "6600", "6600", date(2026, 11, 13), "") for one in PEOPLE[1:]), month=MONTH)
    browser = signed_in(site.officer)
    file = SimpleUploadedFile("名册.csv", a_file(SheetKind.ROSTER, (*PEOPLE[0], "", ""), ("x1", "1", "", "")))

    place = browser.post(f"/desk/projects/{site.id}/sheets/", {"kind": "roster", "month": "2026-10", "file": file}).url
    job = ImportJob.objects.get()
    go_on(job_id=job.pk)
    job.refresh_from_db()
    browser.post(f"{place}mapping/", {f"column-{key}": heading for key, heading in job.mapping.items()})
    go_on(job_id=job.pk)
    assert "可以导入 1 行" in browser.get(place).content.decode()
    browser.post(f"{place}start/")
    go_on(job_id=job.pk)
    back = browser.get(f"/desk/projects/sheets/{job.scope}/")
    assert back.url == f"/desk/projects/{site.id}/months/2026-10/"
    shown = page(site.officer, f"{site.id}/")
    month = page(site.inspector, f"{site.id}/months/2026-10/")

    assert "1 行没有接收" in shown
    assert month.index("有考勤，没有发薪") < month.index("发了薪，不在名册")
    assert PEOPLE[0][1] not in month
    assert len(table(site.inspector, f"{site.id}/months/2026-10/", only=1)) == 5
    assert page(site.inspector, f"{site.id}/months/2026-09/", status=404)
    assert page(site.inspector, f"{site.id}/months/abc/", status=404)


def test_templates_carry_the_headings_the_import_asks_for():
    assert table(a_staff(Role.EMPLOYER_OFFICER), "template/pay/")[0] == (
        "姓名",
        "身份证号",
        "应发工资",
        "实发工资",
        "发放日期",
        "银行账号",
    )
    assert page(a_staff(Role.EMPLOYER_OFFICER), "template/other/", status=404)


def test_the_notice_board_says_what_the_law_asks_and_guesses_no_number():
    site = a_site()

    shown = Client().get(f"/open/sites/{site.id}/").content.decode()

    for words in ("试东家园二期工程", "何试资", "每月 15 日", "12333", "12348", "第三十四条", "待本地人社部门填写"):
        assert words in shown
    project_complete(project_id=site.id, completed_on=NOON.date(), actor=site.inspector, at=NOON)
    assert Client().get(f"/open/sites/{site.id}/").status_code == 404
