"""Facts in, dates out: starting, stopping, pausing, resuming and extending the limits of a case.

Nothing here saves; the caller writes everything that changed in one statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from anxin.cases.limits import limit_facts
from anxin.cases.models import Case, Clock, Pause
from anxin.cases.registry import CREATED, CaseType, Limit
from anxin.kit.clock import day_of
from anxin.kit.workdays import Calendar, Due, Span, Unit, current_calendar, due


@dataclass(slots=True)
class ClockChanges:
    """Clocks to write, and which of them started and stopped by this move."""

    changed: list[Clock] = field(default_factory=list)
    started: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    def touch(self, clock: Clock) -> None:
        if clock not in self.changed:
            self.changed.append(clock)

    def as_data(self) -> dict[str, list[str]]:
        """What the event says about clocks; nothing when nothing started or stopped."""
        return {key: keys for key, keys in (("started", self.started), ("stopped", self.stopped)) if keys}


def due_of(clock: Clock, pauses: Iterable[Span], calendar: Calendar) -> Due:
    """The last day of a clock: a pure function of what is stored and the calendar."""
    unit = Unit(clock.unit)
    if unit is Unit.HOUR:
        return Due(day_of(clock.started_at + timedelta(hours=clock.length + clock.extended)), False)
    return due(
        clock.started_on,
        length=clock.length,
        unit=unit,
        extensions=clock.extended,
        pauses=pauses,
        calendar=calendar,
    )


def workdays_before(day: date, count: int, calendar: Calendar) -> date:
    """The day that lies ``count`` working days before ``day``."""
    while count > 0:
        day -= timedelta(days=1)
        if calendar.is_workday(day):
            count -= 1
    return day


def refresh(clock: Clock, limit: Limit | None, pauses: Iterable[Span], calendar: Calendar) -> bool:
    """Compute due and warning day again from the facts. True when something changed."""
    answer = due_of(clock, pauses, calendar)
    ahead = limit.warn_workdays if limit else 1
    before = (clock.due_on, clock.provisional, clock.warn_on)
    clock.due_on, clock.provisional = answer.day, answer.provisional
    clock.warn_on = max(workdays_before(answer.day, ahead, calendar), clock.started_on)
    return before != (clock.due_on, clock.provisional, clock.warn_on)


def start(case: Case, limit: Limit, *, at: datetime, day: date, calendar: Calendar) -> Clock:
    """A clock that starts to run on ``day``, with the law of that day."""
    facts = limit_facts(limit.key, day)
    clock = Clock(
        case=case,
        limit=limit.key,
        started_at=at,
        started_on=day,
        length=facts.length,
        unit=facts.unit.value,
        extension_most=facts.extension,
        basis=facts.basis,
        mark=facts.mark,
    )
    refresh(clock, limit, (), calendar)
    return clock


def on_entry(
    case: Case,
    declared: CaseType,
    running: Sequence[Clock],
    *,
    step: str,
    at: datetime,
    data: Mapping[str, Any],
    creates: bool,
    before: CaseType | None = None,
) -> ClockChanges:
    """What entering ``step`` stops and starts. A limit that runs already is not started again.

    Args:
        creates: the case begins, or goes on as another type.
        before: the type it was until now: what began with the case under it has been done or runs, and does not
            begin again.
    """
    changes = ClockChanges()
    day = day_of(at)
    ending = declared.is_end(step)
    alive = {clock.limit for clock in running}
    begun = {limit.key for limit in before.limits if CREATED in limit.starts} if before else set()
    for clock in running:
        limit = declared.limit(clock.limit)
        if ending or limit is None or step in limit.stops:
            _stop(clock, day, changes)
    calendar = current_calendar() if declared.limits and not ending else None
    for limit in declared.limits:
        wanted = step in limit.starts or (creates and CREATED in limit.starts and limit.key not in begun)
        if calendar is None or not wanted or limit.key in alive:
            continue
        since = at if step in limit.starts else case.opened_at
        clock = start(case, limit, at=since, day=_day_zero(limit, since, data), calendar=calendar)
        changes.started.append(limit.key)
        changes.touch(clock)
    return changes


def _day_zero(limit: Limit, at: datetime, data: Mapping[str, Any]) -> date:
    named = data.get(limit.from_fact) if limit.from_fact else None
    if named is None:
        return day_of(at)
    return named if isinstance(named, date) else date.fromisoformat(str(named))


def _stop(clock: Clock, day: date, changes: ClockChanges) -> None:
    clock.stopped_on = day
    clock.paused = False
    changes.stopped.append(clock.limit)
    changes.touch(clock)


def spans(pauses: Iterable[Pause]) -> list[Span]:
    """Stored pauses as the calendar wants them."""
    return [Span(pause.from_day, pause.to_day) for pause in pauses]


def next_due(clocks: Iterable[Clock]) -> tuple[date | None, bool]:
    """The nearest due day among the clocks that run and are not paused, and whether it is provisional."""
    ticking = [clock for clock in clocks if clock.stopped_on is None and not clock.paused]
    if not ticking:
        return None, False
    first = min(ticking, key=lambda clock: (clock.due_on, clock.limit))
    return first.due_on, first.provisional
