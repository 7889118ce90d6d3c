"""The small safe part of YAML: everything else is refused with its line."""

import pytest

from anxin.policy.engine.errors import BadPack
from anxin.policy.engine.reading import read
from anxin.policy.engine.schema import pack_from
from tests.given.policy import a_rule, pack_text

GOOD = pack_text(a_rule("disputed", '"true" => refer', '"false" => pass'))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\nb: &x 2\n", 2, "引用"),
        ("a: &x 1\nb: *x\n", 1, "引用"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "标签"),
        ("a: 1\nb: 2\na: 3\n", 3, "写了两次"),
        ("---\na: 1\n---\nb: 2\n", 4, "一份内容"),
        ("a: [1, 2\n", 2, "写法有误"),
        ("", 0, "空的"),
        ("a:\n  ? [x]\n  : 1\n", 2, "名称"),
        ("a: " + "[" * 40 + "]" * 40, 1, "层次太深"),
        ("a: \x07\n", 0, "字符"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(BadPack, match=says) as caught:
        read(text)

    assert caught.value.line == line


def test_a_nest_of_a_hundred_thousand_lists_is_refused_and_does_not_crash() -> None:
    with pytest.raises(BadPack, match="层次太深"):
        read("[" * 100_000)


def test_a_file_of_more_than_a_megabyte_is_refused() -> None:
    with pytest.raises(BadPack, match="1 MB"):
        read("a: " + "x" * 1_000_001)


def test_words_that_yaml_takes_for_something_else_stay_words() -> None:
    top = read("no: no\non: off\ntime: 12:30:45\nnorway: NO\nquoted: 'null'\n").mapping(optional=None)

    assert [top[key].plain() for key in top] == ["no", "off", "12:30:45", "NO", "null"]
    assert read("a: null").mapping(optional=None)["a"].plain() is None


@pytest.mark.parametrize("number", ["1.5", "1e400", ".5", "-2.0", ".inf", ".nan", "1E3"])
def test_a_fraction_is_refused_because_money_is_whole_fen(number: str) -> None:
    with pytest.raises(BadPack, match="小数"):
        read(f"a: {number}").mapping(optional=None)["a"].plain()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("revision: 1", "revision: 0", "1 或更大"),
        ("revision: 1", "revision: １", "整数"),
        ("in_force: 2026-01-01", "in_force: 2026-13-01", "日期"),
        ("in_force: 2026-01-01", "in_force: 2026/1/1", "日期"),
        ("mark: X}\nparameters", "mark: Q}\nparameters", "只能是"),
        ("topic: trial", "topic: trial\nsurprise: 1", "不认识的项目“surprise”"),
        ("    source: setting\n", "    source: nowhere\n", "没有列在 sources"),
        ("    inputs: [disputed]", "    inputs: [disputed, documents]", "2 格"),
        ("then: refer", "then: pay", "只能是"),
        ("    title: 试验\n", "", "缺少“title”"),
        ("type: bool}", "type: float}", "只能是"),
        ("value: 4", "value: true", "参数值只能是"),
    ],
)
def test_a_pack_of_another_shape_is_refused_with_a_sentence(old: str, new: str, says: str) -> None:
    assert old in GOOD

    with pytest.raises(BadPack, match=says) as caught:
        pack_from(GOOD.replace(old, new, 1))

    assert caught.value.line > 0


def test_a_bureau_setting_cannot_be_entered_as_law() -> None:
    row = "{starts: 报案, length: 4, unit: hour, article: 承诺, kind: law, mark: X}"
    limits = f"limits:\n  oi.first.contact: {row}\nparameters:"

    with pytest.raises(BadPack, match="不能当作法定时限"):
        pack_from(GOOD.replace("parameters:", limits, 1))
