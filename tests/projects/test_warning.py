"""Early warning: deterministic, each signal in words, nothing hidden, nothing guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anxin.kit.clock import at_time
from anxin.projects.complaints import counted_by
from anxin.projects.models import Standing
from anxin.projects.selectors import (
    ProjectFilter,
    call_list,
    level_counts,
    projects_listed,
    signal_counts,
    standing_shown,
)
from anxin.projects.services import (
    account_file,
    account_open,
    progress_add,
    progress_pay,
    standings_compute,
)
from anxin.projects.types import Level, ProgressKind, SheetKind
from anxin.wages.selectors.sites import complaints_of_projects
from tests.given.jobs import run_jobs
from tests.given.people import NOON
from tests.given.projects import MILLION, PEOPLE, Site, a_good_month, a_site, hand_in
from tests.projects.test_deposits import a_draw, a_stored

pytestmark = pytest.mark.django_db
MONTH = date(2026, 10, 1)
PAID = date(2026, 11, 13)


@pytest.fixture(autouse=True)
def _complaints():
    counted_by(lambda ids, since: {})
    yield
    counted_by(complaints_of_projects)


def rules_of(site: Site, at=NOON) -> list[str]:
    return [signal.rule_id for signal in standing_shown(site.inspector, site.id, at=at).signals]


def a_model_site() -> Site:
    """Everything in order."""
    site = a_site()
    account_open(
        project_id=site.id,
        bank_name="示范银行（演示）",
        number="6209990000000001",
        opened_on=date(2026, 3, 12),
        actor=site.officer,
        at=NOON,
    )
    account_file(project_id=site.id, filed_on=date(2026, 4, 1), actor=site.officer, at=NOON)
    a_stored(site)
    owed = progress_add(
        project_id=site.id,
        kind=ProgressKind.LABOUR,
        due_on=date(2026, 10, 31),
        due_fen=MILLION,
        actor=site.officer,
        at=NOON,
    )
    progress_pay(
        project_id=site.id,
        progress_id=owed,
        paid_fen=MILLION,
        paid_on=date(2026, 10, 30),
        actor=site.officer,
        at=NOON,
    )
    a_good_month(site, MONTH, paid_on=PAID)
    return site


def test_a_site_in_order_has_no_signal_and_no_points():
    site = a_model_site()

    view = standing_shown(site.inspector, site.id, at=NOON)

    assert (view.score, view.level, view.signals, view.unknown) == (0, Level.LOW, (), ())


def test_a_site_where_nothing_was_ever_entered_says_so_and_what_is_late():
    site = a_site()

    view = standing_shown(site.inspector, site.id, at=NOON)

    assert [signal.rule_id for signal in view.signals] == ["YJ-01", "YJ-03", "YJ-04", "YJ-08"]
    assert "晚" not in view.signals[0].staff
    assert "10 天" in view.signals[2].staff
    assert view.unknown == ("还没有这些情况的记录：人工费用逾期天数。",)
    assert view.score == sum(signal.points for signal in view.signals) == 75
    assert view.level is Level.HIGH


def test_the_same_facts_give_the_same_answer():
    site = a_site()

    assert standing_shown(site.inspector, site.id, at=NOON) == standing_shown(site.officer, site.id, at=NOON)


@pytest.mark.parametrize(
    ("people", "rows", "expected"),
    [
        (4, [(*one, "6600", "6600", PAID, "") for one in PEOPLE[:3]], ["YJ-04", "YJ-05"]),
        (4, [(*one, "6600", "6000", PAID, "") for one in PEOPLE], ["YJ-04", "YJ-06"]),
        (3, [(*one, "6600", "6600", PAID, "") for one in PEOPLE], ["YJ-07"]),
        (4, [(*one, "6600", "6600", PAID + timedelta(days=3), "") for one in PEOPLE], ["YJ-04"]),
    ],
)
def test_what_the_pay_run_shows_becomes_a_signal(people, rows, expected):
    site = a_model_site()
    hand_in(site, SheetKind.ROSTER, *((*one, "", "") for one in PEOPLE[:people]), month=MONTH)
    hand_in(site, SheetKind.PAY, *rows, month=MONTH)

    assert rules_of(site) == expected


def test_before_the_pay_day_nothing_is_late():
    site = a_site()

    signals = rules_of(site, at=at_time(date(2026, 11, 13), 9))

    assert "YJ-03" not in signals
    assert "YJ-04" not in signals


def test_a_deposit_warns_before_it_ends_and_when_it_was_not_filled_up():
    site = a_model_site()

    def on(day: date) -> list[str]:
        signals = standing_shown(site.inspector, site.id, at=at_time(day, 9)).signals
        return [signal.staff for signal in signals if signal.rule_id == "YJ-08"]

    assert on(date(2027, 8, 30)) == []
    assert on(date(2027, 8, 31)) == ["保函或保险即将到期。"]
    assert on(date(2027, 10, 1)) == ["保函或保险已经过期，没有续办。"]
    a_draw(site, 1)
    assert on(date(2026, 12, 7)) == []
    assert on(date(2026, 12, 8)) == ["工资保证金动用后超过期限没有补足。"]


def test_late_progress_money_and_neighbours_complaints_count():
    site = a_model_site()
    progress_add(
        project_id=site.id,
        kind=ProgressKind.WORKS,
        due_on=date(2026, 11, 20),
        due_fen=MILLION,
        actor=site.officer,
        at=NOON,
    )
    counted_by(lambda ids, since: dict.fromkeys(ids, 2))

    view = standing_shown(site.inspector, site.id, at=NOON)

    assert [signal.rule_id for signal in view.signals] == ["YJ-09", "YJ-11"]
    assert "逾期 3 天" in view.signals[0].staff
    assert "2 件" in view.signals[1].staff


def test_without_a_counter_complaints_are_unknown_not_none():
    site = a_model_site()
    counted_by(None)

    assert standing_shown(site.inspector, site.id, at=NOON).unknown == ("还没有这些情况的记录：近期欠薪投诉。",)


def test_a_change_wakes_the_list_and_the_night_works_all_out_again():
    late = a_site()
    fine = a_model_site()
    run_jobs()
    stored = {one.project_id: one.score for one in Standing.objects.all()}
    assert stored[fine.id] == 0 < stored[late.id]

    assert standings_compute(at=NOON + timedelta(days=40)) == 2
    assert Standing.objects.get(pk=fine.id).score > 0


def test_the_call_list_has_the_most_urgent_first_with_every_reason():
    late = a_site()
    run_jobs()

    (call,) = call_list(late.inspector, ProjectFilter())

    assert call.project.id == late.id
    assert call.reasons.count("；") == 3
    assert level_counts(late.inspector, ProjectFilter())[0] == (Level.HIGH, "红色预警", 1)
    assert {rule for rule, _name, _article, _number in signal_counts(late.inspector, ProjectFilter())} == {
        "YJ-01",
        "YJ-03",
        "YJ-04",
        "YJ-08",
    }
    assert [row.id for row in projects_listed(late.inspector, ProjectFilter(signal="YJ-08"))] == [late.id]
    assert projects_listed(late.inspector, ProjectFilter(signal="YJ-11")) == []
