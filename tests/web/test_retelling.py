"""Stored sentences in the reader's language: known by their pattern, said again with the same values."""

import re

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from anxin.policy.services.shipped import shipped_packs
from anxin.web.ui.retelling import retold

RECEIVED = "已收到报案 SH-2026-0001。王试甲 负责您的案件，电话 010-00000001，11月23日 周一 18:00前会联系您。"


def in_english(text: str) -> str:
    with translation.override("en"):
        return retold(text)


def test_a_stored_sentence_is_said_again_with_its_values():
    said = in_english(RECEIVED)

    assert "SH-2026-0001" in said
    assert "王试甲" in said
    assert "23 Nov" in said
    assert "已收到" not in said


def test_in_chinese_everything_stays_as_it_was_written():
    assert retold(RECEIVED) == RECEIVED


def test_what_a_person_wrote_stays_in_his_own_words():
    assert in_english("送到五楼，下楼时踩空了") == "送到五楼，下楼时踩空了"


def test_sentences_that_stand_together_are_known_one_by_one():
    said = in_english("请写明查阅目的。送到五楼时踩空了。请写明查阅目的。")

    assert said.count("送到五楼时踩空了。") == 1
    assert "查阅目的" not in said


@given(st.text(alphabet="。；已收到报案 {}%()s\n王1月3日，"))
def test_no_text_breaks_it(text: str):
    assert isinstance(in_english(text), str)


@pytest.mark.django_db
def test_the_page_that_answers_a_form_is_drawn_in_the_readers_language():
    browser = Client()
    browser.post("/preferences/", {"language": "en"})

    page = browser.post("/login/", {"phone": "12"})

    text = page.content.decode()
    assert page["Content-Language"] == "en"
    assert 'lang="en"' in text
    assert "手机" not in text


@pytest.mark.parametrize("topic", ["injury_small", "injury_ordinary"])
def test_what_rules_say_to_staff_is_said_in_english(topic):
    """With values filled in, as it stands in stored decisions."""
    said = {
        sentence.staff
        for shipped in shipped_packs()
        if shipped.pack.topic == topic
        for rule in shipped.pack.rules
        for sentence in (*(row.sentence for row in rule.rows), *rule.sentences.values())
    }

    told = [in_english(re.sub(r"\{\w+\}", "¥12.00", sentence)) for sentence in said]

    assert len(told) > 10
    assert [sentence for sentence in told if re.search(r"[\u4e00-\u9fff]", sentence)] == []
