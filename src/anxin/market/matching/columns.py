"""The columns of an index: names, types, and how they come from PostgreSQL by binary COPY.

A binary row holds its fields one after the other, each with its length; where every field has a fixed length and none
is NULL, the whole answer is one numpy array of records. Skills are five fixed columns for that reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from anxin.market.jobs.selectors.feeding import POSTS_SQL, WORKERS_SQL
from anxin.market.jobs.trades import POST_SKILLS_MOST, SKILLS_MOST, TRADES_MOST

Columns = dict[str, NDArray[Any]]

POST_FIELDS: Final = (
    ("id", "id::bigint", "i8", np.uint32),
    ("x", "x", "i4", np.int32),
    ("y", "y", "i4", np.int32),
    ("trade", "trade", "i2", np.int16),
    ("starts", "starts", "i4", np.int32),
    ("ends", "ends", "i4", np.int32),
    ("shifts", "shifts", "i4", np.int32),
    ("pay", "pay", "i4", np.int32),
    ("conditions", "conditions", "i4", np.int32),
    ("posted", "posted", "i4", np.int32),
    ("places", "places", "i2", np.int16),
    ("asked", "cardinality(skills)::smallint", "i2", np.uint8),
    *((f"skill{n}", f"coalesce(skills[{n + 1}], 0)::smallint", "i2", np.uint8) for n in range(POST_SKILLS_MOST)),
)
"""Name, SQL, type on the wire, type in memory: 46 bytes a post."""

WORKER_FIELDS: Final = (
    ("id", "id::bigint", "i8", np.uint32),
    ("x", "x", "i4", np.int32),
    ("y", "y", "i4", np.int32),
    ("radius", "radius", "i4", np.int32),
    ("starts", "starts", "i4", np.int32),
    ("ends", "ends", "i4", np.int32),
    ("shifts", "shifts", "i4", np.int32),
    ("pay", "pay", "i4", np.int32),
    ("conditions", "conditions", "i4", np.int32),
    *((f"trade{n}", f"coalesce(trades[{n + 1}], 0)::smallint", "i2", np.int16) for n in range(TRADES_MOST)),
    *((f"skill{n}", f"coalesce(skills[{n + 1}], 0)::smallint", "i2", np.uint8) for n in range(SKILLS_MOST)),
)

SOURCES: Final = {"post": (POSTS_SQL, POST_FIELDS), "profile": (WORKERS_SQL, WORKER_FIELDS)}
_HEADER, _TRAILER = 19, 2
GROUPS_MOST: Final = 327
"""Families a ``smallint`` trade code can hold, and one more."""


def copied(kind: str, *, ids: Sequence[int] | None = None, source: str | None = None) -> Columns:
    """Every open row of a kind, or those of some numbers, as columns in no order.

    Args:
        source: another relation of the same shape: benchmarks bring their own.
    """
    text, fields = SOURCES[kind]
    where = f" WHERE id = ANY(ARRAY[{','.join(str(int(one)) for one in ids)}]::bigint[])" if ids is not None else ""
    picked = ", ".join(sql for _name, sql, _wire, _kept in fields)
    sql = f"COPY (SELECT {picked} FROM ({source or text}) rows{where}) TO STDOUT (FORMAT binary)"  # noqa: S608
    received = bytearray()
    with connection.cursor() as cursor, cursor.copy(sql) as stream:
        for piece in stream:
            received += piece
    return _columns(received, fields)


def _columns(received: bytearray, fields: Any) -> Columns:
    wire: list[tuple[str, str]] = [("count", ">i2")]
    for name, _sql, kind, _kept in fields:
        wire += [(f"{name}#", ">i4"), (name, f">{kind}")]
    record = np.dtype(wire)
    count = (len(received) - _HEADER - _TRAILER) // record.itemsize
    rows = np.frombuffer(received, dtype=record, count=count, offset=_HEADER)
    return {name: rows[name].astype(kept) for name, _sql, _wire, kept in fields}


def arranged(columns: Columns) -> Columns:
    """Posts in the order of the index: by family of trades, then by start; with where each family begins."""
    groups = (columns["trade"] // 100).astype(np.int64)
    order = np.lexsort((columns["id"], columns["starts"], groups))
    done = {name: np.ascontiguousarray(values[order]) for name, values in columns.items()}
    done["offsets"] = np.searchsorted(groups[order], np.arange(GROUPS_MOST + 1)).astype(np.int64)
    return done


def size(columns: Columns) -> int:
    """Bytes of an index."""
    return sum(values.nbytes for values in columns.values())
