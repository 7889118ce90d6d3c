"""Comparing a platform's list of orders with ours (差异核对), by DuckDB: a million orders in a second or two."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from anxin.cover.archive_reading import archived_files, together
from anxin.cover.duck import export_orders, exported, session
from anxin.cover.parsing import ORDER_NO_MAX, parse_moment
from anxin.cover.types import DifferenceKind
from anxin.imports.reading import table_lines
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput
from anxin.kit.text import fold

HEADINGS: Final = {
    "order_no": ("订单号", "order_no"),
    "accepted_at": ("接单时间", "accepted_at"),
    "premium": ("保费", "保费（元）", "premium", "premium_yuan"),
}
"""Columns of a declaration and the headings they may carry."""

FOUND_MAX: Final = 100_000
TOLD_EVERY: Final = 20_000

READ_SECONDS: Final = 600
"""Of processor time to read one file of orders."""

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
class Declared:
    """A whole declaration, read. ``hao`` is the sum of the premiums stated; None when one is missing."""

    orders: int
    hao: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """One difference."""

    kind: DifferenceKind
    order_no: str
    day: date
    ours_hao: int | None
    theirs_hao: int | None


def table_rows(content: bytes) -> Iterator[dict[str, str]]:
    """The lines of a CSV, XLSX or Parquet file of orders, read by a bounded child process.

    Raises:
        BadInput: it is none of these, or too long.
    """
    lines = table_lines(content, rows_max=settings.ANXIN_ORDER_ROWS_MAX, seconds=READ_SECONDS)
    headers = [fold(cell) for cell in next(lines, ([], []))[0]]
    if not any(headers):
        raise BadInput(_("文件第一行没有列名，请使用模板。"))
    for cells, _formulas in lines:
        if any(cells):
            yield {header: fold(cell) for header, cell in zip(headers, cells, strict=False) if header}


def declared_orders(content: bytes, *, into: Path, read: Callable[[int], None]) -> Declared:
    """Read a declaration into a table that :func:`compare` understands, never holding all of it.

    Args:
        read: told how many lines are read, now and then.

    Raises:
        BadInput: a column is missing or a line cannot be read, with its number.
    """
    orders, hao = 0, 0
    stated = True
    with into.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("order_no", "day", "hao"))
        for orders, row in enumerate(table_rows(content), start=1):
            try:
                order_no, day, premium = _declared(row)
            except BadInput as error:
                raise BadInput(_("第 %(line)s 行：%(why)s") % {"line": orders, "why": error.sentence}) from error
            writer.writerow((order_no, day, "" if premium is None else premium))
            stated, hao = stated and premium is not None, hao + (premium or 0)
            if orders % TOLD_EVERY == 0:
                read(orders)
    if not orders:
        raise BadInput(_("文件里没有订单。第一行写列名，从第二行起每行一单。"))
    return Declared(orders, hao if stated else None)


def _declared(row: dict[str, str]) -> tuple[str, date, int | None]:
    told = {
        key: next((row[heading] for heading in headings if row.get(heading)), "") for key, headings in HEADINGS.items()
    }
    if not told["order_no"]:
        raise BadInput(_("缺少订单号。"))
    if len(told["order_no"]) > ORDER_NO_MAX:
        raise BadInput(_("订单号太长，最长 %(most)s 个字符。") % {"most": ORDER_NO_MAX})
    accepted_at = parse_moment(told["accepted_at"], "接单时间")
    if accepted_at is None:
        raise BadInput(_("缺少接单时间。"))
    return told["order_no"], day_of(accepted_at), _hao(told["premium"])


def _hao(text: str) -> int | None:
    """``0.07`` or ``0.0700`` yuan as 700 hao; four decimals, which amounts of money do not have."""
    if not text:
        return None
    whole, _dot, decimals = text.partition(".")
    if not (whole + decimals).isdigit() or not whole or len(decimals) > 4 or len(whole) > 6:
        raise BadInput(_("保费看不懂，请写成 0.07 这样的数字，最多四位小数。"))
    return int(whole) * 10_000 + int(decimals.ljust(4, "0") or 0)


def compare(*, platform_id: UUID, first: datetime, after: datetime, told: Path) -> list[Found]:
    """Every order that only one side has, or for which the sides state another premium. At most ``FOUND_MAX``.

    Days that left the database are read from the archive.

    Args:
        told: what :func:`declared_orders` made.
    """
    with tempfile.TemporaryDirectory(prefix="anxin-") as folder, session() as duck:
        ours = Path(folder) / "ours.csv"
        export_orders(ours, "platform_id = %s AND accepted_at >= %s AND accepted_at < %s", [platform_id, first, after])
        files = archived_files(day_of(first), day_of(after - timedelta.resolution))
        own = f"(SELECT * FROM {together(exported(ours), files)} WHERE platform_id = '{platform_id}')"  # noqa: S608
        sql = _COMPARE.format(ours=own, theirs=told, most=FOUND_MAX)
        return [_found(*row) for row in duck.execute(sql).fetchall()]


def _found(order_no: str, day: date, ours: int | None, theirs: int | None) -> Found:
    kind = DifferenceKind.PREMIUM
    if ours is None:
        kind = DifferenceKind.ONLY_THEIRS
    elif theirs is None:
        kind = DifferenceKind.ONLY_OURS
    return Found(kind, order_no, day, ours, theirs)
