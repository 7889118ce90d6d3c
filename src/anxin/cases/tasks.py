"""Timetables of casework: the sweep of running limits, and the nightly proof of history."""

from __future__ import annotations

import logging
from datetime import timedelta

from anxin.cases.chain import anchor_day, verify_day
from anxin.cases.engine import follow_calendar, sweep
from anxin.kit.clock import day_of, now
from anxin.kit.jobs import periodic

log = logging.getLogger(__name__)


@periodic("*/10 * * * *")
def clocks_sweep() -> None:
    """Follow a changed calendar first; then warn of limits that end soon and act on those that were passed."""
    at = now()
    moved = follow_calendar(at)
    if moved:
        log.info("%s due days moved with the calendar", moved)
    swept = sweep(at)
    for case_id, why in swept.stuck:
        log.warning("case %s: the declared move after a breach was refused: %s", case_id, why)


@periodic("20 18 * * *")
def history_verify() -> None:
    """At 02:20 in China: check every chain that moved yesterday, then seal the day."""
    yesterday = day_of(now()) - timedelta(days=1)
    for found in verify_day(yesterday):
        log.error("case %s entry %s: %s", found.case_id, found.seq, found.what)
    anchor_day(yesterday, at=now())
