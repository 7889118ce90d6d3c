"""DuckDB for what is counted once over many rows: archived days, declarations, recounts. One process, no server.

It reads only what we wrote ourselves; files that strangers sent go through a child process (:mod:`anxin.imports`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY: Final = "1GB"
_EXPORTED: Final = (
    "platform_id, order_no, accepted_at, worker_id, picked_at, finished_at, cancelled_at, industry, region, "
    "premium_hao, declared_at, revised_at"
)
_TYPES: Final = (
    "{'platform_id': 'UUID', 'order_no': 'VARCHAR', 'accepted_at': 'TIMESTAMPTZ', 'worker_id': 'UUID', "
    "'picked_at': 'TIMESTAMPTZ', 'finished_at': 'TIMESTAMPTZ', 'cancelled_at': 'TIMESTAMPTZ', "
    "'industry': 'VARCHAR', 'region': 'VARCHAR', 'premium_hao': 'INTEGER', 'declared_at': 'TIMESTAMPTZ', "
    "'revised_at': 'TIMESTAMPTZ'}"
)


@contextmanager
def session(*, threads: int = 2) -> Iterator[DuckDBPyConnection]:
    """A DuckDB of its own, in memory."""
    import duckdb  # large, and most processes never count

    with duckdb.connect(":memory:", config={"threads": threads, "memory_limit": MEMORY}) as duck:
        duck.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        yield duck


def export_orders(path: Path, where: str, values: Sequence[Any]) -> None:
    """Orders of the database as a CSV file, streamed."""
    connection.ensure_connection()
    copying = f"COPY (SELECT {_EXPORTED} FROM cover_order WHERE {where}) TO STDOUT (FORMAT csv, HEADER)"  # noqa: S608
    with connection.connection.cursor() as cursor, path.open("wb") as out, cursor.copy(copying, values) as rows:
        for block in rows:
            out.write(block)


def exported(path: Path) -> str:
    """How DuckDB names the rows of such a file."""
    return f"read_csv('{path}', header = true, columns = {_TYPES})"
