"""Tables by geometry: heads, the columns under them, and which piece of a row stands in which column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from anxin.documents.reading.lines import Line
from anxin.documents.types import Box

_SLACK: Final = 0.012
_SHIFT: Final = 0.4
"""Text may begin this share of its head's width to the left of the head, where heads are centred."""


@dataclass(frozen=True, slots=True)
class Column:
    """A kind of column and how its head is worded (a pattern)."""

    name: str
    head: str


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one column on a page."""

    name: str
    x0: float
    x1: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters that stand together, with their place on the line they come from."""

    line: Line
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]

    @property
    def box(self) -> Box:
        return self.line.box(self.start, self.end)

    @property
    def confidence(self) -> float:
        return self.line.confidence(self.start, self.end)

    def part(self, start: int, end: int) -> Piece:
        return Piece(self.line, self.start + start, self.start + end)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns that belong together; ``left`` and ``right`` are the borders to the tables beside."""

    heads: tuple[Head, ...]
    left: float
    right: float

    def has(self, *names: str) -> bool:
        return {head.name for head in self.heads} >= set(names)

    def holds(self, piece: Piece) -> bool:
        box = piece.box
        return self.left <= (box.x0 + box.x1) / 2 < self.right


def lone(letter: str, *, first: bool = False) -> str:
    """A pattern for a head of two letters of which only this one was read right."""
    pair = rf"{letter}[\u4e00-\u9fff]" if first else rf"[\u4e00-\u9fff]{letter}"
    return rf"(?<![\u4e00-\u9fff]){pair}(?![\u4e00-\u9fff])"


def tables_of(line: Line, columns: Sequence[Column]) -> tuple[Table, ...]:
    """The tables whose heads stand on a line: a name named again begins the next table."""
    groups: list[list[Head]] = [[]]
    for head in _heads(line, columns):
        known = {other.name for other in groups[-1]}
        if head.name == "name" and "name" in known:
            groups.append(_taken_along(groups[-1]))
        elif head.name in known and head.name not in _MANY:
            head = replace(head, name="other")
        groups[-1].append(head)
    borders = [(left[-1].x1 + right[0].x0) / 2 for left, right in pairwise(groups) if left and right]
    edges = [0.0, *borders, 1.001]
    return tuple(Table(tuple(heads), edges[index], edges[index + 1]) for index, heads in enumerate(groups) if heads)


def _heads(line: Line, columns: Sequence[Column]) -> list[Head]:
    """The heads on a line from left to right; one that nobody knows is a column of its own kind."""
    pattern = _any_of(tuple(columns))
    found = [(match.span(), re.sub(r"_\d+$", "", str(match.lastgroup))) for match in pattern.finditer(line.text)]
    known = {name for _, name in found}
    if len(known - {"remark"}) > 1:
        taken = {place for (start, end), _ in found for place in range(start, end)}
        strange = [one for one in re.finditer(r"[^\s\t]+", line.text) if taken.isdisjoint(range(*one.span()))]
        found += [(one.span(), "other") for one in strange]
    boxes = [(line.box(*span), name) for span, name in sorted(found)]
    return [Head(name, box.x0, box.x1) for box, name in boxes]


@lru_cache(maxsize=16)
def _any_of(columns: tuple[Column, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{one.name}_{place}>{one.head})" for place, one in enumerate(columns)))


def _taken_along(heads: list[Head]) -> list[Head]:
    """Columns right before a repeated name that may stand before it belong to the next table."""
    taken: list[Head] = []
    while len(heads) > 1 and heads[-1].name in _FIRST:
        taken.insert(0, heads.pop())
    return taken


_MANY: Final = frozenset({"remark", "other"})
_FIRST: Final = frozenset({"number", "code", "category"})
"""Columns that may stand before the name."""


def pieces_of(line: Line) -> Iterator[Piece]:
    """The pieces of a line, cut at every space."""
    for match in re.finditer(r"[^\s\t]+", line.text):
        yield Piece(line, *match.span())


def cells_of(
    pieces: Sequence[Piece],
    table: Table,
    suits: Callable[[str, str, bool], bool],
    nameable: Callable[[str], bool] = lambda text: False,
) -> dict[str, list[Piece]]:
    """Which pieces stand in which column.

    Args:
        suits: may a text stand in the column of this name; its last argument says whether the row has a name already.
        nameable: may a text be a name; such a piece under the head of names is placed before all others.
    """
    cells: dict[str, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda one: not (nameable(one.text) and _under_name(one, table))):
        named = "name" in cells
        fitting = [head for head in table.heads if suits(head.name, piece.text, named)]
        free = [head for head in fitting if head.name not in cells or head.name in _REPEATED]
        if free:
            nearest = min(free, key=lambda head: _distance(head, piece.box, table))
            cells.setdefault(nearest.name, []).append(piece)
    return {name: sorted(group, key=_reading_order) for name, group in cells.items()}


def _reading_order(piece: Piece) -> tuple[float, int]:
    return piece.line.top, piece.start


_REPEATED: Final = frozenset({"name", "spec", "remark", "other"})
"""Columns whose text may be cut into pieces or run over lines."""


def _under_name(piece: Piece, table: Table) -> bool:
    return min(table.heads, key=lambda head: _distance(head, piece.box, table)).name == "name"


def _distance(head: Head, box: Box, table: Table) -> float:
    """How far a piece stands from the column of a head: nought under it, else to the nearer of edges and middles.

    Columns are set flush left, flush right or centred; whichever of the three fits best counts.
    """
    width = head.x1 - head.x0
    aligned = min(abs(box.x0 - head.x0), abs(box.x1 - head.x1), abs((box.x0 + box.x1) / 2 - head.middle))
    overlap = min(box.x1, head.x1) - max(box.x0, head.x0)
    if overlap > 0.5 * min(width, box.x1 - box.x0):
        aligned *= 0.5
    following = min((other.x0 for other in table.heads if other.x0 > head.x0), default=1.0)
    inside = head.x0 - _SHIFT * width - _SLACK <= box.x0 < following - _SLACK
    return 0.5 * aligned if inside else aligned


def hull(boxes: Sequence[Box]) -> Box:
    """The box around boxes of one page."""
    return Box(
        boxes[0].page,
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
