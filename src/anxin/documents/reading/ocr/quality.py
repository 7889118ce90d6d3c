"""How legible a picture is: how tall its letters are, how sharp, how sure the reader was, how much light there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy

from anxin.documents.reading.base import Legibility
from anxin.documents.reading.ocr.engine import Letter


def legibility_of(pixels: Any, quads: Any, lines: Sequence[Sequence[Letter]], drawn_larger: float) -> Legibility:
    """Measure a picture by its lines.

    Args:
        drawn_larger: how much larger the pixels are than the picture came.
    """
    certain = [letter.confidence for line in lines for letter in line]
    heights = numpy.linalg.norm(quads[:, 3] - quads[:, 0], axis=1) if len(quads) else numpy.zeros(1)
    grey = pixels[::4, ::4].mean(axis=2)
    return Legibility(
        letters=len(certain),
        sure=float(numpy.mean([one > 0.8 for one in certain])) if certain else 0.0,
        height=float(numpy.median(heights)) / drawn_larger,
        sharpness=_sharpness(pixels, quads),
        light=float(numpy.percentile(grey, 75)) / 255,
        glare=float((grey >= 253).mean()),
    )


def _sharpness(pixels: Any, quads: Any) -> float:
    """The steepest edge in the lines over their contrast; 1 is ink beside paper within one pixel."""
    found = []
    for quad in quads[:40]:
        low, high = quad.min(axis=0).astype(int), quad.max(axis=0).astype(int)
        part = pixels[max(low[1], 0) : high[1], max(low[0], 0) : high[0]].mean(axis=2)
        if min(part.shape) < 4:
            continue
        contrast = numpy.percentile(part, 95) - numpy.percentile(part, 5)
        if contrast > 20:
            found.append(float(numpy.percentile(numpy.abs(numpy.diff(part, axis=1)), 98)) / contrast)
    return float(numpy.median(found)) if found else 0.0
