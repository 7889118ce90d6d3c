"""Pieces of text to rows: geometry only, so that it can be tried on drawn places without any picture.

A row is followed from left to right: the next piece belongs to the row whose last piece it stands level with. So a
row may drift over the page, as it does on paper that is not quite flat, and still hold together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from anxin.documents.reading.base import Run

_LEVEL: Final = 0.55
"""Middles farther apart than this share of the smaller height are not on one row."""

_OVERLAP: Final = 0.25
"""Pieces that cover each other by more than this share of the shorter one cannot follow each other on a row."""


def rows_of(runs: Iterable[Run]) -> list[list[Run]]:
    """Rows from top to bottom, each from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.x0, run.y0)):
        row = min((row for row in rows if _follows(row, run)), key=lambda row: _step(row, run), default=None)
        if row is None:
            rows.append([run])
        else:
            row.append(run)
    return sorted(rows, key=lambda row: sum(run.middle for run in row) / len(row))


def _follows(row: list[Run], run: Run) -> bool:
    last = row[-1]
    if _step(row, run) > _LEVEL * min(max(last.height, 1e-6), max(run.height, 1e-6)):
        return False
    covered = last.x1 - run.x0
    return covered <= _OVERLAP * max(min(last.x1 - last.x0, run.x1 - run.x0), 1e-6)


def _step(row: list[Run], run: Run) -> float:
    """How far a piece stands above or below the level of a row, whose drift is carried on."""
    last = row[-1]
    return abs(run.middle - last.middle)
