"""Lines found on a map of text."""

import numpy
import pytest

from anxin.documents.reading.ocr.outlines import outlines

pytest.importorskip("cv2")


def a_map(chance: float = 0.9, *, top: int = 40, bottom: int = 52, left: int = 20, right: int = 120) -> numpy.ndarray:
    """A map of 160 by 100 points with one patch of text."""
    chances = numpy.zeros((100, 160), numpy.float32)
    chances[top:bottom, left:right] = chance
    return chances


def test_a_patch_becomes_a_line_that_is_larger_than_it_clockwise_from_its_top_left_and_in_pixels_of_the_picture():
    (quad,) = outlines(a_map(), 200, 320)

    (left, top), (right, _), (_, bottom), (_, last) = quad.tolist()
    assert quad.tolist() == [[left, top], [right, top], [right, bottom], [left, bottom]]
    assert bottom == last
    assert left < 40 < 240 < right
    assert top < 80 < 104 < bottom


@pytest.mark.parametrize("nothing", [a_map(0.45), a_map(top=40, bottom=41), a_map(0.2)])
def test_what_is_pale_or_thin_is_no_line(nothing):
    assert outlines(nothing, 200, 320).shape == (0, 4, 2)


def test_a_line_at_the_edge_stays_on_the_picture():
    (quad,) = outlines(a_map(top=0, bottom=12, left=60, right=160), 200, 320)

    assert quad.min() >= 0
    assert quad[:, 0].max() <= 319
