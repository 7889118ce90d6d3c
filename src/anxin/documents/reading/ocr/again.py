"""Looking again (再看一遍): at figures that the finding of lines overlooked.

Lines are found on a small picture, where a count of one digit is a dot or two. Its ink is plain to see once the lines
found are taken away. Only figures level with a line are taken: other ink is the ring of a seal, a fold or a rule.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy

from anxin.documents.reading.ocr import straight
from anxin.documents.reading.ocr.engine import Letter, cut, recognise

_FIGURE: Final = re.compile(r"\d{1,4}(?:\.\d{1,2})?")
_SURE: Final = 0.8
_INK_SHARE: Final = 0.45
"""Ink is what darkens the paper by this share of what print on it does."""

_LOW, _HIGH = 0.4, 1.1
_THIN: Final = 0.06
_LONG: Final = 2.5
"""What runs on for more than so many heights of a line is a rule, not a letter."""

_LEVEL: Final = 0.3
_MARGIN: Final = 0.3
_MOST: Final = 40

Lines = list[tuple[Letter, ...]]


def looked_again(pixels: Any, quads: Any, lines: Lines, matrix: Any, size: tuple[int, int]) -> tuple[Any, Lines]:
    """The lines of a paper with the figures that a second look adds.

    Args:
        pixels: the upright picture, RGB; ``quads`` are on it.
        matrix: levels it into a picture of this ``size``.
    """
    import cv2

    if len(quads) < 3:
        return quads, lines
    sheet = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    missed = overlooked(sheet, straight.moved(matrix, quads.astype(numpy.float64)))
    if not len(missed):
        return quads, lines
    places = straight.moved(numpy.linalg.inv(matrix), missed.astype(numpy.float64)).astype(numpy.float32)
    read = recognise([cut(pixels, place) for place in places])
    kept = [number for number, letters in enumerate(read) if _is_figure(letters)]
    return numpy.concatenate([quads, places[kept]]), [*lines, *(read[number] for number in kept)]


def _is_figure(letters: Sequence[Letter]) -> bool:
    text = "".join(letter.sign for letter in letters)
    return bool(_FIGURE.fullmatch(text)) and min(letter.confidence for letter in letters) >= _SURE


def overlooked(sheet: Any, quads: Any) -> Any:
    """Places with ink of the height of print, level with a line and covered by none.

    Args:
        sheet: the levelled picture, RGB.
        quads: the lines found, on it.

    Returns:
        Quadrilaterals as ``detect`` gives them, on the levelled picture.
    """
    import cv2

    height = float(numpy.median(numpy.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)))
    ink = _ink(sheet, quads, height)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, numpy.ones((1, max(int(0.5 * height), 3)), numpy.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    middles = quads[:, :, 1].mean(axis=1)
    margin = _MARGIN * height
    found = []
    for x, y, w, h, _area in stats[1:count].tolist():
        shaped = _LOW * height <= h <= _HIGH * height and _THIN * height <= w <= 3 * height
        if shaped and numpy.abs(middles - (y + h / 2)).min() < _LEVEL * height and _stands_alone(ink, x, y, w, h):
            left, top, right, bottom = x - margin, y - margin, x + w + margin, y + h + margin
            found.append([(left, top), (right, top), (right, bottom), (left, bottom)])
    return numpy.array(found[:_MOST], numpy.float32).reshape(-1, 4, 2)


def _stands_alone(ink: Any, x: int, y: int, w: int, h: int) -> bool:
    """Is the paper clear above and below it? A piece of a rule goes on."""
    gap = max(h // 3, 2)
    above, below = ink[max(y - gap, 0) : y, x : x + w], ink[y + h : y + h + gap, x : x + w]
    return not above.any() and not below.any()


def _ink(sheet: Any, quads: Any, height: float) -> Any:
    """Where the paper is darkened as by print, without what lines cover, rules, and red seals."""
    import cv2

    red = sheet[:, :, 0]
    size = max(int(height) | 1, 5)
    paper = cv2.blur(cv2.morphologyEx(red, cv2.MORPH_CLOSE, numpy.ones((size, size), numpy.uint8)), (size, size))
    depth = 1 - red.astype(numpy.float32) / numpy.maximum(paper, 1)
    covered = numpy.zeros(red.shape, numpy.uint8)
    cv2.fillPoly(covered, [quad.astype(numpy.int32) for quad in quads], 1)
    if not covered.any():
        return covered
    ink = (depth > _INK_SHARE * float(numpy.percentile(depth[covered > 0], 92))).astype(numpy.uint8)
    long = int(_LONG * height)
    for shape in ((1, long), (long, 1)):
        rule = cv2.morphologyEx(ink, cv2.MORPH_OPEN, numpy.ones(shape, numpy.uint8))
        ink[cv2.dilate(rule, numpy.ones((3, 3), numpy.uint8)) > 0] = 0
    x, y, w, h = cv2.boundingRect(numpy.concatenate(list(quads)).astype(numpy.int32))
    inside = numpy.zeros_like(ink)
    inside[max(y, 0) : y + h, max(x, 0) : x + w] = 1
    ink[(covered > 0) | (inside == 0)] = 0
    return ink
