"""A glance at a photograph (先看一眼): in a tenth of a second, whether it is worth reading.

The full reading takes seconds; whoever holds the phone should know at once that the picture is blurred, dark, burnt
out or cut off. No text is read here. A fault is named only when it is plain: what is doubtful the reading will say.
"""

from __future__ import annotations

from typing import Any, Final

import numpy
from PIL import Image

from anxin.documents.reading.base import Limits, NotReadable
from anxin.documents.reading.pictures import picture_open

CLEAR: Final = "clear"
_SIDE: Final = 1600
_TILE: Final = 40
_CONTRAST_LEAST: Final = 45
"""Between the brightest and the darkest of a tile; with less there is no print on it."""

_TILES_LEAST: Final = 12
_SHORT_SIDE_LEAST: Final = 500
_SHARP_LEAST: Final = 0.18
"""Of drawn photographs those that can be read have 0.43 and more, shaken ones 0.14 and less."""

_GLARE_MOST: Final = 0.3
_SHARP_IN_GLARE: Final = 0.33
"""White with sharp letters is a scan; burnt-out paper leaves soft ones."""

_LIGHT_LEAST: Final = 0.24
_EDGE: Final = 0.008
_CROSSINGS_MOST: Final = 4
"""A paper that lies within the picture has none or one."""


def warm() -> None:
    """Look at an empty picture, so that the first glance finds everything loaded."""
    fault_of(_grey(Image.new("L", (_SHORT_SIDE_LEAST, _SHORT_SIDE_LEAST), "white")))


def glance(content: bytes, limits: Limits) -> str:
    """The code of the plainest fault of a photograph, ``clear`` without one, nothing for what is no picture."""
    try:
        image = picture_open(content, limits)
    except NotReadable:
        return ""
    if min(image.size) < _SHORT_SIDE_LEAST:
        return "too_small"
    return fault_of(_grey(image)) or CLEAR


def _grey(image: Image.Image) -> Any:
    small = image.convert("L")
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    return numpy.asarray(small, numpy.float32)


def fault_of(grey: Any) -> str:
    """What is plainly wrong with a grey picture; nothing where it may be read."""
    if numpy.percentile(grey, 75) / 255 < _LIGHT_LEAST:
        return "dark"
    tiles = _tiles(grey)
    printed = tiles[_contrast(tiles) > _CONTRAST_LEAST]
    burnt_out = float((grey >= 253).mean()) > _GLARE_MOST
    if len(printed) < _TILES_LEAST:
        return "glare" if burnt_out else "blurred"
    sharp = _sharpness(printed)
    if sharp < _SHARP_LEAST:
        return "blurred"
    if burnt_out and sharp < _SHARP_IN_GLARE:
        return "glare"
    return "cut_off" if _cut_off(grey) else ""


def _tiles(grey: Any) -> Any:
    high, wide = (edge // _TILE for edge in grey.shape)
    part = grey[: high * _TILE, : wide * _TILE]
    return part.reshape(high, _TILE, wide, _TILE).swapaxes(1, 2).reshape(-1, _TILE, _TILE)


def _contrast(tiles: Any) -> Any:
    low, high = numpy.percentile(tiles.reshape(len(tiles), -1), (4, 96), axis=1)
    return high - low


def _sharpness(tiles: Any) -> float:
    """The steepest edges of the tiles with print over their contrast; the sharper half counts."""
    steps = numpy.abs(numpy.diff(tiles, axis=2)).reshape(len(tiles), -1)
    return float(numpy.percentile(numpy.percentile(steps, 98, axis=1) / _contrast(tiles), 60))


def _cut_off(grey: Any) -> bool:
    """Does print run over an edge of the picture: many changes from light to dark along its outermost strip?"""
    deep = max(round(_EDGE * max(grey.shape)), 3)
    paper = float(numpy.percentile(grey, 75))
    strips = (grey[:deep], grey[-deep:], grey[:, :deep].T, grey[:, -deep:].T)
    return any(_crossings(strip.min(axis=0), paper) > _CROSSINGS_MOST for strip in strips)


def _crossings(strip: Any, paper: float) -> int:
    """How often a strip of bright paper turns dark: nought where the strip is no paper."""
    if numpy.median(strip) < 0.6 * paper:
        return 0
    dark = strip < 0.72 * float(numpy.median(strip))
    return int((dark[1:] & ~dark[:-1]).sum())
