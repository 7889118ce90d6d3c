"""Papers in layouts that the reader was not made by: charges over two lines, without heads, on the pages of phones."""

import random
from pathlib import Path

import pytest
from django.conf import settings

from anxin.documents.bench.papers import STRANGERS, a_paper
from anxin.documents.bench.scoring import score
from anxin.documents.reading.base import Page, Run, Source
from anxin.documents.reading.kinds.items import items_of
from anxin.documents.reading.kinds.receipt import receipt_fields
from anxin.documents.reading.kinds.sheet import Sheet
from anxin.documents.reading.read import read_bytes
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


def test_figures_without_heads_are_told_apart_by_what_they_multiply_to() -> None:
    def row(count: str, price: str, amount: str) -> Sheet:
        figures = ((0.58, count), (0.66, price), (0.75, amount), (0.88, "0.00"))
        return a_sheet(((0.05, "11-20"), (0.15, "换药"), (0.4, "318987979"), *figures))

    plain, either = items_of(row("2.00", "15.35", "30.70"), 3070), items_of(row("2.00", "15.00", "30.00"), 3000)

    assert plain is not None
    assert either is not None
    assert [plain.value[0][key] for key in ("name", "quantity", "amount_fen")] == ["换药", 2, 3070]
    assert [either.value[0][key] for key in ("name", "quantity", "amount_fen")] == ["换药", None, 3000]


def test_a_label_with_a_misread_letter_still_says_how_many() -> None:
    sheet = a_sheet(((0.05, "换药"), (0.7, "30.00")), ((0.05, "单价:15.00元"), (0.4, "数后:2次")))

    found = items_of(sheet, 3000)

    assert found is not None
    assert (found.value[0]["quantity"], found.value[0]["amount_fen"]) == (2, 3000)


def test_an_amount_without_its_point_is_what_price_and_count_make() -> None:
    heads = ((0.05, "项目名称"), (0.45, "数量"), (0.6, "单价"), (0.8, "金额"))
    right = ((0.05, "换药"), (0.45, "2"), (0.6, "15.00"), (0.8, "3000"))
    other = ((0.05, "换药"), (0.45, "3"), (0.6, "15.00"), (0.8, "3000"))

    assert [names(a_sheet(heads, row), 3000) for row in (right, other)] == [[("换药", 3000)], [("换药", 300000)]]


def test_a_label_in_two_languages_and_a_label_beside_a_label_are_no_values() -> None:
    two = a_sheet(((0.05, "交款人 Payer：何乙"), (0.5, "校验码 Check：7641ce")))
    grid = a_sheet(
        ((0.05, "交款人"), (0.3, "交款人证件号码"), (0.7, "开票日期")),
        ((0.05, "薛拟"), (0.3, "990106********5656"), (0.7, "2025-06-06")),
    )

    said = [two.after(("交款人",), value=r"[\u4e00-\u9fff]{2,20}"), two.after(("校验码",), value=r"[0-9a-f]{6}")]

    assert [one.value for one in said if one] == ["何乙", "7641ce"]
    assert receipt_fields(grid)[0]["payer"].value == "薛拟"
