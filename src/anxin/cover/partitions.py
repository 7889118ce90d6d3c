"""One partition of ``cover_order`` a legal day: made ahead, made when missing, dropped when archived."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection, transaction

from anxin.kit.clock import at_start_of

DAYS_AHEAD: Final = 7
TABLE: Final = "cover_order"


def name_of(day: date) -> str:
    """``cover_order_20261123``."""
    return f"{TABLE}_{day:%Y%m%d}"


def ensure(days: Iterable[date]) -> tuple[date, ...]:
    """Make the partitions of these days that are not there; return which were made.

    Attaching a table locks only against other changes of the schema, so orders of other days go on coming in.
    """
    with connection.cursor() as cursor:
        missing = _missing(cursor, days)
        if not missing:
            return ()
        with transaction.atomic():
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('cover.partitions', 0))")
            made = _missing(cursor, missing)
            for day in made:
                _make(cursor, day)
        return tuple(made)


def _missing(cursor: Any, days: Iterable[date]) -> list[date]:
    """Asks ``pg_class`` itself: ``to_regclass`` may still say what it said before another session made the table."""
    wanted = sorted(set(days))
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relnamespace = current_schema()::regnamespace",
        [list(map(name_of, wanted))],
    )
    there = {row[0] for row in cursor.fetchall()}
    return [day for day in wanted if name_of(day) not in there]


def _make(cursor: Any, day: date) -> None:
    name, after = name_of(day), day + timedelta(days=1)
    cursor.execute(f"CREATE TABLE {name} (LIKE {TABLE} INCLUDING ALL)")
    cursor.execute(
        f"ALTER TABLE {TABLE} ATTACH PARTITION {name} FOR VALUES FROM (%s) TO (%s)",
        [at_start_of(day), at_start_of(after)],
    )


def drop(day: date) -> None:
    """Take a day out of the database. The caller has proved that it stands in the archive."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name_of(day)}")


def present() -> list[date]:
    """The days that have a partition, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT child.relname FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid "
            "WHERE inhparent = to_regclass(%s) ORDER BY child.relname",
            [TABLE],
        )
        return [date.fromisoformat(row[0].removeprefix(f"{TABLE}_")) for row in cursor.fetchall()]
