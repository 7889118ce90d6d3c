"""The posting checker: golden texts good and bad, required items, impossible numbers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from anxin.kit.errors import BadInput
from anxin.market.jobs.checker import check, posting_rules, serious
from anxin.market.jobs.checker.checking import words_in
from anxin.market.jobs.services import draft_check
from anxin.market.jobs.types import PayKind, Point
from anxin.policy.types import MissingRow
from tests.given.market import NOON, TODAY, a_draft

CASES = yaml.safe_load((Path(__file__).parent / "posting_cases.yaml").read_text(encoding="utf-8"))
RULES = posting_rules(TODAY)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["say"])
def test_a_text_is_judged_as_written_down(case):
    found = list(words_in(case["say"], "work", RULES))

    assert sorted(one.key for one in found) == sorted(case["is"])
    for one in found:
        assert one.found
        assert one.rule
        assert one.mark in "VSMX"
        assert one.suggest


def test_there_are_golden_texts_of_both_kinds_and_for_every_pattern():
    good = [case for case in CASES if not case["is"]]
    keys = {key for case in CASES for key in case["is"]}

    assert len(CASES) >= 40
    assert len(good) >= 12
    assert keys >= {pattern.key for pattern in RULES.patterns} - {"id_numbers"}


def test_an_ordinary_post_has_nothing_to_change():
    assert check(a_draft(), RULES) == ()


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"work": "详谈"}, "work"),
        ({"work": "干活"}, "work"),
        ({"place": ""}, "place"),
        ({"point": None}, "place"),
        ({"headcount": 0}, "headcount"),
        ({"pay_fen": 0}, "pay"),
        ({"conditions": None}, "conditions"),
        ({"is_repost": True}, "repost_source"),
    ],
)
def test_what_the_notice_asks_for_must_be_there(changes, missing):
    found = serious(check(a_draft(**changes), RULES))

    assert [one.key for one in found] == [missing]


def test_bad_words_are_found_in_every_field_people_type():
    for field in ("title", "work", "extra", "directions", "place", "contact_name"):
        found = check(a_draft(**{field: "只招女工，有人带，午市晚市"}), RULES)

        assert ("sex", field) in {(one.key, one.field) for one in found}


def test_a_space_or_a_wide_letter_does_not_hide_a_word():
    assert [one.key for one in words_in("只 招\u200b 女 工", "work", RULES)] == ["sex"]
    assert [one.key for one in words_in("１８－３５岁", "work", RULES)] == ["age"]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"pay_fen": 30_000}, "pay_high"),
        ({"pay_fen": 500}, "pay_low"),
        ({"day_start": 6 * 60, "day_end": 20 * 60}, "day_hours"),
        ({"headcount": 900}, "headcount_high"),
        ({"pay_kind": PayKind.DAY, "pay_fen": 2_600}, "pay_low"),
    ],
)
def test_numbers_that_look_wrong_are_named(changes, key):
    assert key in [one.key for one in check(a_draft(**changes), RULES)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "😀😀"}, "title"),
        ({"last_day": TODAY - timedelta(days=1), "first_day": TODAY - timedelta(days=1)}, "last_day"),
        ({"first_day": TODAY + timedelta(days=3), "last_day": TODAY + timedelta(days=1)}, "last_day"),
        ({"day_start": 540, "day_end": 540}, "day_end"),
        ({"weekdays": 0}, "weekdays"),
        ({"expires_on": TODAY - timedelta(days=1)}, "expires_on"),
        ({"expires_on": TODAY + timedelta(days=900)}, "expires_on"),
        ({"point": Point(90_000, 0)}, "place_name"),
        ({"trade": 9_999}, "trade"),
        ({"pay_kind": PayKind.PIECE, "pay_fen": 200}, "pieces_hour"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(changes, field):
    with pytest.raises(BadInput) as refused:
        draft_check(draft=a_draft(**changes), at=NOON)

    assert refused.value.field == field


def test_before_any_rules_are_in_force_nothing_is_judged():
    with pytest.raises(MissingRow):
        posting_rules(TODAY.replace(year=2020))
