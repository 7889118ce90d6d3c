"""The papers of one run: every layout in turn, each in another font, the same for the same run."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from anxin.documents.bench import clinic, proofs, receipts, strangers
from anxin.documents.bench.invented import a_world
from anxin.documents.bench.photographs import fonts_here, photographed
from anxin.documents.bench.receipts import Drawn, Layout
from anxin.documents.specimens.sheets import Fonts

TUNED: Final[dict[str, Layout]] = receipts.LAYOUTS | clinic.LAYOUTS | proofs.LAYOUTS
STRANGERS: Final = tuple(strangers.LAYOUTS)
LAYOUTS: Final[dict[str, Layout]] = TUNED | strangers.LAYOUTS
HELD_OUT: Final = receipts.HELD_OUT
"""Layouts that nobody looked at while the reader was tuned; their figures stand by themselves."""


def a_paper(layout: str, number: int) -> Drawn:
    """The paper of a number in a layout."""
    chance = random.Random(_seed(layout, number))  # noqa: S311 - made-up papers
    return LAYOUTS[layout](a_world(chance, inpatient=layout == "inpatient"), chance)


def photographs(packages: Path, hardness: str, count: int, layouts: list[str]) -> Iterator[tuple[Drawn, bytes]]:
    """So many papers of each layout, photographed."""
    fonts: list[Fonts] = list(fonts_here(packages).values())
    for layout in layouts:
        for number in range(count):
            drawn = a_paper(layout, number)
            seed = _seed(layout, number)
            yield drawn, photographed(drawn, fonts[seed % len(fonts)], hardness, seed)


def _seed(layout: str, number: int) -> int:
    return zlib.crc32(f"{layout}/{number}".encode())
