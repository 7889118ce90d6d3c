import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from anxin.kit.errors import BadInput
from anxin.kit.tables import read_rows, write_csv, write_xlsx
from anxin.kit.text import fold, mask_account, mask_id, mask_name, mask_phone, paragraph

HOSTILE = ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")']


@given(st.text())
def test_folding_twice_changes_nothing_and_leaves_nothing_invisible(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert not set(folded) & set("\x00\u200b\u202e\ufeff")


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
