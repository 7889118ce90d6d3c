"""The lines of a receipt or fee list: name, quantity, unit, amount, class.

Columns are known by the head of the table; within a row the kinds of its pieces decide, so that ragged columns
and two tables side by side are read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from anxin.documents.reading import values as v
from anxin.documents.reading.base import Found
from anxin.documents.reading.kinds.sheet import Sheet
from anxin.documents.reading.lines import Line
from anxin.documents.types import Box

FEE_CLASSES: Final = [
    "诊察费",
    "检查费",
    "化验费",
    "治疗费",
    "手术费",
    "卫生材料费",
    "西药费",
    "中药饮片",
    "中成药费",
    "一般诊疗费",
    "挂号费",
    "床位费",
    "护理费",
    "其他门急诊收费",
    "其他住院收费",
    "其他门(急)诊收费",
    "其他费",
    "药事服务费",
]
_UNITS: Final = (
    "次|盒|片|粒|支|瓶|袋|卷|个|部位|项|套|块|张|ml|g|mg|日|天|小时|人次|包|贴|根|条|副|只|米|份|例|单位|丸|管"
)
_COLUMNS: Final = (
    ("quantity_unit", r"数量\s*/\s*单位"),
    ("name", r"项目名称|收费项目|药品名称|项目|名称"),
    ("category", r"类别|费别|费用类别"),
    ("code", r"编码|国家码"),
    ("spec", r"规格"),
    ("price", r"单价(?:\s*\(元\))?"),
    ("amount", r"金额(?:\s*\(元\))?"),
    ("quantity", r"数量"),
    ("unit", r"单位"),
    ("remark", r"备注|自付(?:标识|比例)?|等级|医保类别"),
)
_HEAD: Final = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _COLUMNS))
_SLACK: Final = 0.02
_END: Final = re.compile(r"合\s*计|大\s*写|小\s*写|其\s*他\s*信\s*息|业务流水号|收\s*款\s*单\s*位")
_AMOUNT: Final = re.compile(rf"(?:{v.AMOUNT})")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_QUANTITY: Final = re.compile(rf"(\d+(?:\.\d+)?)\s*/?\s*({_UNITS})?")
_UNIT: Final = re.compile(_UNITS)
_REMARK: Final = re.compile(r"[有无全]自付|自费|[甲乙丙]类?|\d{1,3}%")


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class _Head:
    """The head of a table: numeric columns in order, and where its second table side by side begins."""

    numeric: tuple[str, ...]
    second_from: float | None
    spec: tuple[float, float] | None
    """Left edges of the column of specifications and of the one after it; what stands there is not the name."""

    has_unit: bool


@dataclass(slots=True)
class _Row:
    pieces: list[_Piece]
    name: str = ""
    quantity: int | float | None = None
    unit: str | None = None
    amount_fen: int | None = None
    category: str | None = None

    def as_item(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "quantity": self.quantity,
            "unit": self.unit,
            "amount_fen": self.amount_fen,
            "category": self.category,
        }


def items_of(sheet: Sheet) -> Found | None:
    """The item lines printed on a paper, with a box a line; ``None`` when no table is found."""
    rows = [row for line, head in _table_lines(sheet.lines) for row in _rows(line, head)]
    rows = _classed(_unwrapped(rows))
    if not rows:
        return None
    boxes = tuple(_hull([piece.box for piece in row.pieces]) for row in rows)
    confidence = min(piece.confidence for row in rows for piece in row.pieces)
    return sheet.sure(Found([row.as_item() for row in rows], confidence, boxes))


def items_of_record(items: Sequence[dict[str, str]]) -> list[dict[str, Any]] | None:
    """The item lines of structured data; ``None`` when an amount in it is no amount."""
    rows = [
        {
            "name": item["name"],
            "quantity": v.number_of_text(item.get("quantity", "")),
            "unit": item.get("unit") or None,
            "amount_fen": v.fen_of_text(item["amount_fen"]),
            "category": item.get("category") or None,
        }
        for item in items
    ]
    return rows if all(row["amount_fen"] is not None for row in rows) else None


def _table_lines(lines: Sequence[Line]) -> Iterator[tuple[Line, _Head]]:
    head: _Head | None = None
    for line in lines:
        found = _head(line)
        if found is not None:
            head = found
        elif head is not None and _END.search(line.text):
            head = None
        elif head is not None:
            yield line, head


def _head(line: Line) -> _Head | None:
    names: list[str] = []
    edges: list[tuple[float, float]] = []
    for match in _HEAD.finditer(line.text):
        names.append(str(match.lastgroup))
        box = line.box(*match.span())
        edges.append((box.x0, box.x1))
    if "amount" not in names or "name" not in names:
        return None
    second = None
    if names.count("name") == 2:
        at = len(names) - 1 - names[::-1].index("name")
        second = (edges[at - 1][1] + edges[at][0]) / 2
        names = names[:at]
    numeric = tuple(name for name in names if name in ("price", "quantity", "quantity_unit", "amount"))
    return _Head(numeric, second, _spec_column(names, edges), "unit" in names)


def _spec_column(names: list[str], edges: list[tuple[float, float]]) -> tuple[float, float] | None:
    if "spec" not in names:
        return None
    at = names.index("spec")
    return edges[at][0] - _SLACK, (edges[at + 1][0] - _SLACK if at + 1 < len(edges) else 1.0)


def _rows(line: Line, head: _Head) -> Iterator[_Row]:
    pieces = list(_pieces(line))
    if head.second_from is None:
        groups = [pieces]
    else:
        groups = [
            [piece for piece in pieces if (piece.box.x0 + piece.box.x1) / 2 < head.second_from],
            [piece for piece in pieces if (piece.box.x0 + piece.box.x1) / 2 >= head.second_from],
        ]
    yield from (_row(group, head) for group in groups if group)


def _pieces(line: Line) -> Iterator[_Piece]:
    for match in re.finditer(r"[^\s\t]+", line.text):
        yield _Piece(match[0], line.box(*match.span()), line.confidence(*match.span()))


def _row(pieces: list[_Piece], head: _Head) -> _Row:
    """A row by the kinds of its pieces: words before the first number are the name, the last amount is the amount."""
    row = _Row(pieces)
    words: list[str] = []
    numbers: list[tuple[str, str | None]] = []
    for piece in pieces:
        text = piece.text
        quantity = _QUANTITY.fullmatch(text)
        if words and (_AMOUNT.fullmatch(text) or quantity or (numbers and _NUMBER.fullmatch(text))):
            numbers.append((quantity[1], quantity[2]) if quantity and quantity[2] else (text, None))
        elif (numbers or (words and head.has_unit)) and _UNIT.fullmatch(text):
            row.unit = text
        elif words and (_REMARK.fullmatch(text) or _in_column(head.spec, piece)):
            continue
        elif not numbers:
            words.append(text)
    row.name = _name(words)
    _assign(row, numbers, head.numeric)
    return row


def _in_column(column: tuple[float, float] | None, piece: _Piece) -> bool:
    return column is not None and column[0] <= piece.box.x0 < column[1]


def _name(words: list[str]) -> str:
    name = " ".join(words)
    return re.sub(r"^[★▲※*]+", "", re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", name)).strip()


def _assign(row: _Row, numbers: list[tuple[str, str | None]], numeric: tuple[str, ...]) -> None:
    if not numbers or not _AMOUNT.fullmatch(numbers[-1][0]):
        return
    row.amount_fen = v.fen_of_text(numbers[-1][0])
    named = zip(numeric, numbers, strict=False) if len(numbers) == len(numeric) else ()
    for column, (text, unit) in named:
        if column in ("quantity", "quantity_unit"):
            row.quantity, row.unit = v.number_of_text(text), unit or row.unit
    if row.quantity is None:
        for text, unit in numbers[:-1]:
            if unit or not _AMOUNT.fullmatch(text):
                row.quantity, row.unit = v.number_of_text(text), unit or row.unit


def _unwrapped(rows: list[_Row]) -> list[_Row]:
    """A name that runs over two lines is put together again."""
    whole: list[_Row] = []
    for row in rows:
        is_class = row.name.rstrip(":") in FEE_CLASSES
        if row.amount_fen is None and not is_class and whole and whole[-1].amount_fen is not None and row.name:
            if _right_under(whole[-1], row):
                whole[-1].name += row.name
            continue
        whole.append(row)
    return whole


def _right_under(upper: _Row, lower: _Row) -> bool:
    above, below = _hull([piece.box for piece in upper.pieces]), _hull([piece.box for piece in lower.pieces])
    return below.y0 - above.y1 < (below.y1 - below.y0) and abs(below.x0 - above.x0) < 0.05


def _classed(rows: list[_Row]) -> list[_Row]:
    """Rows of fee classes: a heading whose lines add up to it is no line; one that stands alone is a line itself."""
    kept: list[_Row] = []
    starts = [index for index, row in enumerate(rows) if row.name.rstrip(":") in FEE_CLASSES]
    first = starts[0] if starts else len(rows)
    kept += rows[:first]
    for start, end in pairwise([*starts, len(rows)]):
        heading, lines = rows[start], rows[start + 1 : end]
        heading.name = heading.category = heading.name.rstrip(":")
        if lines and (heading.amount_fen is None or _sum(lines) == heading.amount_fen):
            for line in lines:
                line.category = heading.name
            kept += lines
        else:
            kept += [heading, *lines]
    return [row for row in kept if row.amount_fen is not None and row.name]


def _sum(rows: list[_Row]) -> int:
    return sum(row.amount_fen or 0 for row in rows)


def _hull(boxes: Sequence[Box]) -> Box:
    return Box(
        boxes[0].page,
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
