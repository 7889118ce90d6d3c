from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.kit.calendar_import import DayIn, calendar_load, calendar_seed, days_of_package
from anxin.kit.errors import BadInput
from anxin.kit.workdays import Calendar, Span, Unit, current_calendar, due

YEARS = range(2024, 2027)
CALENDAR = Calendar(
    exceptions={item.day: item.is_workday for year in YEARS for item in days_of_package(year)},
    known_years=frozenset(YEARS),
)
DAYS = st.dates(date(2024, 1, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 2, 10), 60, date(2026, 5, 14)),
        (date(2026, 1, 26), 60, date(2026, 4, 27)),
    ],
)
def test_make_up_saturdays_count_and_holidays_do_not(start: date, length: int, end: date) -> None:
    assert due(start, length=length, unit=Unit.WORKING, calendar=CALENDAR).day == end


@pytest.mark.parametrize(
    "day", [date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20)]
)
def test_a_make_up_day_is_worked(day: date) -> None:
    assert CALENDAR.is_workday(day)


@pytest.mark.parametrize("year", YEARS)
def test_two_independent_sources_agree_on_every_day(year: int) -> None:
    other = holidays.country_holidays("CN", years=year, language="zh_CN")
    first = date(year, 1, 1)
    differing = [
        day
        for day in (first + timedelta(days=n) for n in range(365))
        if other.is_working_day(day) != CALENDAR.is_workday(day)
    ]
    assert differing == []


@settings(max_examples=300)
@given(DAYS, st.integers(0, 80))
def test_adding_and_counting_agree_with_a_finger_on_the_wall_calendar(start: date, length: int) -> None:
    day, left = start, length
    while left:
        day += timedelta(days=1)
        left -= CALENDAR.is_workday(day)
    assert CALENDAR.add(start, length) == day
    assert CALENDAR.between(start, day) == length


@settings(max_examples=300)
@given(DAYS, st.integers(1, 60), st.lists(st.tuples(st.integers(0, 90), st.integers(0, 40)), max_size=4))
def test_paused_days_do_not_count_however_pauses_overlap(start: date, length: int, raw: list[tuple[int, int]]) -> None:
    spans = [Span(start + timedelta(days=a), start + timedelta(days=a + b)) for a, b in raw]
    end = due(start, length=length, unit=Unit.WORKING, calendar=CALENDAR, pauses=spans).day
    paused = {span.start + timedelta(days=n) for span in spans if span.end for n in range((span.end - span.start).days)}
    day, left = start, length
    while left:
        day += timedelta(days=1)
        left -= CALENDAR.is_workday(day) and day not in paused
    assert end == day


@given(DAYS, st.integers(1, 60), st.sampled_from([Unit.WORKING, Unit.CALENDAR, Unit.MONTH]))
def test_a_longer_limit_never_ends_earlier(start: date, length: int, unit: Unit) -> None:
    shorter = due(start, length=length, unit=unit, calendar=CALENDAR).day
    assert due(start, length=length + 1, unit=unit, calendar=CALENDAR).day >= shorter


def test_a_calendar_limit_that_ends_on_a_holiday_rolls_on() -> None:
    assert due(date(2026, 9, 1), length=30, unit=Unit.CALENDAR, calendar=CALENDAR).day == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("start", "months", "end"), [(date(2024, 8, 31), 6, date(2025, 2, 28)), (date(2025, 11, 30), 3, date(2026, 2, 28))]
)
def test_months_end_on_the_last_day_when_the_number_is_missing(start: date, months: int, end: date) -> None:
    assert due(start, length=months, unit=Unit.MONTH, calendar=CALENDAR).day == end


def test_a_year_without_its_notice_is_provisional_and_never_guessed() -> None:
    answer = due(date(2026, 12, 20), length=15, unit=Unit.WORKING, calendar=CALENDAR)
    assert answer.provisional
    assert days_of_package(2027) == ()


def test_a_pause_that_is_still_open_does_not_move_the_date() -> None:
    start = date(2026, 3, 2)
    open_pause = [Span(date(2026, 3, 4), None)]
    plain = due(start, length=5, unit=Unit.WORKING, calendar=CALENDAR)
    assert due(start, length=5, unit=Unit.WORKING, calendar=CALENDAR, pauses=open_pause) == plain


@pytest.mark.django_db
def test_importing_a_notice_makes_the_year_final_and_processes_notice(
    django_capture_on_commit_callbacks: object,
) -> None:
    assert current_calendar().is_provisional(date(2027, 3, 1))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        calendar_load([DayIn(date(2027, 1, 1), False, "元旦")], source="测试通知")
    assert not current_calendar().is_provisional(date(2027, 3, 1))
    assert not current_calendar().is_workday(date(2027, 1, 1))


@pytest.mark.django_db
def test_seeding_twice_changes_nothing() -> None:
    assert calendar_seed(first_year=2024, last_year=2026) == []


@pytest.mark.django_db
def test_an_empty_notice_is_refused() -> None:
    with pytest.raises(BadInput):
        calendar_load([], source="测试通知")
