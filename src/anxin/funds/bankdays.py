"""Days on which banks move public money (银行营业日)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from anxin.funds.rules import payout_rules
from anxin.kit.workdays import Calendar, current_calendar

_SEARCH_DAYS_MAX = 400


@dataclass(frozen=True)
class BankDays:
    """Working days, without the make-up weekends on which the bank does not book."""

    calendar: Calendar
    makeup_days: bool

    def is_open(self, day: date) -> bool:
        """Does the bank book on this day."""
        return self.calendar.is_workday(day) and (self.makeup_days or day.weekday() < 5)

    def add(self, day: date, count: int) -> date:
        """The ``count``-th bank day after ``day``."""
        for _ in range(count):
            day += timedelta(days=1)
            day = self.on_or_after(day)
        return day

    def on_or_after(self, day: date) -> date:
        """``day`` when the bank is open, else the next day it is."""
        for offset in range(_SEARCH_DAYS_MAX):
            if self.is_open(day + timedelta(days=offset)):
                return day + timedelta(days=offset)
        raise ValueError("the calendar holds no bank day within a year")

    def between(self, start: date, end: date) -> int:
        """Bank days in (start, end]."""
        return sum(self.is_open(start + timedelta(days=offset)) for offset in range(1, (end - start).days + 1))


def bank_days(on: date) -> BankDays:
    """The bank days as the bureau's settings of a day define them."""
    return BankDays(current_calendar(), payout_rules(on).makeup_days_are_bank_days)
