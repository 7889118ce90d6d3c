"""Photos and scans: QR codes first, then text by the packaged models."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from PIL import Image

from anxin.documents.reading import ocr, qr
from anxin.documents.reading.base import Legibility, Limits, Page, Run, Source
from anxin.documents.reading.coach import NO_TEXT
from anxin.documents.reading.pictures import look_of, picture_open, preview_of
from anxin.documents.reading.tampering import signs_of_change
from anxin.documents.reading.words import mended
from anxin.documents.types import Problem

NO_OCR: Final = Problem("no_ocr", "本机没有安装文字识别，请工作人员对照图片填写。")
_SHORT_SIDE_LEAST: Final = 500
_TEXTS_LEAST: Final = 3


def read_image(content: bytes, limits: Limits) -> Source:
    """A photo as a page; each of several papers on it as a paper of its own."""
    image = picture_open(content, limits)
    small = (*_small(image), *signs_of_change(content, image))
    sources = [
        Source(
            pages=(seen.page,),
            reader="image 2",
            exact=False,
            previews=(preview_of(seen.shown, limits),),
            problems=(*small, *seen.problems),
            legibility=seen.legibility,
        )
        for seen in read_pictures(image, limits)
    ]
    return replace(sources[0], others=tuple(sources[1:]), look=look_of(image))


@dataclass(frozen=True, slots=True)
class PicturePage:
    """A picture read as a page, and the picture its places refer to."""

    page: Page
    shown: Image.Image
    problems: tuple[Problem, ...] = ()
    legibility: Legibility | None = None


def read_pictures(image: Image.Image, limits: Limits) -> list[PicturePage]:
    """The papers on a picture, each as a page."""
    if not limits.ocr or not ocr.available():
        return [PicturePage(_page(0, image, (), qr.codes_on(image)), image, (NO_OCR,))]
    found = ocr.read_picture(image)
    return [_picture_page(0, text, image if len(found) == 1 else text.image) for text in found]


def read_picture_page(number: int, image: Image.Image, limits: Limits) -> PicturePage:
    """A picture that is one page, as of a scanned file."""
    if not limits.ocr or not ocr.available():
        return PicturePage(_page(number, image, (), qr.codes_on(image)), image, (NO_OCR,))
    return _picture_page(number, ocr.read_page(image), image)


def _picture_page(number: int, found: ocr.PictureText, original: Image.Image) -> PicturePage:
    codes = qr.codes_on(found.image) or qr.codes_on(original)
    problems = () if len(found.runs) >= _TEXTS_LEAST else (NO_TEXT,)
    runs = tuple(mended(run) for run in found.runs)
    return PicturePage(_page(number, found.image, runs, codes), found.image, problems, found.legibility)


def _page(number: int, image: Image.Image, runs: tuple[Run, ...], codes: tuple[Run, ...]) -> Page:
    return Page(number, width=image.width, height=image.height, runs=runs, codes=codes)


def _small(image: Image.Image) -> tuple[Problem, ...]:
    if min(image.size) >= _SHORT_SIDE_LEAST:
        return ()
    return (Problem("too_small", "照片太小，字可能看不清。请用原图上传，不要用缩小的截图。"),)
