"""Pages as lines of text, and looking for a labelled value in them.

A line is one string; where two pieces stand far apart it holds a tab. Every character knows the run it came
from, so that a value found by a pattern has a box on the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Final

from anxin.documents.reading.base import Found, Page, Run
from anxin.documents.types import Box

_SAME_LINE: Final = 0.5
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
        used = {self.owner[i] for i in range(start, end) if self.owner[i] >= 0}
        return min((self.runs[index].confidence for index in used), default=0.0)

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
        widths = [_width(letter) for letter in run.text]
        before, total = sum(widths[: self.offset[i]]), sum(widths) or 1
        step = (run.x1 - run.x0) / total
        return run.x0 + before * step, run.y0, run.x0 + (before + widths[self.offset[i]]) * step, run.y1


def _width(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def lines_of(pages: Iterable[Page]) -> tuple[Line, ...]:
    """All lines, page by page, top to bottom."""
    return tuple(line for page in pages for line in _page_lines(page))


def _page_lines(page: Page) -> Iterator[Line]:
    rows: list[list[Run]] = []
    for run in sorted(page.runs, key=lambda run: run.middle):
        if rows and _level(rows[-1], run):
            rows[-1].append(run)
        else:
            rows.append([run])
    for row in rows:
        yield _line(page, sorted(row, key=lambda run: run.x0))


def _level(row: Sequence[Run], run: Run) -> bool:
    height = median(item.height for item in row)
    return abs(run.middle - median(item.middle for item in row)) < _SAME_LINE * min(height, max(run.height, 1e-6))


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


@lru_cache(maxsize=512)
def label_pattern(label: str) -> str:
    """A label as papers print it: spaces between its characters, any colon or none after it."""
    return r"\s*".join(re.escape(letter) for letter in label)


_ANY_NEXT_LABEL: Final = re.compile(r"(?<=[\s\t])[\u4e00-\u9fff（）()/]{2,14}\s*[:：]")


def labelled(
    lines: Sequence[Line], labels: Sequence[str], *, value: str = r"[^\t]+", below: bool = False
) -> Iterator[tuple[Line, int, int]]:
    """Places of the values that follow one of the labels: on the same line after it, in reading order.

    Args:
        value: the pattern of the value; it starts right after label, colon and spaces.
        below: look under the label too, for boxes with the label on top.
    """
    names = "|".join(label_pattern(label) for label in sorted(labels, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\u4e00-\u9fff])(?:{names})(?P<colon>[\s\t]*[:：]?)[\s\t]*(?P<value>{value})")
    for index, line in enumerate(lines):
        for match in pattern.finditer(line.text):
            start, end = match.span("value")
            end = _cut(line.text, start, end)
            if end > start and line.text[start:end].strip(" \t:："):
                yield line, start, end
        if below and index + 1 < len(lines):
            yield from _under(line, lines[index + 1], names, value)


def _cut(text: str, start: int, end: int) -> int:
    """A value ends where the next label begins."""
    following = _ANY_NEXT_LABEL.search(text, start, end)
    stop = following.start() if following else end
    while stop > start and text[stop - 1] in " \t":
        stop -= 1
    return stop


def _under(line: Line, lower: Line, names: str, value: str) -> Iterator[tuple[Line, int, int]]:
    label = re.fullmatch(rf"(?:.*\t)?(?P<label>{names})\s*[:：]?\s*(?:\t.*)?", line.text)
    if not label:
        return
    box = line.box(*label.span("label"))
    for match in re.finditer(value, lower.text):
        place = lower.box(*match.span())
        if place.x0 < box.x1 and place.x1 > box.x0:
            yield lower, *match.span()


def text_of(lines: Iterable[Line]) -> str:
    """Everything, one line each, without the spaces that printers put between characters."""
    return "\n".join(squeezed(line.text) for line in lines)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
