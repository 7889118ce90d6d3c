"""Orders of archived days, read from their files: settled months stay answerable (存档查询)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from anxin.cover.duck import session
from anxin.cover.models import ArchivedDay
from anxin.cover.services.archiving import archive_path
from anxin.kit.clock import day_of

_SELECT: Final = """
    SELECT platform_id, order_no, worker_id, industry, coalesce(region, ''), accepted_at, picked_at, finished_at,
           cancelled_at, declared_at, revised_at, premium_hao
      FROM read_parquet([{files}])
     WHERE worker_id = $1 AND accepted_at >= $2 AND accepted_at <= $3 ORDER BY accepted_at"""


def archived_orders(worker_id: UUID, first: datetime, last: datetime) -> Sequence[tuple[Any, ...]]:
    """A worker's orders of a time that lies in archived days. Files are sorted by worker: a few milliseconds."""
    days = ArchivedDay.objects.filter(day__gte=day_of(first), day__lte=day_of(last)).exclude(dropped_at=None)
    files = ", ".join(f"'{archive_path(day)}'" for day in days.values_list("day", flat=True))
    if not files:
        return ()
    with session(threads=1) as duck:
        return duck.execute(_SELECT.format(files=files), [worker_id, first, last]).fetchall()
