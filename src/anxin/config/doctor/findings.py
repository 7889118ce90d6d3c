"""What a look at one thing says."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one thing.

    Args:
        what: the thing, in two languages.
        said: what was seen.
        do: what to do; empty when nothing is.
    """

    level: Level
    what: str
    said: str
    do: str = ""


def good(what: str, said: str) -> Finding:
    """Nothing to do."""
    return Finding(Level.GOOD, what, said)


def note(what: str, said: str, do: str) -> Finding:
    """Works, but somebody should know."""
    return Finding(Level.NOTE, what, said, do)


def bad(what: str, said: str, do: str) -> Finding:
    """Does not work."""
    return Finding(Level.BAD, what, said, do)
