import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.kit.money import FEN_MAX, BadAmount, Money, from_words, in_words, parse_yuan, round_half_up, yuan, yuan_sign

AMOUNTS = st.integers(min_value=0, max_value=FEN_MAX)


@given(AMOUNTS)
def test_what_is_written_is_read_back(fen: int) -> None:
    assert parse_yuan(yuan(fen)) == fen
    assert parse_yuan(yuan_sign(fen)) == fen


@given(AMOUNTS)
def test_an_amount_in_words_is_read_back(fen: int) -> None:
    assert from_words(in_words(fen)) == fen


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (30200, "叁佰零贰元整"),
        (99354, "玖佰玖拾叁元伍角肆分"),
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (10005, "壹佰元零伍分"),
        (1_0000_0000, "壹佰万元整"),
        (1_0001_0000, "壹佰万零壹佰元整"),
        (20_0500_0000_00, "贰拾亿零伍佰万元整"),
    ],
)
def test_amounts_are_worded_as_on_a_receipt(fen: int, words: str) -> None:
    assert in_words(fen) == words


@pytest.mark.parametrize("text", ["302", "302.00", "３０２．００", "¥302.00", " 302.0 ", "302元", "￥ 302"])
def test_the_ways_people_write_302_yuan(text: str) -> None:
    assert parse_yuan(text) == 30200


@pytest.mark.parametrize(
    "text",
    ["302.295", "3e2", "1e400", "-0", "-5", "NaN", "inf", "", " ", "0x10", "1,00.00", "三百", "9" * 30, "1_000", "٣٠٢"],
)
def test_what_is_not_plainly_an_amount_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadAmount) as refused:
        parse_yuan(text)
    assert refused.value.sentence.endswith("。")


@pytest.mark.parametrize("text", ["", "整", "叁佰零贰", "abc元整", "叁百元整"])
def test_words_that_are_no_amount_are_refused(text: str) -> None:
    with pytest.raises(BadAmount):
        from_words(text)


def test_money_is_never_a_float() -> None:
    with pytest.raises(TypeError):
        Money(3.02)  # type: ignore[arg-type]


@given(st.integers(0, 10**12), st.integers(1, 10**6))
def test_halves_round_up(numerator: int, denominator: int) -> None:
    rounded = round_half_up(numerator, denominator)
    assert 2 * rounded * denominator - denominator <= 2 * numerator < 2 * rounded * denominator + denominator
