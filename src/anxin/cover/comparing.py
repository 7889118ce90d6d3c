"""Comparing a platform's list of orders with ours (差异核对), by DuckDB: a million orders in a second or two."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from anxin.cover.archive_reading import archived_files, together
from anxin.cover.duck import export_orders, exported, parquet_rows, session
from anxin.cover.parsing import parse_moment
from anxin.cover.types import DifferenceKind
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput
from anxin.kit.tables import read_rows

HEADINGS: Final = {
    "order_no": ("订单号", "order_no"),
    "accepted_at": ("接单时间", "accepted_at"),
    "premium": ("保费", "保费（元）", "premium", "premium_yuan"),
}
"""Columns of a declaration and the headings they may carry."""

FOUND_MAX: Final = 100_000

_COMPARE: Final = """
    SELECT coalesce(ours.order_no, theirs.order_no), coalesce(ours.day, theirs.day), ours.hao, theirs.hao
      FROM (SELECT order_no, (accepted_at + INTERVAL 8 HOUR)::DATE AS day, sum(premium_hao)::BIGINT AS hao
              FROM {ours} GROUP BY ALL HAVING sum(premium_hao) <> 0) ours
      FULL JOIN (SELECT order_no, day, CASE WHEN count(hao) = count(*) THEN sum(hao)::BIGINT END AS hao
                   FROM read_csv('{theirs}', header = true,
                        columns = {{'order_no': 'VARCHAR', 'day': 'DATE', 'hao': 'BIGINT'}}) GROUP BY ALL) theirs
        ON ours.order_no = theirs.order_no AND ours.day = theirs.day
     WHERE ours.order_no IS NULL OR theirs.order_no IS NULL OR ours.hao <> theirs.hao
     ORDER BY 2, 1 LIMIT {most}"""


@dataclass(frozen=True, slots=True)
class DeclaredOrder:
    """One order as a platform declares it. ``hao`` is None when the file states no premium."""

    order_no: str
    day: date
    hao: int | None


@dataclass(frozen=True, slots=True)
class Declared:
    """A whole declaration."""

    listed: tuple[DeclaredOrder, ...]

    @property
    def orders(self) -> int:
        return len(self.listed)

    @property
    def hao(self) -> int | None:
        """The sum of the premiums stated; None when one is missing."""
        if any(one.hao is None for one in self.listed):
            return None
        return sum(one.hao or 0 for one in self.listed)


@dataclass(frozen=True, slots=True)
class Found:
    """One difference."""

    kind: DifferenceKind
    order_no: str
    day: date
    ours_hao: int | None
    theirs_hao: int | None


def table_rows(name: str, content: bytes) -> Iterator[dict[str, str]]:
    """The lines of a CSV, XLSX or Parquet file.

    Raises:
        BadInput: it is none of these, or too long.
    """
    if content[:4] == b"PAR1":
        return parquet_rows(content, rows_max=settings.ANXIN_ORDER_ROWS_MAX)
    return read_rows(name, content, rows_max=settings.ANXIN_ORDER_ROWS_MAX)


def declared_orders(name: str, content: bytes) -> Declared:
    """Read a declaration.

    Raises:
        BadInput: a column is missing or a line cannot be read, with its number.
    """
    listed = []
    for number, row in enumerate(table_rows(name, content), start=1):
        try:
            listed.append(_declared(row))
        except BadInput as error:
            raise BadInput(_("第 %(line)s 行：%(why)s") % {"line": number, "why": error.sentence}) from error
    if not listed:
        raise BadInput(_("文件里没有订单。第一行写列名，从第二行起每行一单。"))
    return Declared(tuple(listed))


def _declared(row: dict[str, str]) -> DeclaredOrder:
    told = {
        key: next((row[heading] for heading in headings if row.get(heading)), "") for key, headings in HEADINGS.items()
    }
    if not told["order_no"]:
        raise BadInput(_("缺少订单号。"))
    accepted_at = parse_moment(told["accepted_at"], "接单时间")
    if accepted_at is None:
        raise BadInput(_("缺少接单时间。"))
    return DeclaredOrder(told["order_no"], day_of(accepted_at), _hao(told["premium"]))


def _hao(text: str) -> int | None:
    """``0.07`` or ``0.0700`` yuan as 700 hao; four decimals, which amounts of money do not have."""
    if not text:
        return None
    whole, _dot, decimals = text.partition(".")
    if not (whole + decimals).isdigit() or not whole or len(decimals) > 4 or len(whole) > 6:
        raise BadInput(_("保费看不懂，请写成 0.07 这样的数字，最多四位小数。"))
    return int(whole) * 10_000 + int(decimals.ljust(4, "0") or 0)


def compare(*, platform_id: UUID, first: datetime, after: datetime, told: Declared) -> list[Found]:
    """Every order that only one side has, or for which the sides state another premium. At most ``FOUND_MAX``.

    Days that left the database are read from the archive.
    """
    with tempfile.TemporaryDirectory(prefix="anxin-") as folder, session() as duck:
        ours, theirs = Path(folder) / "ours.csv", Path(folder) / "theirs.csv"
        export_orders(ours, "platform_id = %s AND accepted_at >= %s AND accepted_at < %s", [platform_id, first, after])
        _write(theirs, told)
        files = archived_files(day_of(first), day_of(after - timedelta.resolution))
        own = f"(SELECT * FROM {together(exported(ours), files)} WHERE platform_id = '{platform_id}')"  # noqa: S608
        sql = _COMPARE.format(ours=own, theirs=theirs, most=FOUND_MAX)
        return [_found(*row) for row in duck.execute(sql).fetchall()]


def _write(path: Path, told: Declared) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("order_no", "day", "hao"))
        writer.writerows((one.order_no, one.day, "" if one.hao is None else one.hao) for one in told.listed)


def _found(order_no: str, day: date, ours: int | None, theirs: int | None) -> Found:
    kind = DifferenceKind.PREMIUM
    if ours is None:
        kind = DifferenceKind.ONLY_THEIRS
    elif theirs is None:
        kind = DifferenceKind.ONLY_OURS
    return Found(kind, order_no, day, ours, theirs)
