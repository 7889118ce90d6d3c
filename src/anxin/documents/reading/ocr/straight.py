"""Which way is up, and how lines run: pure geometry on the quadrilaterals of lines.

A photograph taken by hand shows parallel lines of print as lines that meet in one far point. That point, found from the
longest lines, gives the turn and the lean of the paper; undoing both makes lines level.
"""

from __future__ import annotations

from typing import Any, Final

import numpy

_TALL: Final = 1.5
_FAR: Final = 400.0
"""A meeting point farther than this many half-widths away is infinitely far."""

_LONG_ONES: Final = 40


def lies_sideways(quads: Any) -> bool:
    """Do most lines run up or down the picture?"""
    if len(quads) < 3:
        return False
    spans = numpy.ptp(quads, axis=1)
    wide = numpy.maximum(spans[:, 0], spans[:, 1]) > 2 * numpy.minimum(spans[:, 0], spans[:, 1])
    if not wide.any():
        return False
    return bool((spans[wide, 1] > _TALL * spans[wide, 0]).mean() > 0.5)


def half_turned(quads: Any, width: int, height: int) -> Any:
    """Places after the picture was turned upside down; corners start at the top left again."""
    turned = numpy.array([width, height], numpy.float32) - quads
    return numpy.roll(turned, 2, axis=1)


def left_turned(quads: Any, width: int) -> Any:
    """Places after the picture was turned a quarter to the left, as ``numpy.rot90`` turns it."""
    turned = numpy.stack([quads[:, :, 1], width - quads[:, :, 0]], axis=2)
    return numpy.stack([_clockwise(quad) for quad in turned])


def _clockwise(quad: Any) -> Any:
    """Corners of a wide quadrilateral from the top left clockwise."""
    order = quad[numpy.argsort(quad[:, 0], kind="stable")]
    left, right = order[:2], order[2:]
    left, right = left[numpy.argsort(left[:, 1])], right[numpy.argsort(right[:, 1])]
    return numpy.stack([left[0], right[0], right[1], left[1]])


def levelling(quads: Any, width: int, height: int) -> Any:
    """The 3-by-3 matrix that makes lines level, in pixels of the picture.

    Returns:
        The unit matrix when there are too few lines to tell.
    """
    lines = _long_lines(quads)
    if len(lines) < 3:
        return numpy.eye(3)
    middle = numpy.array([width / 2, height / 2])
    half = max(width, height) / 2
    left, right = (lines[:, 0] - middle) / half, (lines[:, 1] - middle) / half
    point = _meeting_point(left, right)
    centre = numpy.array([[1 / half, 0, -middle[0] / half], [0, 1 / half, -middle[1] / half], [0, 0, 1]])
    back = numpy.array([[half, 0, middle[0]], [0, half, middle[1]], [0, 0, 1]])
    return back @ _straightened(point) @ centre


def _long_lines(quads: Any) -> Any:
    """Left and right middle of the longest lines."""
    left, right = (quads[:, 0] + quads[:, 3]) / 2, (quads[:, 1] + quads[:, 2]) / 2
    lengths = numpy.linalg.norm(right - left, axis=1)
    heights = numpy.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)
    useful = lengths > 3 * heights
    order = numpy.argsort(-lengths[useful])[:_LONG_ONES]
    return numpy.stack([left[useful][order], right[useful][order]], axis=1)


def _meeting_point(left: Any, right: Any) -> Any:
    """The homogeneous point nearest to all lines, found again without those that miss it most."""
    ones = numpy.ones((len(left), 1))
    lines = numpy.cross(numpy.hstack([left, ones]), numpy.hstack([right, ones]))
    lengths = numpy.linalg.norm(right - left, axis=1)
    lines = lines / numpy.linalg.norm(lines[:, :2], axis=1, keepdims=True)
    weights = lengths.copy()
    point = numpy.array([1.0, 0.0, 0.0])
    for _ in range(6):
        point = numpy.linalg.svd(lines * weights[:, None])[2][-1]
        slopes = _missed(point, left, right)
        limit = max(1.5 * float(numpy.median(slopes)), 0.004)
        weights = lengths * (slopes <= limit) + 1e-6
    return point


def _missed(point: Any, left: Any, right: Any) -> Any:
    """The angle between each line and the direction from its middle to the point."""
    middle = (left + right) / 2
    towards = point[:2] - point[2] * middle
    along = right - left
    cross = numpy.abs(towards[:, 0] * along[:, 1] - towards[:, 1] * along[:, 0])
    return cross / (numpy.linalg.norm(towards, axis=1) * numpy.linalg.norm(along, axis=1) + 1e-12)


def _straightened(point: Any) -> Any:
    """Turn the meeting point onto the horizontal axis, then push it to infinity."""
    direction = point[:2] if point[0] >= 0 else -point[:2]
    angle = -numpy.arctan2(direction[1], direction[0])
    turn = numpy.array([[numpy.cos(angle), -numpy.sin(angle), 0], [numpy.sin(angle), numpy.cos(angle), 0], [0, 0, 1]])
    x, _, w = turn @ point
    lean = numpy.eye(3)
    if abs(w) * _FAR < abs(x):
        return turn
    lean[2, 0] = -w / x
    return lean @ turn


def moved(matrix: Any, points: Any) -> Any:
    """Points after a projective change."""
    shape = points.shape
    flat = numpy.hstack([points.reshape(-1, 2), numpy.ones((points.size // 2, 1))]) @ matrix.T
    return (flat[:, :2] / flat[:, 2:]).reshape(shape)


def framed(matrix: Any, width: int, height: int, side_most: int) -> tuple[Any, tuple[int, int]]:
    """A change of place with the picture's corners brought back into view, and the size of the view."""
    corners = moved(matrix, numpy.array([(0.0, 0.0), (width, 0), (width, height), (0, height)]))
    low, high = corners.min(axis=0), corners.max(axis=0)
    factor = min(1.0, side_most / float((high - low).max()))
    shift = numpy.array([[factor, 0, -low[0] * factor], [0, factor, -low[1] * factor], [0, 0, 1]])
    size = numpy.maximum(numpy.ceil((high - low) * factor), 1).astype(int)
    return shift @ matrix, (int(size[0]), int(size[1]))
