"""This morning's plan: who looks for work now, and what begins soon (早市撮合)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from django.db import connection

from anxin.identity.selectors import worker_cards
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.market.jobs.rights import require_market_staff
from anxin.market.jobs.selectors import posts_by_id, profiles_by_id
from anxin.market.jobs.selectors.feeding import POSTS_SQL
from anxin.market.matching.assignment import Outcome, feasible, first_come, outcome, stable
from anxin.market.matching.columns import copied
from anxin.market.matching.types import TENTHS, Job
from anxin.market.matching.weights import weights

SOON_MINUTES = 3 * 24 * 60
POSTS_MOST, PAIRS_SHOWN = 3_000, 50


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of the plan: a masked name and a post."""

    profile_id: int
    post_id: int
    score: int
    name: str = field(default="", repr=False)
    title: str = ""
    employer: str = ""

    @property
    def points(self) -> str:
        return f"{self.score / TENTHS:.1f}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The stable assignment beside what first come, first served would have given."""

    workers: int
    places: int
    outcome: Outcome
    first_come: Outcome
    pairs: tuple[Pair, ...]


def morning_pairs(*, at: datetime) -> tuple[Plan, tuple[Pair, ...]]:
    """The plan without names, and all of its pairs, best first."""
    minute = int(at.timestamp()) // 60
    columns, jobs = copied("profile"), _soon(minute)
    order = np.argsort(columns["id"])
    columns = {name: values[order] for name, values in columns.items()}
    count, places = len(order), np.array([job.places for job in jobs], np.int32)
    pairs = feasible(columns, jobs, weights(day_of(at)), minute=minute)
    best = outcome(pairs, stable(pairs, count, places), places)
    queue = outcome(pairs, first_come(pairs, np.arange(count, dtype=np.int32), places), places)
    chosen = np.flatnonzero(pairs.posts == best.post_of[pairs.workers])
    chosen = chosen[np.argsort(-pairs.scores[chosen], kind="stable")]
    ids = columns["id"]
    listed = tuple(
        Pair(int(ids[pairs.workers[one]]), jobs[int(pairs.posts[one])].id, int(pairs.scores[one])) for one in chosen
    )
    return Plan(count, int(places.sum()), best, queue, ()), listed


def _soon(minute: int) -> list[Job]:
    names = "id, x, y, trade, starts, ends, shifts, pay, conditions, posted, skills, places"
    sql = (
        f"SELECT {names} FROM ({POSTS_SQL}) p WHERE starts >= %s AND starts < %s "  # noqa: S608
        "ORDER BY starts, id LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [minute, minute + SOON_MINUTES, POSTS_MOST])
        rows = cursor.fetchall()
    return [
        Job(id, x, y, trade, starts, ends, shifts, pay, conditions, posted, tuple(skills), places)
        for id, x, y, trade, starts, ends, shifts, pay, conditions, posted, skills, places in rows
    ]


def morning_plan(*, actor: Actor, at: datetime) -> Plan:
    """The plan as market staff see it: figures, and the first pairs with masked names.

    Raises:
        NotAllowed: not market staff.
    """
    require_market_staff(actor)
    plan, pairs = morning_pairs(at=at)
    shown = pairs[:PAIRS_SHOWN]
    posts, profiles = posts_by_id(one.post_id for one in shown), profiles_by_id(one.profile_id for one in shown)
    cards = worker_cards(profile.worker_id for profile in profiles.values())
    named = tuple(
        Pair(
            one.profile_id,
            one.post_id,
            one.score,
            cards[profiles[one.profile_id].worker_id].name,
            posts[one.post_id].title,
            posts[one.post_id].employer_name,
        )
        for one in shown
    )
    return Plan(plan.workers, plan.places, plan.outcome, plan.first_come, named)
