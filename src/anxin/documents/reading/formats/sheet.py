"""Previews of files that have text but no picture: the text, drawn in its places.

It is a picture for people to compare fields with, not the layout of the original.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont

from anxin.documents.reading.base import Limits, Page, Run
from anxin.documents.reading.pictures import preview_of

_FONT: Final = Path("@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf")
_INK: Final = "#1f2329"
_SHEET: Final = (1240, 1754)
_LINE: Final = 40
_MARGIN: Final = 80
_LINES_MOST: Final = 38


def drawn_page(page: Page, limits: Limits) -> bytes:
    """The texts of a page as a JPEG."""
    scale = limits.preview_side / max(page.width, page.height)
    size = (max(1, round(page.width * scale)), max(1, round(page.height * scale)))
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for run in page.runs:
        tall = (run.y1 - run.y0) * size[1]
        font = _font(round(min(max(tall * 0.72, 8), 64)))
        pen.text((run.x0 * size[0], run.y0 * size[1] + tall * 0.1), run.text, fill=_INK, font=font)
    return preview_of(image, limits)


def sheet_of(record: Mapping[str, Any], limits: Limits) -> tuple[Page, bytes]:
    """Data without a layout as a sheet of lines, so that it can be looked at like any other paper."""
    lines = [f"{name}: {value}" for name, value in record.items() if name != "items"]
    lines += ["  ".join(str(part) for part in item.values()) for item in record.get("items", ())]
    runs = tuple(_line(number, text) for number, text in enumerate(lines[:_LINES_MOST]))
    page = Page(0, width=_SHEET[0], height=_SHEET[1], runs=runs)
    return page, drawn_page(page, limits)


def _line(number: int, text: str) -> Run:
    top = _MARGIN + number * _LINE
    width, height = _SHEET
    across = min(_MARGIN + len(text) * 26, width - _MARGIN)
    return Run(text, _MARGIN / width, top / height, across / width, (top + _LINE) / height)


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The pinned Chinese font; without it, Pillow's own, which shows boxes for Chinese."""
    packages = Path(os.environ.get("ANXIN_NODE_MODULES", Path(__file__).resolve().parents[5] / "node_modules"))
    path = packages / _FONT
    return ImageFont.truetype(str(path), size) if path.exists() else ImageFont.load_default(size)
