"""From a wage case to the list: what was ordered and not paid is found by itself, and a person takes it up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from anxin.cases.engine import sweep
from anxin.identity.types import Role
from anxin.kit.clock import at_time
from anxin.projects.selectors import standing_shown
from anxin.wages.blacklist.models import Procedure
from anxin.wages.blacklist.selectors import candidate, candidates
from anxin.wages.models import WageCase
from anxin.wages.services import incident_note
from tests.given.people import NOON, a_staff, an_id_number, signed_in
from tests.given.projects import a_site
from tests.given.wages import Given, a_complaint, a_wage_city, ordered

pytestmark = pytest.mark.django_db
PAY_DAYS = 15
LATER = at_time(NOON.date() + timedelta(days=PAY_DAYS + 2), 9)


@pytest.fixture(autouse=True)
def _later():
    with time_machine.travel(LATER, tick=False):
        yield


def an_unpaid_order(given: Given) -> Any:
    """Ordered, the day passed, nothing paid."""
    ref = a_complaint(given)
    handler = ordered(given, ref.case_id, days=PAY_DAYS)
    sweep(at=LATER)
    return ref.case_id, handler


def test_an_unpaid_order_is_found_with_what_still_speaks_against_listing():
    given = a_wage_city()
    case_id, handler = an_unpaid_order(given)

    (found,) = candidates(handler, at=LATER)

    assert (found.facts.case_id, found.facts.open_fen, found.trigger.met) == (case_id, 1_400_000, False)
    open_lines = [line.rule_id for line in found.trigger.lines if line.result != "pass"]
    assert open_lines == ["HM-04"], "one worker and two months are no crime's sum"


def test_a_grave_incident_completes_the_conditions_and_an_inspector_takes_it_up():
    given = a_wage_city()
    case_id, handler = an_unpaid_order(given)
    incident_note(case_id=case_id, what="数十人聚集讨薪，堵塞道路", actor=handler, at=LATER)
    browser = signed_in(handler)

    assert "情形具备，由人决定" in browser.get(f"/desk/cases/{case_id}/").content.decode()
    address = f"/desk/blacklist/new/?case={case_id}"
    form = browser.get(address).context["form"].initial
    assert (form["unpaid_fen"], form["workers"], form["group_incident"]) == ("14000.00", 1, "yes")
    answer = browser.post(
        address,
        {
            **form,
            "org_id": str(given.city.bureau.id),
            "person-TOTAL_FORMS": "1",
            "person-INITIAL_FORMS": "0",
            "person-0-kind": "representative",
            "person-0-name": "曾试欠",
            "person-0-id_number": an_id_number(),
        },
    )

    assert answer.status_code == 302, answer.content.decode()[-3000:]
    procedure = Procedure.objects.get(wage_case_id=case_id)
    assert candidates(handler, at=LATER) == []
    assert candidate(case_id, at=LATER).procedure_id == procedure.pk  # type: ignore[union-attr]


def test_nothing_is_found_before_an_order_nor_by_strangers():
    given = a_wage_city()
    fresh = a_complaint(given)
    assert candidate(fresh.case_id, at=LATER) is None

    an_unpaid_order(given)

    assert candidates(a_staff(Role.WAGE_INSPECTOR), at=LATER) == []
    assert candidates(a_staff(Role.FINANCE_MAKER, org=given.city.bureau), at=LATER) == []


def test_complaints_about_a_site_count_in_its_early_warning():
    given = a_wage_city()
    site = a_site(org=given.city.bureau, inspector=given.inspector)
    for _ in range(2):
        WageCase.objects.filter(pk=a_complaint(given, key=None).case_id).update(project_id=site.id)

    signals = {one.rule_id: one.staff for one in standing_shown(site.inspector, site.id, at=LATER).signals}

    assert "欠薪投诉" in signals["YJ-11"]
