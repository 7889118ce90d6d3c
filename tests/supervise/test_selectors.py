"""Paths read from real cases, and the sheet the public reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from anxin.cases.types import Holder
from anxin.claims.services import claim_advance, contact
from anxin.identity.selectors import actor_for
from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of
from anxin.supervise.models import FigureSheet
from anxin.supervise.selectors import bureau_settings, case_paths, supervision
from anxin.supervise.services import sheet_make
from anxin.supervise.services.sheets import FEWEST_CASES
from anxin.supervise.tasks import public_figures
from anxin.supervise.types import Period
from tests.given.claims import REPORTED, Given, a_complete, a_reported
from tests.given.people import LONG_AGO, NOON, City, a_city, a_staff, a_worker, signed_in

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
TODAY = Period(day_of(NOON), day_of(NOON))


@pytest.fixture
def city() -> City:
    return a_city()


def a_decided(city: City, name: str = "赵试骑") -> Given:
    given = a_complete(city=city, rider=a_worker(name))
    claim_advance(case_id=given.case_id, at=NOON)
    return given


def test_a_path_says_who_held_the_case_and_for_how_long(city: City):
    given = a_reported(city=city)
    handler = actor_for(given.claim.case.handler_id, on=NOON.date())
    contact(actor=handler, case_id=given.case_id, at=REPORTED + timedelta(hours=1))

    (path,) = case_paths(actor=SYSTEM, period=TODAY, at=REPORTED + timedelta(hours=3))

    assert [(stay.holder, stay.length) for stay in path.stays] == [
        (Holder.HANDLER, timedelta(hours=1)),
        (Holder.WORKER, timedelta(hours=2)),
    ]
    assert path.fast_lane
    assert path.platform_id == city.platform.id


def test_more_cases_cost_no_more_queries(city: City, django_assert_max_num_queries):
    for name in ("赵试骑", "钱试骑", "孙试骑", "李试骑"):
        a_decided(city, name)

    with django_assert_max_num_queries(8):
        found = supervision(actor=SYSTEM, period=TODAY, at=NOON)

    assert found.cases == 4


def test_a_case_belongs_to_the_day_it_was_reported_in_china(city: City):
    a_reported(city=city)
    yesterday = Period(TODAY.first - timedelta(days=1), TODAY.first - timedelta(days=1))

    assert len(case_paths(actor=SYSTEM, period=TODAY, at=NOON)) == 1
    assert case_paths(actor=SYSTEM, period=yesterday, at=NOON) == ()


def test_a_supervisor_counts_only_cases_he_may_see(city: City):
    a_reported(city=city)
    stranger = a_staff(Role.BUREAU_LEAD)

    assert supervision(actor=stranger, period=TODAY, at=NOON).cases == 0


def test_the_baseline_is_a_setting_of_the_bureau_with_its_warning():
    found = bureau_settings(on=NOON.date())

    assert found.baseline is not None
    assert "核定" in found.baseline.note


def test_a_day_without_rules_names_the_missing_row():
    found = bureau_settings(on=LONG_AGO.date())

    assert found.baseline is None
    assert "baseline_hours" in found.baseline_missing


@pytest.mark.parametrize("cases", [FEWEST_CASES - 1, FEWEST_CASES])
def test_a_number_that_could_point_at_one_person_is_not_published(city: City, cases: int):
    for number in range(cases):
        a_decided(city, f"{'赵钱孙'[number]}试骑")

    sheet = sheet_make(at=NOON)

    fast = next(figure for figure in sheet.figures if figure["key"] == "fast-lane")
    assert fast["value"] == ("100.0%" if cases >= FEWEST_CASES else "—")


def test_the_public_page_reads_the_newest_sheet_and_counts_nothing(city: City, django_assert_max_num_queries):
    with time_machine.travel(NOON, tick=False):
        public_figures()
    public_figures()

    with django_assert_max_num_queries(1):
        body = Client().get(reverse("open-figures")).json()

    assert FigureSheet.objects.count() == 2
    assert {figure["key"] for figure in body["figures"]} >= {"same-day", "faster"}
    assert "abandoned" not in {figure["key"] for figure in body["figures"]}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"first": "2026-11-23", "last": "2026-11-01"}, "结束日期早于开始日期"),
        ({"first": "2020-01-01", "last": "2026-11-01"}, "一次最多看一年"),
        ({"first": "gestern"}, "日期"),
        ({"last": "0001-01-05"}, "2000"),
        ({"last": "9999-12-31"}, "2999"),
    ],
)
def test_a_period_that_cannot_be_counted_is_answered_with_a_sentence(city: City, query: dict[str, str], said: str):
    supervisor = signed_in(a_staff(Role.SUPERVISOR, org=city.bureau))

    answer = supervisor.get(reverse("supervise"), query)

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_table_for_excel_holds_the_same_figures(city: City):
    a_decided(city)
    supervisor = signed_in(a_staff(Role.SUPERVISOR, org=city.bureau))

    with time_machine.travel(NOON, tick=False):
        answer = supervisor.get(reverse("supervise-xlsx"))

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith(b"PK")


@pytest.mark.parametrize("role", [Role.INSURER_HANDLER, Role.FINANCE_MAKER, Role.PLATFORM_MANAGER])
def test_the_figures_desk_is_for_who_oversees(city: City, role: Role):
    assert signed_in(city.staff(role)).get(reverse("supervise")).status_code == 403
