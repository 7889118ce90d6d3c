"""DuckDB for what is counted once over many rows: archived days, declarations, recounts. One process, no server.

It reads files that strangers sent, so it gets bounded memory and one thread, and after the file is named it can open no
other and load no extension.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb
from django.db import connection
from django.utils.translation import gettext as _

from anxin.kit.errors import BadInput

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
def session(*, threads: int = 2) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB of its own, in memory."""
    with duckdb.connect(":memory:", config={"threads": threads, "memory_limit": MEMORY}) as duck:
        duck.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        yield duck


@contextmanager
def stored(content: bytes, suffix: str) -> Iterator[Path]:
    """A file for the time of reading it."""
    with tempfile.TemporaryDirectory(prefix="anxin-") as folder:
        path = Path(folder) / f"file{suffix}"
        path.write_bytes(content)
        yield path


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


def parquet_rows(content: bytes, *, rows_max: int) -> Iterator[dict[str, str]]:
    """Rows of a Parquet file as ``{column: text}``.

    Raises:
        BadInput: it cannot be read, or is too long.
    """
    with stored(content, ".parquet") as path, session(threads=1) as duck:
        try:
            table = duck.execute("SELECT COLUMNS(*)::VARCHAR FROM read_parquet($1)", [str(path)])
            names = [column[0] for column in table.description or ()]
            number = 0
            while rows := table.fetchmany(10_000):
                for row in rows:
                    number += 1
                    if number > rows_max:
                        raise BadInput(_("文件超过 %(most)s 行，请分成几个文件。") % {"most": rows_max})
                    yield {name: value or "" for name, value in zip(names, row, strict=True)}
        except duckdb.Error as error:
            raise BadInput(_("Parquet 文件打不开，请重新导出一次。")) from error
