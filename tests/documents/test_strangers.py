"""Papers in layouts that the reader was not made by: charges over two lines, without heads, on the pages of phones."""

import random
from pathlib import Path

import pytest
from django.conf import settings

from anxin.documents.bench.papers import STRANGERS, a_paper
from anxin.documents.bench.scoring import score
from anxin.documents.reading import read_bytes
from anxin.documents.reading.base import Page, Run, Source
from anxin.documents.reading.kinds.items import items_of
from anxin.documents.reading.kinds.sheet import Sheet
from anxin.documents.specimens.sheets import Fonts, pdf


@pytest.mark.parametrize("layout", STRANGERS)
def test_a_strangers_paper_with_text_is_read_whole(layout: str) -> None:
    drawn = a_paper(layout, 0)

    result = read_bytes("", pdf(drawn.paper, Fonts(Path(settings.ANXIN_NODE_MODULES))))

    found = score(drawn.kind, drawn.truth, result, layout)
    assert found.misses == []
    assert found.kinds_right == 1


def a_sheet(*lines: tuple[tuple[float, str], ...], pitch: float = 0.03) -> Sheet:
    """Lines of pieces, each with where it begins; letters of one height."""
    runs = [
        Run(text, x, 0.1 + pitch * number, x + 0.015 * len(text), 0.12 + pitch * number)
        for number, line in enumerate(lines)
        for x, text in line
    ]
    return Sheet(Source((Page(0, 1000, 1400, tuple(runs)),), "test", exact=True))


HEADS = ((0.05, "项目名称"), (0.5, "数量"), (0.7, "金额"))


def names(sheet: Sheet, total_fen: int) -> list[tuple[str, int]]:
    found = items_of(sheet, total_fen)
    assert found is not None
    return [(row["name"], row["amount_fen"]) for row in found.value]


def test_the_rest_of_a_name_goes_to_the_line_whose_bracket_it_closes() -> None:
    sheet = a_sheet(
        HEADS,
        ((0.05, "换药(含一次性"), (0.5, "1"), (0.7, "15.00")),
        ((0.05, "耗材)"),),
        ((0.05, "石膏固定术"), (0.5, "1"), (0.7, "85.00")),
    )

    assert names(sheet, 10000) == [("换药(含一次性耗材)", 1500), ("石膏固定术", 8500)]


def test_names_above_their_figures_are_not_taken_for_the_line_before() -> None:
    sheet = a_sheet(
        HEADS,
        ((0.05, "换药"),),
        ((0.5, "1"), (0.7, "15.00")),
        ((0.05, "石膏固定术"),),
        ((0.5, "1"), (0.7, "85.00")),
    )

    assert names(sheet, 10000) == [("换药", 1500), ("石膏固定术", 8500)]


def test_a_second_column_of_amounts_is_not_the_amount() -> None:
    sheet = a_sheet(
        (*HEADS, (0.85, "自付金额")),
        ((0.05, "换药"), (0.5, "1"), (0.7, "15.00"), (0.87, "0.00")),
    )

    assert names(sheet, 1500) == [("换药", 1500)]


def test_words_that_strayed_make_the_lines_doubtful() -> None:
    straight = a_sheet(HEADS, ((0.05, "换药"), (0.5, "1"), (0.7, "15.00")))
    strayed = a_sheet(HEADS, ((0.05, "换药"), (0.5, "1"), (0.7, "15.00")), ((0.3, "另加材料"),))

    good, doubtful = items_of(straight, 1500), items_of(strayed, 1500)

    assert good is not None
    assert doubtful is not None
    assert good.confidence > 0.9 > doubtful.confidence


def test_lines_of_a_phone_without_heads_are_read_with_less_certainty() -> None:
    sheet = a_sheet(((0.05, "换药"), (0.7, "¥30.00")), ((0.05, "单价:15.00元"), (0.4, "数量:2次")))

    found = items_of(sheet, 3000)

    assert found is not None
    assert found.value[0]["quantity"] == 2
    assert found.confidence < 0.8


def test_any_shuffle_of_pieces_gives_the_same_lines() -> None:
    """Readers hand pieces over in any order; rows are made of places alone."""
    sheet = a_sheet(HEADS, ((0.05, "换药"), (0.5, "1"), (0.7, "15.00")), ((0.05, "石膏"), (0.5, "1"), (0.7, "85.00")))
    page = sheet.source.pages[0]
    mixed = list(page.runs)
    random.Random(4).shuffle(mixed)

    shuffled = Sheet(Source((Page(0, page.width, page.height, tuple(mixed)),), "test", exact=True))

    assert names(shuffled, 10000) == names(sheet, 10000)
