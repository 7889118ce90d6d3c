"""Receipts from placed words: what one print says for or against another goes into its certainty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.documents.reading import values as v
from anxin.documents.reading.base import Page, Run, Source
from anxin.documents.reading.kinds.receipt import receipt_fields
from anxin.documents.reading.kinds.sheet import Sheet

HEAD = ("票据代码：11060126", "票据号码：0022739009", "校验码：55e825", "交款人：张试骑", "开票日期：2026-11-03")


def lines_of(*texts: str, confidence: float = 0.97, code: str = "") -> Sheet:
    runs = tuple(
        Run(text, 0.1, 0.05 * n, 0.1 + 0.02 * len(text), 0.05 * n + 0.02, confidence) for n, text in enumerate(texts, 1)
    )
    codes = (Run(code, 0.8, 0.1, 0.9, 0.2),) if code else ()
    return Sheet(Source((Page(0, 1000, 1000, runs, codes),), "test", exact=False))


def test_words_that_agree_with_the_figure_make_it_sure_and_others_doubtful() -> None:
    agreeing, _ = receipt_fields(lines_of(*HEAD, "合计（大写）：叁佰零贰元整", "（小写）：302.00"))
    differing, problems = receipt_fields(lines_of(*HEAD, "合计（大写）：叁佰零叁元整", "（小写）：302.00"))

    assert agreeing["total_fen"].value == differing["total_fen"].value == 30200
    assert agreeing["total_fen"].confidence == 0.99
    assert differing["total_fen"].confidence <= 0.6
    assert "words_differ" in {problem.code for problem in problems}


def test_the_sum_in_words_stands_in_for_a_figure_that_was_not_read() -> None:
    fields, _ = receipt_fields(lines_of(*HEAD, "合计（大写）：叁佰零贰元整"))

    assert fields["total_fen"].value == 30200


def test_a_code_of_no_year_near_the_day_is_doubtful() -> None:
    fields, _ = receipt_fields(lines_of("票据代码：11060116", *HEAD[1:]))

    assert fields["ticket_code"].confidence <= 0.7


def test_a_code_that_differs_from_a_plain_print_is_a_finding_and_from_a_smudged_one_is_not() -> None:
    code = "01,10,11060126,0022739008,302.00,20261103,55e825,"

    plain, findings = receipt_fields(lines_of(*HEAD, code=code))
    smudged, none = receipt_fields(lines_of(*HEAD, code=code, confidence=0.6))

    assert "qr_differs" in {one.code for one in findings}
    assert plain["ticket_number"].confidence <= 0.6
    assert "qr_differs" not in {one.code for one in none}
    assert smudged["ticket_number"].value == "0022739008"


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("990104   0757", "990104********0757"),
        ("990104*\t0757", "990104********0757"),
        ("**************6735", "**************6735"),
        ("990103**********45", "990103**********45"),
        ("99010319900517417X", "99010319900517417X"),
        ("12345678901234567890123", None),
    ],
)
def test_the_mask_of_an_id_number_is_completed_to_its_length(printed: str, whole: str | None) -> None:
    assert v.mask_completed(printed) == whole


@given(st.text("0123456789*xX \t", min_size=1, max_size=30))
def test_a_completed_mask_has_the_length_of_an_id_number_or_is_none(text: str) -> None:
    whole = v.mask_completed(text)

    assert whole is None or len(whole) in (15, 18)


@pytest.mark.parametrize(("printed", "value"), [("1cfle8", "1cf1e8"), ("cc0cOd", "cc0c0d"), ("55e825", "55e825")])
def test_letters_that_only_look_like_digits_are_digits_in_a_check_code(printed: str, value: str) -> None:
    fields, _ = receipt_fields(lines_of(*HEAD[:2], f"校验码：{printed}"))

    assert fields["check_code"].value == value
    assert (fields["check_code"].confidence > 0.9) == (printed == value)
