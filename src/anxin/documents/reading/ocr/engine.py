"""The two models: where lines are on a picture, and which letters a line holds with how much certainty each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from anxin.documents.reading.ocr.outlines import outlines

THREADS: Final = 2
DETECT_SIDE: Final = 960
"""Finding lines costs four fifths of the time above this and gains nothing on papers of one page."""

_LINE_HEIGHT: Final = 48
_BATCH_PIXELS: Final = 48 * 2600
"""Work at once, so that memory stays level whatever a page holds."""

_WIDEST: Final = 2400
_STEP: Final = 8
"""Pixels of a line for each step of the model."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was read: where its middle lies along the line (0 to 1) and how sure the model is of it."""

    sign: str
    at: float
    confidence: float


def available() -> bool:
    """Are the packages installed?"""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def warm() -> None:
    """Load both models, so that the first paper does not wait for them."""
    if available():
        _session("det")
        _signs()


def detect(pixels: Any, side: int = DETECT_SIDE) -> Any:
    """The lines of text on a picture.

    Args:
        pixels: RGB, height by width by 3.

    Returns:
        An array of quadrilaterals in pixels, corners from the top left of the text clockwise.
    """
    import cv2
    import numpy

    height, width = pixels.shape[:2]
    ratio = min(1.0, side / max(height, width))
    size = tuple(max(32, round(edge * ratio / 32) * 32) for edge in (width, height))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    tensor = (small[:, :, ::-1].astype(numpy.float32) / 127.5 - 1).transpose(2, 0, 1)[None]
    found = _session("det").run(None, {"x": numpy.ascontiguousarray(tensor)})[0]
    return outlines(found[0, 0], height, width)


def cut(pixels: Any, quad: Any) -> Any:
    """The picture of one line, level."""
    import cv2
    import numpy

    width = max(int(numpy.linalg.norm(quad[1] - quad[0])), int(numpy.linalg.norm(quad[2] - quad[3])), 4)
    height = max(int(numpy.linalg.norm(quad[3] - quad[0])), int(numpy.linalg.norm(quad[2] - quad[1])), 4)
    goal = numpy.array([(0, 0), (width, 0), (width, height), (0, height)], numpy.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(numpy.float32), goal)
    return cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def recognise(crops: Sequence[Any]) -> list[tuple[Letter, ...]]:
    """The letters of cut-out lines (RGB), in the order given."""
    lines: list[tuple[Letter, ...]] = [()] * len(crops)
    for batch in _batches(crops):
        for index, letters in zip(batch, _read([crops[index] for index in batch]), strict=True):
            lines[index] = letters
    return lines


def _batches(crops: Sequence[Any]) -> Iterator[list[int]]:
    """Lines of like width together, because the widest of a batch sets its cost."""
    order = sorted(range(len(crops)), key=lambda index: crops[index].shape[1] / crops[index].shape[0])
    batch: list[int] = []
    for index in order:
        width = _goal_width(crops[index])
        if batch and (
            (len(batch) + 1) * width * _LINE_HEIGHT > _BATCH_PIXELS or width > 1.35 * _goal_width(crops[batch[0]])
        ):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _goal_width(crop: Any) -> int:
    width = _LINE_HEIGHT * crop.shape[1] / max(crop.shape[0], 1)
    return int(min(max(width, 64), _WIDEST))


def _read(crops: Sequence[Any]) -> Iterator[tuple[Letter, ...]]:
    import cv2
    import numpy

    widths = [_goal_width(crop) for crop in crops]
    full = -(-max(widths) // 32) * 32
    tensor = numpy.zeros((len(crops), 3, _LINE_HEIGHT, full), numpy.float32)
    for row, (crop, width) in enumerate(zip(crops, widths, strict=True)):
        scaled = cv2.resize(
            crop,
            (width, _LINE_HEIGHT),
            interpolation=cv2.INTER_AREA if crop.shape[0] > _LINE_HEIGHT else cv2.INTER_CUBIC,
        )
        tensor[row, :, :, :width] = (scaled[:, :, ::-1].astype(numpy.float32) / 127.5 - 1).transpose(2, 0, 1)
    chances = _session("rec").run(None, {"x": tensor})[0]
    best, sure = chances.argmax(axis=2), chances.max(axis=2)
    for row, width in enumerate(widths):
        yield tuple(_letters(best[row], sure[row], width))


def _letters(best: Any, sure: Any, width: int) -> Iterator[Letter]:
    """Collapse the steps of the model to letters: the same sign in neighbouring steps is one letter."""
    signs = _signs()
    before = 0
    for step, (index, chance) in enumerate(zip(best.tolist(), sure.tolist(), strict=True)):
        if index and index != before:
            yield Letter(signs[index], min((step + 0.5) * _STEP / width, 1.0), chance)
        before = index


@lru_cache(maxsize=1)
def _signs() -> tuple[str, ...]:
    """The letters that the model knows, in its order; the first stands for nothing."""
    listed = _session("rec").get_modelmeta().custom_metadata_map["character"].splitlines()
    return ("", *listed, " ")


@lru_cache(maxsize=2)
def _session(task: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(THREADS, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Threads that wait by turning take a quarter longer on a busy machine, and their waiting counts as our time.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(_model(task)), options, providers=["CPUExecutionProvider"])


def _model(task: str) -> Path:
    spec = find_spec("rapidocr")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "models" / f"PP-OCRv6_{task}_small.onnx"
