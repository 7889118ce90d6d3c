"""Exact top-k over numpy columns.

Posts stand by family of trades and start, so a query looks at slices. Posts outside the worker's families can score at
most everything but the trade's points: when the k-th best inside already beats that, the rest need not be looked at.
The bound follows from the weights, which are never negative, so the answer is the same as looking at every post.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anxin.market.matching.columns import GROUPS_MOST, Columns
from anxin.market.matching.types import TENTHS, Job, Seeker, Weights

Rows = NDArray[np.intp]
_ID_BITS = 32
_ID_TOP = (1 << _ID_BITS) - 1
_NONE: Rows = np.empty(0, np.intp)


@dataclass(frozen=True, slots=True)
class Found:
    """Numbers and scores, best first."""

    ids: tuple[int, ...]
    totals: tuple[int, ...]


def top_posts(
    columns: Columns,
    seeker: Seeker,
    weights: Weights,
    *,
    minute: int,
    most: int,
    without: NDArray[np.uint32] | None = None,
    all_groups: bool = False,
) -> NDArray[np.int64]:
    """The best posts as keys (score and number packed, see :func:`unpack`), best first.

    Args:
        without: numbers to leave out: rows that changed since the index was made.
        all_groups: look at everything, for comparison.
    """
    trades = _trade_points(seeker, weights)
    held = _lookup(seeker.skills)
    own = [group for group in seeker.groups if 0 <= group < GROUPS_MOST]
    first = range(GROUPS_MOST) if all_groups else own
    keys = _best(_slices(columns, first, seeker, minute), columns, seeker, weights, trades, held, minute, most, without)
    if all_groups or (len(keys) == most and _score(keys[-1]) > weights.most - TENTHS * weights.trade):
        return keys
    others = [group for group in range(GROUPS_MOST) if group not in own]
    rest = _slices(columns, others, seeker, minute)
    more = _best(rest, columns, seeker, weights, trades, held, minute, most, without)
    return _largest(np.concatenate((keys, more)), most)


def _slices(columns: Columns, groups: Iterable[int], seeker: Seeker, minute: int) -> list[tuple[int, int]]:
    """For each family the stretch of posts that begin when the worker can."""
    offsets, starts = columns["offsets"], columns["starts"]
    first, last = max(seeker.starts, minute), seeker.ends
    found = []
    for group in groups:
        low, high = int(offsets[group]), int(offsets[group + 1])
        if low < high:
            inside = starts[low:high]
            found.append((low + int(inside.searchsorted(first)), low + int(inside.searchsorted(last, "right"))))
    return [(low, high) for low, high in found if low < high]


def _best(
    slices: Sequence[tuple[int, int]],
    columns: Columns,
    seeker: Seeker,
    weights: Weights,
    trades: NDArray[np.int32],
    held: NDArray[np.uint8],
    minute: int,
    most: int,
    without: NDArray[np.uint32] | None,
) -> NDArray[np.int64]:
    passing = [_passing(columns, low, high, seeker) for low, high in slices]
    rows = np.concatenate(passing) if passing else _NONE
    if without is not None and len(without) and len(rows):
        rows = rows[~np.isin(columns["id"][rows], without)]
    if not len(rows):
        return np.empty(0, np.int64)
    totals = _totals(columns, rows, seeker, weights, trades, held, minute // 60)
    return _largest(totals << _ID_BITS | (_ID_TOP - columns["id"][rows].astype(np.int64)), most)


def _passing(columns: Columns, low: int, high: int, seeker: Seeker) -> Rows:
    """Rows of a stretch that pass every hard filter. The square around the worker comes first: it leaves least."""
    part = slice(low, high)
    radius = seeker.radius
    inside = np.abs(columns["x"][part] - np.int32(seeker.x)) <= radius
    inside &= np.abs(columns["y"][part] - np.int32(seeker.y)) <= radius
    rows = np.flatnonzero(inside)
    rows += low
    fits = columns["ends"][rows] <= seeker.ends
    fits &= columns["shifts"][rows] & ~np.int32(seeker.shifts) == 0
    fits &= columns["conditions"][rows] & ~np.int32(seeker.conditions) == 0
    fits &= columns["pay"][rows] >= seeker.pay
    fits &= columns["places"][rows] > 0
    rows = rows[fits]
    return rows[_squared(columns, rows, seeker) <= radius * radius]


def _squared(columns: Columns, rows: Rows, seeker: Seeker) -> NDArray[np.int64]:
    across = columns["x"][rows].astype(np.int64) - seeker.x
    along = columns["y"][rows].astype(np.int64) - seeker.y
    squared: NDArray[np.int64] = across * across + along * along
    return squared


def _totals(
    columns: Columns,
    rows: Rows,
    seeker: Seeker,
    weights: Weights,
    trades: NDArray[np.int32],
    held: NDArray[np.uint8],
    hour: int,
) -> NDArray[np.int64]:
    """Scores in tenths: the same whole-number arithmetic as ``scoring.score``."""
    total = trades[columns["trade"][rows]].astype(np.int64)
    total += _skill_points(columns, rows, held, weights)
    total += _pay_points(columns["pay"][rows].astype(np.int64), seeker.pay, TENTHS * weights.pay)
    away = np.sqrt(_squared(columns, rows, seeker).astype(np.float64)).astype(np.int64)
    total += TENTHS * weights.near * (seeker.radius - away) // seeker.radius
    age = np.maximum(hour - columns["posted"][rows], 0)
    total += TENTHS * weights.fresh * np.maximum(weights.fresh_hours - age, 0) // weights.fresh_hours
    return total


def _skill_points(columns: Columns, rows: Rows, held: NDArray[np.uint8], weights: Weights) -> NDArray[np.int64]:
    asked = columns["asked"][rows].astype(np.int64)
    got = np.zeros(len(rows), np.int64)
    for name in ("skill0", "skill1", "skill2", "skill3", "skill4"):
        got += held[columns[name][rows]]
    most = TENTHS * weights.skill
    points: NDArray[np.int64] = np.where(asked > 0, most * got // np.maximum(asked, 1), most)
    return points


def _pay_points(offered: NDArray[np.int64], wanted: int, most: int) -> NDArray[np.int64] | int:
    if wanted <= 0:
        return most
    points: NDArray[np.int64] = np.maximum(most * np.minimum(offered - wanted, wanted) // wanted, 0)
    return points


def _trade_points(seeker: Seeker, weights: Weights) -> NDArray[np.int32]:
    """Points by trade code."""
    points = np.zeros(1 << 15, np.int32)
    same = TENTHS * weights.trade
    for group in seeker.groups:
        points[group * 100 : group * 100 + 100] = same // 2
    points[list(seeker.trades)] = same
    return points


def _lookup(codes: Iterable[int]) -> NDArray[np.uint8]:
    """1 for each code held. Code 0 stands for "none" and is never held."""
    held = np.zeros(256, np.uint8)
    held[[code for code in codes if 0 < code < 256]] = 1
    return held


def _largest(keys: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    if len(keys) > most:
        keys = np.partition(keys, len(keys) - most)[-most:]
    found: NDArray[np.int64] = np.sort(keys)[::-1]
    return found


def _score(key: Any) -> int:
    return int(key) >> _ID_BITS


def unpack(keys: NDArray[np.int64]) -> Found:
    """Keys as numbers and scores."""
    return Found(tuple(_ID_TOP - (int(key) & _ID_TOP) for key in keys), tuple(_score(key) for key in keys))


def merged(*lists: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """The best of several lists."""
    return _largest(np.concatenate(lists), most)


def top_seekers(
    columns: Columns,
    job: Job,
    weights: Weights,
    *,
    minute: int,
    most: int,
    without: NDArray[np.uint32] | None = None,
) -> NDArray[np.int64]:
    """The best workers of a job, as keys, by looking at all of them."""
    rows = seekers_passing(columns, job, minute=minute)
    if without is not None and len(without) and len(rows):
        rows = rows[~np.isin(columns["id"][rows], without)]
    totals = seeker_totals(columns, rows, job, weights, hour=minute // 60)
    return _largest(totals << _ID_BITS | (_ID_TOP - columns["id"][rows].astype(np.int64)), most)


def seekers_passing(columns: Columns, job: Job, *, minute: int) -> Rows:
    """Rows of workers who may be offered a job."""
    if job.starts < minute or job.places <= 0:
        return _NONE
    across = np.abs(columns["x"] - np.int32(job.x))
    along = np.abs(columns["y"] - np.int32(job.y))
    inside = (across <= columns["radius"]) & (along <= columns["radius"])
    inside &= (columns["starts"] <= job.starts) & (columns["ends"] >= job.ends)
    inside &= np.int32(job.shifts) & ~columns["shifts"] == 0
    inside &= np.int32(job.conditions) & ~columns["conditions"] == 0
    inside &= columns["pay"] <= job.pay
    rows = np.flatnonzero(inside)
    squared = across[rows].astype(np.int64) ** 2 + along[rows].astype(np.int64) ** 2
    return rows[squared <= columns["radius"][rows].astype(np.int64) ** 2]


def seeker_totals(columns: Columns, rows: Rows, job: Job, weights: Weights, *, hour: int) -> NDArray[np.int64]:
    """Scores of workers for a job, in tenths."""
    same, family = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    for place in range(5):
        trades = columns[f"trade{place}"][rows]
        same |= trades == job.trade
        family |= trades // 100 == job.trade // 100
    points = TENTHS * weights.trade
    total = np.where(same, points, np.where(family, points // 2, 0)).astype(np.int64)
    total += _skills_of(columns, rows, job, weights)
    wanted = columns["pay"][rows].astype(np.int64)
    most = TENTHS * weights.pay
    gain = most * np.minimum(job.pay - wanted, wanted) // np.maximum(wanted, 1)
    total += np.where(wanted > 0, np.maximum(gain, 0), most)
    squared = (columns["x"][rows].astype(np.int64) - job.x) ** 2 + (columns["y"][rows].astype(np.int64) - job.y) ** 2
    away = np.sqrt(squared.astype(np.float64)).astype(np.int64)
    radius = columns["radius"][rows].astype(np.int64)
    total += TENTHS * weights.near * (radius - away) // radius
    age = max(hour - job.posted, 0)
    return total + TENTHS * weights.fresh * max(weights.fresh_hours - age, 0) // weights.fresh_hours


def _skills_of(columns: Columns, rows: Rows, job: Job, weights: Weights) -> NDArray[np.int64]:
    most = TENTHS * weights.skill
    if not job.skills:
        return np.full(len(rows), most, np.int64)
    asked = _lookup(job.skills)
    got = np.zeros(len(rows), np.int64)
    for place in range(12):
        got += asked[columns[f"skill{place}"][rows]]
    points: NDArray[np.int64] = most * got // len(job.skills)
    return points


def opened_by_one(columns: Columns, seeker: Seeker, *, minute: int, further: int) -> dict[str, int]:
    """Posts of the worker's families that fail exactly one filter, by filter; conditions by their bit.

    Args:
        further: only posts at most that many metres beyond the radius count for ``distance``.
    """
    counts: dict[str, int] = {}
    for group in seeker.groups:
        low, high = int(columns["offsets"][group]), int(columns["offsets"][group + 1])
        _count_opened(columns, slice(low, high), seeker, minute, further, counts)
    return counts


def _count_opened(
    columns: Columns, part: slice, seeker: Seeker, minute: int, further: int, counts: dict[str, int]
) -> None:
    starts = columns["starts"][part]
    usable = (starts >= minute) & (columns["places"][part] > 0)
    across = columns["x"][part].astype(np.int64) - seeker.x
    along = columns["y"][part].astype(np.int64) - seeker.y
    squared = across * across + along * along
    far = squared > seeker.radius * seeker.radius
    usable &= squared <= (seeker.radius + further) ** 2
    late = (starts < seeker.starts) | (columns["ends"][part] > seeker.ends)
    late |= (columns["shifts"][part] & ~np.int32(seeker.shifts)) != 0
    lacking = columns["conditions"][part] & ~np.int32(seeker.conditions)
    lacks, cheap = lacking != 0, columns["pay"][part] < seeker.pay
    failing = far.astype(np.int8) + late + lacks + cheap
    one = usable & (failing == 1)
    for key, fails in (("distance", far), ("time", late), ("pay", cheap)):
        counts[key] = counts.get(key, 0) + int(np.count_nonzero(one & fails))
    bits = lacking[one & lacks & (lacking & (lacking - 1) == 0)]
    for bit, count in zip(*np.unique(bits, return_counts=True), strict=True):
        key = f"condition:{int(bit).bit_length() - 1}"
        counts[key] = counts.get(key, 0) + int(count)
