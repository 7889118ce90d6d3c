"""Hours and pay as numbers that can be compared (时间和工钱的换算). Pure.

Its words are in the language of the page.

A week has 28 quarters: for each day, Monday first, the night (0–6), the morning (6–12), the afternoon (12–18) and the
evening (18–24). A job covers quarters; a worker can work in quarters.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from anxin.kit.clock import at_start_of
from anxin.kit.errors import BadInput
from anxin.market.jobs.types import Availability, PayKind

DAY: Final = 24 * 60
_QUARTER: Final = DAY // 4
QUARTERS: Final = (lazy("凌晨"), lazy("上午"), lazy("下午"), lazy("晚上"))
WEEK: Final = (lazy("周一"), lazy("周二"), lazy("周三"), lazy("周四"), lazy("周五"), lazy("周六"), lazy("周日"))
ALL_SHIFTS: Final = (1 << 28) - 1
ALL_WEEK: Final = (1 << 7) - 1
_WEEKS_A_YEAR, _MONTHS_A_YEAR = 52, 12


def minute_of(day: date, minute: int) -> int:
    """A moment as whole minutes since 1970: what the index sorts by."""
    return int(at_start_of(day).timestamp()) // 60 + minute


def length(day_start: int, day_end: int) -> int:
    """Minutes of one shift; an end at or before the start is on the next day."""
    return (day_end - day_start - 1) % DAY + 1


def days_of(first: date, last: date, weekdays: int) -> Iterator[date]:
    """The working days from first to last."""
    for count in range((last - first).days + 1):
        day = first + timedelta(days=count)
        if weekdays >> day.weekday() & 1:
            yield day


def shifts_of(first: date, last: date, weekdays: int, day_start: int, day_end: int) -> int:
    """The quarters of the week a job covers. A week's worth of days is all that can differ."""
    mask = 0
    for day in days_of(first, min(last, first + timedelta(days=6)), weekdays):
        for quarter in range(day_start // _QUARTER, (day_start + length(day_start, day_end) - 1) // _QUARTER + 1):
            mask |= 1 << (day.weekday() + quarter // 4) % 7 * 4 + quarter % 4
    return mask


def hour_pay(kind: PayKind, pay_fen: int, *, minutes_day: int, days_week: int, pieces_hour: int = 0) -> int:
    """Pay by the hour in fen, rounded down, so that offers can be compared.

    Raises:
        BadInput: piece work without an estimate of pieces an hour.
    """
    if kind is PayKind.HOUR:
        return pay_fen
    if kind is PayKind.DAY:
        return pay_fen * 60 // max(minutes_day, 1)
    if kind is PayKind.MONTH:
        minutes_month = minutes_day * max(days_week, 1) * _WEEKS_A_YEAR // _MONTHS_A_YEAR
        return pay_fen * 60 // max(minutes_month, 1)
    if pieces_hour <= 0:
        raise BadInput("计件的活请估一下一小时能做几件，好让人比较。", field="pieces_hour")
    return pay_fen * pieces_hour


def say_clock(minute: int) -> str:
    """``510 -> 8:30``; past midnight it is the next day."""
    said = f"{minute % DAY // 60 if minute != DAY else 24}:{minute % 60:02d}"
    return _("次日%(clock)s") % {"clock": said} if minute > DAY else said


def say_days(mask: int) -> str:
    """``周一至周五``, ``每天``, ``周六、周日``."""
    days = [number for number in range(7) if mask >> number & 1]
    if len(days) == 7:
        return _("每天")
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return _("%(first)s至%(last)s") % {"first": WEEK[days[0]], "last": WEEK[days[-1]]}
    return _("、").join(str(WEEK[number]) for number in days)


def say_shifts(availability: Availability) -> str:
    """``每天上午、下午``: days that share quarters are named together."""
    by_quarters: dict[int, int] = {}
    for day in range(7):
        quarters = availability.shifts >> day * 4 & 15
        if quarters:
            by_quarters[quarters] = by_quarters.get(quarters, 0) | 1 << day
    parts = [
        _("%(days)s%(quarters)s") % {"days": say_days(days), "quarters": _say_quarters(quarters)}
        for quarters, days in by_quarters.items()
    ]
    return _("；").join(parts) or _("没有填可以干活的时间")


def _say_quarters(quarters: int) -> str:
    named = [str(name) for bit, name in enumerate(QUARTERS) if quarters >> bit & 1]
    return _("全天") if len(named) == len(QUARTERS) else _("、").join(named)
