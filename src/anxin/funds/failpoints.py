"""Named points at which a test may stop the process, to show that nothing is lost or doubled there.

In production :func:`passing` finds an empty table and returns. The names are listed so that the sweep of the
tests covers all of them, and a name that is not listed cannot be passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

NAMES: Final = (
    "run.built",
    "check.signed",
    "release.signed",
    "send.before",
    "send.after",
    "send.silent",
    "ask.after",
    "collect.after",
    "import.stored",
    "import.moved",
    "import.before_acknowledge",
)

_armed: dict[str, Callable[[], None]] = {}


def passing(name: str) -> None:
    """Say that a dangerous point is reached."""
    assert name in NAMES, name
    if _armed:
        stop = _armed.get(name)
        if stop:
            stop()


@contextmanager
def armed(name: str, stop: Callable[[], None]) -> Iterator[None]:
    """Within the block, call ``stop`` whenever the point is reached."""
    assert name in NAMES, name
    _armed[name] = stop
    try:
        yield
    finally:
        _armed.pop(name, None)
