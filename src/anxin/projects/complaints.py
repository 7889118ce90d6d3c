"""How many wage complaints a project has had: a number another context gives (近期投诉数).

Projects stand below wages and cannot ask it; ``config.wiring`` joins the counter. Without one nothing is counted and
the signal says that there is no record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from uuid import UUID

Counter = Callable[[Iterable[UUID], date], Mapping[UUID, int]]
"""Project ids and the first day that counts → how many complaints each has; absent means none."""


class _Joined:
    counter: Counter | None = None


def counted_by(counter: Counter | None) -> None:
    """Join the counter. Only ``config.wiring`` calls this."""
    _Joined.counter = counter


def complaints(project_ids: Iterable[UUID], since: date) -> Mapping[UUID, int] | None:
    """Complaints of each project since a day; None when nobody counts them."""
    return None if _Joined.counter is None else _Joined.counter(tuple(project_ids), since)
