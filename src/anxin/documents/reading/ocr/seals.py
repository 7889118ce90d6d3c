"""Red ink (红章): taken off the lines it lies across, and told apart from print by the ring around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy

_REDDER: Final = 22.0
"""Red ink is redder than its paper by so many levels of 255."""

_RED_LEAST: Final = 0.004
_LIFT: Final = 1.2
"""How far red ink is lifted: enough to reach its paper, too little to touch black print beneath it."""

_BLACK_LEAST: Final = 0.55
"""A line keeps at least this share of its contrast when red is taken off, or it is printed in red."""

_RED_SHARE: Final = 0.8
"""Red ink darkens red light by less than this share of what it takes from green; black ink takes as much of both."""

_SIDE: Final = 800
_RING_LEAST: Final = 0.045
_RING_MOST: Final = 0.4
_HOLLOW: Final = 0.6
_SQUARE: Final = 0.55
_DIRECTIONS: Final = 17
"""Of 24; a ring that was stamped badly has gaps."""


def without_red(crop: Any) -> Any:
    """The picture of a line with red ink taken off, where there is black print beside it; else as it is."""
    level = crop.astype(numpy.float32)
    redness = level[:, :, 0] - level[:, :, 1]
    over = redness - float(numpy.median(redness))
    if float((over > _REDDER).mean()) < _RED_LEAST:
        return crop
    lifted = numpy.clip(level[:, :, 0] + _LIFT * numpy.clip(over - 6, 0, None), 0, 255)
    lifted = numpy.minimum(lifted, numpy.maximum(numpy.percentile(level[:, :, 0], 80), level[:, :, 0]))
    if _contrast(lifted) < _BLACK_LEAST * _contrast(level[:, :, 1]):
        return crop
    return numpy.repeat(lifted.astype(numpy.uint8)[:, :, None], 3, axis=2)


def _contrast(grey: Any) -> float:
    return float(numpy.percentile(grey, 90) - numpy.percentile(grey, 4))


def is_printed_red(crop: Any) -> bool:
    """Is all ink of a line red?"""
    level = crop.astype(numpy.float32)
    green = level[:, :, 1]
    ink = level[green <= numpy.percentile(green, 12)].mean(axis=0)
    paper = level[green >= numpy.percentile(green, 60)].mean(axis=0)
    depth = paper - ink
    return bool(depth[1] > 12 and depth[0] < _RED_SHARE * depth[1])


def rings_on(pixels: Any) -> list[tuple[float, float, float, float]]:
    """The boxes around round or oval red rings, as seals have them: left, top, right, bottom in pixels."""
    import cv2

    height, width = pixels.shape[:2]
    ratio = min(1.0, _SIDE / max(height, width))
    size = max(1, round(width * ratio)), max(1, round(height * ratio))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    red, green = small[:, :, 0].astype(numpy.float32), small[:, :, 1].astype(numpy.float32)
    shade = red - green - cv2.blur(red - green, (61, 61))
    mask = (shade > 0.06 * numpy.maximum(red, 40)).astype(numpy.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, numpy.ones((9, 9), numpy.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    longest = max(small.shape[:2])
    found = []
    for number, (x, y, w, h, area) in enumerate(stats[1:count].tolist(), start=1):
        large = _RING_LEAST * longest <= max(w, h) <= _RING_MOST * longest and min(w, h) >= _SQUARE * max(w, h)
        if large and area < _HOLLOW * w * h and _goes_round(labels[y : y + h, x : x + w] == number):
            found.append((x / ratio, y / ratio, (x + w) / ratio, (y + h) / ratio))
    return found


def _goes_round(part: Any) -> bool:
    """Does the ink reach most directions from the middle, near the edge of its box?"""
    rows, columns = numpy.nonzero(part)
    high, wide = part.shape
    down, across = 2 * rows / high - 1, 2 * columns / wide - 1
    outer = numpy.hypot(down, across) > 0.75
    angles = numpy.floor((numpy.arctan2(down[outer], across[outer]) + numpy.pi) / (2 * numpy.pi) * 24).astype(int)
    return len(set(angles.tolist())) >= _DIRECTIONS


def in_a_ring(quad: Any, rings: Sequence[tuple[float, float, float, float]]) -> bool:
    """Does a line lie within one of the rings?"""
    x, y = quad.mean(axis=0)
    return any(left < x < right and top < y < bottom for left, top, right, bottom in rings)
