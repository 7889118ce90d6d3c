"""PDF: the text inside with its places; a page that is only a picture goes the way of pictures.

Scripts, forms and links in a PDF are never run: pages are drawn and text is taken, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_int
from dataclasses import dataclass, replace
from typing import Any, Final

import pypdfium2
from PIL import Image
from pypdfium2.raw import FPDF_PageToDevice, FPDFText_GetUnicode

from anxin.documents.reading import qr
from anxin.documents.reading.base import Legibility, Limits, NotReadable, Page, Run, Source
from anxin.documents.reading.formats.image import read_picture_page
from anxin.documents.reading.pictures import on_white, preview_of
from anxin.documents.reading.records import records_in
from anxin.documents.types import Problem

_TEXT_LEAST: Final = 12
_PICTURE_SIDE: Final = 2000
_ATTACHMENTS_MOST: Final = 10
_CODE_PAGES_MOST: Final = 5
_JOIN: Final = 0.45
"""A gap wider than this share of the letter height separates two pieces of text."""

_CHARACTERS_MOST: Final = 20_000
_GRID: Final = 20_000


@dataclass(frozen=True, slots=True)
class _Letter:
    sign: str
    x0: float
    y0: float
    x1: float
    y1: float


def read_pdf(content: bytes, limits: Limits) -> Source:
    """All pages of a PDF.

    Raises:
        NotReadable: protected by a password, damaged, or with too many pages.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _refusal(error) from error
    try:
        if len(document) > limits.pages_max:
            raise NotReadable("too_many_pages", f"这个 PDF 超过 {limits.pages_max} 页。请只传需要的几页。")
        return _pages(document, limits)
    except pypdfium2.PdfiumError as error:
        raise _refusal(error) from error
    finally:
        document.close()


def _refusal(error: pypdfium2.PdfiumError) -> NotReadable:
    if "password" in str(error).lower() or "security" in str(error).lower():
        return NotReadable("encrypted", "这个 PDF 有密码。请去掉密码后再传，或者拍照上传。")
    return NotReadable("damaged", "这个 PDF 打不开，可能已损坏。请重新导出后再传，或者拍照上传。")


def _pages(document: Any, limits: Limits) -> Source:
    pages: list[Page] = []
    previews: list[bytes] = []
    problems: list[Problem] = []
    legible: list[Legibility | None] = []
    exact = True
    for number in range(len(document)):
        sheet = document[number]
        runs = tuple(_runs(sheet))
        if sum(len(run.text) for run in runs) >= _TEXT_LEAST:
            shown = _drawn(sheet, limits.preview_side)
            codes = qr.codes_on(shown) if number < _CODE_PAGES_MOST else ()
            width, height = sheet.get_size()
            pages.append(Page(number, width, height, runs=runs, codes=codes))
        else:
            seen = read_picture_page(number, _drawn(sheet, _PICTURE_SIDE), limits)
            exact, shown = False, seen.shown
            pages.append(seen.page)
            legible.append(seen.legibility)
            problems.extend(problem for problem in seen.problems if problem not in problems)
        previews.append(preview_of(shown, limits))
        sheet.close()
    return Source(
        pages=tuple(pages),
        reader="pdf 1",
        exact=exact,
        records=tuple(_attached(document)),
        previews=tuple(previews),
        problems=tuple(problems),
        legibility=min(filter(None, legible), key=lambda seen: seen.sure, default=None),
    )


def _drawn(sheet: Any, side: int) -> Image.Image:
    longest = max(*sheet.get_size(), 1.0)
    return on_white(sheet.render(scale=side / longest, may_draw_forms=False).to_pil())


def _attached(document: Any) -> Iterator[dict[str, Any]]:
    for number in range(min(document.count_attachments(), _ATTACHMENTS_MOST)):
        attachment = document.get_attachment(number)
        if attachment.get_name().lower().endswith(".xml"):
            yield from records_in(bytes(attachment.get_data()))


def _runs(sheet: Any) -> Iterator[Run]:
    """Characters joined to pieces of a line: a gap wider than a letter or a new line starts the next piece.

    Spaces are left out of the joining, because a PDF may hold one space across two columns of a table.
    """
    width, height = sheet.get_size()
    text = sheet.get_textpage()
    piece: list[_Letter] = []
    spaced = False
    for index in range(min(text.count_chars(), _CHARACTERS_MOST)):
        sign = chr(FPDFText_GetUnicode(text.raw, index))
        if not sign.strip() or not sign.isprintable():
            spaced = True
            continue
        letter = _Letter(sign, *_place(sheet, text.get_charbox(index, loose=True), width, height))
        if piece and not _continues(piece[-1], letter):
            yield _joined(piece, width, height)
            piece = []
        if piece and spaced:
            piece.append(replace(letter, sign=" ", x1=letter.x0))
        piece.append(letter)
        spaced = False
    if piece:
        yield _joined(piece, width, height)


def _place(sheet: Any, box: tuple[float, ...], width: float, height: float) -> tuple[float, float, float, float]:
    """A box of the page's own space as left, top, right, bottom of the upright page, in points."""
    x, y = c_int(), c_int()
    corners = []
    for across, up in ((box[0], box[1]), (box[2], box[3])):
        FPDF_PageToDevice(sheet.raw, 0, 0, _GRID, _GRID, 0, across, up, byref(x), byref(y))
        corners.append((x.value / _GRID * width, y.value / _GRID * height))
    (x0, y0), (x1, y1) = corners
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _continues(before: _Letter, letter: _Letter) -> bool:
    height = max(before.y1 - before.y0, 1e-6)
    level = abs((before.y0 + before.y1) - (letter.y0 + letter.y1)) / 2 < 0.4 * height
    return level and -height < letter.x0 - before.x1 < _JOIN * height


def _joined(piece: list[_Letter], width: float, height: float) -> Run:
    return Run(
        "".join(letter.sign for letter in piece),
        min(letter.x0 for letter in piece) / width,
        min(letter.y0 for letter in piece) / height,
        max(letter.x1 for letter in piece) / width,
        max(letter.y1 for letter in piece) / height,
    )
