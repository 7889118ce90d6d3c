"""Interview practice: the bank is whole, and its own good answers pass its own checklist."""

import pytest

from anxin.market.practice import bank_for, banks, feedback

QUESTIONS = [(key, question) for key, bank in banks().items() for question in bank.questions]


def test_there_are_ten_trades_with_eight_questions_each() -> None:
    assert len(banks()) >= 10
    assert {key: len(bank.questions) for key, bank in banks().items() if len(bank.questions) < 8} == {}
    assert all(len(question.points) >= 3 for _key, question in QUESTIONS)


@pytest.mark.parametrize(("key", "question"), QUESTIONS, ids=[f"{key}-{each.number}" for key, each in QUESTIONS])
def test_the_good_answer_says_every_point(key: str, question: object) -> None:
    told = feedback(question, question.good)  # type: ignore[arg-type, attr-defined]

    assert [point.says for point in told.missing] == []
    assert told.hints == ()


def test_an_answer_that_leaves_something_out_is_told_what() -> None:
    fire = next(question for question in banks()["guard"].questions if "冒烟" in question.ask)

    told = feedback(fire, "我先打119报火警，告诉他们几号楼")

    assert [point.says for point in told.said] == ["报警119", "说清地点"]
    assert [point.says for point in told.missing] == ["疏散、不坐电梯", "用灭火器或先保人"]


def test_full_width_digits_and_a_short_answer_are_understood() -> None:
    fire = next(question for question in banks()["guard"].questions if "冒烟" in question.ask)

    told = feedback(fire, "打１１９")

    assert [point.says for point in told.said] == ["报警119"]
    assert "太短" in told.hints[0]


@pytest.mark.parametrize(
    ("trade", "key"),
    [
        ("小区保安", "guard"),
        ("叉车司机", "forklift"),
        ("家庭保洁", "cleaner"),
        ("陪诊师", "carer"),
        ("贴砖工", "mason"),
    ],
)
def test_a_trade_finds_its_questions_by_its_name(trade: str, key: str) -> None:
    found = bank_for(trade)

    assert found is not None
    assert found.key == key


def test_a_trade_nobody_wrote_questions_for_finds_none() -> None:
    assert bank_for("皮影戏艺人") is None
