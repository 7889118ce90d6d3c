"""Which tables are spread over several servers, and by what: the worker (分布式存储).

The schema is the same on one server: every unique key of these tables holds the worker, nothing has a foreign key to
or from them, and the hot statements name the worker and literal bounds in time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.db import connection

from anxin.cover.parsing import OrderFacts

TABLES: Final = ("cover_order", "cover_orderchange", "cover_presence")
"""Spread together: rows of one worker lie on one node."""

COLUMN: Final = "worker_id"
SHARDS: Final = 8


def available() -> bool:
    """Does this server have the extension that spreads tables?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'citus'")
        return cursor.fetchone() is not None


def nodes() -> list[str]:
    """The data nodes, as ``host:port``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nodename || ':' || nodeport FROM pg_dist_node WHERE isactive AND shouldhaveshards ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


_SHARDS: Final = """
    SELECT told.worker_id, get_shard_id_for_distribution_column('cover_order', told.worker_id)
      FROM unnest(%s::uuid[]) AS told(worker_id)"""
_AWAY: Final = """
    SELECT told.worker_id FROM unnest(%s::uuid[]) AS told(worker_id)
      JOIN pg_dist_placement place
        ON place.shardid = get_shard_id_for_distribution_column('cover_order', told.worker_id)
     WHERE place.groupid IN (SELECT groupid FROM pg_dist_node
                              WHERE isactive AND shouldhaveshards
                                AND NOT citus_check_connection_to_node(nodename, nodeport))"""


@cache
def spread() -> bool:
    """Were the orders spread when this process first asked? One that goes on from before is right, only dearer."""
    return available() and TABLES[0] not in waiting()


def by_shard(facts: Iterable[OrderFacts]) -> list[list[OrderFacts]]:
    """Orders by the shard their workers lie on."""
    rows = list(facts)
    with connection.cursor() as cursor:
        cursor.execute(_SHARDS, [list({one.worker_id for one in rows})])
        shards = dict(cursor.fetchall())
    groups: dict[int, list[OrderFacts]] = defaultdict(list)
    for one in rows:
        groups[shards[one.worker_id]].append(one)
    return list(groups.values())


def away(worker_ids: Collection[UUID]) -> set[UUID]:
    """Those of these workers whose rows lie on a node that does not answer now; nobody on an ordinary server."""
    if not available() or TABLES[0] in waiting():
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_AWAY, [list(worker_ids)])
        return {row[0] for row in cursor.fetchall()}


def waiting() -> list[str]:
    """Tables that are not spread yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT logicalrelid::text FROM pg_dist_partition")
        spread = {row[0] for row in cursor.fetchall()}
    return [table for table in TABLES if table not in spread]


def distribute(cursor: Any, table: str, *, shards: int) -> None:
    """Spread one table by worker, next to those spread before; its rows move, and no copy of them stays behind."""
    if table == TABLES[0]:
        cursor.execute("SELECT create_distributed_table(%s, %s, shard_count := %s)", [table, COLUMN, shards])
    else:
        cursor.execute("SELECT create_distributed_table(%s, %s, colocate_with := %s)", [table, COLUMN, TABLES[0]])
    cursor.execute("SELECT truncate_local_data_after_distributing_table(%s)", [table])
