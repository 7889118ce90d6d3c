"""Several papers on one photograph: bright sheets on a darker table, each with lines of its own."""

from __future__ import annotations

from typing import Any, Final

import numpy

_SIDE: Final = 640
_AREA_LEAST: Final = 0.05
_LINES_LEAST: Final = 2
_SHARE_LEAST: Final = 0.9
"""Unless nearly all lines lie on the sheets found, what looks like a border is a shadow or a seal."""

_PAPERS_MOST: Final = 6
_MARGIN: Final = 0.01


def papers_on(pixels: Any, quads: Any) -> list[tuple[tuple[int, int, int, int], list[int]]]:
    """The sheets of paper on a picture: each as left, top, right, bottom in pixels with the lines that lie on it.

    Returns:
        Nothing when there is one sheet, or when it cannot be told.
    """
    if len(quads) < 2 * _LINES_LEAST:
        return []
    sheets = _bright_sheets(pixels)
    if not 2 <= len(sheets) <= _PAPERS_MOST:
        return []
    middles = quads.mean(axis=1)
    found = [
        (box, [n for n, (x, y) in enumerate(middles) if box[0] <= x < box[2] and box[1] <= y < box[3]])
        for box in sheets
    ]
    found = [(box, lines) for box, lines in found if len(lines) >= _LINES_LEAST]
    held = {line for _, lines in found for line in lines}
    apart = sum(len(lines) for _, lines in found) == len(held)
    return found if len(found) >= 2 and apart and len(held) >= _SHARE_LEAST * len(quads) else []


def _bright_sheets(pixels: Any) -> list[tuple[int, int, int, int]]:
    """The boxes around bright parts that are large enough to be a paper, from top to bottom."""
    import cv2

    height, width = pixels.shape[:2]
    ratio = _SIDE / max(height, width)
    small = cv2.resize(
        pixels, (max(1, round(width * ratio)), max(1, round(height * ratio))), interpolation=cv2.INTER_AREA
    )
    grey = cv2.GaussianBlur(small.min(axis=2), (0, 0), 2)
    bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1]
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, numpy.ones((7, 7), numpy.uint8))
    bright = cv2.morphologyEx(bright, cv2.MORPH_OPEN, numpy.ones((5, 5), numpy.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(bright)
    least = _AREA_LEAST * bright.size
    margin = round(_MARGIN * max(height, width))
    boxes = []
    for x, y, w, h, area in stats[1:count].tolist():
        if area >= least and area >= 0.5 * w * h:
            left, top, right, bottom = (round(edge / ratio) for edge in (x, y, x + w, y + h))
            boxes.append(
                (max(left - margin, 0), max(top - margin, 0), min(right + margin, width), min(bottom + margin, height))
            )
    return sorted(boxes, key=lambda box: (box[1] // max(height // 3, 1), box[0]))
