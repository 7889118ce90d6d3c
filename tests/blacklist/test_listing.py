"""Order 45, step by step: told first, heard, decided by two people, published, restricted, and off again."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from anxin.cases.engine import sweep
from anxin.cases.errors import MoveBlocked, NotYours
from anxin.cases.selectors import case_view, clocks, documents
from anxin.identity.selectors import restrictions
from anxin.identity.types import Actor, Role
from anxin.kit.clock import at_time
from anxin.kit.errors import BadInput, NotAllowed, Refused
from anxin.kit.models import Workday
from anxin.kit.workdays import forget_calendar
from anxin.policy.engine.compiling import compiled
from anxin.policy.engine.schema import pack_from
from anxin.policy.formulas.registry import FORMULAS
from anxin.wages.blacklist.models import Entry, Procedure
from anxin.wages.blacklist.selectors import blacklist_rows, blacklist_shown, published
from anxin.wages.blacklist.services import blacklist_propose, terms_close
from anxin.wages.blacklist.types import UnitIn
from tests.given.blacklist import ORDER, Unit, a_corrected, a_listed, a_proposed, a_unit
from tests.given.jobs import run_jobs
from tests.given.people import NOON, a_staff
from tests.given.policy import RULES

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def step(unit: Unit) -> str:
    return case_view(Actor.system(), unit.case_id).step


def due(unit: Unit, limit: str) -> date:
    return next(clock.due_on for clock in clocks(unit.case_id) if clock.limit == limit and clock.running)


def on_list(unit: Unit, day: date = TODAY) -> bool:
    return unit.credit_code in [row.credit_code for row in published(on=day)]


def test_the_days_are_those_of_the_order():
    unit = a_unit()
    assert due(unit, "bl.decide") == date(2026, 12, 8), "twenty working days from the end of the pay term"

    unit.do("notify")
    assert due(unit, "bl.objection") == date(2026, 11, 30)

    unit.do("object", unit.officer, objection="已经付了一部分")
    assert due(unit, "bl.verify") == date(2026, 11, 30)

    unit.do("extend", unit.lead, reason="案情复杂", limit="bl.decide")
    assert due(unit, "bl.decide") == date(2027, 1, 5)


def test_who_says_nothing_in_five_working_days_is_decided_about():
    unit = a_unit()
    unit.do("notify")

    sweep(at=at_time(date(2026, 11, 30), 18))
    assert step(unit) == "noticed"
    sweep(at=at_time(date(2026, 12, 1), 9))

    assert step(unit) == "deciding"


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({"reaches_crime_sum": False}, "两种情形都不具备"),
        ({"reaches_crime_sum": None}, "事实未知"),
        ({"pay_by": date(2026, 11, 23)}, "期限还没有届满"),
        ({"unpaid_fen": 0}, "没有拖欠"),
    ],
)
def test_without_every_condition_nobody_can_even_tell_the_unit(order, said):
    unit = a_unit(**order)

    with pytest.raises(MoveBlocked, match=said):
        unit.do("notify")
    assert not blacklist_shown(unit.inspector, unit.case_id, at=NOON).trigger.met


def test_a_group_incident_is_enough_without_the_sum():
    unit = a_listed(reaches_crime_sum=False, group_incident=True)

    (row,) = published(on=TODAY)
    assert row.unit == unit.name
    assert "群体性" in row.reason


def test_listing_takes_a_second_person_and_is_never_the_machines():
    unit = a_proposed()

    for actor in (unit.inspector, unit.second, Actor.system()):
        with pytest.raises(NotYours):
            unit.do("confirm_list", actor, reason="我来定")
    both = a_staff(Role.BUREAU_LEAD, org=unit.bureau, more=(Role.WAGE_INSPECTOR,))
    unit.do("return_list", unit.lead, reason="请补送达凭证")
    unit.do("propose_list", both, reason="补好了")
    with pytest.raises((MoveBlocked, NotYours)):
        unit.do("confirm_list", both, reason="自己提自己定")
    assert not on_list(unit)


def test_who_pays_and_promises_before_the_decision_is_not_listed():
    unit = a_proposed()
    unit.do("return_list", unit.lead, reason="单位来付款")
    unit.paper("payment_proof")
    unit.paper("promise")
    unit.do("paid", day=TODAY)
    unit.do("promise", unit.officer, day=TODAY)

    with pytest.raises(MoveBlocked, match="可以不予列入"):
        unit.do("propose_list", reason="还是要列")
    unit.do("not_list", unit.lead, reason="已付清并承诺")

    assert step(unit) == "not_listed"
    assert not on_list(unit)


def test_listed_means_published_for_three_years_and_restricted_unit_and_persons():
    unit = a_listed()
    last = date(2029, 11, 23)

    assert on_list(unit)
    assert on_list(unit, last)
    assert not on_list(unit, last + timedelta(days=1))
    (of_unit,) = restrictions(org_id=unit.org_id, on=TODAY)
    (of_person,) = restrictions(id_number=unit.id_number, on=last)
    assert (of_unit.kind, of_unit.ends_on) == ("blacklisted", last)
    assert of_person.subject_kind == "person"
    assert restrictions(org_id=unit.org_id, on=last + timedelta(days=1)) == []


def test_the_public_list_hides_the_middle_of_id_numbers_and_names_no_worker():
    unit = a_listed()

    with time_machine.travel(NOON, tick=False):
        pages = {
            name: Client().get(f"/open/blacklist{name}").content.decode() for name in ("/", ".json", ".csv", ".atom")
        }

    for text in pages.values():
        assert unit.name in text
        assert unit.id_number not in text
    assert unit.id_number[:6] + "********" + unit.id_number[-4:] in pages["/"]
    (entry,) = json.loads(pages[".json"])["entries"]
    assert entry["credit_code"] == unit.credit_code
    assert entry["ends_on"] == "2029-11-23"


def test_letters_go_into_the_file_once():
    unit = a_listed()

    run_jobs()
    run_jobs()

    kinds = [paper.kind for paper in documents(unit.inspector, unit.case_id)]
    assert sorted(kinds) == ["decision", "notice"]


def test_early_removal_waits_six_months_from_putting_right_and_is_decided_by_a_person():
    paid_on = date(2026, 12, 15)
    unit = a_corrected(paid_on)

    with pytest.raises(MoveBlocked, match="2027年6月15日 起"):
        unit.do("ask_removal", unit.officer, at=at_time(date(2027, 6, 14), 9))
    asked_at = at_time(date(2027, 6, 15), 9)
    unit.do("ask_removal", unit.officer, at=asked_at)
    assert on_list(unit, asked_at.date())
    unit.do("grant_removal", unit.lead, at=asked_at, reason="条件具备")

    assert not on_list(unit, asked_at.date()), "publication stops at once"
    assert restrictions(org_id=unit.org_id, on=asked_at.date()) == []
    assert restrictions(id_number=unit.id_number, on=asked_at.date()) == []
    unit.do("take_down_early", at=asked_at)
    assert step(unit) == "early_removed"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"new_arrears": True, "criminal_case": False}, "再次发生拖欠"),
        ({"new_arrears": False, "criminal_case": True}, "刑事诉讼"),
    ],
)
def test_new_arrears_or_a_criminal_case_keep_a_unit_on_the_list(facts, said):
    unit, later = a_corrected(date(2026, 12, 15)), at_time(date(2027, 6, 15), 9)
    unit.do("note_facts", at=later, reason="查到新情况", **facts)
    unit.do("ask_removal", unit.officer, at=later)

    with pytest.raises(MoveBlocked, match=said):
        unit.do("grant_removal", unit.lead, at=later, reason="条件具备")
    unit.do("refuse_removal", unit.lead, at=later, reason="不符合第十三条")

    assert step(unit) == "listed"
    assert due(unit, "bl.term") == date(2029, 11, 23), "the term runs on"


def test_false_papers_bring_a_unit_back_with_a_new_term():
    unit, later = a_corrected(date(2026, 12, 15)), at_time(date(2027, 6, 15), 9)
    unit.do("ask_removal", unit.officer, at=later)
    unit.do("grant_removal", unit.lead, at=later, reason="条件具备")
    unit.do("take_down_early", at=later)
    found_out = at_time(date(2027, 9, 1), 9)

    unit.do("propose_restore", at=found_out, reason="支付凭证是假的")
    unit.do("restore", unit.lead, at=found_out, reason="查实")

    (row,) = published(on=found_out.date())
    assert row.ends_on == date(2030, 9, 2), "a Sunday rolls on"
    assert len(restrictions(org_id=unit.org_id, on=found_out.date())) == 1
    shown = blacklist_shown(unit.lead, unit.case_id, at=found_out)
    assert (shown.entry is not None, len(shown.earlier)) == (True, 1)


def test_a_quashed_order_takes_the_unit_off_and_taking_down_has_ten_working_days():
    unit = a_listed()
    unit.paper("court_paper")

    unit.do("revoke", unit.lead, reason="责令文书被复议撤销")

    assert due(unit, "bl.remove") == date(2026, 12, 7)
    assert not on_list(unit)
    unit.do("take_down")
    assert step(unit) == "removed"
    assert Entry.objects.get().removed_why == "revoked"


def test_a_term_ends_by_the_calendar_alone():
    for year in range(2027, 2030):
        Workday.objects.create(day=date(year, 1, 1), is_workday=False, source="国务院办公厅通知（试验）")
    forget_calendar()
    unit = a_listed()

    sweep(at=at_time(date(2029, 11, 26), 9))

    assert step(unit) == "taking_down"
    assert Entry.objects.get().removed_why == "expired"


def test_an_early_removal_stays_open_until_the_first_term_has_passed():
    unit, later = a_corrected(date(2026, 12, 15)), at_time(date(2027, 6, 15), 9)
    unit.do("ask_removal", unit.officer, at=later)
    unit.do("grant_removal", unit.lead, at=later, reason="条件具备")
    unit.do("take_down_early", at=later)

    assert terms_close(at=at_time(date(2029, 11, 23), 9)) == 0
    assert terms_close(at=at_time(date(2029, 11, 24), 9)) == 1
    assert step(unit) == "removed"


def test_only_an_inspector_of_the_district_proposes_and_an_order_only_once():
    unit = a_unit()
    again = {"org_id": unit.bureau.id, "unit": UnitIn(unit.name, unit.credit_code), "persons": (), "at": NOON}

    with pytest.raises(Refused, match="已经在办理"):
        blacklist_propose(order=ORDER, actor=unit.inspector, **again)
    for actor in (unit.lead, unit.officer, a_staff(Role.WAGE_INSPECTOR)):
        with pytest.raises(NotAllowed):
            blacklist_propose(order=ORDER, actor=actor, **again)


def test_a_day_that_has_not_come_is_no_payment():
    unit = a_listed()
    unit.paper("payment_proof")

    with pytest.raises(BadInput, match="晚于今天"):
        unit.do("paid", day=TODAY + timedelta(days=1))


def test_the_unit_sees_its_own_procedure_and_nobody_elses():
    unit, other = a_unit(), a_unit()

    assert [row.case_id for row in blacklist_rows(unit.officer)] == [unit.case_id]
    assert [row.case_id for row in blacklist_rows(other.inspector)] == [other.case_id]
    assert {row.case_id for row in blacklist_rows(a_staff(Role.AUDITOR))} == {unit.case_id, other.case_id}
    assert blacklist_rows(a_staff(Role.FINANCE_MAKER)) == []


def test_the_database_allows_one_running_term():
    unit = a_listed()
    entry = Entry.objects.get()
    entry.pk, entry.number, entry._state.adding = unit.case_id, "HM-another", True

    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)
    assert Procedure.objects.get(pk=unit.case_id).entries.count() == 1


_READY = compiled(
    pack_from((RULES / "cn/wage_blacklist/2022-01-01.r1/pack.yaml").read_text(encoding="utf-8")),
    digest="",
    formulas=FORMULAS,
)
_MAYBE = st.one_of(st.none(), st.booleans())


@given(
    unpaid=st.one_of(st.none(), st.integers(0, 10**12)),
    ordered=_MAYBE,
    passed=_MAYBE,
    crime=_MAYBE,
    group=_MAYBE,
    paid=_MAYBE,
    promised=_MAYBE,
)
def test_the_conditions_hold_exactly_when_article_five_says_so(unpaid, ordered, passed, crime, group, paid, promised):
    facts = {
        "unpaid_fen": unpaid,
        "ordered": ordered,
        "pay_by_passed": passed,
        "reaches_crime_sum": crime,
        "group_incident": group,
        "paid_in_full": paid,
        "promise_given": promised,
    }
    known = None not in (unpaid, ordered, passed, crime, group, paid)

    met = _READY.evaluate(facts).outcome == "pay"

    article_5 = bool(unpaid and ordered and passed and (crime or group))
    article_7 = bool(paid and promised)
    if known and not (paid and promised is None):
        assert met == (article_5 and not article_7)
    elif met:
        assert article_5, "what is not known never makes a condition"
