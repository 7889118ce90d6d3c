"""The casework engine (办案引擎): the one door through which a case is opened and moved."""

from anxin.cases.engine.moving import allowed, do
from anxin.cases.engine.opening import open_case

__all__ = ["allowed", "do", "open_case"]
