"""The lines of a receipt or fee list: name, quantity, unit, amount, class.

The head of the table says where its columns lie; a piece of a row goes to the column it stands under, and its form
(an amount, a count, a word) decides between neighbours. Tables side by side share one head line.
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
from anxin.documents.reading.kinds.tables import Column, Piece, Table, cells_of, hull, lone, pieces_of, tables_of
from anxin.documents.reading.lines import Line

FEE_CLASSES: Final = (
    "诊察费",
    "诊查费",
    "检查费",
    "化验费",
    "治疗费",
    "手术费",
    "卫生材料费",
    "材料费",
    "西药费",
    "中药饮片",
    "中成药费",
    "中药饮片费",
    "中成药",
    "西药",
    "一般诊疗费",
    "挂号费",
    "床位费",
    "护理费",
    "输血费",
    "麻醉费",
    "放射费",
    "医事服务费",
    "其他门急诊收费",
    "其他住院收费",
    "其他门(急)诊收费",
    "其他费",
    "其他费用",
    "药事服务费",
)
_COLUMNS: Final = (
    Column("quantity_unit", r"数量\s*/\s*单位|数量及单位"),
    Column("number", r"序\s*号"),
    Column("code", r"项目编码|国家编码|医保编码|药品编码|编\s*码|国家码|项目代码"),
    Column("category", r"费用类别|费用类型|收费类别|项目类别|类\s*别|费\s*别|发票项目"),
    Column("name", r"项目名称|收费项目|药品名称|费用名称|名\s*称|项\s*目|品\s*名|收费明细"),
    Column("spec", r"规\s*格(?:\s*/?\s*型号)?|剂型"),
    Column("price", rf"单\s*价(?:\s*\(元\))?|{lone('价')}"),
    Column(
        "amount",
        rf"金\s*额(?:\s*\(元\))?|总\s*价|小\s*计|费用\s*\(元\)|应收金额|{lone('额')}|{lone('金', first=True)}"
        r"|[\u4e00-\u9fff]{1,2}\(元\)",
    ),
    Column("quantity", rf"数\s*量|次\s*数|{lone('数', first=True)}|{lone('量')}"),
    Column("unit", rf"单\s*位|{lone('位')}"),
    Column("remark", r"备\s*注|自付\s*(?:标识|比例)?|等\s*级|医保类别|甲乙类|医保等级|执行科室|日\s*期"),
)
_NUMERIC: Final = frozenset({"price", "amount", "quantity", "quantity_unit"})
_END: Final = re.compile(
    r"合\s*计|总\s*计|总\s*金\s*额|费用总额|大\s*写|小\s*写|其\s*他\s*信\s*息|业务流水号|收\s*款\s*单\s*位|医保统筹|制表|打印时间"
)
_AMOUNT: Final = re.compile(rf"(?:{v.AMOUNT})")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_QUANTITY: Final = re.compile(r"(\d+(?:\.\d+)?)\s*/?\s*([\u4e00-\u9fff]{1,3}|ml|mg|g|kg|cm|[IU]{2})?", re.IGNORECASE)
_UNIT: Final = re.compile(r"[\u4e00-\u9fff]{1,3}|ml|mg|g|kg", re.IGNORECASE)
_GLUED: Final = re.compile(rf"(?P<quantity>\d+/[\u4e00-\u9fff]{{1,3}})(?P<amount>{v.AMOUNT})")
_REMARK: Final = re.compile(r"[有无全]自付|自费|[甲乙丙]类?|\d{1,3}(?:\.\d+)?%")
_GUESSED: Final = 0.75


@dataclass(slots=True)
class _Row:
    pieces: list[Piece]
    name: str = ""
    quantity: int | float | None = None
    unit: str | None = None
    amount_fen: int | None = None
    price_fen: int | None = None
    category: str | None = None

    def as_item(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "quantity": self.quantity,
            "unit": self.unit,
            "amount_fen": self.amount_fen,
            "category": self.category,
        }

    @property
    def agrees(self) -> bool:
        """Price times quantity is the amount, where all three are printed."""
        if self.price_fen is None or self.quantity is None or self.amount_fen is None:
            return True
        return abs(self.price_fen * self.quantity - self.amount_fen) <= max(2, 0.5 * self.quantity)


def items_of(sheet: Sheet, total_fen: int | None = None) -> Found | None:
    """The item lines printed on a paper, with a box a line; ``None`` when no table is found.

    Args:
        total_fen: what the lines should add up to, if the paper says it; a sum that fits makes them surer.
    """
    certainty = 1.0
    rows = _classed(_unwrapped([row for line, table in _table_lines(sheet.lines) for row in _rows(line, table)]))
    if not rows:
        rows, certainty = _classed(_without_head(sheet.lines)), _GUESSED
    if not rows:
        return None
    boxes = tuple(hull([piece.box for piece in row.pieces]) for row in rows)
    sure = min(piece.confidence for row in rows for piece in row.pieces)
    return sheet.sure(Found([row.as_item() for row in rows], certainty * sure * _fits(rows, total_fen), boxes))


def _fits(rows: Sequence[_Row], total_fen: int | None) -> float:
    """Less sure where figures contradict each other, or nothing speaks for them."""
    agree = all(row.agrees for row in rows)
    if total_fen is None:
        return 0.9 if agree else 0.7
    return 1.0 if _sum(rows) == total_fen and agree else 0.7


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


def _table_lines(lines: Sequence[Line]) -> Iterator[tuple[Line, Table]]:
    tables: tuple[Table, ...] = ()
    for line in lines:
        found = tuple(table for table in tables_of(line, _COLUMNS) if table.has("name", "amount"))
        if found:
            tables = found
        elif tables and _END.search(line.text):
            tables = ()
        else:
            yield from ((line, table) for table in tables)


def _rows(line: Line, table: Table) -> Iterator[_Row]:
    pieces = [piece for whole in pieces_of(line) if table.holds(whole) for piece in _unglued(whole)]
    if pieces:
        yield _row(pieces, table)


def _unglued(piece: Piece) -> Iterator[Piece]:
    """A count and an amount that were read as one piece."""
    match = _GLUED.fullmatch(piece.text)
    if not match:
        yield piece
        return
    yield piece.part(*match.span("quantity"))
    yield piece.part(*match.span("amount"))


def _row(pieces: list[Piece], table: Table) -> _Row:
    row = _Row(pieces)
    cells = cells_of(pieces, table, _suits)
    row.name = _name([piece.text for piece in cells.get("name", ())])
    category = _name([piece.text for piece in cells.get("category", ())])
    row.category = category or None
    for column, piece in ((column, piece) for column, group in cells.items() for piece in group):
        _take(row, column, piece.text)
    if row.quantity is None and not table.has("quantity"):
        placed = [piece for group in cells.values() for piece in group]
        for piece in (one for one in pieces if one not in placed and _QUANTITY.fullmatch(one.text)):
            _take(row, "quantity", piece.text)
    if row.quantity is None:
        row.quantity = _counted(row.price_fen, row.amount_fen)
    return row


def _counted(price_fen: int | None, amount_fen: int | None) -> int | None:
    """How many, where price and amount are printed and the count was not read."""
    if not price_fen or not amount_fen or amount_fen % price_fen:
        return None
    return amount_fen // price_fen


def _suits(column: str, text: str, named: bool) -> bool:
    """May a piece stand in a column, by its form?"""
    amount, quantity = _AMOUNT.fullmatch(text), _QUANTITY.fullmatch(text)
    if column in ("amount", "price"):
        return bool(amount or (_NUMBER.fullmatch(text) and named))
    if column == "quantity":
        return bool(quantity)
    if column == "quantity_unit":
        return bool(quantity)
    if column == "unit":
        return bool(_UNIT.fullmatch(text)) and named
    if column == "number":
        return text.rstrip(".、").isdigit() and not named
    if column == "code":
        return bool(re.fullmatch(r"[A-Z0-9\-]{5,}", text, re.IGNORECASE)) and not named
    if column == "remark":
        return named and not amount
    if column == "name" and named and quantity:
        return False
    return not amount


def _take(row: _Row, column: str, text: str) -> None:
    if column == "amount":
        row.amount_fen = v.fen_of_text(text)
    elif column == "price":
        row.price_fen = v.fen_of_text(text)
    elif column in ("quantity", "quantity_unit"):
        match = _QUANTITY.fullmatch(text)
        if match:
            row.quantity, row.unit = v.number_of_text(match[1]), match[2] or row.unit
    elif column == "unit":
        row.unit = text


def _without_head(lines: Sequence[Line]) -> list[_Row]:
    """Rows of a table whose head was not read: words, then figures, the last of them an amount."""
    rows = []
    for line in lines:
        pieces = list(pieces_of(line))
        if _END.search(line.text) or re.search(r"[:：]", line.text) or len(pieces) < 2:
            continue
        if _AMOUNT.fullmatch(pieces[-1].text) and re.search(r"[\u4e00-\u9fff]{2}", pieces[0].text):
            row = _Row(pieces, _name([pieces[0].text]), amount_fen=v.fen_of_text(pieces[-1].text))
            for piece in pieces[1:-1]:
                if not _AMOUNT.fullmatch(piece.text) and not _REMARK.fullmatch(piece.text):
                    _take(row, "quantity", piece.text)
            rows.append(row)
    return rows


def _name(words: list[str]) -> str:
    name = " ".join(words)
    name = re.sub(r"(?<=[\u4e00-\u9fff()])\s+|\s+(?=[\u4e00-\u9fff()])", "", name)
    return re.sub(r"^(?:[★▲※*#]+|\d{1,2}[.、](?!\d))", "", name).strip()


def _unwrapped(rows: list[_Row]) -> list[_Row]:
    """A name that runs over two lines is put together again."""
    whole: list[_Row] = []
    for row in rows:
        is_class = _is_class(row.name)
        if row.amount_fen is None and not is_class and whole and whole[-1].amount_fen is not None and row.name:
            if _right_under(whole[-1], row):
                whole[-1].name += row.name
            continue
        whole.append(row)
    return whole


def _right_under(upper: _Row, lower: _Row) -> bool:
    above, below = hull([piece.box for piece in upper.pieces]), hull([piece.box for piece in lower.pieces])
    return below.y0 - above.y1 < (below.y1 - below.y0) and abs(below.x0 - above.x0) < 0.05


def _is_class(name: str) -> bool:
    return _class_of(name) is not None


def _class_of(name: str) -> str | None:
    """The fee class a text names, one misread letter allowed in the longer ones."""
    bare = name.rstrip(":：")
    if bare in FEE_CLASSES:
        return bare
    near = [one for one in FEE_CLASSES if len(one) == len(bare) >= 4 and _one_letter_apart(one, bare)]
    return near[0] if len(near) == 1 else None


def _one_letter_apart(one: str, other: str) -> bool:
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _classed(rows: list[_Row]) -> list[_Row]:
    """Rows of fee classes: a heading whose lines add up to it is no line; one that stands alone is a line itself."""
    starts = [index for index, row in enumerate(rows) if _is_class(row.name) and row.category is None]
    kept = rows[: starts[0] if starts else len(rows)]
    for start, end in pairwise([*starts, len(rows)]):
        heading, lines = rows[start], rows[start + 1 : end]
        heading.name = _class_of(heading.name) or heading.name
        if lines and (heading.amount_fen is None or _sum(lines) == heading.amount_fen):
            for line in lines:
                line.category = heading.name
            kept += lines
        else:
            heading.category = heading.name if heading.quantity is None else None
            kept += [heading, *lines]
    return [row for row in kept if row.amount_fen is not None and row.name]


def _sum(rows: Sequence[_Row]) -> int:
    return sum(row.amount_fen or 0 for row in rows)
