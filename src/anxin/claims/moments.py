"""The last moment of a limit: an hour limit to the minute, any other to the end of its last day."""

from __future__ import annotations

from datetime import datetime, timedelta

from anxin.kit.clock import at_start_of, day_of
from anxin.kit.workdays import Unit, current_calendar, due
from anxin.policy.types import Limit


def due_moment(limit: Limit, at: datetime) -> datetime:
    """When a limit that starts at ``at`` has passed."""
    if limit.unit is Unit.HOUR:
        return at + timedelta(hours=limit.length)
    day = due(day_of(at), length=limit.length, unit=limit.unit, calendar=current_calendar()).day
    return at_start_of(day + timedelta(days=1))
