"""Text on pictures, through the packaged models. Optional: without the packages a page simply has no text.

Only the models inside the package are used; naming any other would make the library go to the network.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from importlib.util import find_spec
from statistics import median
from typing import Any, Final

from PIL import Image

from anxin.documents.reading.base import Run

SIDE_MOST: Final = 1280
"""As accurate as 2,000 on receipts of 1,600 pixels, at two thirds of the time."""

_TILT_LEAST_DEGREES: Final = 0.4
_TALL: Final = 1.5


def available() -> bool:
    """Are the packages installed?"""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read_picture(image: Image.Image) -> tuple[Image.Image, tuple[Run, ...]]:
    """The text on a picture and the picture it stands on, which was turned so that lines are level."""
    polygons, texts, scores = _detect(image)
    if _lies_on_its_side(polygons):
        image = _better_side(image)
        polygons, texts, scores = _detect(image)
    angle = _tilt(polygons)
    if abs(angle) >= _TILT_LEAST_DEGREES:
        image, polygons = _level(image, polygons, angle)
    width, height = image.size
    runs = [
        Run(_simplified(text), *_hull(polygon, width, height), confidence=float(score))
        for polygon, text, score in zip(polygons, texts, scores, strict=True)
        if text.strip()
    ]
    return image, tuple(runs)


Polygon = list[tuple[float, float]]


def _detect(image: Image.Image) -> tuple[list[Polygon], list[str], list[float]]:
    import numpy

    found = _engine()(numpy.asarray(image)[:, :, ::-1])
    if found.boxes is None or found.txts is None or found.scores is None:
        return [], [], []
    polygons = [[(float(x), float(y)) for x, y in box] for box in found.boxes]
    return polygons, list(found.txts), [float(score) for score in found.scores]


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(
        params={
            "Global.max_side_len": SIDE_MOST,
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": 2,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def _simplified(text: str) -> str:
    """The model knows traditional characters and sometimes prefers them (黄 -> 黃)."""
    return str(_converter().convert(text))


def _lies_on_its_side(polygons: list[Polygon]) -> bool:
    if len(polygons) < 4:
        return False
    tall = [polygon for polygon in polygons if _size(polygon)[1] > _TALL * _size(polygon)[0]]
    return len(tall) > len(polygons) / 2


def _better_side(image: Image.Image) -> Image.Image:
    """A picture that lies on its side, turned the way that reads with more certainty."""
    turned = [image.transpose(way) for way in (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270)]
    return max(turned, key=lambda candidate: sum(_detect(candidate)[2]))


def _size(polygon: Polygon) -> tuple[float, float]:
    xs, ys = [x for x, _ in polygon], [y for _, y in polygon]
    return max(xs) - min(xs), max(ys) - min(ys)


def _tilt(polygons: list[Polygon]) -> float:
    """How far lines rise or fall, in degrees: the middle of the long ones, which show it best."""
    from math import atan2, degrees

    long_ones = sorted(polygons, key=lambda polygon: -_size(polygon)[0])[:15]
    angles = [degrees(atan2(p[1][1] - p[0][1], p[1][0] - p[0][0])) for p in long_ones]
    return median(angles) if angles else 0.0


def _level(image: Image.Image, polygons: list[Polygon], angle: float) -> tuple[Image.Image, list[Polygon]]:
    """Turn picture and places together, so that every box still lies on its text."""
    from math import cos, radians, sin

    before = image.size
    turned = image.rotate(angle, resample=Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    sine, cosine = sin(radians(angle)), cos(radians(angle))
    middle, goal = (before[0] / 2, before[1] / 2), (turned.width / 2, turned.height / 2)

    def moved(x: float, y: float) -> tuple[float, float]:
        dx, dy = x - middle[0], y - middle[1]
        return goal[0] + dx * cosine + dy * sine, goal[1] - dx * sine + dy * cosine

    return turned, [[moved(x, y) for x, y in polygon] for polygon in polygons]


def _hull(polygon: Polygon, width: int, height: int) -> tuple[float, float, float, float]:
    xs, ys = [x / width for x, _ in polygon], [y / height for _, y in polygon]
    return max(min(xs), 0.0), max(min(ys), 0.0), min(max(xs), 1.0), min(max(ys), 1.0)
