"""The lines of a receipt or fee list: name, quantity, unit, amount, class.

The head of the table says where its columns lie; a piece of a row goes to the column it stands under, and its form
(an amount, a count, a word) decides between neighbours. Tables side by side share one head line.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from anxin.documents.reading import values as v
from anxin.documents.reading.base import Found
from anxin.documents.reading.kinds.charges import Row, headless, tabled
from anxin.documents.reading.kinds.fee_classes import class_of, is_class
from anxin.documents.reading.kinds.sheet import Sheet
from anxin.documents.reading.kinds.tables import hull

_GUESSED: Final = 0.75


def items_of(sheet: Sheet, total_fen: int | None = None) -> Found | None:
    """The item lines printed on a paper, with a box a line; ``None`` when no table is found.

    Args:
        total_fen: what the lines should add up to, if the paper says it; a sum that fits makes them surer.
    """
    rows, certainty = _classed(tabled(sheet.lines)), 1.0
    if not rows or (total_fen is not None and _sum(rows) != total_fen):
        loose = _classed(headless(sheet.lines))
        if not rows or (len(loose) >= len(rows) and _sum(loose) == total_fen and all(row.named for row in loose)):
            rows, certainty = loose, _GUESSED
    if not rows:
        return None
    if _sum(rows) == total_fen:
        certainty *= min(row.recounted() for row in rows)
    boxes = tuple(hull([piece.box for piece in row.pieces]) for row in rows)
    sure = min(piece.confidence for row in rows for piece in row.pieces)
    return sheet.sure(Found([row.as_item() for row in rows], certainty * sure * _fits(rows, total_fen), boxes))


def _fits(rows: Sequence[Row], total_fen: int | None) -> float:
    """Less sure where figures contradict each other, words strayed, or nothing speaks for them."""
    if not all(row.agrees and row.named for row in rows):
        return 0.7
    if total_fen is None:
        return 0.9
    return 1.0 if _sum(rows) == total_fen else 0.7


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


def _classed(rows: list[Row]) -> list[Row]:
    """Rows of fee classes: a heading whose lines add up to it is no line; one that stands alone is a line itself."""
    starts = [index for index, row in enumerate(rows) if _heads(row)]
    kept = rows[: starts[0] if starts else len(rows)]
    for start, end in pairwise([*starts, len(rows)]):
        heading, lines = rows[start], rows[start + 1 : end]
        heading.name = class_of(heading.name) or heading.name
        if lines and (heading.amount_fen is None or _sum(lines) == heading.amount_fen):
            for line in lines:
                line.category = heading.name
            kept += lines
        else:
            heading.category = heading.name if heading.quantity is None else None
            kept += [heading, *lines]
    return [row for row in kept if row.amount_fen is not None and row.name]


def _heads(row: Row) -> bool:
    """May it be the heading of a class? What is counted is a charge, though its name be that of a class."""
    return is_class(row.name) and row.category is None and row.quantity is None


def _sum(rows: Sequence[Row]) -> int:
    return sum(row.amount_fen or 0 for row in rows)
