import io

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from anxin.kit.errors import BadInput
from anxin.kit.tables import read_rows, write_csv, write_xlsx
from anxin.kit.text import (
    fold,
    line,
    mask_account,
    mask_id,
    mask_name,
    mask_phone,
    one_after_another,
    paragraph,
    sentence,
)

HOSTILE = ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")']


@given(st.text())
def test_folding_twice_changes_nothing_and_leaves_nothing_invisible(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert not set(folded) & set("\x00\u200b\u202e\ufeff")


def test_a_letter_and_its_accent_join_across_what_nobody_sees() -> None:
    assert fold("e\u200b\u0301") == "é"


def test_a_name_with_a_middle_dot_keeps_it() -> None:
    assert fold(" 买买提·欧阳 ") == "买买提·欧阳"


def test_masks_show_enough_to_recognise_and_no_more() -> None:
    assert mask_name("赵试骑") == "赵**"
    assert mask_name("买买提江·阿卜杜热合曼·试骑") == "买*****"
    assert mask_id("11010519491231002X") == "110105********002X"
    assert mask_phone("13900000001") == "139****0001"
    assert mask_account("6222020000001234567") == "**** 4567"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_exported_cell_is_a_formula(text: str) -> None:
    sheet = load_workbook(io.BytesIO(write_xlsx("表", ["列"], [[text]]))).worksheets[0]
    assert sheet["A2"].data_type == "s"
    second_line = write_csv(["列"], [[text]]).decode("utf-8-sig").split("\r\n", 1)[1].strip('"')
    assert second_line.startswith("'")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_from_any_excel_is_read(encoding: str) -> None:
    content = "姓名,金额\r\n赵试骑,302.00\r\n".encode(encoding)
    assert list(read_rows("表.csv", content, rows_max=10)) == [{"姓名": "赵试骑", "金额": "302.00"}]


def test_a_workbook_is_read_back() -> None:
    content = write_xlsx("表", ["姓名", "次数"], [["赵试骑", 3]])
    assert list(read_rows("表.xlsx", content, rows_max=10)) == [{"姓名": "赵试骑", "次数": "3"}]


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"\x00\x01\x02\xff", b""])
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(BadInput):
        list(read_rows("坏.xlsx", content, rows_max=10))


def test_too_many_lines_are_refused_not_cut() -> None:
    with pytest.raises(BadInput, match="分成几个文件"):
        list(read_rows("表.csv", b"a\n1\n2\n3\n", rows_max=2))


def test_prose_keeps_its_punctuation_and_loses_what_nobody_sees():
    assert paragraph(" 不在范围，\r\n“说明”：\u200b①\x07 ", most=20, label="理由") == "不在范围，\n“说明”：①"
    with pytest.raises(BadInput, match="理由太长"):
        paragraph("字" * 21, most=20, label="理由")


def test_a_name_has_one_spelling_and_a_sentence_keeps_its_own():
    typed = " ＡＢ１２ 三号楼，（东侧）：\u200b入口\n旁 "
    assert line(typed, most=40, label="名称") == "AB12 三号楼,(东侧):入口 旁"
    assert sentence(typed, most=40, label="地点") == "ＡＢ１２ 三号楼，（东侧）：入口 旁"


@given(st.text())
def test_a_sentence_stays_on_one_line_and_what_it_is_once_it_stays(text: str) -> None:
    once = sentence(text, most=len(text) * 4, label="地点")
    assert once.splitlines() in ([], [once])
    assert sentence(once, most=len(once), label="地点") == once


@pytest.mark.parametrize("read", [line, sentence, paragraph])
def test_what_is_too_long_is_refused_and_the_field_is_named(read):
    with pytest.raises(BadInput, match="地点太长，请写在 3 个字以内"):
        read("样板街口", most=3, label="地点")


def test_an_exported_sentence_has_the_punctuation_it_was_typed_with():
    sheet = load_workbook(io.BytesIO(write_xlsx("明细：十一月", ["单位"], [["快跑外卖（演示），试东"]]))).worksheets[0]
    assert sheet["A2"].value == "快跑外卖（演示），试东"
    assert sheet.title == "明细：十一月"


def test_sentences_stand_apart_only_where_the_language_wants_it() -> None:
    assert one_after_another(["真实、完整。", "没有报销过。"]) == "真实、完整。没有报销过。"
    with translation.override("en"):
        assert one_after_another(["It is true.", "It is complete."]) == "It is true. It is complete."
