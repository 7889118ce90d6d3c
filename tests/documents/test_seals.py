"""Red ink across black print: taken off the line, told apart from what is printed in red, and from what a seal says."""

import math

import numpy
import pytest

from anxin.documents.reading.ocr.seals import in_a_ring, is_printed_red, rings_on, without_red

PAPER, BLACK, SEAL = (225, 225, 222), (60, 60, 60), (215, 130, 128)


def a_line(*colours: tuple[int, int, int]) -> numpy.ndarray:
    """A line with one block of ink for each letter."""
    crop = numpy.full((40, 40 * len(colours), 3), PAPER, numpy.uint8)
    for number, colour in enumerate(colours):
        crop[8:32, 40 * number + 8 : 40 * number + 32] = colour
    return crop


def a_ring(*, gaps: int = 0) -> numpy.ndarray:
    """A sheet with a red ring of 100 around (300, 200), so many of its 24 parts not inked."""
    sheet = numpy.full((600, 800, 3), PAPER, numpy.uint8)
    for step in range(24 * 30):
        if step // 30 >= gaps:
            angle = 2 * math.pi * step / (24 * 30)
            x, y = round(300 + 100 * math.cos(angle)), round(200 + 100 * math.sin(angle))
            sheet[y - 3 : y + 4, x - 3 : x + 4] = SEAL
    return sheet


@pytest.mark.parametrize("light", [1.0, 0.5])
def test_red_ink_goes_and_black_print_stays_in_any_light(light: float) -> None:
    crop = (a_line(BLACK, BLACK, SEAL) * light).astype(numpy.uint8)

    cleaned = without_red(crop)

    assert cleaned[20, 100].min() > 0.95 * cleaned[2, 2].max()
    assert cleaned[20, 20].max() < 0.4 * cleaned[2, 2].max()


def test_black_lines_and_lines_printed_in_red_stay_as_they_are() -> None:
    black, red = a_line(BLACK, BLACK), a_line(SEAL, SEAL)

    assert without_red(black) is black
    assert without_red(red) is red
    assert (is_printed_red(black), is_printed_red(red)) == (False, True)


def test_a_ring_is_found_though_it_was_stamped_badly_and_two_thirds_of_one_is_none() -> None:
    (ring,) = rings_on(a_ring(gaps=3))

    assert in_a_ring(numpy.array([(280, 190), (320, 190), (320, 210), (280, 210)]), [ring])
    assert not in_a_ring(numpy.array([(500, 190), (540, 190), (540, 210), (500, 210)]), [ring])
    assert rings_on(a_ring(gaps=12)) == []
