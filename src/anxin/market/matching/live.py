"""The index as this process knows it: the mapped files, and what changed since they were made.

Each question first asks the database which rows changed (one small query). Changed rows are left out of the mapped
columns and looked at in a small tail instead, so an answer never rests on a row that is older than the question.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from anxin.kit.statements import Prepared
from anxin.market.jobs.selectors import changes_since
from anxin.market.matching import index, store
from anxin.market.matching.columns import Columns, arranged, copied
from anxin.market.matching.models import IndexVersion
from anxin.market.matching.types import Job, Seeker, Weights


@dataclass
class Held:
    """One version with its tail."""

    version: UUID
    kind: str
    columns: Columns
    horizon: int
    changed: set[int] = field(default_factory=set)
    gone: NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, np.uint32))
    tail: Columns | None = None

    def catch_up(self) -> bool:
        """Read what changed since the last question; False when some of it is forgotten already."""
        changes = changes_since(self.kind, self.horizon)
        if not changes.complete:
            return False
        self.horizon = max(self.horizon, changes.horizon)
        if not changes.rows:
            return True
        self.changed.update(changes.rows)
        numbers = sorted(self.changed)
        self.gone = np.array(numbers, np.uint32)
        fresh = copied(self.kind, ids=numbers)
        self.tail = arranged(fresh) if self.kind == "post" else fresh
        return True


_lock = threading.Lock()
_held: dict[str, Held] = {}

_newest: Prepared[Any] = Prepared(
    lambda kind: IndexVersion.objects.filter(kind=kind).order_by("-built_at", "-id").values_list("id", "horizon")[:1]
)


def held(kind: str) -> Held | None:
    """The newest index of a kind, caught up; None when there is none here, or it is too old: then SQL answers."""
    rows = _newest(kind=kind)
    if not rows:
        return None
    version, horizon = rows[0]
    with _lock:
        known = _held.get(kind)
        if known is None or known.version != version:
            columns = store.load(kind, version)
            if columns is None:
                return None
            known = _held[kind] = Held(version, kind, columns, horizon)
        return known if known.catch_up() else None


def top_posts(known: Held, seeker: Seeker, weights: Weights, *, minute: int, most: int) -> tuple[int, ...]:
    """Numbers of the best posts, best first."""
    keys = index.top_posts(known.columns, seeker, weights, minute=minute, most=most, without=known.gone)
    if known.tail is not None:
        more = index.top_posts(known.tail, seeker, weights, minute=minute, most=most)
        keys = index.merged(keys, more, most=most)
    return index.unpack(keys).ids


def top_seekers(known: Held, job: Job, weights: Weights, *, minute: int, most: int) -> tuple[int, ...]:
    """Numbers of the best workers, best first."""
    keys = index.top_seekers(known.columns, job, weights, minute=minute, most=most, without=known.gone)
    if known.tail is not None:
        more = index.top_seekers(known.tail, job, weights, minute=minute, most=most)
        keys = index.merged(keys, more, most=most)
    return index.unpack(keys).ids


def opened_by_one(known: Held, seeker: Seeker, *, minute: int, further: int) -> dict[str, int]:
    """How many more posts each single step would open; rows that changed a moment ago are not counted."""
    return index.opened_by_one(known.columns, seeker, minute=minute, further=further)


def forget() -> None:
    """Let go of every index this process holds."""
    with _lock:
        _held.clear()
