"""Days out of the database and into files (存档), and the independent recount of both (独立核算)."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from anxin.cover import partitions
from anxin.cover.archive_reading import archive_path, archived_files, together
from anxin.cover.duck import export_orders, exported, session
from anxin.cover.limits import first_open_day
from anxin.cover.models import ArchivedDay, KeptBatch, Recount, Tally
from anxin.cover.types import RecountView
from anxin.kit.clock import at_start_of, day_of
from anxin.kit.errors import Refused

Counts = Counter[tuple[UUID, str, str, int]]
"""Orders by platform, industry, region and premium of one."""

_COUNTS: Final = """
    SELECT platform_id, industry, coalesce(region, ''), premium_hao, count(*) FROM {rows} GROUP BY ALL"""
_TWICE: Final = """
    SELECT platform_id, order_no, count(*) FROM {rows} GROUP BY platform_id, order_no, worker_id
    HAVING count(*) > 1 ORDER BY 2 LIMIT 100"""
_BLOCK: Final = 1 << 20


class NotArchived(Refused):
    """A day stays in the database; the sentence says why."""


@transaction.atomic
def day_archive(*, day: date, at: datetime) -> ArchivedDay:
    """Write a day's orders to Parquet, count the file, and drop the partition only when it equals the books.

    Raises:
        NotArchived: orders of the day can still come, some wait to be placed, or the file and the books differ.
    """
    if day >= first_open_day(day_of(at)):
        raise NotArchived(_("%(day)s 还在接收期内，不能存档。") % {"day": day})
    if KeptBatch.objects.filter(merged_at=None).exists():
        raise NotArchived(_("还有批次等待入库，先不存档。"))
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {partitions.name_of(day)} IN EXCLUSIVE MODE")
    path = archive_path(day)
    _write_parquet(day, path)
    counted = counts_of(f"read_parquet('{path}')")
    different = differences(counted, book_counts(day, day))
    if different:
        path.unlink()
        raise NotArchived(_("%(day)s 的存档与日汇总不一致，没有移出：%(what)s") % {"day": day, "what": different[0]})
    row = ArchivedDay(
        day=day,
        file_name=path.name,
        sha256=_digest(path),
        size_bytes=path.stat().st_size,
        orders=counted.total(),
        premium_hao=_premium(counted),
        archived_at=at,
        dropped_at=at,
    )
    row.save(force_insert=True)
    partitions.drop(day)
    return row


def _write_parquet(day: date, path: Path) -> None:
    """By way of a file beside it: what stands under the name is always whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with tempfile.TemporaryDirectory(prefix="anxin-") as folder, session() as duck:
        rows = Path(folder) / "day.csv"
        export_orders(rows, "accepted_at >= %s AND accepted_at < %s", _bounds(day, day))
        duck.execute(
            f"COPY (SELECT * FROM {exported(rows)} ORDER BY worker_id, accepted_at) "  # noqa: S608 - our own names
            f"TO '{fresh}' (FORMAT parquet, COMPRESSION zstd)"
        )
    with fresh.open("rb") as written:
        os.fsync(written.fileno())
    fresh.replace(path)
    _keep_name(path.parent)


def _keep_name(folder: Path) -> None:
    """The name, too, survives a power cut before the partition goes."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _bounds(first: date, last: date) -> list[datetime]:
    return [at_start_of(first), at_start_of(last + timedelta(days=1))]


def _digest(path: Path) -> str:
    whole = sha256()
    with path.open("rb") as content:
        while block := content.read(_BLOCK):
            whole.update(block)
    return whole.hexdigest()


def days_archive(*, at: datetime) -> list[date]:
    """Archive every day that is due; return those that went. One that cannot go is left for the next night."""
    gone = []
    for day in partitions.present():
        if day >= first_open_day(day_of(at)):
            break
        try:
            day_archive(day=day, at=at)
        except NotArchived:
            continue
        gone.append(day)
    return gone


def counts_of(rows: str, *, threads: int = 2) -> Counts:
    """Count rows as DuckDB names them."""
    with session(threads=threads) as duck:
        found = duck.execute(_COUNTS.format(rows=rows)).fetchall()
    return Counter({(row[0], row[1], row[2], row[3]): row[4] for row in found})


def book_counts(first: date, last: date) -> Counts:
    """What the books say about these days, whatever month it was booked into."""
    rows = Tally.objects.filter(day__gte=first, day__lte=last)
    summed = rows.values_list("platform_id", "industry", "region", "premium_hao").annotate(count=Sum("orders"))
    return Counter({row[:4]: row[4] for row in summed.order_by() if row[4]})


def _premium(counted: Counts) -> int:
    return sum(count * max(key[3], 0) for key, count in counted.items())


def differences(counted: Counts, books: Counts) -> list[str]:
    """Where a count and the books do not agree, as sentences."""
    return [
        _("%(platform)s %(industry)s %(region)s 每单 %(hao)s 毫：核算 %(counted)s 单，日汇总 %(books)s 单")
        % {
            "platform": key[0],
            "industry": key[1],
            "region": key[2] or "—",
            "hao": key[3],
            "counted": counted[key],
            "books": books[key],
        }
        for key in sorted(set(counted) | set(books), key=str)
        if counted[key] != books[key]
    ]


def recount(*, first: date, last: date, at: datetime) -> RecountView:
    """Count the orders of these days again, from files alone, and hold the count against the books.

    Days in the database are exported first, archived ones are read as they stand; DuckDB counts. An order number that
    stands twice for one person on neighbouring days is reported too: its moment of acceptance was corrected over
    midnight. Orders may go on coming in: both sides are read as they stood at one moment.
    """
    with tempfile.TemporaryDirectory(prefix="anxin-") as folder:
        rows = Path(folder) / "days.csv"
        with _at_one_moment():
            export_orders(rows, "accepted_at >= %s AND accepted_at < %s", _bounds(first, last))
            files = archived_files(first, last)
            books = book_counts(first, last)
        source = together(exported(rows), files)
        counted = counts_of(source)
        with session() as duck:
            twice = duck.execute(_TWICE.format(rows=source)).fetchall()
    found = differences(counted, books)
    found += [_("订单 %(order)s 出现 %(count)s 次") % {"order": row[1], "count": row[2]} for row in twice]
    row = Recount.objects.create(
        at=at,
        first_day=first,
        last_day=last,
        orders=counted.total(),
        premium_hao=_premium(counted),
        differences=found[:100],
    )
    return RecountView(row.at, first, last, row.orders, row.premium_hao, tuple(found))


@contextmanager
def _at_one_moment() -> Iterator[None]:
    """What is read inside is of one moment. Inside a caller's transaction the moments are the caller's."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def archive_check(day: date) -> bool:
    """Does the file of an archived day still have the digest and the totals of the night it was written?"""
    row = ArchivedDay.objects.get(pk=day)
    path = archive_path(day)
    if not path.exists() or _digest(path) != row.sha256:
        return False
    counted = counts_of(f"read_parquet('{path}')")
    return (counted.total(), _premium(counted)) == (row.orders, row.premium_hao)
