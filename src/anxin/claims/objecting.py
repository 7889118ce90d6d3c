"""Until when a decision can be objected to, and what is still possible afterwards (异议期限)."""

from __future__ import annotations

from datetime import date
from typing import Final

from anxin.kit.dates import formal_day
from anxin.kit.workdays import current_calendar, due
from anxin.policy.selectors import limit, parameter

TOPIC: Final = "limits_objection"
RAISE: Final = "oi.objection.raise"


def object_until(decided_on: date) -> date:
    """The last day on which a decision can be objected to within the house in the ordinary way."""
    return _last_day(RAISE, decided_on)


def days_late(decided_on: date, on: date) -> int:
    """How many days after the last one an objection comes; 0 while it is in time."""
    return max((on - object_until(decided_on)).days, 0)


def still_possible(decided_on: date, on: date) -> tuple[str, ...]:
    """What is left to somebody whose time to object has passed, as the rules say it; nothing while it runs."""
    return (_said("late_taken", decided_on), *outside(decided_on, on)) if days_late(decided_on, on) else ()


def outside(decided_on: date, on: date) -> tuple[str, ...]:
    """What one can do outside the house against a decision, with the last days: review, suit, complaint."""
    review, suit = _last_day("review", decided_on), _last_day("suit", decided_on)
    said = [_said("review_open", decided_on, review) if on <= review else _said("review_late", decided_on)]
    if on <= suit:
        said.append(_said("suit_open", decided_on, suit))
    return (*said, _said("tell", decided_on))


def admitting(decided_on: date) -> str:
    """What whoever looks at a late objection has to decide first."""
    return _said("late_admitting", decided_on)


def _said(name: str, on: date, until: date | None = None) -> str:
    said = str(parameter(TOPIC, name, on=on).value)
    return said.format(until=formal_day(until)) if until else said


def _last_day(key: str, decided_on: date) -> date:
    term = limit(key, on=decided_on)
    return due(decided_on, length=term.length, unit=term.unit, calendar=current_calendar()).day
