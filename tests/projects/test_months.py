"""A month's files: good rows kept, bad ones named, sending twice harmless, differences in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from anxin.imports.models import ImportJob
from anxin.kit.errors import BadInput, NotFound
from anxin.kit.tables import write_xlsx
from anxin.projects.importers import importer_key
from anxin.projects.models import WorkerMonth
from anxin.projects.selectors import imports_shown, month_shown, workers_shown
from anxin.projects.services import month_open, sheet_take
from anxin.projects.sheets import headings, read_line
from anxin.projects.types import SheetKind, SheetLine
from tests.given.people import NOON, an_id_number
from tests.given.projects import PEOPLE, Site, a_file, a_good_month, a_site, hand_in
from tests.given.tables import imported, uploaded

pytestmark = pytest.mark.django_db
MONTH = date(2026, 10, 1)
PAID = date(2026, 11, 13)


def bring(site: Site, kind: SheetKind, content: bytes, month: date = MONTH) -> ImportJob:
    sheet_id = month_open(project_id=site.id, month=month, actor=site.officer, at=NOON)
    return imported(site.officer, content, importer=importer_key(kind), scope=sheet_id)


def test_three_files_make_one_line_a_person_and_nothing_differs_when_all_is_well():
    site = a_site()

    a_good_month(site, MONTH, paid_on=PAID)

    view = month_shown(site.inspector, site.id, MONTH)
    assert (view.workers, view.due_fen, view.paid_fen) == (4, 2_640_000, 2_640_000)
    assert (view.unpaid, view.underpaid, view.strays) == (0, 0, 0)
    assert view.pay_on == date(2026, 11, 13), "the 15th is a Sunday"
    assert [line.differences for line in workers_shown(site.inspector, site.id, MONTH)] == [()] * 4


def test_each_kind_of_difference_is_said_in_words():
    site = a_site()
    stranger = ("工试外", an_id_number(790))
    hand_in(site, SheetKind.ROSTER, *((*one, "", "") for one in PEOPLE), month=MONTH)
    hand_in(
        site,
        SheetKind.ATTENDANCE,
        (*PEOPLE[0], "22"),
        (*PEOPLE[1], "21.5"),
        (*PEOPLE[2], "0"),
        (*stranger, "3"),
        month=MONTH,
    )
    hand_in(
        site,
        SheetKind.PAY,
        (*PEOPLE[1], "6000", "5999.99", PAID, ""),
        (*PEOPLE[2], "100", "100", PAID, ""),
        (*stranger, "900", "900", PAID, ""),
        month=MONTH,
    )

    said = {line.name: line.differences for line in workers_shown(site.inspector, site.id, MONTH)}

    assert said == {
        "工试甲": ("有考勤，没有发薪",),
        "工试乙": ("实发少于应发",),
        "工试丙": ("没有出勤，发了薪",),
        "工试丁": (),
        "工试外": ("发了薪，不在名册", "有考勤，不在名册"),
    }
    assert len(workers_shown(site.inspector, site.id, MONTH, only_different=True)) == 4


def test_good_rows_are_kept_and_each_bad_one_is_named_with_its_reason():
    site = a_site()
    good, wrong = PEOPLE[0], PEOPLE[1][1][:17] + ("0" if PEOPLE[1][1][17] != "0" else "1")

    table = a_file(
        SheetKind.PAY,
        (*good, "6600", "6600", PAID, ""),
        ("工试错", wrong, "1", "1", PAID, ""),
        (*good, "1", "1", PAID, ""),
        (*PEOPLE[2], "1000000000000", "1", PAID, ""),
        (*PEOPLE[2], "1", "1", "1926-01-01", ""),
        (*PEOPLE[3], "一百", "1", PAID, ""),
        ("", PEOPLE[3][1], "1", "1", PAID, ""),
        ("=1+1", PEOPLE[3][1], "1", "1", PAID, ""),
    ).replace(b"'=1+1", b"=1+1")
    job = bring(site, SheetKind.PAY, table)

    assert (job.new_count, job.bad_count) == (1, 7)
    (view,) = imports_shown(site.officer, site.id)
    reasons = dict(view.refused)
    assert list(reasons) == [3, 4, 5, 6, 7, 8, 9]
    for line, words in {4: "和第 2 行重复", 9: "是公式", 5: "太大", 6: "1926", 7: "金额", 8: "“姓名”是空的"}.items():
        assert words in reasons[line]
    assert view.taken == 1


def test_sending_a_file_again_changes_nothing_and_a_corrected_one_replaces_it():
    site = a_site()
    a_good_month(site, MONTH, paid_on=PAID)
    before = workers_shown(site.inspector, site.id, MONTH)

    a_good_month(site, MONTH, paid_on=PAID)
    assert workers_shown(site.inspector, site.id, MONTH) == before

    hand_in(site, SheetKind.PAY, *((*one, "6600", "6600", PAID, "") for one in PEOPLE[:3]), month=MONTH)
    assert month_shown(site.inspector, site.id, MONTH).unpaid == 1
    hand_in(site, SheetKind.ROSTER, *((*one, "", "") for one in PEOPLE[:3]), month=MONTH)
    hand_in(site, SheetKind.ATTENDANCE, *((*one, "9") for one in PEOPLE[:3]), month=MONTH)
    assert month_shown(site.inspector, site.id, MONTH).workers == 3


def test_a_table_without_a_needed_column_or_without_people_stops_with_a_sentence():
    site = a_site()

    with pytest.raises(BadInput, match="还没有对应：身份证号"):
        bring(site, SheetKind.ROSTER, write_xlsx("表", ["姓名"], [["工试甲"]]))
    sheet_id = month_open(project_id=site.id, month=MONTH, actor=site.officer, at=NOON)
    empty = write_xlsx("表", headings(SheetKind.ROSTER), [])
    job = uploaded(site.officer, empty, importer=importer_key(SheetKind.ROSTER), scope=sheet_id)

    assert (job.state, job.problem) == ("failed", "表格里只有列名，没有内容。")
    assert not WorkerMonth.objects.exists()


def test_a_table_is_taken_in_one_piece_and_a_second_one_replaces_it():
    site = a_site()
    bring(site, SheetKind.ROSTER, a_file(SheetKind.ROSTER, *((*one, "", "") for one in PEOPLE)))
    bring(site, SheetKind.ROSTER, a_file(SheetKind.ROSTER, *((*one, "", "") for one in PEOPLE[:2])))

    assert month_shown(site.inspector, site.id, MONTH).workers == 2


@pytest.mark.parametrize("month", [date(2026, 2, 1), date(2026, 12, 1)])
def test_a_month_before_the_works_or_still_to_come_is_refused(month):
    site = a_site()

    with pytest.raises(BadInput, match="月份"):
        month_open(project_id=site.id, month=month, actor=site.officer, at=NOON)


def test_people_are_sealed_in_the_database_and_masked_on_the_page():
    site = a_site()
    a_good_month(site, MONTH, paid_on=PAID)

    with connection.cursor() as cursor:
        cursor.execute("SELECT w::text FROM projects_workermonth w")
        stored = " ".join(row[0] for row in cursor.fetchall())
    assert not any(name in stored or number in stored for name, number in PEOPLE)
    assert all("*" in line.id_number for line in workers_shown(site.inspector, site.id, MONTH))
    assert WorkerMonth.objects.count() == 4


def test_a_stranger_hands_in_nothing():
    site, other = a_site(), a_site()

    sheet_id = month_open(project_id=site.id, month=MONTH, actor=site.officer, at=NOON)
    with pytest.raises(NotFound):
        month_open(project_id=site.id, month=MONTH, actor=other.officer, at=NOON)
    with pytest.raises(NotFound):
        sheet_take(
            sheet_id=sheet_id, kind=SheetKind.ROSTER, name="a.csv", lines=[a_line()], actor=other.officer, at=NOON
        )


def a_line() -> SheetLine:
    cells = {"name": PEOPLE[0][0], "id_number": PEOPLE[0][1]}
    return read_line(SheetKind.ROSTER, cells, today=NOON.date())
