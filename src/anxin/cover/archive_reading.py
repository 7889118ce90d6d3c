"""Orders of archived days, read from their files: settled months stay answerable (存档查询)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from anxin.cover.duck import session
from anxin.cover.models import ArchivedDay
from anxin.kit.clock import day_of

_SELECT: Final = """
    SELECT platform_id, order_no, worker_id, industry, coalesce(region, ''), accepted_at, picked_at, finished_at,
           cancelled_at, greatest(declared_at, revised_at), premium_hao
      FROM read_parquet([{files}])
     WHERE worker_id = $1 AND accepted_at >= $2 AND accepted_at <= $3 ORDER BY accepted_at"""
_COUNTED: Final = "platform_id, order_no, accepted_at, worker_id, industry, region, premium_hao"


def archive_folder() -> Path:
    """Where the files of archived days are."""
    return Path(settings.ANXIN_DATA) / "archive" / "orders"


def archive_path(day: date) -> Path:
    """The file of a day."""
    return archive_folder() / f"{day:%Y}" / f"orders-{day:%Y%m%d}.parquet"


def archived_files(first: date, last: date) -> list[Path]:
    """The files of the days from one to another, both included, that left the database."""
    days = ArchivedDay.objects.filter(day__gte=first, day__lte=last).exclude(dropped_at=None)
    return [archive_path(day) for day in days.order_by("day").values_list("day", flat=True)]


def archived_orders(worker_id: UUID, first: datetime, last: datetime) -> Sequence[tuple[Any, ...]]:
    """A worker's orders of a time that lies in archived days. Files are sorted by worker: a few milliseconds."""
    files = archived_files(day_of(first), day_of(last))
    if not files:
        return ()
    with session(threads=1) as duck:
        return duck.execute(_SELECT.format(files=_named(files)), [worker_id, first, last]).fetchall()


def together(rows: str, files: Sequence[Path]) -> str:
    """Rows as DuckDB names them and archived files in one, by the columns that are counted."""
    parts = [f"SELECT {_COUNTED} FROM {rows}"]  # noqa: S608 - our own names
    if files:
        parts.append(f"SELECT {_COUNTED} FROM read_parquet([{_named(files)}])")  # noqa: S608 - our own names
    return f"({' UNION ALL '.join(parts)})"


def _named(files: Sequence[Path]) -> str:
    return ", ".join(f"'{path}'" for path in files)
