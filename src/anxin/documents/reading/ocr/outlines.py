"""From the model's map of text to the outlines of lines, with the values the model was published with.

The package of the model can do this too, but reading it takes longer than reading a page.
"""

from __future__ import annotations

from typing import Any, Final

TEXT_LEAST: Final = 0.3
"""A point of the map is text from this chance on."""

LINE_LEAST: Final = 0.5
"""A patch is a line of text when its points have this chance on average."""

GROWN: Final = 1.6
"""How far an outline is pushed outwards: the map marks the middle of a line only."""

LINES_MOST: Final = 1000
_THINNEST: Final = 3


def outlines(chances: Any, height: int, width: int) -> Any:
    """The lines of text on a picture of this size.

    Args:
        chances: what the model says, from 0 to 1, on a grid of its own over the whole picture.

    Returns:
        An array of quadrilaterals in pixels, corners from the top left of the text clockwise.
    """
    import cv2
    import numpy

    text = cv2.dilate((chances > TEXT_LEAST).astype(numpy.uint8), numpy.ones((2, 2), numpy.uint8))
    patches, _tree = cv2.findContours(text, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    grid, picture = (numpy.array(size, numpy.float32) for size in (chances.shape[::-1], (width, height)))
    quads = []
    for patch in patches[:LINES_MOST]:
        box = _box(chances, patch)
        if box is not None:
            quad = _clockwise(numpy.clip(numpy.round(box / grid * picture), 0, picture - 1))
            if min(_edge(quad, 1), _edge(quad, 3)) > _THINNEST:
                quads.append(quad)
    return numpy.asarray(quads, numpy.float32).reshape(-1, 4, 2)


def _box(chances: Any, patch: Any) -> Any:
    """The corners of the grown box around a patch, on the grid; nothing when the patch is no line."""
    import cv2

    around = cv2.minAreaRect(patch)
    if min(around[1]) < _THINNEST:
        return None
    corners = _clockwise(cv2.boxPoints(around))
    if _average(chances, corners) < LINE_LEAST:
        return None
    grown = cv2.minAreaRect(_grown(corners))
    return _clockwise(cv2.boxPoints(grown)) if min(grown[1]) >= _THINNEST + 2 else None


def _average(chances: Any, corners: Any) -> float:
    """The average chance inside a quadrilateral."""
    import cv2
    import numpy

    last = numpy.array([chances.shape[1] - 1, chances.shape[0] - 1])
    left, top = numpy.clip(numpy.floor(corners.min(axis=0)), 0, last).astype(int)
    right, bottom = numpy.clip(numpy.ceil(corners.max(axis=0)), 0, last).astype(int)
    inside = numpy.zeros((bottom - top + 1, right - left + 1), numpy.uint8)
    cv2.fillPoly(inside, [(corners - (left, top)).astype(numpy.int32)], 1)
    return float(cv2.mean(chances[top : bottom + 1, left : right + 1], inside)[0])


def _grown(corners: Any) -> Any:
    """The outline pushed outwards by a share of its area over its length, with round corners, on whole points."""
    import numpy
    import pyclipper

    here = corners.astype(numpy.float64)
    next_ = numpy.roll(here, -1, axis=0)
    area = abs((here[:, 0] * next_[:, 1] - here[:, 1] * next_[:, 0]).sum()) / 2
    length = numpy.linalg.norm(next_ - here, axis=1).sum()
    growing = pyclipper.PyclipperOffset()
    growing.AddPath(corners, pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    return numpy.array(growing.Execute(area * GROWN / length)).reshape(-1, 1, 2)


def _clockwise(corners: Any) -> Any:
    """Corners from the top left on."""
    import numpy

    by_column = corners[numpy.argsort(corners[:, 0], kind="stable")]
    left, right = (pair[numpy.argsort(pair[:, 1], kind="stable")] for pair in (by_column[:2], by_column[2:]))
    return numpy.array([left[0], right[0], right[1], left[1]])


def _edge(quad: Any, corner: int) -> int:
    """How far a corner lies from the first one, in whole pixels."""
    import numpy

    return int(numpy.linalg.norm(quad[0] - quad[corner]))
