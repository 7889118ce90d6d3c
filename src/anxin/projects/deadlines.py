"""The days the law gives a project, from dated limits. Nothing here is stored: facts in, days out."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput
from anxin.kit.workdays import Calendar, current_calendar, due
from anxin.policy.selectors import limit

ACCOUNT_OPEN: Final = "acct.open"
ACCOUNT_FILE: Final = "acct.file"
ACCOUNT_PUBLISH: Final = "acct.close.publish"
LABOUR_CYCLE: Final = "labour.money.cycle"
DEPOSIT_STORE: Final = "dep.store"
DEPOSIT_REFILL: Final = "dep.refill"


def last_day(key: str, start: date) -> date:
    """The last day of a limit that starts on ``start``, under the law of that day.

    Raises:
        MissingRow: nobody entered the limit.
    """
    row = limit(key, on=start)
    return due(start, length=row.length, unit=row.unit, calendar=current_calendar()).day


def must_have_happened(day: date, field: str, *, at: datetime) -> None:
    """Raises ``BadInput`` for a day still to come: what is entered here is what was done, not what is planned."""
    if day > day_of(at):
        raise BadInput(_("这一天还没有到，请填已经办了的日期。"), field=field)


def pay_on(month: date, pay_day: int, calendar: Calendar) -> date:
    """When the wages of ``month`` are due: the agreed day of the next month, or the working day before (第十三条)."""
    following = (month + timedelta(days=monthrange(month.year, month.month)[1])).replace(day=1)
    day = following.replace(day=min(pay_day, monthrange(following.year, following.month)[1]))
    while not calendar.is_workday(day):
        day -= timedelta(days=1)
    return day


def month_before(day: date) -> date:
    """The first day of the month before the month of ``day``."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
