"""Markets made up by chance: for benchmarks and property tests (随机市场). The same seed gives the same market.

One city of sixty kilometres with fourteen hubs; trades by popularity; work of two to ten hours within thirty days;
conditions by trade; pay around thirty yuan an hour.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from anxin.market.jobs.hours import ALL_SHIFTS, DAY
from anxin.market.jobs.trades import trade_list
from anxin.market.matching.columns import Columns
from anxin.market.matching.types import Job, Seeker

HALF_M: Final = 30_000
HUBS: Final = 14
DAYS: Final = 30


def posts(count: int, *, seed: int, minute: int) -> Columns:
    """Posts as columns, in no order."""
    chance = np.random.default_rng(seed)
    trades = _trades(chance, count)
    x, y = _points(chance, count)
    day = chance.integers(0, DAYS, count)
    begins = chance.integers(5 * 2, 21 * 2, count) * 30
    length = chance.integers(2 * 2, 10 * 2 + 1, count) * 30
    first = minute - minute % DAY + DAY
    starts = first + day * DAY + begins
    columns: Columns = {
        "id": np.arange(1, count + 1, dtype=np.uint32),
        "x": x,
        "y": y,
        "trade": trades,
        "starts": starts.astype(np.int32),
        "ends": (starts + length).astype(np.int32),
        "shifts": _shifts(day, begins, length),
        "pay": np.clip(chance.normal(3000, 900, count), 1600, 12_000).astype(np.int32),
        "conditions": _conditions(chance, trades),
        "posted": (minute // 60 - chance.integers(0, 300, count)).astype(np.int32),
        "places": chance.integers(1, 9, count).astype(np.int16),
        "asked": chance.integers(0, 4, count).astype(np.uint8),
    }
    for place in range(5):
        skill = (trades // 100 - 1) * 8 + 1 + (chance.integers(0, 8, count) + place) % 8
        columns[f"skill{place}"] = np.where(columns["asked"] > place, skill, 0).astype(np.uint8)
    return columns


def _trades(chance: np.random.Generator, count: int) -> NDArray[np.int16]:
    """Few trades are common, many are rare."""
    codes = np.array(list(trade_list().trades), np.int16)
    chance.shuffle(codes)
    weights = 1 / np.arange(1, len(codes) + 1) ** 0.8
    picked: NDArray[np.int16] = chance.choice(codes, count, p=weights / weights.sum())
    return picked


def _points(chance: np.random.Generator, count: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Most places lie around a hub, some anywhere."""
    hubs = chance.uniform(-HALF_M * 0.8, HALF_M * 0.8, (HUBS, 2))
    at = hubs[chance.integers(0, HUBS, count)] + chance.normal(0, 2_500, (count, 2))
    anywhere = chance.uniform(-HALF_M, HALF_M, (count, 2))
    chosen = np.where(chance.random(count)[:, None] < 0.75, at, anywhere).clip(-HALF_M, HALF_M)
    return chosen[:, 0].astype(np.int32), chosen[:, 1].astype(np.int32)


def _shifts(day: NDArray[np.int64], begins: NDArray[np.int64], length: NDArray[np.int64]) -> NDArray[np.int32]:
    """Quarters of the week that one-day work covers."""
    quarter = DAY // 4
    first, last = begins // quarter, (begins + length - 1) // quarter
    mask = np.zeros(len(day), np.int64)
    for step in range(4):
        at = first + step
        bit = (day + at // 4) % 7 * 4 + at % 4
        mask |= np.where(at <= last, np.int64(1) << bit, 0)
    return mask.astype(np.int32)


def _conditions(chance: np.random.Generator, trades: NDArray[np.int16]) -> NDArray[np.int32]:
    usual = np.zeros(max(trade_list().trades) + 1, np.int32)
    for code, one in trade_list().trades.items():
        usual[code] = one.usual
    asked: NDArray[np.int32] = np.where(chance.random(len(trades)) < 0.8, usual[trades], 0).astype(np.int32)
    return asked


def seekers(count: int, *, seed: int, minute: int) -> list[Seeker]:
    """Workers: half free on one day, three in ten for a week, the rest any day; three to fifteen kilometres far."""
    chance = np.random.default_rng(seed)
    x, y = _points(chance, count)
    trades = _trades(chance, count * 3).reshape(count, 3)
    first = minute - minute % DAY + DAY
    found = []
    for place in range(count):
        mine = tuple(dict.fromkeys(int(code) for code in trades[place][: chance.integers(1, 4)]))
        day = int(chance.integers(0, DAYS - 7))
        kind = chance.random()
        starts = first + day * DAY if kind < 0.8 else 0
        ends = starts + DAY if kind < 0.5 else starts + 7 * DAY if kind < 0.8 else 2**31 - 1
        usual = 0
        for code in mine:
            usual |= trade_list().trades[code].usual
        known = [(code // 100 - 1) * 8 + 1 + int(chance.integers(0, 8)) for code in mine for _n in range(3)]
        found.append(
            Seeker(
                id=place + 1,
                x=int(x[place]),
                y=int(y[place]),
                radius=int(chance.integers(3, 16)) * 1000,
                trades=mine,
                skills=tuple(sorted(set(known))),
                conditions=(usual | 1 | int(chance.integers(0, 2**31 - 1)) & 0x7E000002) & 0x7FFFFFFF,
                shifts=ALL_SHIFTS,
                starts=starts,
                ends=ends,
                pay=int(chance.integers(0, 12)) * 200,
            )
        )
    return found


def seeker_columns(rows: list[Seeker]) -> Columns:
    """Workers as columns."""
    columns: Columns = {"id": np.array([row.id for row in rows], np.uint32)}
    for name in ("x", "y", "radius", "starts", "ends", "shifts", "pay", "conditions"):
        columns[name] = np.array([getattr(row, name) for row in rows], np.int32)
    for place in range(5):
        columns[f"trade{place}"] = np.array([_at(row.trades, place) for row in rows], np.int16)
    for place in range(12):
        columns[f"skill{place}"] = np.array([_at(row.skills, place) for row in rows], np.uint8)
    return columns


def _at(values: tuple[int, ...], place: int) -> int:
    return values[place] if place < len(values) else 0


def jobs_of(columns: Columns) -> list[Job]:
    """Columns as posts, for looking at them one by one."""
    plain = {name: values.tolist() for name, values in columns.items() if name != "offsets"}
    return [
        Job(
            **{name: plain[name][row] for name in ("id", "x", "y", "trade", "starts", "ends", "shifts", "pay")},
            conditions=plain["conditions"][row],
            posted=plain["posted"][row],
            places=plain["places"][row],
            skills=tuple(plain[f"skill{place}"][row] for place in range(plain["asked"][row])),
        )
        for row in range(len(plain["id"]))
    ]
