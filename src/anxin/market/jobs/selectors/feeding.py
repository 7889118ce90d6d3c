"""What matching and the public feed read: open rows as whole numbers, and what changed since.

The texts below are the contract with ``market.matching``: the names and the meaning of the columns stay, whatever the
tables become.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from anxin.kit.clock import day_of
from anxin.market.jobs.selectors.posts import open_posts
from anxin.market.jobs.types import PostView
from anxin.market.jobs.views import post_view

POSTS_SQL: Final = """
    SELECT id, x_m AS x, y_m AS y, trade, start_minute AS starts, end_minute AS ends, shifts,
           pay_hour_fen AS pay, conditions, posted_hour AS posted, skills,
           (headcount - taken)::smallint AS places, expires_on
      FROM market_jobs_jobpost
     WHERE state = 'live' AND headcount > taken
"""
"""Open posts. ``expires_on`` is for the check before showing, not for the index."""

WORKERS_SQL: Final = """
    SELECT id, x_m AS x, y_m AS y, radius_m AS radius, trades, skills, conditions, shifts,
           from_minute AS starts, until_minute AS ends, pay_hour_fen AS pay
      FROM market_jobs_profile
     WHERE state = 'active'
"""
"""Workers who look for work now. Name, number, sex, age, hardship: none of it is here."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows that changed, and from where to ask next time."""

    rows: tuple[int, ...]
    horizon: int
    complete: bool = True
    """False when changes after the asked horizon are forgotten already: read everything anew."""


def changes_since(kind: str, horizon: int, *, most: int | None = None) -> Changes:
    """Rows of a kind (``post``, ``profile``) whose change a reader of ``horizon`` may not have seen.

    A row may come twice, none is missed: the horizon is the oldest transaction that was still running.
    """
    sql = (
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, "
        "ARRAY(SELECT DISTINCT row FROM market_jobs_change"
        " WHERE kind = %s AND transaction >= %s ORDER BY row LIMIT %s), "
        "coalesce((SELECT transaction FROM market_jobs_changefloor WHERE kind = %s), -1) < %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [kind, horizon, most, kind, horizon])
        found = cursor.fetchone()
    assert found is not None
    return Changes(tuple(found[1]), int(found[0]), found[2])


def snapshot(*, at: datetime, after: int = 0, most: int = 1000) -> tuple[list[PostView], int]:
    """Open posts by number after one, and the horizon to ask for changes from."""
    horizon = changes_since("post", 2**62).horizon
    rows = open_posts(day_of(at)).filter(pk__gt=after).order_by("id")[:most]
    return [post_view(row) for row in rows], horizon


def post_rows(post_ids: Iterable[int], *, at: datetime) -> tuple[list[PostView], list[int]]:
    """Of these posts those that are open, and the numbers of those that are not (any more)."""
    wanted = set(post_ids)
    rows = [post_view(row) for row in open_posts(day_of(at)).filter(pk__in=wanted).order_by("id")]
    return rows, sorted(wanted - {row.id for row in rows})
