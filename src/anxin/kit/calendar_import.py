"""Filling the working-day table: from the package for published years, from a file for later notices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.db import transaction
from django.db.models import F

from anxin.kit.errors import BadInput
from anxin.kit.models import CalendarVersion, Workday
from anxin.kit.workdays import forget_calendar

PACKAGE_SOURCE = "chinesecalendar"


@dataclass(frozen=True, slots=True)
class DayIn:
    """One line of a holiday notice."""

    day: date
    is_workday: bool
    name: str = ""


@cache
def days_of_package(year: int) -> tuple[DayIn, ...]:
    """The days of ``year`` that differ from "Monday to Friday", as the package knows them.

    Returns nothing for a year whose notice the package has not: never a guess.
    """
    import chinese_calendar

    first = date(year, 1, 1)
    found: list[DayIn] = []
    try:
        for day in (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)):
            worked = chinese_calendar.is_workday(day)
            if worked != (day.weekday() < 5):
                _, name = chinese_calendar.get_holiday_detail(day)
                found.append(DayIn(day, worked, str(name or "")[:40]))
    except NotImplementedError:
        return ()
    return tuple(found)


@transaction.atomic
def calendar_load(days: Iterable[DayIn], *, source: str, final: bool = True) -> int:
    """Write the days of a notice; whole years are replaced, so a corrected notice can be loaded again.

    Returns the number of rows written.

    Raises:
        BadInput: when there is nothing in the notice.
    """
    rows = [
        Workday(day=item.day, is_workday=item.is_workday, name=item.name, is_final=final, source=source)
        for item in days
    ]
    if not rows:
        raise BadInput("放假安排里没有任何日期，请检查文件。")
    Workday.objects.filter(day__year__in={row.day.year for row in rows}).delete()
    Workday.objects.bulk_create(rows)
    CalendarVersion.objects.get_or_create(id=1)
    CalendarVersion.objects.filter(id=1).update(number=F("number") + 1)
    transaction.on_commit(forget_calendar)
    return len(rows)


def calendar_seed(*, first_year: int, last_year: int) -> list[int]:
    """Load every year the package knows and the table does not; return the years loaded."""
    held = {day.year for day in Workday.objects.filter(is_final=True).values_list("day", flat=True)}
    loaded: list[int] = []
    days: list[DayIn] = []
    for year in range(first_year, last_year + 1):
        found = () if year in held else days_of_package(year)
        if found:
            loaded.append(year)
            days.extend(found)
    if days:
        calendar_load(days, source=PACKAGE_SOURCE)
    return loaded
