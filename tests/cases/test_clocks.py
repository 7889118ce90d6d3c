"""Limits: facts in, dates out. Pauses, extensions, unpublished years, a changed calendar, warnings and breaches."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.cases.engine import do, follow_calendar, recompute_open_clocks, sweep
from anxin.cases.engine.clocks import due_of
from anxin.cases.errors import MoveBlocked
from anxin.cases.limits import limits_from
from anxin.cases.models import Case, CaseEvent, Clock, Extension, Listing, Pause
from anxin.cases.selectors import clocks
from anxin.cases.tasks import clocks_sweep
from anxin.cases.types import LimitFacts
from anxin.kit.clock import at_time, day_of
from anxin.kit.workdays import Calendar, Span, Unit, current_calendar
from tests.given.cases import Cast, a_case, a_case_in_review, the_notice_says
from tests.given.people import NOON

YEAR_END = at_time(date(2026, 12, 28), 10)


def running(case_id) -> Clock:
    return Clock.objects.get(case_id=case_id, stopped_on__isnull=True)


def on_day(day: date) -> datetime:
    return at_time(day, 10)


def test_a_pause_moves_the_due_day_by_the_working_days_that_did_not_count(cast: Cast):
    case = a_case_in_review(cast)
    do(case_id=case.case_id, move="wait", actor=cast.handler, at=NOON + timedelta(days=1), reason="等鉴定")
    paused = Case.objects.get(pk=case.case_id)
    assert (paused.paused_on, paused.next_due) == (date(2026, 11, 24), None)

    do(case_id=case.case_id, move="resume", actor=cast.handler, at=NOON + timedelta(days=8))

    row = Case.objects.get(pk=case.case_id)
    assert (row.paused_on, row.next_due) == (None, date(2026, 12, 14))
    assert list(Pause.objects.values_list("from_day", "to_day")) == [(date(2026, 11, 24), date(2026, 12, 1))]


def test_asking_for_papers_stops_the_offices_limit_and_starts_the_workers(cast: Cast):
    case = a_case_in_review(cast)

    do(case_id=case.case_id, move="ask_more", actor=cast.handler, at=NOON, reason="缺处方")

    views = {view.limit: view for view in clocks(case.case_id) if view.running}
    assert views["trial.decide"].paused
    assert not views["trial.supply"].paused
    assert Case.objects.get(pk=case.case_id).next_due == date(2026, 11, 30)


def test_a_case_that_ends_while_it_waits_leaves_no_open_pause(cast: Cast):
    case = a_case_in_review(cast)
    do(case_id=case.case_id, move="ask_more", actor=cast.handler, at=NOON, reason="缺处方")

    do(case_id=case.case_id, move="withdraw", actor=cast.worker, at=NOON, reason="不办了")

    assert not Pause.objects.filter(to_day__isnull=True).exists()
    assert Case.objects.get(pk=case.case_id).paused_on is None


def test_nothing_but_an_end_or_a_resumption_leaves_a_paused_step(cast: Cast):
    case = a_case_in_review(cast)
    do(case_id=case.case_id, move="wait", actor=cast.handler, at=NOON, reason="等鉴定")

    with pytest.raises(MoveBlocked, match="请先恢复计时"):
        do(case_id=case.case_id, move="propose_refusal", actor=cast.reviewer, at=NOON, reason="不在范围")
    with pytest.raises(MoveBlocked, match="请先恢复计时"):
        do(case_id=case.case_id, move="wait", actor=cast.handler, at=NOON, reason="再等")


def test_an_extension_is_given_once_and_only_as_far_as_the_law_lets_it(cast: Cast):
    case = a_case_in_review(cast)

    with pytest.raises(MoveBlocked, match="最多还能延长 5"):
        do(case_id=case.case_id, move="extend", actor=cast.lead, at=NOON, reason="复杂", data={"length": 6})
    do(case_id=case.case_id, move="extend", actor=cast.lead, at=NOON, reason="复杂", data={"length": 2})
    assert running(case.case_id).due_on == date(2026, 12, 9)
    do(case_id=case.case_id, move="extend", actor=cast.lead, at=NOON, reason="复杂")

    assert running(case.case_id).due_on == date(2026, 12, 14)
    assert list(Extension.objects.order_by("seq").values_list("length", flat=True)) == [2, 3]
    with pytest.raises(MoveBlocked, match="没有可以延长的时限"):
        do(case_id=case.case_id, move="extend", actor=cast.lead, at=NOON, reason="还是复杂")


def test_a_limit_that_has_passed_cannot_be_extended(cast: Cast):
    case = a_case_in_review(cast)

    with pytest.raises(MoveBlocked, match="没有可以延长的时限"):
        do(case_id=case.case_id, move="extend", actor=cast.lead, at=on_day(date(2026, 12, 8)), reason="复杂")


def test_a_clock_keeps_the_law_of_the_day_it_started(cast: Cast):
    case = a_case_in_review(cast)

    with limits_from(lambda key, on: LimitFacts(key, 1, Unit.WORKING, 0, "新法", "V")):
        recompute_open_clocks(NOON)
        do(case_id=case.case_id, move="wait", actor=cast.handler, at=NOON, reason="等")
        do(case_id=case.case_id, move="resume", actor=cast.handler, at=NOON)

    clock = running(case.case_id)
    assert (clock.length, clock.basis, clock.due_on) == (10, "试验规程第二条", date(2026, 12, 7))


def test_a_due_day_in_an_unpublished_year_is_provisional_and_never_passed_by_the_sweep(cast: Cast):
    case = a_case_in_review(cast, at=YEAR_END)
    clock = running(case.case_id)
    assert clock.provisional
    assert Case.objects.get(pk=case.case_id).next_provisional

    swept = sweep(on_day(clock.due_on + timedelta(days=30)))

    assert swept.breached == 0
    assert running(case.case_id).breached_at is None


def test_a_published_calendar_moves_running_limits_and_says_so(cast: Cast):
    case = a_case_in_review(cast, at=YEAR_END)
    assert follow_calendar(YEAR_END) == 0
    before = running(case.case_id).due_on

    the_notice_says(date(2027, 1, 1), worked=False)
    moved = follow_calendar(YEAR_END)

    clock = running(case.case_id)
    assert moved == 1
    assert clock.due_on > before
    assert not clock.provisional
    event = CaseEvent.objects.filter(case_id=case.case_id).order_by("-seq")[0]
    assert event.data["due"] == [["trial.decide", before.isoformat(), clock.due_on.isoformat()]]
    assert follow_calendar(YEAR_END) == 0


def test_a_make_up_saturday_brings_the_due_day_forward(cast: Cast):
    case = a_case_in_review(cast)

    the_notice_says(date(2026, 11, 28), worked=True)
    recompute_open_clocks(NOON)

    assert running(case.case_id).due_on == date(2026, 12, 4)


def test_a_limit_that_ends_soon_is_warned_about_once(cast: Cast):
    case = a_case_in_review(cast)

    assert sweep(on_day(date(2026, 12, 2))).warned == 0
    assert sweep(on_day(date(2026, 12, 3))).warned == 1
    assert sweep(on_day(date(2026, 12, 3))).warned == 0
    assert running(case.case_id).warned_at == on_day(date(2026, 12, 3))


def test_the_last_day_counts_in_full(cast: Cast):
    a_case_in_review(cast)

    assert sweep(at_time(date(2026, 12, 7), 23, 59)).breached == 0
    assert sweep(at_time(date(2026, 12, 8), 0, 0)).breached == 1


def test_a_passed_limit_lists_the_case_and_makes_the_declared_move_once(cast: Cast):
    case = a_case_in_review(cast)
    late = on_day(date(2026, 12, 8))

    first, second = sweep(late), sweep(late)

    assert (first.breached, second.breached) == (1, 0)
    assert Case.objects.get(pk=case.case_id).listed_level == 1
    assert Listing.objects.get(case_id=case.case_id).limit == "trial.decide"
    moves = list(CaseEvent.objects.filter(case_id=case.case_id).order_by("seq").values_list("move", flat=True))
    assert moves[-3:] == ["clock.breached", "listing.raised", "raise_alarm"]


def test_a_worker_who_does_not_supply_papers_leaves_the_case_withdrawn_by_the_system(cast: Cast):
    case = a_case_in_review(cast)
    do(case_id=case.case_id, move="ask_more", actor=cast.handler, at=NOON, reason="缺处方")

    sweep(on_day(date(2026, 12, 1)))

    row = Case.objects.get(pk=case.case_id)
    assert (row.result, row.closed_on) == ("withdrawn", date(2026, 12, 1))


def test_a_paused_limit_is_neither_warned_about_nor_passed(cast: Cast):
    case = a_case_in_review(cast)
    do(case_id=case.case_id, move="wait", actor=cast.handler, at=NOON, reason="等鉴定")

    swept = sweep(on_day(date(2027, 3, 1)))

    assert (swept.warned, swept.breached) == (0, 0)


def test_the_timetable_follows_the_calendar_before_it_sweeps(cast: Cast):
    case = a_case_in_review(cast, at=YEAR_END)
    the_notice_says(date(2027, 1, 1), worked=False)

    with time_machine.travel(on_day(date(2027, 3, 1)), tick=False):
        clocks_sweep()

    assert running(case.case_id).breached_at == on_day(date(2027, 3, 1))


def test_an_hour_limit_ends_on_the_day_its_last_hour_falls_on(cast: Cast):
    with limits_from(lambda key, on: LimitFacts(key, 24, Unit.HOUR, 0, "试验", "X")):
        case = a_case(cast, at=at_time(date(2026, 11, 27), 18))

    assert running(case.case_id).due_on == date(2026, 11, 28)


CALENDAR = Calendar(
    exceptions={
        date(2026, 1, 1): False,
        date(2026, 2, 14): True,
        **{date(2026, 10, day): False for day in range(1, 8)},
    },
    known_years=frozenset({2025, 2026, 2027}),
)
days = st.dates(date(2026, 1, 1), date(2026, 10, 31))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    start=days,
    length=st.integers(1, 60),
    extended=st.integers(0, 30),
    gap=st.integers(0, 20),
    pause=st.integers(0, 40),
    unit=st.sampled_from([Unit.WORKING, Unit.CALENDAR]),
)
def test_pauses_and_extensions_never_bring_a_due_day_forward(start, length, extended, gap, pause, unit):
    clock = Clock(started_on=start, started_at=NOON, length=length, unit=unit.value)
    plain = due_of(clock, (), CALENDAR).day
    begin = start + timedelta(days=gap)
    paused = due_of(clock, (Span(begin, begin + timedelta(days=pause)),), CALENDAR).day
    clock.extended = extended
    longer = due_of(clock, (), CALENDAR).day

    assert paused >= plain
    assert longer >= plain
    assert CALENDAR.is_workday(paused)
    if unit is Unit.WORKING:
        assert CALENDAR.between(start, plain) == length
        assert CALENDAR.between(start, longer) == length + extended


def test_what_a_case_shows_is_the_nearest_running_limit(cast: Cast):
    case = a_case_in_review(cast)

    shown = Case.objects.get(pk=case.case_id).next_due

    assert shown == min(clock.due_on for clock in Clock.objects.filter(case_id=case.case_id, stopped_on__isnull=True))
    assert day_of(NOON) < shown
    assert current_calendar().between(day_of(NOON), shown) == 10
