"""From placed text to values: tables of all shapes, dates, codes, liability."""

from typing import Any

import pytest

from anxin.documents.reading import values as v
from anxin.documents.reading.base import Page, Run, Source
from anxin.documents.reading.classify import classify
from anxin.documents.reading.extract import extract
from anxin.documents.types import PaperKind


def a_source(*rows: str | list[tuple[float, str]], codes: tuple[str, ...] = (), exact: bool = True) -> Source:
    """A page of rows; a row is one text, or pieces with their left edge in per cent."""
    runs = []
    for number, row in enumerate(rows):
        for left, text in [(5.0, row)] if isinstance(row, str) else row:
            x, y = left / 100, 0.05 + number * 0.03
            runs.append(Run(text, x, y, x + 0.012 * len(text), y + 0.02, 1.0 if exact else 0.97))
    qr = tuple(Run(text, 0.8, 0.05, 0.9, 0.15) for text in codes)
    page = Page(0, 1000, 1400, tuple(runs), qr)
    return Source((page,), "test 1", exact)


def values_of(kind: PaperKind, source: Source) -> dict[str, Any]:
    return {name: found.value for name, found in extract(kind, source)[0].items()}


def items(*rows: str | list[tuple[float, str]]) -> list[tuple[Any, ...]]:
    found = values_of(PaperKind.RECEIPT, a_source(*rows)).get("items", [])
    return [tuple(item.values()) for item in found]


HEAD = [(5.0, "项目名称"), (40.0, "数量/单位"), (60.0, "金额(元)"), (80.0, "备注")]


def test_class_totals_without_lines_are_the_lines() -> None:
    rows = items(HEAD, [(5.0, "检查费"), (60.0, "120.00")], [(5.0, "西药费"), (60.0, "82.00")], "金额合计 202.00")

    assert rows == [("检查费", None, None, 12000, "检查费"), ("西药费", None, None, 8200, "西药费")]


def test_class_totals_above_their_lines_are_headings() -> None:
    rows = items(
        HEAD,
        [(5.0, "检查费"), (60.0, "150.00")],
        [(5.0, "CT平扫"), (40.0, "1/次"), (60.0, "100.00"), (80.0, "无自付")],
        [(5.0, "DR"), (40.0, "1/次"), (60.0, "50.00"), (80.0, "有自付")],
        "金额合计 150.00",
    )

    assert rows == [("CT平扫", 1, "次", 10000, "检查费"), ("DR", 1, "次", 5000, "检查费")]


def test_two_tables_side_by_side_are_read_both() -> None:
    head = [(5.0, "项目名称"), (25.0, "数量"), (35.0, "金额"), (52.0, "项目名称"), (72.0, "数量"), (85.0, "金额")]
    left_and_right = [(5.0, "换药"), (25.0, "2"), (35.0, "30.00"), (52.0, "血常规"), (72.0, "1"), (85.0, "20.00")]

    rows = items(head, left_and_right, "合计 50.00")

    assert rows == [("换药", 2, None, 3000, None), ("血常规", 1, None, 2000, None)]


def test_unit_prices_specs_and_units_in_columns_of_their_own() -> None:
    head = [(5.0, "名称"), (35.0, "规格"), (50.0, "单位"), (60.0, "单价"), (72.0, "数量"), (85.0, "金额")]
    row = [(5.0, "布洛芬缓释胶囊"), (35.0, "0.3g*20粒"), (50.0, "盒"), (60.0, "26.00"), (72.0, "2.00"), (85.0, "52.00")]

    (found,) = items(head, row, "合计 52.00")

    assert found[1:4] == (2, "盒", 5200)


def test_a_name_over_two_lines_is_one_name() -> None:
    rows = items(
        HEAD,
        [(5.0, "双氯芬酸钠缓释"), (40.0, "2/盒"), (60.0, "72.00")],
        [(5.0, "片")],
        "金额合计 72.00",
    )

    assert rows == [("双氯芬酸钠缓释片", 2, "盒", 7200, None)]


def test_words_that_differ_from_the_figure_are_noticed() -> None:
    source = a_source("金额合计（大写）叁佰零贰元整", [(5.0, "（小写）320.00")])

    _, problems = extract(PaperKind.RECEIPT, source)

    assert [problem.code for problem in problems] == ["words_differ"]


def test_a_code_that_contradicts_the_print_is_noticed_and_nothing_is_certain() -> None:
    source = a_source(
        "票据代码：11060126 ", "票据号码：0022739008", codes=("01,10,11060126,0022739009,302.00,20261103,55e825,",)
    )

    fields, problems = extract(PaperKind.RECEIPT, source)

    assert [problem.field for problem in problems] == ["ticket_number"]
    assert fields["ticket_number"].confidence < 0.7
    assert fields["check_code"].value == "55e825"


def test_a_code_that_is_an_address_is_read_by_its_parts() -> None:
    address = "https://einvoice.example/q?code=11060126&number=0022739009&random=55e825&money=302.00"

    fields, _ = extract(PaperKind.RECEIPT, a_source("门诊收费票据", codes=(address,)))

    assert (fields["ticket_number"].value, fields["total_fen"].value) == ("0022739009", 30200)


@pytest.mark.parametrize(
    ("sentence", "levels"),
    [
        ("赵试骑负事故主要责任，钱试路负事故次要责任。", ["主要", "次要"]),
        ("赵试骑承担全部责任，钱试路无责任。", ["全部", "无"]),
        ("钱试路应承担此事故的全部责任，赵试骑不承担责任。", ["无", "全部"]),
        ("双方负同等责任。", ["同等", "同等"]),
        ("成因无法查清。", ["未定", "未定"]),
        ("另行通知。", [None, None]),
    ],
)
def test_the_level_of_each_party_is_understood(sentence: str, levels: list[str | None]) -> None:
    source = a_source("道路交通事故认定书", "当事人：赵试骑", "当事人：钱试路", sentence)

    parties = values_of(PaperKind.LIABILITY, source)["parties"]

    assert [party["level"] for party in parties] == levels


@pytest.mark.parametrize(
    ("advice", "needed"),
    [
        ("建议住院治疗。", True),
        ("收入院。", True),
        ("无需住院，休息两周。", False),
        ("休息三天，不适随诊。", False),
        ("骨折。", None),
    ],
)
def test_whether_a_stay_is_needed(advice: str, needed: bool | None) -> None:
    source = a_source("诊断证明书", "姓名：赵试骑", "临床诊断：左踝扭伤", f"处理意见：{advice}")

    assert values_of(PaperKind.DIAGNOSIS, source).get("inpatient_needed") is needed


def test_text_and_code_of_different_parts_go_to_a_person() -> None:
    source = a_source("诊断证明书", "临床诊断：左踝关节骨折", "诊断编码：S22.300")

    fields, problems = extract(PaperKind.DIAGNOSIS, source)

    assert [problem.code for problem in problems] == ["icd_differs"]
    assert fields["body_parts"].value == ["ankle_foot", "thorax"]
    assert fields["body_parts"].confidence < 1


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年11月3日", "2026-11-03"),
        ("2026 年 11 月 03 日", "2026-11-03"),
        ("20261103", "2026-11-03"),
        ("2026/1/2", "2026-01-02"),
        ("2026-02-30", None),
        ("11月3日", None),
    ],
)
def test_days_in_every_spelling(text: str, day: str | None) -> None:
    assert v.day_of_text(text) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026年11月3日15时22分许", "2026-11-03T15:22"),
        ("2026-11-03 9:05", "2026-11-03T09:05"),
        ("2026年11月3日下午3时05分", "2026-11-03T15:05"),
        ("2026年11月3日20时许", "2026-11-03T20:00"),
        ("2026年11月3日", None),
        ("2026年11月3日25时61分", None),
    ],
)
def test_moments_never_invent_a_time(text: str, moment: str | None) -> None:
    assert v.moment_of_text(text) == moment


def test_a_page_of_nothing_we_know_has_no_kind() -> None:
    assert classify(a_source("今日菜单", "宫保鸡丁 38.00")) == (None, 0.0)


def test_spaces_between_letters_do_not_hide_a_title() -> None:
    assert classify(a_source("诊 断 证 明 书", "姓名：赵试骑"))[0] is PaperKind.DIAGNOSIS


def test_of_two_parties_the_level_of_one_leaves_that_of_the_other_and_is_doubtful() -> None:
    whole = a_source("事故认定书", "当事人：钱试送", "当事人：孙试路", "钱试送承担主要责任，孙试路承担次要责任。")
    torn = a_source("事故认定书", "当事人：钱试送", "当事人：孙试路", "钱试送承担主要责任，试路承担")

    levels = [extract(PaperKind.LIABILITY, one)[0]["parties"] for one in (whole, torn)]

    assert [[party["level"] for party in one.value] for one in levels] == [["主要", "次要"]] * 2
    assert levels[0].confidence > 0.9 > levels[1].confidence


def test_a_check_code_whose_label_was_not_read_is_the_only_one_beside_the_number() -> None:
    lines = ("医疗门诊收费票据", "票据代码：11060126", "票据号码：0022739009", "2验6 77c245")

    found = extract(PaperKind.RECEIPT, a_source(*lines))[0]
    two = extract(PaperKind.RECEIPT, a_source(*lines, "abc123"))[0]

    assert found["check_code"].value == "77c245"
    assert found["check_code"].confidence < 0.8
    assert "check_code" not in two


def test_a_name_ends_where_the_next_label_begins_though_no_space_is_between() -> None:
    fields, _ = extract(
        PaperKind.DIAGNOSIS, a_source("诊断证明书", "姓名:吕验性别:女年龄:50科别:急诊外科", "诊断：头皮挫伤")
    )

    assert fields["patient"].value == "吕验"
