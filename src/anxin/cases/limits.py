"""Where limits get their length: from the rule packs, on the day they start to run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Final

from anxin.cases.types import LimitFacts
from anxin.policy import selectors as policy

LimitLookup = Callable[[str, date], LimitFacts]
"""Key and day -> the row in force; raises ``MissingRow`` naming the row when there is none."""


def from_policy(key: str, on: date) -> LimitFacts:
    """The limit as the released rule packs have it."""
    row = policy.limit(key, on=on)
    return LimitFacts(row.key, row.length, row.unit, row.extension, row.basis, str(row.mark))


_lookup: Final[ContextVar[LimitLookup]] = ContextVar("limit_lookup", default=from_policy)


def limit_facts(key: str, on: date) -> LimitFacts:
    """The limit ``key`` as it stood on a day."""
    return _lookup.get()(key, on)


@contextmanager
def limits_from(lookup: LimitLookup) -> Iterator[None]:
    """Take limits from somewhere else for a while: the policy sandbox, or a test's own small pack."""
    token = _lookup.set(lookup)
    try:
        yield
    finally:
        _lookup.reset(token)
