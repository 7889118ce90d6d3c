"""A month's files: good rows kept, bad ones named, sending twice harmless, differences in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from anxin.kit.errors import BadInput, NotFound
from anxin.kit.tables import write_xlsx
from anxin.projects.models import WorkerMonth
from anxin.projects.selectors import imports_shown, month_shown, workers_shown
from anxin.projects.services import sheet_import
from anxin.projects.sheets import headings
from anxin.projects.types import SheetKind
from tests.given.people import NOON, an_id_number
from tests.given.projects import PEOPLE, Site, a_file, a_good_month, a_site, hand_in

pytestmark = pytest.mark.django_db
MONTH = date(2026, 10, 1)
PAID = date(2026, 11, 13)


def bring(site: Site, kind: SheetKind, content: bytes, month: date = MONTH) -> object:
    return sheet_import(
        project_id=site.id, month=month, kind=kind, name="表.xlsx", content=content, actor=site.officer, at=NOON
    )


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

    taken = hand_in(
        site,
        SheetKind.PAY,
        (*good, "6600", "6600", PAID, ""),
        ("工试错", wrong, "1", "1", PAID, ""),
        (*good, "1", "1", PAID, ""),
        (*PEOPLE[2], "1000000000000", "1", PAID, ""),
        (*PEOPLE[2], "1", "1", "1926-01-01", ""),
        (*PEOPLE[3], "一百", "1", PAID, ""),
        ("", PEOPLE[3][1], "1", "1", PAID, ""),
        month=MONTH,
    )

    assert taken.taken == 1
    reasons = {one.line: one.reason for one in taken.refused}
    assert list(reasons) == [3, 4, 5, 6, 7, 8]
    for line, words in {4: "两次", 5: "太大", 6: "1926", 7: "金额", 8: "“姓名”是空的"}.items():
        assert words in reasons[line]
    (view,) = imports_shown(site.officer, site.id)
    assert (view.taken, len(view.refused)) == (1, 6)


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


def test_excel_with_a_formula_or_without_a_needed_column_is_refused_with_a_sentence():
    site = a_site()
    formula = a_file(SheetKind.ROSTER, ("=1+1", PEOPLE[0][1], "", "")).replace(b"'=1+1", b"=1+1")

    with pytest.raises(BadInput, match="公式"):
        bring(site, SheetKind.ROSTER, formula)
    with pytest.raises(BadInput, match="缺少“身份证号”"):
        bring(site, SheetKind.ROSTER, write_xlsx("表", ["姓名"], [["工试甲"]]))
    with pytest.raises(BadInput, match="没有人员"):
        bring(site, SheetKind.ROSTER, write_xlsx("表", headings(SheetKind.ROSTER), []))
    with pytest.raises(BadInput, match="不是 Excel"):
        bring(site, SheetKind.ROSTER, b"\xff\xfe\x00\x01garbage")


@pytest.mark.parametrize("month", [date(2026, 2, 1), date(2026, 12, 1)])
def test_a_month_before_the_works_or_still_to_come_is_refused(month):
    with pytest.raises(BadInput, match="月份"):
        bring(a_site(), SheetKind.ROSTER, a_file(SheetKind.ROSTER, (*PEOPLE[0], "", "")), month=month)


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

    with pytest.raises(NotFound):
        sheet_import(
            project_id=site.id,
            month=MONTH,
            kind=SheetKind.ROSTER,
            name="a.csv",
            content=a_file(SheetKind.ROSTER, (*PEOPLE[0], "", "")),
            actor=other.officer,
            at=NOON,
        )
