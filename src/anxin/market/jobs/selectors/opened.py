"""Every open post, read in bites: for lists that go out once in a while."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from anxin.market.jobs.selectors.feeding import snapshot
from anxin.market.jobs.types import PostView

_BITE: Final = 1_000
_BITES_MOST: Final = 50


def posts_opened(*, at: datetime, since: datetime | None = None) -> list[PostView]:
    """Open posts by number, at most fifty thousand; with ``since`` only those published from then on."""
    posts: list[PostView] = []
    after = 0
    for _bite in range(_BITES_MOST):
        rows, _horizon = snapshot(at=at, after=after, most=_BITE)
        posts += [row for row in rows if since is None or (row.posted_at is not None and row.posted_at >= since)]
        if len(rows) < _BITE:
            break
        after = rows[-1].id
    return posts
