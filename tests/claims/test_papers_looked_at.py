"""What stands beside a paper on the desk: its hospital on the list, its first photograph, the list of charges."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from anxin.claims.importers import CATALOGUE
from anxin.claims.selectors import first_go_rows, hospital_findings
from anxin.documents.catalogue import catalogue_lookup
from anxin.documents.models import Paper
from anxin.documents.selectors import paper
from anxin.documents.types import PaperKind
from anxin.identity.types import Actor
from anxin.imports.types import Context, Line
from anxin.kit.ids import uuid7
from tests.given.claims import a_complete, a_paper, a_reported, receipt_values
from tests.given.people import LONG_AGO, NOON

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _data(settings: Any, tmp_path: Path) -> None:
    settings.ANXIN_DATA = tmp_path


def codes(paper_id: Any) -> list[str]:
    return [one.code for one in hospital_findings(paper(paper_id), on=ON)]


def test_a_listed_hospital_of_the_city_has_no_finding_and_others_do() -> None:
    given = a_reported()
    listed = a_paper(given, PaperKind.RECEIPT, receipt_values(given.rider))
    strange = a_paper(given, PaperKind.RECEIPT, receipt_values(given.rider, hospital="北京市未列名医院"))
    elsewhere = a_paper(given, PaperKind.RECEIPT, receipt_values(given.rider, hospital="河北省示范医院"))

    assert codes(listed) == []
    assert codes(strange) == ["hospital_unknown"]
    assert codes(elsewhere) == ["hospital_unknown", "hospital_elsewhere"]


def test_first_photographs_are_counted_by_kind_and_platform_for_who_sees_the_claims() -> None:
    given = a_complete()
    Paper.objects.filter(kind="receipt").update(first_complete=True)
    Paper.objects.filter(kind="diagnosis").update(first_complete=False)

    rows = first_go_rows(actor=Actor.system(), since=LONG_AGO)

    assert {(row.platform, row.kind, row.percent) for row in rows} == {
        ("", "医疗收费票据", 100),
        ("", "诊断证明书", 0),
        (given.city.platform.name, "医疗收费票据", 100),
        (given.city.platform.name, "诊断证明书", 0),
    }
    assert first_go_rows(actor=Actor.anonymous(), since=LONG_AGO) == ()


def a_table(*rows: tuple[str, str]) -> list[Line]:
    return [Line(number, {"name": name, "listed": listed}) for number, (name, listed) in enumerate(rows, 2)]


def test_a_list_taken_in_through_the_page_answers_for_its_year() -> None:
    context = Context(uuid7(), Actor.system(), NOON, "2031", None)
    lines = a_table(("试验胶囊", "甲类"), ("自费胶囊", "丙"))

    assert list(CATALOGUE.check(lines, context)) == ["", ""]
    CATALOGUE.take(lines, context)

    assert catalogue_lookup("试验胶囊", None, 2031) == "yes"
    assert catalogue_lookup("自费胶囊", None, 2031) == "no"
    assert catalogue_lookup("别的胶囊", None, 2031) == "unknown"


def test_a_line_that_does_not_say_whether_it_is_listed_is_named() -> None:
    context = Context(uuid7(), Actor.system(), NOON, "2031", None)

    assert list(CATALOGUE.check(a_table(("试验胶囊", "也许")), context)) == ["看不出是否在目录内：也许"]
