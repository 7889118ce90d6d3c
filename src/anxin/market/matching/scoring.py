"""One pair at a time, in plain Python: what the rule says, before anybody makes it fast. Pure.

The score is the same from both sides: a worker's list of jobs and a job's list of workers cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isqrt

from anxin.market.matching.types import TENTHS, Job, Parts, Seeker, Weights


def distance(seeker: Seeker, job: Job) -> int:
    """Whole metres as the crow flies, rounded down."""
    return isqrt((seeker.x - job.x) ** 2 + (seeker.y - job.y) ** 2)


def fails(seeker: Seeker, job: Job, *, minute: int) -> frozenset[str]:
    """The hard filters a pair does not pass; empty when it may be offered.

    Args:
        minute: now; what has begun is over.
    """
    found = set()
    if (seeker.x - job.x) ** 2 + (seeker.y - job.y) ** 2 > seeker.radius**2:
        found.add("distance")
    if job.starts < max(seeker.starts, minute) or job.ends > seeker.ends or job.shifts & ~seeker.shifts:
        found.add("time")
    if job.conditions & ~seeker.conditions:
        found.add("conditions")
    if job.pay < seeker.pay:
        found.add("pay")
    if job.places <= 0:
        found.add("places")
    return frozenset(found)


def score(seeker: Seeker, job: Job, weights: Weights, *, hour: int) -> Parts:
    """The parts of a pair's score in tenths of a point, each rounded down.

    Args:
        hour: now, in hours since 1970, for how new the post is.
    """
    away, held = distance(seeker, job), len(set(job.skills) & set(seeker.skills))
    same = TENTHS * weights.trade
    age = max(0, hour - job.posted)
    return Parts(
        id=job.id,
        trade=same if job.trade in seeker.trades else same // 2 if job.trade // 100 in seeker.groups else 0,
        skill=TENTHS * weights.skill * held // len(job.skills) if job.skills else TENTHS * weights.skill,
        pay=_pay(seeker.pay, job.pay, TENTHS * weights.pay),
        near=max(0, TENTHS * weights.near * (seeker.radius - away) // seeker.radius),
        fresh=TENTHS * weights.fresh * max(0, weights.fresh_hours - age) // weights.fresh_hours,
        distance=away,
        skills_held=held,
    )


def _pay(wanted: int, offered: int, most: int) -> int:
    """Nothing at what was wished for, everything at twice that; who wished for nothing is content."""
    if wanted <= 0:
        return most
    return max(0, most * min(offered - wanted, wanted) // wanted)


def best_jobs(seeker: Seeker, jobs: Iterable[Job], weights: Weights, *, minute: int, most: int) -> list[Parts]:
    """The best jobs of a worker by looking at every one: highest score first, then the older number."""
    fit = (score(seeker, job, weights, hour=minute // 60) for job in jobs if not fails(seeker, job, minute=minute))
    return sorted(fit, key=lambda parts: (-parts.total, parts.id))[:most]


def best_seekers(
    job: Job, seekers: Iterable[Seeker], weights: Weights, *, minute: int, most: int
) -> list[tuple[int, Parts]]:
    """The best workers of a job by looking at every one, with their numbers."""
    fit = [
        (seeker.id, score(seeker, job, weights, hour=minute // 60))
        for seeker in seekers
        if not fails(seeker, job, minute=minute)
    ]
    return sorted(fit, key=lambda pair: (-pair[1].total, pair[0]))[:most]
