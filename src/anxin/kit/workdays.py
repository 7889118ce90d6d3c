"""Working days with make-up Saturdays (调休), and due dates as pure functions of facts.

Years whose State Council notice is loaded are final; any other year is provisional: weekends count as
days off, and every answer that touches it says so, because the notice will still change it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from anxin.kit.clock import monotonic
from anxin.kit.errors import Refused


class Unit(StrEnum):
    """In what the law counts."""

    WORKING = "working"
    CALENDAR = "calendar"
    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a limit; ``provisional`` when an unpublished year was touched."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open days [start, end) during which a limit does not run; ``end`` None: still running."""

    start: date
    end: date | None


@dataclass(frozen=True)
class Calendar:
    """Days that differ from "Monday to Friday", and the years they are known for.

    Args:
        exceptions: day -> is it worked (a make-up Saturday True, a holiday False).
        known_years: years whose notice is loaded.
    """

    exceptions: Mapping[date, bool]
    known_years: frozenset[int]
    _index: dict[int, list[date]] = field(default_factory=dict, compare=False, repr=False)

    def is_workday(self, day: date) -> bool:
        """Is ``day`` worked, as far as we know today."""
        known = self.exceptions.get(day)
        return day.weekday() < 5 if known is None else known

    def is_provisional(self, day: date) -> bool:
        """Is the year of ``day`` still without its notice."""
        return day.year not in self.known_years

    def add(self, day: date, working_days: int) -> date:
        """The ``working_days``-th working day after ``day`` (day zero is not counted)."""
        if working_days < 0:
            raise ValueError("working days are counted forwards")
        if working_days == 0:
            return day
        left = working_days
        year = day.year
        while True:
            days = self._workdays(year)
            first = bisect_right(days, day)
            if first + left <= len(days):
                return days[first + left - 1]
            left -= len(days) - first
            year += 1

    def between(self, start: date, end: date) -> int:
        """Working days in (start, end]: the number a person would count on a wall calendar."""
        if end <= start:
            return 0
        total = 0
        for year in range(start.year, end.year + 1):
            days = self._workdays(year)
            total += bisect_right(days, end) - bisect_right(days, start)
        return total

    def on_or_after(self, day: date) -> date:
        """``day`` itself when it is worked, else the next working day."""
        year = day.year
        while True:
            days = self._workdays(year)
            place = bisect_left(days, day)
            if place < len(days):
                return days[place]
            year += 1

    def _workdays(self, year: int) -> list[date]:
        days = self._index.get(year)
        if days is None:
            first = date(year, 1, 1)
            count = (date(year + 1, 1, 1) - first).days
            days = [day for day in (first + timedelta(days=n) for n in range(count)) if self.is_workday(day)]
            self._index[year] = days
        return days


def due(
    start: date,
    *,
    length: int,
    unit: Unit,
    calendar: Calendar,
    extensions: int = 0,
    pauses: Iterable[Span] = (),
) -> Due:
    """The last day of a limit.

    The day of the event is day zero. Paused days do not count; a pause that is still open is left out,
    because nobody knows its end: callers show such a limit as paused. A limit not counted in working days
    that ends on a day off rolls on to the next working day. Months and years end on the same day number,
    or on the last day of the month.

    Args:
        start: day of the event.
        length: in ``unit``; hours have no last day and are refused.
        extensions: added to ``length``, in the same unit.
        pauses: half-open spans; overlaps count once.
    """
    total = length + extensions
    spans = _merged(pauses, start)
    day = _plain_end(start, total, unit, calendar)
    day = _pushed(start, day, spans, total, unit, calendar)
    if unit is not Unit.WORKING:
        day = calendar.on_or_after(day)
    touched = any(year not in calendar.known_years for year in range(start.year, day.year + 1))
    return Due(day, touched)


def _plain_end(start: date, total: int, unit: Unit, calendar: Calendar) -> date:
    if unit is Unit.WORKING:
        return calendar.add(start, total)
    if unit is Unit.CALENDAR:
        return start + timedelta(days=total)
    if unit is Unit.MONTH:
        return _add_months(start, total)
    if unit is Unit.YEAR:
        return _add_months(start, 12 * total)
    raise Refused(f"期限单位“{unit}”不按天计算。")


def _add_months(start: date, months: int) -> date:
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(start.day, last))


def _merged(pauses: Iterable[Span], start: date) -> list[tuple[date, date]]:
    first_day = start + timedelta(days=1)
    spans = sorted((max(span.start, first_day), span.end or date.max) for span in pauses)
    merged: list[tuple[date, date]] = []
    for begin, end in spans:
        if end <= begin:
            continue
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return [(begin, end) for begin, end in merged if end != date.max]


def _pushed(start: date, day: date, spans: list[tuple[date, date]], total: int, unit: Unit, calendar: Calendar) -> date:
    """Push the end back by the paused days before it, until no further pause is reached."""
    for begin, end in spans:
        if begin > day:
            break
        if unit is Unit.WORKING:
            paused = calendar.between(begin - timedelta(days=1), end - timedelta(days=1))
            day = calendar.add(day, paused)
        else:
            day += end - begin
    return day


_VERSION_TRUSTED_SECONDS = 5.0
"""How long a process believes its copy: a new notice comes once a year, and open clocks are recomputed then."""


@lru_cache(maxsize=1)
def _calendar_of(version: int) -> Calendar:
    from anxin.kit.models import Workday

    rows = list(Workday.objects.values_list("day", "is_workday", "is_final"))
    return Calendar(
        exceptions={day: worked for day, worked, _ in rows},
        known_years=frozenset(day.year for day, _, final in rows if final),
    )


class _LastLook:
    version = -1
    at = float("-inf")


def current_calendar() -> Calendar:
    """The calendar as it stands in the table; costs a query at most every few seconds."""
    from anxin.kit.models import CalendarVersion

    if monotonic() - _LastLook.at > _VERSION_TRUSTED_SECONDS:
        _LastLook.version = CalendarVersion.current()
        _LastLook.at = monotonic()
    return _calendar_of(_LastLook.version)


def calendar_version() -> int:
    """The number of the table's last change: who keeps dates computed from it notices by this."""
    from anxin.kit.models import CalendarVersion

    return CalendarVersion.current()


def forget_calendar() -> None:
    """Read the table again at the next question: called when the table changes."""
    _LastLook.at = float("-inf")
    _calendar_of.cache_clear()
