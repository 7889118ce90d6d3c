"""The same rule as SQL: the oracle the index is tested against, the way without an index, and the check before showing.

Parameters are named; ``source`` is a relation with the columns of ``jobs.selectors.feeding``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from anxin.market.matching.types import TENTHS, Job, Parts, Seeker, Weights

_SCORES: Final = """
       CASE WHEN {same} THEN %(w_trade)s WHEN {family} THEN %(w_trade)s / 2 ELSE 0 END AS part_trade,
       CASE WHEN {asked} = 0 THEN %(w_skill)s ELSE %(w_skill)s * held / {asked} END AS part_skill,
       CASE WHEN {wanted} <= 0 THEN %(w_pay)s
            ELSE greatest(0, %(w_pay)s::bigint * least({offered} - {wanted}, {wanted}) / {wanted}) END AS part_pay,
       %(w_near)s * ({radius} - away) / {radius} AS part_near,
       %(w_fresh)s * greatest(0, %(fresh_hours)s - greatest(0, %(hour)s - {posted})) / %(fresh_hours)s AS part_fresh
"""

_FOR_WORKER: Final = """
SELECT id, part_trade, part_skill, part_pay, part_near, part_fresh, away, held
  FROM (SELECT j.id, j.away, j.held, {scores}
          FROM (SELECT p.*,
                       floor(sqrt((p.x - %(x)s)::float8 ^ 2 + (p.y - %(y)s)::float8 ^ 2))::int AS away,
                       (SELECT count(*) FROM unnest(p.skills) s WHERE s = ANY(%(skills)s))::int AS held
                  FROM ({source}) p
                 WHERE (p.x - %(x)s)::bigint * (p.x - %(x)s) + (p.y - %(y)s)::bigint * (p.y - %(y)s)
                       <= %(radius)s::bigint * %(radius)s
                   AND p.starts >= greatest(%(starts)s, %(minute)s) AND p.ends <= %(ends)s
                   AND p.shifts & ~%(shifts)s::int = 0
                   AND p.conditions & ~%(conditions)s::int = 0
                   AND p.pay >= %(pay)s AND p.places > 0 {also}) j) scored
 ORDER BY part_trade + part_skill + part_pay + part_near + part_fresh DESC, id
 LIMIT %(most)s
"""

_FOR_JOB: Final = """
SELECT id, part_trade, part_skill, part_pay, part_near, part_fresh, away, held
  FROM (SELECT j.id, j.away, j.held, {scores}
          FROM (SELECT w.*,
                       floor(sqrt((w.x - %(x)s)::float8 ^ 2 + (w.y - %(y)s)::float8 ^ 2))::int AS away,
                       (SELECT count(*) FROM unnest(w.skills) s WHERE s = ANY(%(skills)s))::int AS held
                  FROM ({source}) w
                 WHERE (w.x - %(x)s)::bigint * (w.x - %(x)s) + (w.y - %(y)s)::bigint * (w.y - %(y)s)
                       <= w.radius::bigint * w.radius
                   AND w.starts <= %(starts)s AND %(starts)s >= %(minute)s AND w.ends >= %(ends)s
                   AND %(shifts)s::int & ~w.shifts = 0
                   AND %(conditions)s::int & ~w.conditions = 0
                   AND w.pay <= %(pay)s AND %(places)s > 0 {also}) j) scored
 ORDER BY part_trade + part_skill + part_pay + part_near + part_fresh DESC, id
 LIMIT %(most)s
"""

_WORKER_SCORES: Final = _SCORES.format(
    same="j.trade = ANY(%(trades)s)",
    family="j.trade / 100 = ANY(%(groups)s)",
    asked="cardinality(j.skills)",
    wanted="%(pay)s",
    offered="j.pay",
    radius="%(radius)s",
    posted="j.posted",
)
_JOB_SCORES: Final = _SCORES.format(
    same="%(trade)s = ANY(j.trades)",
    family="EXISTS (SELECT FROM unnest(j.trades) t WHERE t / 100 = %(trade)s / 100)",
    asked="%(asked)s",
    wanted="j.pay",
    offered="%(pay)s",
    radius="j.radius",
    posted="%(posted)s",
)


def posts_for(
    seeker: Seeker,
    weights: Weights,
    *,
    source: str,
    minute: int,
    most: int,
    only: Sequence[int] | None = None,
    also: str = "",
) -> list[Parts]:
    """The best posts for a worker by SQL, best first; with ``only`` those of these numbers that still pass."""
    extra = also + (" AND p.id = ANY(%(only)s)" if only is not None else "")
    sql = _FOR_WORKER.format(scores=_WORKER_SCORES, source=source, also=extra)
    values = {
        **_weighing(weights, minute),
        "x": seeker.x,
        "y": seeker.y,
        "radius": seeker.radius,
        "trades": list(seeker.trades),
        "groups": list(seeker.groups),
        "skills": list(seeker.skills),
        "conditions": seeker.conditions,
        "shifts": seeker.shifts,
        "starts": seeker.starts,
        "ends": seeker.ends,
        "pay": seeker.pay,
        "most": most,
        "only": list(only or ()),
    }
    return _parts(sql, values)


def seekers_for(
    job: Job,
    weights: Weights,
    *,
    source: str,
    minute: int,
    most: int,
    only: Sequence[int] | None = None,
    also: str = "",
) -> list[Parts]:
    """The best workers for a post by SQL, best first. ``id`` of the parts is the worker's profile."""
    extra = also + (" AND w.id = ANY(%(only)s)" if only is not None else "")
    sql = _FOR_JOB.format(scores=_JOB_SCORES, source=source, also=extra)
    values = {
        **_weighing(weights, minute),
        "x": job.x,
        "y": job.y,
        "trade": job.trade,
        "skills": list(job.skills),
        "asked": len(job.skills),
        "conditions": job.conditions,
        "shifts": job.shifts,
        "starts": job.starts,
        "ends": job.ends,
        "pay": job.pay,
        "posted": job.posted,
        "places": job.places,
        "most": most,
        "only": list(only or ()),
    }
    return _parts(sql, values)


def _weighing(weights: Weights, minute: int) -> dict[str, Any]:
    return {
        "w_trade": TENTHS * weights.trade,
        "w_skill": TENTHS * weights.skill,
        "w_pay": TENTHS * weights.pay,
        "w_near": TENTHS * weights.near,
        "w_fresh": TENTHS * weights.fresh,
        "fresh_hours": weights.fresh_hours,
        "hour": minute // 60,
        "minute": minute,
    }


def _parts(sql: str, values: dict[str, Any]) -> list[Parts]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [
            Parts(id, int(trade), int(skill), int(pay), int(near), int(fresh), away, held)
            for id, trade, skill, pay, near, fresh, away, held in cursor.fetchall()
        ]
