"""What is said at the moment of the photograph, and what is not told because nobody could read it."""

from dataclasses import replace

import pytest

from anxin.documents.reading.base import Found, Legibility, Page, Run, Source
from anxin.documents.reading.coach import advice, corner, refusal
from anxin.documents.reading.read import _understood
from anxin.documents.types import Box, PaperKind

CLEAR = Legibility(letters=300, sure=0.98, height=30, sharpness=0.5, light=0.8, glare=0.0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sure": 0.4, "light": 0.2}, "dark"),
        ({"sure": 0.9, "glare": 0.4, "sharpness": 0.2}, "glare"),
        ({"sure": 0.3, "height": 12}, "too_far"),
        ({"sure": 0.3, "sharpness": 0.15}, "blurred"),
        ({"sure": 0.3}, "illegible"),
    ],
)
def test_an_awful_picture_is_refused_with_the_reason_that_helps(change: dict[str, float], code: str) -> None:
    problem = refusal(replace(CLEAR, **change))

    assert problem is not None
    assert problem.code == code
    assert problem.sentence.endswith("再拍一张。")


@pytest.mark.parametrize("seen", [CLEAR, replace(CLEAR, glare=0.9), replace(CLEAR, letters=3, sure=0.1), None])
def test_clear_pictures_scans_and_pictures_without_text_are_not_refused(seen: Legibility | None) -> None:
    assert refusal(seen) is None


def test_a_paper_on_which_nothing_can_be_read_is_to_be_taken_again_unless_its_code_speaks_for_it() -> None:
    nothing = replace(CLEAR, letters=3, sure=0.1)
    code = Run("01,10,11060126,0022739009,302.00,20261123,55e825,", 0.8, 0.1, 0.9, 0.2)
    blank = Source((Page(0, 1000, 700, ()),), "image 2", exact=False, legibility=nothing)
    coded = replace(blank, pages=(Page(0, 1000, 700, (), (code,)),))

    refused, read = (_understood(source, "image/jpeg", PaperKind.RECEIPT) for source in (blank, coded))

    assert [one.code for one in refused.problems] == ["no_text"]
    assert not refused.readable
    assert read.readable
    assert read.fields["ticket_number"].value == "0022739009"
    assert _understood(blank, "image/jpeg", PaperKind.SCENE_PHOTO).readable


def a_photo(*runs: Run, seen: Legibility = CLEAR) -> Source:
    return Source((Page(0, 1000, 700, runs),), "image 2", exact=False, legibility=seen)


def test_an_unclear_field_is_named_with_the_corner_it_stands_in() -> None:
    source = a_photo(Run("校验码：??", 0.7, 0.1, 0.9, 0.13))
    fields = {"total_fen": Found(30200, 0.4, (Box(0, 0.1, 0.85, 0.2, 0.88),))}

    said = {problem.field: problem.sentence for problem in advice(PaperKind.RECEIPT, source, fields)}

    assert said["check_code"] == "右上角的校验码看不清，请靠近再拍一张。"
    assert "total_fen" not in said or said["total_fen"].startswith("左下角的金额合计")
    assert len(said) == 3


def test_what_is_not_on_the_picture_is_asked_to_be_in_it() -> None:
    said = advice(PaperKind.BANK_CARD, a_photo(), {})

    assert [(one.code, one.sentence) for one in said] == [
        ("not_seen", "没有看到卡号，请把整张社保卡或银行卡拍进画面。")
    ]


def test_a_file_with_text_needs_no_advice() -> None:
    assert advice(PaperKind.RECEIPT, replace(a_photo(), exact=True), {}) == ()


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [(0.1, 0.1, "左上角"), (0.9, 0.9, "右下角"), (0.5, 0.1, "上方"), (0.5, 0.5, "中间"), (0.9, 0.5, "右边")],
)
def test_places_are_named_as_people_name_them(x: float, y: float, words: str) -> None:
    assert corner(Box(0, x, y, x, y)) == words


def test_nothing_is_guessed_from_a_refused_picture() -> None:
    source = a_photo(Run("票据代码：11060126", 0.1, 0.1, 0.4, 0.13), seen=replace(CLEAR, sure=0.2))

    result = _understood(source, "image/jpeg", PaperKind.RECEIPT)

    assert (result.readable, dict(result.fields)) == (False, {})


def test_a_photo_of_the_scene_may_be_as_blurred_as_it_is() -> None:
    source = a_photo(Run("出口", 0.1, 0.1, 0.4, 0.13), seen=replace(CLEAR, sure=0.2))

    assert _understood(source, "image/jpeg", PaperKind.SCENE_PHOTO).readable
