"""The slip as a black and white picture, 576 dots wide: 72 mm of print on 80 mm paper at 203 dots an inch."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import segno
from PIL import Image, ImageDraw, ImageFont

from anxin.documents.letters import font_files
from anxin.market.slip.lines import Line, lines
from anxin.market.slip.types import Slip

WIDTH_DOTS: Final = 576
DOTS_PER_INCH: Final = 203
_QR_DOTS_MOST: Final = 330
_TERM_DOTS: Final = 92
_TERM_SIZE: Final = 26
_EDGE: Final = 4
_NO_START: Final = ",.，。、；：？！）》”’·％%"
"""Characters that must not begin a line."""
_PIECES: Final = re.compile(r"[0-9A-Za-z'.:+/—–-]+|.", re.DOTALL)
"""A number or a word of letters stays in one piece as long as it fits a row."""
_UNPRINTED: Final = re.compile("[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]")
"""Pictures among letters, for which no printer's font has a shape."""


@dataclass(frozen=True, slots=True)
class _Style:
    size: int
    bold: bool = False
    centred: bool = False
    after: int = 8


_STYLES: Final = {
    "head": _Style(26, centred=True, after=4),
    "title": _Style(58, bold=True, after=6),
    "pay": _Style(52, bold=True, after=8),
    "fact": _Style(32, after=10),
    "strong": _Style(32, bold=True, after=8),
    "centre": _Style(26, centred=True),
    "small": _Style(26, after=8),
    "tiny": _Style(20, after=4),
}


def png(slip: Slip) -> bytes:
    """The picture as PNG."""
    out = io.BytesIO()
    picture(slip).save(out, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    return out.getvalue()


def picture(slip: Slip) -> Image.Image:
    """The picture: mode ``1``, as high as its text.

    Raises:
        NoFont: the front-end packages are not installed.
    """
    set_lines = [_Set.of(line) for line in lines(slip)]
    height = sum(each.height for each in set_lines) + 24 + 40  # paper must pass the knife
    sheet = Image.new("1", (WIDTH_DOTS, height), 1)
    draw = ImageDraw.Draw(sheet)
    draw.fontmode = "1"
    top = 24
    for each in set_lines:
        each.put(sheet, draw, top)
        top += each.height
    return sheet


@dataclass(frozen=True, slots=True)
class _Set:
    """A line broken to the paper's width."""

    line: Line
    rows: tuple[str, ...]
    height: int

    @classmethod
    def of(cls, line: Line) -> _Set:
        if line.style == "rule":
            return cls(line, (), 18)
        if line.style == "qr":
            return cls(line, (), _code(line.text).height)
        style = _STYLES[line.style]
        room = WIDTH_DOTS - 2 * _EDGE - (_TERM_DOTS if line.term else 0)
        rows = tuple(broken(_UNPRINTED.sub("", line.text), _font(style.size, style.bold), room))
        return cls(line, rows, len(rows) * _leading(style.size) + style.after)

    def put(self, sheet: Image.Image, draw: ImageDraw.ImageDraw, top: int) -> None:
        if self.line.style == "rule":
            draw.line(((_EDGE, top + 8), (WIDTH_DOTS - _EDGE, top + 8)), fill=0, width=2)
            return
        if self.line.style == "qr":
            code = _code(self.line.text)
            sheet.paste(code, ((WIDTH_DOTS - code.width) // 2, top))
            return
        style = _STYLES[self.line.style]
        font, left = _font(style.size, style.bold), _EDGE
        if self.line.term:
            draw.text((left, top + 4), self.line.term, font=_font(_TERM_SIZE, False), fill=0)
            left += _TERM_DOTS
        for number, row in enumerate(self.rows):
            start = (WIDTH_DOTS - font.getlength(row)) / 2 if style.centred else left
            draw.text((start, top + number * _leading(style.size)), row, font=font, fill=0)


def broken(text: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    """A text in rows of at most ``room`` dots; a comma or a bracket never begins a row, a number stays whole."""
    rows, row = [], ""
    for piece in _PIECES.findall(text):
        if row and font.getlength(row + piece) > room and piece not in _NO_START:
            rows.append(row)
            row = piece.lstrip()
        else:
            row += piece
        while font.getlength(row) > room and len(row) > 1 and row[-1] not in _NO_START:
            fits = next(n for n in range(len(row) - 1, 0, -1) if n == 1 or font.getlength(row[:n]) <= room)
            rows, row = [*rows, row[:fits]], row[fits:]
    return [*rows, row] if row else rows or [""]


def _leading(size: int) -> int:
    return size * 13 // 10


@lru_cache(maxsize=16)
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    folder = Path(font_files()[1 if bold else 0])
    return ImageFont.truetype(next(folder.glob("*.ttf")), size)


@lru_cache(maxsize=64)
def _code(text: str) -> Image.Image:
    """A QR code with its quiet zone, as large as whole dots allow."""
    matrix = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    side = len(matrix)
    small = Image.new("1", (side + 8, side + 8), 1)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                small.putpixel((x + 4, y + 4), 0)
    times = max(_QR_DOTS_MOST // small.width, 1)
    return small.resize((small.width * times, small.height * times), Image.Resampling.NEAREST)
