"""``script/anxin doctor``: is everything as it must be, and what to do when not."""

from anxin.config.doctor.findings import Finding, Level
from anxin.config.doctor.looks import LOOKS, examine

__all__ = ["LOOKS", "Finding", "Level", "examine"]
