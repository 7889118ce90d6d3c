"""The only place that reads the clock.

Moments are aware datetimes in UTC; legal days are dates in Asia/Shanghai.
"""

from datetime import UTC, date, datetime, time
from time import perf_counter
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The legal day in China at this moment."""
    return day_of(now())


def local(at: datetime) -> datetime:
    """The same moment on a clock in China."""
    return at.astimezone(SHANGHAI)


def day_of(at: datetime) -> date:
    """The legal day in China on which a moment falls."""
    return local(at).date()


def at_start_of(day: date) -> datetime:
    """The first moment of a legal day in China."""
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)


def at_time(day: date, hour: int, minute: int = 0) -> datetime:
    """A wall-clock moment in China on a legal day."""
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI)


def monotonic() -> float:
    """Seconds on a clock that never goes back: for measuring durations only."""
    return perf_counter()
