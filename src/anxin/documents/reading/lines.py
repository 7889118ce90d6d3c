"""Pages as lines of text.

A line is one string; where two pieces stand far apart it holds a tab. Every character knows the run it came
from, so that a value found by a pattern has a box on the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from anxin.documents.reading.base import Found, Page, Run
from anxin.documents.reading.rows import rows_of
from anxin.documents.types import Box

_NEAR: Final = 0.8
"""Pieces nearer than this share of the letter height belong together; farther apart is another column."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page. ``owner[i]`` is the run of character ``i``, or -1 for a gap."""

    page: Page
    text: str
    runs: tuple[Run, ...]
    owner: tuple[int, ...]
    offset: tuple[int, ...]
    """``offset[i]`` is the place of character ``i`` inside its run."""

    @property
    def top(self) -> float:
        return min(run.y0 for run in self.runs)

    def found(self, value: object, start: int, end: int, *, certainty: float = 1.0) -> Found:
        """A value taken from the characters ``start`` to ``end``."""
        return Found(value, certainty * self.confidence(start, end), (self.box(start, end),))

    def confidence(self, start: int, end: int) -> float:
        """How sure the reader is of the least certain letter among them."""
        return min((self._sure(i) for i in range(start, end) if self.owner[i] >= 0), default=0.0)

    def _sure(self, i: int) -> float:
        run = self.runs[self.owner[i]]
        return run.letters[self.offset[i]][1] if run.letters else run.confidence

    def box(self, start: int, end: int) -> Box:
        edges = [self._letter(i) for i in range(start, end) if self.owner[i] >= 0]
        return Box(
            self.page.number,
            min(edge[0] for edge in edges),
            min(edge[1] for edge in edges),
            max(edge[2] for edge in edges),
            max(edge[3] for edge in edges),
        )

    def _letter(self, i: int) -> tuple[float, float, float, float]:
        """Where a character stands: its run cut by the widths of its characters (a Chinese one counts two)."""
        run = self.runs[self.owner[i]]
        if run.letters:
            middle, half = run.letters[self.offset[i]][0], _letter_half(run)
            return max(run.x0, middle - half), run.y0, min(run.x1, middle + half), run.y1
        widths = [_width(letter) for letter in run.text]
        before, total = sum(widths[: self.offset[i]]), sum(widths) or 1
        step = (run.x1 - run.x0) / total
        return run.x0 + before * step, run.y0, run.x0 + (before + widths[self.offset[i]]) * step, run.y1


def _letter_half(run: Run) -> float:
    """Half the width of a letter of a piece."""
    return (run.x1 - run.x0) / (2 * max(len(run.letters), 1))


def _width(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def lines_of(pages: Iterable[Page]) -> tuple[Line, ...]:
    """All lines, page by page, top to bottom."""
    return tuple(line for page in pages for line in _page_lines(page))


def _page_lines(page: Page) -> Iterator[Line]:
    for row in rows_of(page.runs):
        yield _line(page, row)


def _line(page: Page, row: list[Run]) -> Line:
    text, owner, offset = "", list[int](), list[int]()
    for index, run in enumerate(row):
        if index:
            gap = (run.x0 - row[index - 1].x1) * page.width
            text += " " if gap < _NEAR * run.height * page.height else "\t"
            owner.append(-1)
            offset.append(0)
        for place, letter in enumerate(run.text):
            folded = unicodedata.normalize("NFKC", letter)
            text += folded
            owner.extend([index] * len(folded))
            offset.extend([place] * len(folded))
    return Line(page, text, tuple(row), tuple(owner), tuple(offset))


def text_of(lines: Iterable[Line]) -> str:
    """Everything, one line each, without the spaces that printers put between characters."""
    return "\n".join(squeezed(line.text) for line in lines)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
