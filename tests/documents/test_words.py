"""Doubtful letters put right by the words they stand in; nothing else is touched, and nothing becomes sure by it."""

import pytest

from anxin.documents.reading.base import Run
from anxin.documents.reading.words import mended


def a_run(text: str, *doubtful: int, sure: float = 0.4) -> Run:
    letters = tuple((n / len(text), sure if n in doubtful else 0.99) for n in range(len(text)))
    return Run(text, 0.1, 0.1, 0.5, 0.13, letters=letters)


@pytest.mark.parametrize(
    ("read", "doubtful", "said"),
    [
        ("莫匹罗星软裔", 5, "莫匹罗星软膏"),
        ("左锁骨骨析", 4, "左锁骨骨折"),
        ("票据号玛:1234", 3, "票据号码:1234"),
        ("冷数治疗", 1, "冷敷治疗"),
        ("右足第5跖骨骨析", 7, "右足第5跖骨骨折"),
    ],
)
def test_a_doubtful_letter_within_a_known_word_is_put_right(read: str, doubtful: int, said: str) -> None:
    run = mended(a_run(read, doubtful))

    assert run.text == said
    assert run.letters[doubtful][1] <= 0.8


@pytest.mark.parametrize(
    ("read", "doubtful"),
    [
        ("莫匹罗星软裔", ()),
        ("杨印", (1,)),
        ("三七伤药片", (4,)),
        ("清创缝合(小)", (4,)),
        ("某某测试贴膏", (4,)),
        ("12.50", (2,)),
    ],
)
def test_sure_letters_names_whole_words_signs_and_figures_stay(read: str, doubtful: tuple[int, ...]) -> None:
    run = a_run(read, *doubtful)

    assert mended(run) is run


def test_two_doubtful_letters_of_a_long_word_are_put_right_and_of_a_short_one_are_not() -> None:
    assert mended(a_run("莫四罗星软育", 1, 5)).text == "莫匹罗星软膏"
    assert mended(a_run("伤伤膏", 0, 1)).text == "伤伤膏"


def test_where_two_words_fit_neither_is_taken() -> None:
    assert mended(a_run("三七味", 2)).text == "三七味"
