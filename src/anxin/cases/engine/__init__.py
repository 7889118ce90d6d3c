"""The casework engine (办案引擎): the one door through which a case is opened and moved, and what time does to it."""

from anxin.cases.engine.moving import allowed, do
from anxin.cases.engine.opening import open_case
from anxin.cases.engine.sweeping import Swept, follow_calendar, recompute_open_clocks, sweep
from anxin.cases.people import Known

__all__ = ["Known", "Swept", "allowed", "do", "follow_calendar", "open_case", "recompute_open_clocks", "sweep"]
