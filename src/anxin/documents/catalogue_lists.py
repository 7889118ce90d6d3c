"""Official lists as offices hand them out (CSV, XLSX) made into the list of a year, with its checksum; old ones stay.

Columns differ from list to list, so each is known by several names. What cannot be told stays out and is named with
its line; a list with lines left out is only kept when somebody says so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from anxin.documents.body_parts import regions_of_text
from anxin.documents.catalogue import catalogue_read, lists_folder
from anxin.kit.errors import BadInput
from anxin.kit.tables import read_rows
from anxin.kit.text import fold

ROWS_MOST: Final = 500_000
COLUMNS: Final = ("code", "name", "form", "kind", "fee_class", "listed", "parts")
_STEP: Final = 2_000
_HEADS: Final[dict[str, tuple[str, ...]]] = {
    "code": ("编码", "编号", "药品代码", "药品编码", "国家医保编码", "医保编码", "项目编码", "耗材编码", "code"),
    "name": ("药品名称", "通用名", "通用名称", "注册名称", "项目名称", "耗材名称", "医保通用名", "名称", "name"),
    "form": ("剂型", "注册剂型", "form"),
    "kind": ("类型", "目录类型", "kind"),
    "fee_class": ("费用类别", "收费类别", "财务分类", "fee_class"),
    "listed": ("甲乙类", "医保类别", "支付类别", "类别", "目录内", "是否目录内", "listed"),
    "parts": ("部位", "诊疗部位", "parts"),
}
_YES: Final = frozenset({"甲", "乙", "甲类", "乙类", "协议", "协议期内", "谈判", "是", "yes", "目录内"})
_NO: Final = frozenset({"丙", "丙类", "自费", "否", "no", "目录外", "不予支付"})


@dataclass(frozen=True, slots=True)
class Left:
    """A line that was left out, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A list in our own form."""

    content: bytes
    entries: int
    left: tuple[Left, ...]

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def prepare(name: str, content: bytes, *, progress: Callable[[int], None] = lambda done: None) -> Prepared:
    """An official list in our own form.

    Args:
        name: tells CSV from XLSX.
        progress: told from time to time how many lines are done.

    Raises:
        BadInput: no such file, or no columns for code, name and class.
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    left: list[Left] = []
    entries = 0
    for number, row in enumerate(read_rows(name, content, rows_max=ROWS_MOST), start=2):
        entry = _entry(row, _columns(row))
        if isinstance(entry, str):
            left.append(Left(number, entry))
        else:
            table.writerow([entry[column] for column in COLUMNS])
            entries += 1
        if number % _STEP == 0:
            progress(number)
    if not entries:
        raise BadInput("这份目录里没有一行能用。请确认有“编码、名称、甲乙类”这几列。")
    return Prepared(out.getvalue().encode(), entries, tuple(left))


def line_of(values: Mapping[str, str]) -> dict[str, str] | str:
    """A line whose columns are ours already, in our own form, or why it is left out."""
    return _entry(values, {column: column for column in COLUMNS})


def prepared_of(lines: Iterable[Mapping[str, str]]) -> Prepared:
    """A list of lines in our own form."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    rows = [[line[column] for column in COLUMNS] for line in lines]
    table.writerows(rows)
    return Prepared(out.getvalue().encode(), len(rows), ())


def heads_of(column: str) -> tuple[str, ...]:
    """Under which heads official lists send a column."""
    return _HEADS[column]


def _columns(row: Mapping[str, str]) -> dict[str, str]:
    """Our column to the list's own head."""
    heads = {"".join(fold(head).split()).casefold(): head for head in row}
    found = {column: next((heads[name] for name in names if name in heads), "") for column, names in _HEADS.items()}
    if not found["name"] or not found["listed"]:
        raise BadInput("这份目录缺少“名称”或“甲乙类”一列，没有导入。请对照说明整理后再导入。")
    return found


def _entry(row: Mapping[str, str], heads: Mapping[str, str]) -> dict[str, str] | str:
    """A line in our own form, or why it is left out."""
    said = {column: fold(row.get(head, "")) if head else "" for column, head in heads.items()}
    if not said["name"]:
        return "没有名称"
    word = said["listed"].casefold()
    if word not in _YES and word not in _NO:
        return f"看不出是否在目录内：{said['listed'] or '空'}"
    said["listed"] = "yes" if word in _YES else "no"
    said["kind"] = said["kind"] or ("drug" if said["form"] else "service")
    said["parts"] = said["parts"] or " ".join(regions_of_text(said["name"]) if said["kind"] == "service" else ())
    return said


def keep(year: int, prepared: Prepared, *, at: datetime) -> Path:
    """Make a list the one of its year; the one before stays beside it under its checksum.

    Raises:
        BadCatalogue: the list contradicts itself.
    """
    folder = lists_folder()
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{year}.csv.new"
    draft.write_bytes(prepared.content)
    try:
        catalogue_read(draft, year=year)
    except ValueError:
        draft.unlink()
        raise
    path = folder / f"{year}.csv"
    if path.exists():
        old = sha256(path.read_bytes()).hexdigest()
        path.replace(folder / f"{year}.{old[:12]}.csv")
    draft.replace(path)
    (folder / f"{year}.{prepared.sha256[:12]}.txt").write_text(
        f"{prepared.sha256} {prepared.entries} {at.isoformat()}\n", encoding="utf-8"
    )
    return path


def kept() -> Iterator[tuple[str, str, int]]:
    """Every list file that was imported: its name, checksum and number of entries."""
    for path in sorted(lists_folder().glob("20*.csv")):
        content = path.read_bytes()
        yield path.name, sha256(content).hexdigest(), content.count(b"\n") - 1
