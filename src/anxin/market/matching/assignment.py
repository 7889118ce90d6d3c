"""A morning's crowd and a morning's places, all at once (批量撮合).

Both sides rank by the same score, so deferred acceptance has one outcome: pairs taken from the highest score down, each
worker once, each post as often as it has places. Ties go to the older number. Nobody is left who would rather have a
post that would rather have him: there is no envious pair, and that is counted, not assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anxin.market.matching.columns import Columns
from anxin.market.matching.index import seeker_totals, seekers_passing
from anxin.market.matching.types import TENTHS, Job, Weights


@dataclass(frozen=True, slots=True)
class Feasible:
    """Every pair that passes the hard filters: worker, post (by place in the lists) and score, no order."""

    workers: NDArray[np.int32]
    posts: NDArray[np.int32]
    scores: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Outcome:
    """An assignment and what it is worth."""

    post_of: NDArray[np.int32]
    """For each worker the place of his post, or -1."""
    placed: int
    total: int
    envious: int

    @property
    def mean_points(self) -> str:
        return f"{self.total / max(self.placed, 1) / TENTHS:.1f}"


def feasible(columns: Columns, jobs: list[Job], weights: Weights, *, minute: int) -> Feasible:
    """All pairs of these workers and posts that may be offered."""
    workers, posts, scores = [], [], []
    for place, job in enumerate(jobs):
        rows = seekers_passing(columns, job, minute=minute)
        workers.append(rows.astype(np.int32))
        posts.append(np.full(len(rows), place, np.int32))
        scores.append(seeker_totals(columns, rows, job, weights, hour=minute // 60).astype(np.int32))
    none: list[Any] = [np.empty(0, np.int32)]
    return Feasible(np.concatenate(workers or none), np.concatenate(posts or none), np.concatenate(scores or none))


def stable(pairs: Feasible, worker_count: int, places: NDArray[np.int32]) -> NDArray[np.int32]:
    """The stable assignment: for each worker the place of his post, or -1."""
    order = np.lexsort((pairs.posts, pairs.workers, -pairs.scores))
    return _take(pairs, order, worker_count, places)


def first_come(pairs: Feasible, arrival: NDArray[np.int32], places: NDArray[np.int32]) -> NDArray[np.int32]:
    """What a queue gives: each worker in the order of arrival takes the best post that is still free."""
    rank = np.empty(len(arrival), np.int32)
    rank[arrival] = np.arange(len(arrival), dtype=np.int32)
    order = np.lexsort((pairs.posts, -pairs.scores, rank[pairs.workers]))
    return _take(pairs, order, len(arrival), places)


def _take(pairs: Feasible, order: NDArray[np.intp], worker_count: int, places: NDArray[np.int32]) -> NDArray[np.int32]:
    """Take pairs in an order while both are free."""
    given, left = [-1] * worker_count, places.tolist()
    open_places = sum(left)
    step = 200_000
    for begin, end in pairwise([*range(0, len(order), step), len(order)] if len(order) else [0, 0]):
        part = order[begin:end]
        for worker, post in zip(pairs.workers[part].tolist(), pairs.posts[part].tolist(), strict=True):
            if given[worker] < 0 and left[post] > 0:
                given[worker] = post
                left[post] -= 1
                open_places -= 1
        if open_places == 0:
            break
    return np.array(given, np.int32)


def outcome(pairs: Feasible, post_of: NDArray[np.int32], places: NDArray[np.int32]) -> Outcome:
    """What an assignment is worth, and how many pairs would both rather have each other."""
    mine = pairs.posts == post_of[pairs.workers]
    has = np.full(len(post_of), -1, np.int64)
    has[pairs.workers[mine]] = pairs.scores[mine]
    taken = np.bincount(post_of[post_of >= 0], minlength=len(places))
    worst = np.full(len(places), np.iinfo(np.int32).max, np.int64)
    np.minimum.at(worst, pairs.posts[mine], pairs.scores[mine])
    open_to = np.where(taken < places, -1, worst)
    wants = (pairs.scores > has[pairs.workers]) & (pairs.scores > open_to[pairs.posts])
    return Outcome(
        post_of, int((post_of >= 0).sum()), int(pairs.scores[mine].sum()), int(np.count_nonzero(wants & ~mine))
    )
