"""A picture of a paper as pieces of text in level places, with the picture they stand on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy
from PIL import Image

from anxin.documents.reading.base import Legibility, Run
from anxin.documents.reading.ocr import straight
from anxin.documents.reading.ocr.again import looked_again
from anxin.documents.reading.ocr.apart import papers_on
from anxin.documents.reading.ocr.engine import Letter, cut, detect, recognise
from anxin.documents.reading.ocr.quality import legibility_of
from anxin.documents.reading.ocr.seals import in_a_ring, is_printed_red, rings_on, without_red

SIDE_MOST: Final = 2400
SIDE_LEAST: Final = 1400
SHOWN_SIDE: Final = 2000
_TRIED: Final = 5
_SURELY_UP: Final = 0.8
_PLAINLY: Final = 0.1
"""Text that stands on its head is read with this much less certainty, or it does not stand on its head."""

_GAP: Final = 1.9
"""A gap of this many letters between two middles separates two pieces."""


@dataclass(frozen=True, slots=True)
class PictureText:
    """What was read on a picture: the levelled picture, its pieces of text, how legible it was."""

    image: Image.Image
    runs: tuple[Run, ...]
    legibility: Legibility


def read_picture(image: Image.Image) -> tuple[PictureText, ...]:
    """Read all text on a picture, whichever way it lies; several papers on it are read each by itself."""
    pixels = numpy.asarray(_sized(image))
    larger = max(1.0, max(pixels.shape[:2]) / max(image.size))
    quads = detect(pixels)
    parts = [
        (pixels[top:bottom, left:right], quads[lines] - numpy.array([left, top], numpy.float32))
        for (left, top, right, bottom), lines in papers_on(pixels, quads)
    ]
    return tuple(_read_paper(part, places, larger) for part, places in parts or [(pixels, quads)])


def read_page(image: Image.Image) -> PictureText:
    """Read a picture that is one page, whichever way it lies."""
    pixels = numpy.asarray(_sized(image))
    return _read_paper(pixels, detect(pixels), max(1.0, max(pixels.shape[:2]) / max(image.size)))


def _read_paper(pixels: Any, quads: Any, larger: float) -> PictureText:
    pixels, quads, lines = _read_upright(pixels, quads)
    height, width = pixels.shape[:2]
    matrix, size = straight.framed(straight.levelling(quads, width, height), width, height, SHOWN_SIDE)
    seen = legibility_of(pixels, quads, lines, larger)
    quads, lines = looked_again(pixels, quads, lines, matrix, size)
    level = straight.moved(matrix, quads.astype(numpy.float64)) if len(quads) else quads
    runs = [run for quad, letters in zip(level, lines, strict=True) for run in _runs(quad, letters, size)]
    return PictureText(_warped(pixels, matrix, size), tuple(runs), seen)


def _sized(image: Image.Image) -> Image.Image:
    """A picture in the size that is read: what is small is drawn larger, because lines are cut at whole pixels."""
    longest = max(image.size)
    if longest < SIDE_LEAST:
        factor = min(SIDE_LEAST / longest, 2.0)
        return image.resize((round(image.width * factor), round(image.height * factor)), Image.Resampling.BICUBIC)
    small = image.copy()
    small.thumbnail((SIDE_MOST, SIDE_MOST), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return small


def _read_upright(pixels: Any, quads: Any) -> tuple[Any, Any, list[tuple[Letter, ...]]]:
    """Turn picture and places so that text stands upright, and read it."""
    if straight.lies_sideways(quads):
        quads = straight.left_turned(quads, pixels.shape[1])
        pixels = numpy.ascontiguousarray(numpy.rot90(pixels))
    quads = _unsealed(pixels, quads)
    crops = [without_red(cut(pixels, quad)) for quad in quads]
    lines = recognise(crops)
    if _certainty(lines) >= _SURELY_UP:
        return pixels, quads, lines
    tried = _longest(quads, _TRIED)
    turned = recognise([crops[index][::-1, ::-1] for index in tried])
    if _certainty(turned) <= _certainty([lines[index] for index in tried]) + _PLAINLY:
        return pixels, quads, lines
    height, width = pixels.shape[:2]
    upright = numpy.ascontiguousarray(pixels[::-1, ::-1])
    quads = straight.half_turned(quads, width, height)
    return upright, quads, recognise([crop[::-1, ::-1] for crop in crops])


def _unsealed(pixels: Any, quads: Any) -> Any:
    """The lines without those of seals: red all through, within a red ring."""
    rings = rings_on(pixels) if len(quads) else []
    if not rings:
        return quads
    kept = [not (in_a_ring(quad, rings) and is_printed_red(cut(pixels, quad))) for quad in quads]
    return quads[numpy.array(kept)]


def _longest(quads: Any, count: int) -> list[int]:
    """Which lines are of middling length: long enough to be text, short enough to be read quickly."""
    if not len(quads):
        return []
    heights = numpy.linalg.norm(quads[:, 3] - quads[:, 0], axis=1) + 1
    lengths = numpy.linalg.norm(quads[:, 1] - quads[:, 0], axis=1) / heights
    useful = numpy.flatnonzero((lengths > 3) & (lengths < 14))
    return [int(index) for index in useful[numpy.argsort(-lengths[useful])][:count]]


def _certainty(lines: Sequence[Sequence[Letter]]) -> float:
    letters = [letter.confidence for line in lines for letter in line]
    return float(numpy.mean(letters)) if letters else 0.0


def _warped(pixels: Any, matrix: Any, size: tuple[int, int]) -> Image.Image:
    import cv2

    level = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_AREA, borderValue=(255, 255, 255))
    return Image.fromarray(level)


def _runs(quad: Any, letters: Sequence[Letter], size: tuple[int, int]) -> Iterator[Run]:
    """The letters of a line as one piece or several, cut where a gap shows that they belong to two columns."""
    for piece in _pieces(letters, quad):
        text = simplified("".join(letter.sign for letter in piece))
        if text.strip():
            yield _run(text, piece, quad, size)


def _pieces(letters: Sequence[Letter], quad: Any) -> Iterator[list[Letter]]:
    long, high = numpy.linalg.norm(quad[1] - quad[0]), numpy.linalg.norm(quad[3] - quad[0])
    piece: list[Letter] = []
    for letter in letters:
        if piece and (letter.at - piece[-1].at) * long > _GAP * high:
            yield piece
            piece = []
        piece.append(letter)
    if piece:
        yield piece


def _run(text: str, piece: Sequence[Letter], quad: Any, size: tuple[int, int]) -> Run:
    long, high = numpy.linalg.norm(quad[1] - quad[0]), numpy.linalg.norm(quad[3] - quad[0])
    half = 0.45 * high / long if long else 0.0
    start = 0.0 if piece[0].at < 3 * half else piece[0].at - half
    end = 1.0 if piece[-1].at > 1 - 3 * half else piece[-1].at + half
    top, bottom = quad[0] + (quad[1] - quad[0]) * start, quad[3] + (quad[2] - quad[3]) * start
    top_end, bottom_end = quad[0] + (quad[1] - quad[0]) * end, quad[3] + (quad[2] - quad[3]) * end
    xs, ys = (top[0], bottom[0], top_end[0], bottom_end[0]), (top[1], bottom[1], top_end[1], bottom_end[1])
    left = quad[0, 0] + (quad[1, 0] - quad[0, 0]) * numpy.array([letter.at for letter in piece])
    return Run(
        text,
        _inside(min(xs) / size[0]),
        _inside(min(ys) / size[1]),
        _inside(max(xs) / size[0]),
        _inside(max(ys) / size[1]),
        confidence=float(numpy.mean([letter.confidence for letter in piece])),
        letters=tuple(
            (_inside(x / size[0]), letter.confidence) for x, letter in zip(left.tolist(), piece, strict=True)
        ),
    )


def _inside(edge: float) -> float:
    return float(min(max(edge, 0.0), 1.0))


def simplified(text: str) -> str:
    """The model knows traditional letters and sometimes prefers them (黄 -> 黃). Each alone, to keep places."""
    return "".join(_simple(letter) for letter in text)


@lru_cache(maxsize=8192)
def _simple(letter: str) -> str:
    folded = str(_converter().convert(letter))
    return folded if len(folded) == 1 else letter


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
