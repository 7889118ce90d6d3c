"""Is a pack fit to be released: everything found at once, each finding with its line."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from anxin.policy.engine.compiling import Compiled, Gate, amount_of, compiled, known_facts, words_for
from anxin.policy.engine.errors import BadPack
from anxin.policy.engine.formula import Registry
from anxin.policy.engine.golden import Case, mismatch
from anxin.policy.engine.pack import Pack, Rule
from anxin.policy.engine.sentences import maker, places
from anxin.policy.engine.tables import Table, table_of
from anxin.policy.engine.trace import CLEAN, Mark

RULES_MAX = 30
_EXAMPLES_MAX = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong (``blocks``) or worth a look in a pack. ``line`` 0 means the whole file."""

    line: int
    message: str
    blocks: bool = True


def check(pack: Pack, cases: Sequence[Case], formulas: Registry) -> tuple[Finding, ...]:
    """Everything found in a pack and its golden cases, in the order of the file."""
    found = [*_shape(pack), *_sense(pack, formulas), *_articles(pack, cases)]
    if not any(finding.blocks for finding in found):
        found.extend(_behaviour(pack, cases, formulas))
    return tuple(sorted(found, key=lambda finding: finding.line))


def _shape(pack: Pack) -> Iterable[Finding]:
    if len(pack.rules) > RULES_MAX:
        yield Finding(0, f"规则超过 {RULES_MAX} 条，请按主题拆分")
    for rule_id, count in Counter(rule.id for rule in pack.rules).items():
        if count > 1:
            yield Finding(0, f"规则编号 {rule_id} 用了 {count} 次")
    if not (pack.rules or pack.parameters or pack.limits):
        yield Finding(0, "规则包里没有规则、参数或者时限")
    if pack.rules and pack.missing is None:
        yield Finding(0, "规则包要写 missing：事实未知时说什么")
    for name in sorted(pack.facts.keys() & pack.derived.keys()):
        yield Finding(pack.derived[name].line, f"“{name}”既是事实又是算出的事实")
    for parameter in pack.parameters.values():
        if parameter.value is None:
            yield Finding(parameter.line, f"参数“{parameter.name}”还没有填写，用到时系统会拒绝计算", blocks=False)
    for limit in pack.limits.values():
        if limit.length is None:
            yield Finding(limit.line, f"时限“{limit.key}”还没有填写，用到时系统会拒绝计算", blocks=False)


def _sense(pack: Pack, formulas: Registry) -> Iterable[Finding]:
    try:
        known, words = known_facts(pack, formulas), words_for(pack, formulas)
    except BadPack as error:
        yield Finding(error.line, error.plain)
        return
    for rule in pack.rules:
        yield from _uncertain(pack, rule)
        try:
            if rule.formula:
                yield from _formula_sentences(rule, formulas)
                continue
            table = table_of(rule, known, pack.parameters)
        except BadPack as error:
            yield Finding(error.line, error.plain)
            continue
        yield from _rows(rule)
        yield from _walked(table)
        for row in rule.rows:
            try:
                maker(rule, row.then.value, row.sentence, words)
            except BadPack as error:
                yield Finding(error.line, error.plain)


def _uncertain(pack: Pack, rule: Rule) -> Iterable[Finding]:
    if rule.mark is Mark.MEMORY or pack.sources[rule.source].mark is Mark.MEMORY:
        yield Finding(rule.line, f"{rule.id} 的依据还没有核对原文", blocks=False)


def _rows(rule: Rule) -> Iterable[Finding]:
    if not rule.rows:
        yield Finding(rule.line, f"{rule.id} 没有任何一行")
    for row in rule.rows:
        if row.then.value not in CLEAN and row.sentence.change is None:
            yield Finding(row.line, f"{rule.id} 这一行要写 change：怎样会改变结论")


def _walked(table: Table) -> Iterable[Finding]:
    gaps, overlaps = [], []
    for values, hits in table.walk():
        if not hits:
            gaps.append(table.say(values))
        elif len(hits) > 1:
            rows = "、".join(str(hit + 1) for hit in hits)
            overlaps.append(f"{table.say(values)}（第 {rows} 行）")
    for title, found in (("有遗漏", gaps), ("有重叠", overlaps)):
        if found:
            more = f"，等 {len(found)} 种" if len(found) > _EXAMPLES_MAX else ""
            yield Finding(table.rule.line, f"{table.rule.id} {title}：{'；'.join(found[:_EXAMPLES_MAX])}{more}")


def _formula_sentences(rule: Rule, formulas: Registry) -> Iterable[Finding]:
    formula = amount_of(rule, formulas)
    for key in sorted(formula.says.keys() - rule.sentences.keys()):
        yield Finding(rule.line, f"{rule.id} 缺少句子“{key}”")
    for key, sentence in rule.sentences.items():
        say = formula.says.get(key)
        if say is None:
            yield Finding(sentence.line, f"{rule.id} 的公式不会说“{key}”")
            continue
        if say.result.value not in CLEAN and sentence.change is None:
            yield Finding(sentence.line, f"{rule.id} 的句子“{key}”要写 change：怎样会改变结论")
        for text in sentence.texts():
            for name in places(text, line=sentence.line):
                if name not in say.places:
                    yield Finding(sentence.line, f"{rule.id} 的句子“{key}”不能用“{name}”")


def _articles(pack: Pack, cases: Sequence[Case]) -> Iterable[Finding]:
    """A golden case names the article it is an example of, as a rule or parameter of the pack quotes it."""
    quoted = {rule.article for rule in pack.rules} | {value.article for value in pack.parameters.values()}
    for case in cases:
        if not case.article:
            yield Finding(0, f"样例“{case.name}”没有写依据，请加 article：它是哪一条的例子")
        elif case.article not in quoted:
            yield Finding(0, f"样例“{case.name}”的依据“{case.article}”不在规则包里，请照规则的 article 写")


def _behaviour(pack: Pack, cases: Sequence[Case], formulas: Registry) -> Iterable[Finding]:
    """Golden cases: each must come out as expected, and together they must reach every row and every sentence."""
    if not pack.rules:
        return
    try:
        ready = compiled(pack, digest="", formulas=formulas)
    except BadPack as error:
        yield Finding(error.line, error.plain)
        return
    wrong = [found for found in (mismatch(ready, case) for case in cases) if found is not None]
    for found in wrong:
        yield Finding(0, f"样例“{found.case.name}”不符：{found.message}")
    if not wrong:
        yield from _uncovered(ready, cases)


def _uncovered(ready: Compiled, cases: Sequence[Case]) -> Iterable[Finding]:
    hit = {row for case in cases for row in ready.rows_hit(case.facts)}
    for step in ready.steps:
        if not isinstance(step, Gate):
            continue
        for number, row in enumerate(step.rule.rows, start=1):
            if (step.rule.id, number) not in hit:
                yield Finding(row.line, f"{step.rule.id} 第 {number} 行没有样例")
