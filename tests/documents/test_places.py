"""Rows, labels and tables by their places alone: drawn words with boxes, no picture and no recognition."""

from itertools import pairwise

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.documents.reading.base import Page, Run, Source
from anxin.documents.reading.kinds.items import items_of
from anxin.documents.reading.kinds.sheet import Sheet
from anxin.documents.reading.ocr import straight
from anxin.documents.reading.rows import rows_of


def word(text: str, x: float, y: float, *, tall: float = 0.02, confidence: float = 1.0) -> Run:
    """A word whose letters are half as wide as tall, Chinese ones twice that."""
    wide = sum(0.5 if ord(letter) < 0x2E80 else 1.0 for letter in text) * tall
    return Run(text, x, y, x + wide, y + tall, confidence)


def sheet(*runs: Run) -> Sheet:
    return Sheet(Source((Page(0, 1000, 1000, runs),), "test", exact=False))


@given(drift=st.floats(-0.012, 0.012), rows=st.integers(2, 8), columns=st.integers(2, 6))
def test_rows_hold_together_on_paper_that_is_not_quite_flat(drift: float, rows: int, columns: int) -> None:
    runs = [
        word(f"{row}{column}", 0.05 + 0.15 * column, 0.1 + 0.03 * row + drift * column)
        for row in range(rows)
        for column in range(columns)
    ]

    found = rows_of(runs)

    if abs(drift) < 0.009:
        assert [[run.text for run in row] for row in found] == [
            [f"{row}{column}" for column in range(columns)] for row in range(rows)
        ]
    assert sorted(run.text for row in found for run in row) == sorted(run.text for run in runs)


@pytest.mark.parametrize(
    "runs",
    [
        (word("姓名：张试骑", 0.1, 0.1),),
        (word("姓 名", 0.1, 0.1), word("张试骑", 0.2, 0.1)),
        (word("姓名张试骑", 0.1, 0.1),),
        (word("姓名", 0.1, 0.1), word("性别", 0.3, 0.1), word("张试骑", 0.1, 0.14), word("男", 0.3, 0.14)),
        (word("登记姓名：张试骑", 0.1, 0.1),),
    ],
)
def test_a_value_is_found_however_its_label_is_printed(runs: tuple[Run, ...]) -> None:
    found = sheet(*runs).after(("姓名",), value=r"[\u4e00-\u9fff]{2,4}")

    assert found is not None
    assert found.value == "张试骑"


def test_one_misread_letter_of_a_label_costs_certainty_but_not_the_value() -> None:
    found = sheet(word("票椐号码：0022739009", 0.1, 0.1)).after(("票据号码",), value=r"\d{10}")

    assert found is not None
    assert found.value == "0022739009"
    assert found.confidence < 0.96


def test_a_plain_label_wins_over_a_likeness_above_it() -> None:
    lines = (word("患者费用明细清单", 0.3, 0.05), word("患者：张试骑", 0.1, 0.1))

    found = sheet(*lines).after(("患者",), value=r"[\u4e00-\u9fff]{2,6}")

    assert found is not None
    assert found.value == "张试骑"


def test_a_value_is_as_sure_as_its_least_sure_letter() -> None:
    letters = tuple((0.1 + 0.01 * index, sure) for index, sure in enumerate((1.0, 1.0, 0.4, 1.0, 1.0, 1.0)))
    run = Run("校验:ab", 0.1, 0.1, 0.2, 0.12, 0.9, letters[:5])

    found = sheet(run).after(("校验",), value=r"[a-z]{2}")

    assert found is not None
    assert found.confidence > 0.98


def a_row(y: float, *cells: tuple[str, float]) -> tuple[Run, ...]:
    return tuple(word(text, x, y) for text, x in cells if text)


def test_a_class_in_front_of_the_name_is_no_part_of_it() -> None:
    found = items_of(
        sheet(
            *a_row(0.1, ("费用类别", 0.05), ("项目名称", 0.2), ("数量", 0.5), ("单位", 0.6), ("金额(元)", 0.75)),
            *a_row(0.14, ("西药费", 0.05), ("布洛芬缓释胶囊", 0.2), ("2", 0.51), ("盒", 0.61), ("52.00", 0.78)),
        ),
        5200,
    )

    assert found is not None
    assert found.value == [
        {"name": "布洛芬缓释胶囊", "quantity": 2, "unit": "盒", "amount_fen": 5200, "category": "西药费"}
    ]


def test_three_tables_side_by_side_are_three_tables() -> None:
    heads = [cell for x in (0.05, 0.38, 0.71) for cell in (("项目名称", x), ("金额(元)", x + 0.15))]
    rows = [cell for name, x, fen in (("西药费", 0.06, "1.10"), ("检查费", 0.39, "2.20"), ("治疗费", 0.72, "3.30"))
            for cell in ((name, x), (fen, x + 0.2))]  # fmt: skip

    found = items_of(sheet(*a_row(0.1, *heads), *a_row(0.14, *rows)), 660)

    assert found is not None
    assert [(row["name"], row["amount_fen"]) for row in found.value] == [
        ("西药费", 110),
        ("检查费", 220),
        ("治疗费", 330),
    ]


def test_lines_that_do_not_add_up_are_not_sure() -> None:
    table = (*a_row(0.1, ("项目名称", 0.1), ("金额", 0.5)), *a_row(0.14, ("挂号", 0.1), ("10.00", 0.5)))

    right, wrong = items_of(sheet(*table), 1000), items_of(sheet(*table), 1100)

    assert right is not None
    assert wrong is not None
    assert wrong.confidence < 0.75 < right.confidence


def test_a_table_whose_head_was_not_read_is_still_read_with_less_certainty() -> None:
    found = items_of(sheet(*a_row(0.14, ("布洛芬缓释胶囊", 0.1), ("2盒", 0.4), ("52.00", 0.6))), 5200)

    assert found is not None
    assert found.value[0] | {"unit": None} == {
        "name": "布洛芬缓释胶囊",
        "quantity": 2,
        "unit": None,
        "amount_fen": 5200,
        "category": None,
    }
    assert found.confidence < 0.8


def quads(angle: float, lean: float) -> numpy.ndarray:
    """Twelve lines of print, turned and leaning as a photograph shows them."""
    base = numpy.array(
        [[(100.0, 60 * n), (700.0, 60 * n), (700.0, 60 * n + 20), (100.0, 60 * n + 20)] for n in range(1, 13)]
    )
    turn = numpy.radians(angle)
    matrix = numpy.array(
        [[numpy.cos(turn), -numpy.sin(turn), 0], [numpy.sin(turn), numpy.cos(turn), 0], [lean / 1000, lean / 3000, 1]]
    )
    return straight.moved(matrix, base)


@given(angle=st.floats(-15, 15), lean=st.floats(-0.25, 0.25))
def test_lines_of_a_turned_and_leaning_paper_become_level(angle: float, lean: float) -> None:
    found = quads(angle, lean)

    level = straight.moved(straight.levelling(found, 800, 800), found)

    slopes = (level[:, 1, 1] - level[:, 0, 1]) / (level[:, 1, 0] - level[:, 0, 0])
    assert numpy.abs(slopes).max() < 0.01
    tops = level[:, 0, 1]
    assert all(lower > upper for upper, lower in pairwise(tops))


def test_places_follow_a_picture_that_is_turned() -> None:
    picture = numpy.zeros((40, 100), numpy.uint8)
    picture[5:10, 20:60] = 255
    place = numpy.array([[(20, 5), (60, 5), (60, 10), (20, 10)]], numpy.float32)

    on_its_head = straight.half_turned(place, 100, 40)[0]
    upside_down = picture[::-1, ::-1]

    low, high = on_its_head.min(axis=0).astype(int), on_its_head.max(axis=0).astype(int)
    assert upside_down[low[1] : high[1], low[0] : high[0]].min() == 255
