"""The index as this process knows it: the mapped files, and what changed since they were made.

Changed rows are left out of the mapped columns and looked at in a small tail instead. A process that hears of changes
(``hearing``) asks the database which rows they are only when it has heard of one; anybody else asks at each question.
What is found is read again in SQL before it is shown, so a word that is still on its way shows nobody a filled job.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from anxin.kit.clock import monotonic
from anxin.kit.statements import Prepared
from anxin.market.jobs.selectors import changes_since
from anxin.market.matching import hearing, index, store
from anxin.market.matching.columns import Columns, arranged, copied
from anxin.market.matching.models import IndexVersion
from anxin.market.matching.types import Job, Seeker, Weights

ASK_SECONDS: Final = 30
"""Even who hears everything asks now and then."""


@dataclass(frozen=True)
class Held:
    """One version with its tail, as of one look at the database. A later look makes another one."""

    version: UUID
    kind: str
    columns: Columns
    horizon: int
    changed: frozenset[int] = frozenset()
    gone: NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, np.uint32))
    tail: Columns | None = None
    heard: int | None = None
    asked_at: float = 0.0

    def holds(self, heard: int | None) -> bool:
        """True when nothing was heard since the look, and that is not long ago."""
        return heard is not None and heard == self.heard and monotonic() - self.asked_at < ASK_SECONDS

    def caught_up(self) -> Held | None:
        """With what changed since; None when some of it is forgotten already."""
        changes = changes_since(self.kind, self.horizon)
        if not changes.complete:
            return None
        known = replace(self, horizon=max(self.horizon, changes.horizon))
        if not changes.rows:
            return known
        changed = self.changed | set(changes.rows)
        numbers = sorted(changed)
        fresh = copied(self.kind, ids=numbers)
        tail = arranged(fresh) if self.kind == "post" else fresh
        return replace(known, changed=changed, gone=np.array(numbers, np.uint32), tail=tail)


_lock = threading.Lock()
_held: dict[str, Held] = {}

_newest: Prepared[Any] = Prepared(
    lambda kind: IndexVersion.objects.filter(kind=kind).order_by("-built_at", "-id").values_list("id", "horizon")[:1]
)


def held(kind: str) -> Held | None:
    """The newest index of a kind, caught up; None when there is none here, or it is too old: then SQL answers."""
    heard, known = hearing.heard(kind), _held.get(kind)
    if known is not None and known.holds(heard):
        return known
    asked_at, rows = monotonic(), _newest(kind=kind)
    if not rows:
        return None
    version, horizon = rows[0]
    with _lock:
        known = _held.get(kind)
        if known is None or known.version != version:
            known = _loaded(kind, version, horizon)
        fresh = known.caught_up() if known is not None else None
        if fresh is not None:
            _held[kind] = fresh = replace(fresh, heard=heard, asked_at=asked_at)
        return fresh


def _loaded(kind: str, version: UUID, horizon: int) -> Held | None:
    columns = store.load(kind, version)
    return Held(version, kind, columns, horizon) if columns is not None else None


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
