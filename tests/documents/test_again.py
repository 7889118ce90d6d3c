"""Figures that the finding of lines overlooked: seen by their ink, and told from rules, folds and seals."""

import numpy
from PIL import Image, ImageDraw

from anxin.documents.reading.ocr.again import overlooked

PAPER = (228, 226, 222)


def a_sheet(*, mark: tuple[int, int, int, int], colour: tuple[int, int, int] = (50, 50, 50)) -> numpy.ndarray:
    """Three lines of print in bars, and one mark beside them."""
    image = Image.new("RGB", (600, 400), PAPER)
    pen = ImageDraw.Draw(image)
    for y in (100, 160, 220):
        for x in range(60, 300, 16):
            pen.rectangle([x, y, x + 8, y + 20], fill=(50, 50, 50))
        pen.rectangle([500, y, 540, y + 20], fill=(50, 50, 50))
    pen.rectangle(mark, fill=colour)
    return numpy.asarray(image)


def lines() -> numpy.ndarray:
    spans = [(left, right, y) for y in (100, 160, 220) for left, right in ((58, 302), (498, 542))]
    return numpy.array(
        [[(left, y), (right, y), (right, y + 20), (left, y + 20)] for left, right, y in spans], numpy.float32
    )


def test_ink_level_with_a_line_is_seen_where_it_stands() -> None:
    (place,) = overlooked(a_sheet(mark=(400, 162, 408, 178)), lines())

    assert place[:, 0].min() < 400 < 408 < place[:, 0].max()
    assert place[:, 1].min() < 162 < 178 < place[:, 1].max()


def test_rules_folds_seals_and_marks_between_lines_are_left_alone() -> None:
    rule, fold, between = (400, 90, 403, 250), (310, 168, 490, 170), (400, 132, 408, 148)

    assert [len(overlooked(a_sheet(mark=mark), lines())) for mark in (rule, fold, between)] == [0, 0, 0]
    assert len(overlooked(a_sheet(mark=(400, 162, 408, 178), colour=(222, 140, 135)), lines())) == 0
