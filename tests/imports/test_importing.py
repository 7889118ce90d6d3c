"""Taking tables in: nothing is lost, nothing is half done, the same table again is harmless."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from anxin.cases.chain import chain_breaks
from anxin.cases.models import Case
from anxin.identity.types import Role
from anxin.imports.models import ImportJob, ImportRow
from anxin.imports.services import go_on, import_map, import_start, imports_sweep
from anxin.imports.types import JobState, RowState
from anxin.kit.errors import BadInput, NotFound
from anxin.wages.models import Complaint, WageCase, WageWorker
from tests.given.jobs import run_jobs
from tests.given.people import NOON, an_id_number, signed_in
from tests.given.tables import a_workbook, checked, imported, uploaded
from tests.given.wages import a_complaint, a_person, a_wage_city, accepted, trouble

pytestmark = pytest.mark.django_db
HEADERS = ("编号", "反映人姓名", "身份证号", "企业名称", "项目名称", "欠薪金额（元）", "欠薪开始时间", "欠薪结束时间")


def a_clue(number: int, **changes):
    row = {
        "ref": f"QG-{number}",
        "name": "钱试工",
        "id": an_id_number(),
        "employer": f"虚构{number}号公司",
        "project": "",
        "amount": "8000.50",
        "from": "2026-08",
        "to": "2026/9/30",
    } | changes
    return tuple(row.values())


def clues(*rows, **where):
    return {"content": a_workbook(HEADERS, rows), "importer": "wage-clues", "source": "national"} | where


def test_good_lines_become_clues_with_clocks_and_a_whole_chain_and_bad_ones_say_why():
    given = a_wage_city()
    rows = [
        a_clue(1),
        a_clue(2, id="110105194912310021"),
        a_clue(3, amount="1e12"),
        a_clue(4, amount="999999999999"),
        a_clue(5, **{"from": "1926-01-01"}),
        a_clue(6, employer=""),
        a_clue(7, amount="=1+1"),
        a_clue(1),
        a_clue(9, name="=cmd|calc"),
        a_clue(10),
    ]

    job = imported(given.inspector, **clues(*rows))

    assert (job.state, job.new_count, job.bad_count) == (JobState.DONE, 2, 8)
    said = dict(ImportRow.objects.filter(state=RowState.BAD).values_list("number", "reason"))
    assert "校验位" in said[3]
    assert "金额请写成" in said[4]
    assert "金额太大" in said[5]
    assert "太早" in said[6]
    assert "哪家单位" in said[7]
    assert "公式" in said[8]
    assert "和第 2 行重复" in said[9]
    assert "公式" in said[10]
    case = Case.objects.filter(type="wage_clue").order_by("pk")[0]
    assert case.next_due is not None
    assert case.handler_id in (given.inspector.account_id, given.second.account_id)
    assert chain_breaks(case.pk) == []
    assert WageWorker.objects.filter(period_to=date(2026, 9, 30), claimed_fen=800_050).count() == 2


def test_the_same_table_again_changes_nothing():
    given = a_wage_city()
    table = clues(a_clue(1), a_clue(2))
    imported(given.inspector, **table)

    again = imported(given.second, **table)

    assert (again.new_count, again.known_count) == (0, 2)
    assert Complaint.objects.count() == WageCase.objects.count() == 2


def test_a_clue_about_a_case_that_is_looked_into_joins_it():
    given = a_wage_city()
    ref = a_complaint(given)
    accepted(given, ref.case_id)
    about = trouble()

    job = imported(
        given.inspector, **clues(a_clue(1, employer=about.employer_name, project="编造花园二期工程"), a_clue(2))
    )

    assert (job.new_count, job.known_count) == (1, 1)
    assert WageWorker.objects.filter(case_id=ref.case_id).count() == 2
    assert Complaint.objects.filter(case_id=ref.case_id, joined=True, source_ref="QG-1").count() == 1


def test_a_phone_complaint_takes_the_clue_about_the_same_person_over():
    given = a_wage_city()
    imported(given.inspector, **clues(a_clue(1, id="")))
    number = an_id_number()
    imported(given.inspector, **clues(a_clue(2, id=number)))

    ref = a_complaint(
        given,
        actor=given.intake,
        people=[a_person(name="钱试工", id_number=number)],
        about=trouble(employer_name="虚构2号公司", project_name=""),
    )

    clue = WageCase.objects.get(employer_name="虚构2号公司", case__type="wage_clue")
    assert Case.objects.get(pk=clue.pk).result == "taken_over"
    assert not ref.joined


def test_inspectors_share_the_clues_evenly():
    given = a_wage_city()

    imported(given.inspector, **clues(*(a_clue(n) for n in range(10))))

    counts = [Case.objects.filter(handler_id=one.account_id).count() for one in (given.inspector, given.second)]
    assert counts == [5, 5]


def test_the_columns_of_a_source_are_remembered():
    given = a_wage_city()
    headers = ("甲", "乙", "丙")
    first = uploaded(
        given.inspector, a_workbook(headers, [("x", "钱试工", "虚构公司")]), importer="wage-clues", source="petition"
    )
    assert first.mapping == {}
    import_map(job_id=first.pk, mapping={"name": "乙", "employer": "丙"}, actor=given.inspector, at=NOON)

    again = uploaded(
        given.second, a_workbook(headers, [("y", "孙试工", "虚构公司")]), importer="wage-clues", source="petition"
    )

    assert again.mapping == {"name": "乙", "employer": "丙"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 not a workbook", "打不开"),
        (b"\x00\x01\x02\x03", "不是 Excel、CSV 或 Parquet"),
        ("姓名,姓名\n甲,乙\n".encode(), "两列同名"),
        ("姓名,单位\n".encode(), "没有内容"),
        (b"\n\n", "不是 Excel、CSV 或 Parquet"),
    ],
)
def test_a_file_that_is_no_table_says_so(content, sentence):
    given = a_wage_city()

    job = uploaded(given.inspector, content, importer="wage-clues", source="national")

    assert job.state == JobState.FAILED
    assert sentence in job.problem
    assert bytes(job.content) == b""


def test_a_giant_is_refused_before_anything_is_kept(settings):
    settings.ANXIN_UPLOAD_BYTES_MAX = 1000
    given = a_wage_city()

    with pytest.raises(BadInput, match="超过"):
        uploaded(given.inspector, b"x" * 1001, importer="wage-clues", source="national")
    assert ImportJob.objects.count() == 0


def test_a_table_of_too_many_lines_is_refused_and_none_of_them_stays(settings, monkeypatch):
    settings.ANXIN_ROWS_MAX = 3
    monkeypatch.setattr("anxin.imports.services.CHUNK", 1)
    given = a_wage_city()

    job = uploaded(
        given.inspector, a_workbook(HEADERS, [a_clue(n) for n in range(4)]), importer="wage-clues", source="national"
    )

    assert "超过 3 行" in job.problem
    assert not ImportRow.objects.exists()


def test_a_run_that_was_killed_goes_on_where_it_stood(monkeypatch):
    given = a_wage_city()
    monkeypatch.setattr("anxin.imports.services.CHUNK", 2)
    job = checked(given.inspector, **clues(*(a_clue(n) for n in range(5))))
    import_start(job_id=job.pk, actor=given.inspector, at=NOON)
    ImportRow.objects.filter(job=job, number__lte=3).update(state=RowState.NEW)

    assert imports_sweep(at=NOON + timedelta(days=365)) == 1
    go_on(job_id=job.pk)

    job.refresh_from_db()
    assert (job.state, job.new_count) == (JobState.DONE, 3)


def test_only_the_one_who_uploaded_sees_a_table_and_only_posts_that_may_upload():
    given = a_wage_city()
    job = checked(given.inspector, **clues(a_clue(1)))

    with pytest.raises(NotFound):
        import_start(job_id=job.pk, actor=given.second, at=NOON)
    with pytest.raises(NotFound):
        uploaded(given.city.staff(Role.BUREAU_REVIEWER), b"x", importer="wage-clues", source="national")


def test_the_pages_lead_from_the_upload_to_the_faulty_lines():
    given = a_wage_city()
    browser = signed_in(given.inspector)
    with time_machine.travel(NOON, tick=False):
        content = a_workbook(HEADERS, [a_clue(1), a_clue(2, amount="很多")])
        answer = browser.post(
            reverse("import-upload", args=["wage-clues"]), {"source": "national", "file": _file(content)}
        )
        assert "正在读取" in browser.get(answer["Location"]).content.decode()
        run_jobs()
        page = browser.get(answer["Location"])
        columns = {f"column-{key}": heading for key, heading in ImportJob.objects.get().mapping.items()}
        job_id = ImportJob.objects.get().pk
        browser.post(reverse("import-mapping", args=[job_id]), columns)
        run_jobs()
        assert browser.get(reverse("import-progress", args=[job_id]))["HX-Redirect"] == answer["Location"]
        browser.post(reverse("import-start", args=[job_id]))
        run_jobs()
        done = browser.get(answer["Location"]).content.decode()
        book = load_workbook(BytesIO(browser.get(reverse("import-faulty", args=[job_id])).content))

    assert "哪一列是什么" in page.content.decode()
    assert "新增 1 行" in done
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[1][1] == "钱试工"
    assert "金额请写成" in rows[1][-1]


def _file(content: bytes) -> BytesIO:
    file = BytesIO(content)
    file.name = "线索.xlsx"
    return file
