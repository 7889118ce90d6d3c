"""The checker shows every gap and overlap before a second person is asked."""

import pytest

from anxin.policy.engine.checking import Finding, check
from anxin.policy.engine.compiling import compiled
from anxin.policy.engine.errors import BadFacts, BadPack
from anxin.policy.engine.golden import cases_from
from anxin.policy.engine.schema import pack_from
from anxin.policy.formulas.registry import FORMULAS
from tests.given.policy import a_rule, injury_facts, pack_text, shipped

CASES = """\
base: {documents: 5, visit_kind: 门诊, disputed: false}
cases:
  - {name: 无争议, article: 设置, expect: {outcome: pay, amount: "0"}}
  - {name: 有争议, article: 设置, change: {disputed: true},
     expect: {outcome: refer, amount: "0", lines: {SY-01: refer}}}
"""
SOUND = pack_text(a_rule("disputed", '"true" => refer', '"false" => pass'))


def _found(text: str, cases: str = "") -> list[str]:
    findings = check(pack_from(text), cases_from(cases) if cases else (), FORMULAS)
    return [finding.message for finding in findings if finding.blocks]


def test_a_sound_pack_with_its_cases_has_nothing_to_find() -> None:
    assert _found(SOUND, CASES) == []


def test_the_gap_at_four_documents_is_shown() -> None:
    rule = a_rule("documents", '">= 5" => pass', '"< 4" => missing')

    assert _found(pack_text(rule)) == ["SY-01 有遗漏：材料份数=4"]


def test_the_overlap_at_four_documents_is_shown_with_both_rows() -> None:
    rule = a_rule("documents", '">= 4" => pass', '"<= 4" => missing')

    assert _found(pack_text(rule)) == ["SY-01 有重叠：材料份数=4（第 1、2 行）"]


def test_a_parameter_moves_the_boundary_that_is_checked() -> None:
    rule = a_rule("documents", '"> $limit_days" => pass', '"< $limit_days" => missing')

    assert _found(pack_text(rule)) == ["SY-01 有遗漏：材料份数=4"]


def test_gaps_over_two_facts_are_counted_and_the_first_three_named() -> None:
    rule = a_rule("visit_kind, disputed", '"门诊", "false" => pass')

    (message,) = _found(pack_text(rule))

    assert message.startswith("SY-01 有遗漏：就医方式=门诊，有争议=是；")
    assert message.endswith("等 5 种")


@pytest.mark.parametrize(
    ("inputs", "row", "says"),
    [
        ("unheard", '"-" => pass', "没有定义"),
        ("visit_kind", '"诊所" => pass', "没有“诊所”这个值"),
        ("visit_kind", '"< 4" => pass', "不是数字"),
        ("documents", '"many" => pass', "不是整数"),
        ("documents", '"< $unheard" => pass', "没有参数"),
        ("disputed", '"yes" => pass', "true 或 false"),
        ("documents", '"1 | > 3" => pass', "看不懂条件"),
        ("documents", '"documents + 1" => pass', "不是整数"),
    ],
)
def test_a_cell_that_is_none_of_the_five_forms_is_found(inputs: str, row: str, says: str) -> None:
    (message,) = _found(pack_text(a_rule(inputs, row)))

    assert says in message


def test_a_referral_that_does_not_say_what_would_change_it_is_found() -> None:
    text = SOUND.replace(", change: 改变后重新核算", "", 1)

    assert _found(text, CASES) == ["SY-01 这一行要写 change：怎样会改变结论"]


def test_a_sentence_that_names_an_unknown_fact_is_found() -> None:
    (message,) = _found(SOUND.replace("worker: 您好", 'worker: "您好{nobody}"', 1), CASES)

    assert "nobody" in message


@pytest.mark.parametrize(
    "template", ["{documents.real}", "{documents!r}", "{documents:>9999}", "{0}", "{{", "{documents"]
)
def test_a_template_knows_plain_names_only(template: str) -> None:
    (message, *_) = _found(SOUND.replace("worker: 您好", f'worker: "您好{template}"', 1), CASES)

    assert "花括号" in message


def test_a_row_without_a_golden_case_is_found() -> None:
    only_one = CASES.splitlines(keepends=True)[:3]

    assert _found(SOUND, "".join(only_one)) == ["SY-01 第 1 行没有样例"]


def test_a_golden_case_that_comes_out_differently_says_how() -> None:
    (message,) = _found(SOUND, CASES.replace("outcome: pay", "outcome: refer"))

    assert message == "样例“无争议”不符：结论应为“转人工”，实际“支付”"


def test_a_golden_case_without_its_article_or_with_one_the_pack_does_not_quote_is_found() -> None:
    silent = CASES.replace("无争议, article: 设置", "无争议")
    strange = CASES.replace("有争议, article: 设置", "有争议, article: 第九条")

    assert _found(SOUND, silent) == ["样例“无争议”没有写依据，请加 article：它是哪一条的例子"]
    assert _found(SOUND, strange) == ["样例“有争议”的依据“第九条”不在规则包里，请照规则的 article 写"]


def test_two_rules_of_one_number_are_found() -> None:
    rule = a_rule("disputed", '"true" => refer', '"false" => pass')

    assert "规则编号 SY-01 用了 2 次" in _found(pack_text(f"{rule}\n{rule}"))


def test_a_table_too_large_to_prove_is_refused() -> None:
    facts = "\n".join(f"  fact_{n}: {{label: 事实, type: bool}}" for n in range(12))
    inputs = ", ".join(f"fact_{n}" for n in range(12))
    row = f"{', '.join(['-'] * 12)} => pass".replace("-", '"-"')

    (message,) = _found(pack_text(a_rule(inputs, row), facts=facts))

    assert "请拆成几条规则" in message


def test_an_unknown_formula_version_is_found() -> None:
    rule = a_rule("disputed", '"-" => pass') + (
        "\n  - {id: SY-02, title: 金额, article: 承诺, text: 试验。, mark: X, source: setting,"
        " formula: cap@99, sentences: {}}"
    )

    assert _found(pack_text(rule)) == ["SY-02：没有算金额用的公式“cap@99”"]


def test_a_pack_with_a_gap_cannot_be_compiled_at_all() -> None:
    pack = pack_from(pack_text(a_rule("disputed", '"true" => refer')))

    with pytest.raises(BadPack, match="有遗漏"):
        compiled(pack, digest="", formulas=FORMULAS)


def test_findings_stand_in_the_order_of_the_file() -> None:
    rules = a_rule("unheard", '"-" => pass') + "\n" + a_rule("disputed", '"true" => refer', rule_id="SY-02")

    found: tuple[Finding, ...] = check(pack_from(pack_text(rules)), (), FORMULAS)

    assert [finding.line for finding in found] == sorted(finding.line for finding in found)
    assert len(found) == 2


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("visit_kind", "诊所"),
        ("hospital_known", 1),
        ("hospital_known", "true"),
        ("claimed_fen", 302.0),
        ("claimed_fen", -1),
        ("claimed_fen", "30200"),
        ("claimed_fen", True),
        ("claimed_fen", 10**30),
        ("happened_on", "2026-02-30"),
        ("happened_on", "20260301"),
        ("hospital_city", "北\x00京"),
        ("hospital_city", "北\ud800京"),
        ("hospital_city", "北" * 501),
        ("documents_missing", "诊断书"),
        ("documents_missing", [None]),
        ("injured_parts", ["tail"]),
        ("items", [{"price": 1}]),
        ("items", ["胸部CT"]),
        ("surprise", 1),
    ],
)
def test_a_fact_of_another_kind_is_refused(fact: str, value: object) -> None:
    with pytest.raises(BadFacts):
        shipped().evaluate(injury_facts(**{fact: value}))


def test_a_refused_fact_is_named_but_its_value_is_not_repeated() -> None:
    with pytest.raises(BadFacts, match="happened_on") as caught:
        shipped().evaluate(injury_facts(happened_on="赵试骑 13900000001"))

    assert "赵试骑" not in str(caught.value)
