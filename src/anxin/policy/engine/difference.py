"""What changed between two versions of a pack, in the words of the pack (版本差别)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from anxin.kit.money import yuan_sign
from anxin.policy.engine.pack import LimitRow, Pack, ParameterRow, Rule, Sentence
from anxin.policy.engine.trace import MARK_NAMES, RESULT_NAMES

UNIT_NAMES: Final[Mapping[str, str]] = {
    "calendar": "天",
    "day": "天",
    "days": "天",
    "working": "个工作日",
    "hour": "小时",
    "hours": "小时",
    "minutes": "分钟",
    "month": "个月",
    "months": "个月",
    "year": "年",
    "years": "年",
    "percent": "%",
    "permille": "‰",
    "persons": "人",
    "points": "分",
    "posts": "个岗位",
    "times": "次",
}
"""Units that people read after a number; money, flags and texts say by themselves what they are."""

_HAO_A_YUAN: Final = 10_000


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; ``before`` or ``after`` is empty when something was added or taken away."""

    where: str
    before: str
    after: str


def differences(before: Pack, after: Pack) -> tuple[Change, ...]:
    """Everything that changed: head, parameters, limits, facts, rules with their rows and sentences."""
    changes = [
        *_texts(
            {"施行日期": str(before.in_force), "说明": before.note},
            {"施行日期": str(after.in_force), "说明": after.note},
        ),
        *_texts(_parameters(before.parameters), _parameters(after.parameters)),
        *_texts(_limits(before.limits), _limits(after.limits)),
        *_texts(_facts(before), _facts(after)),
        *_texts(_rules(before.rules), _rules(after.rules)),
    ]
    return tuple(changes)


def _texts(before: Mapping[str, str], after: Mapping[str, str]) -> Iterable[Change]:
    for where in dict.fromkeys((*before, *after)):
        old, new = before.get(where, ""), after.get(where, "")
        if old != new:
            yield Change(where, old, new)


def value_words(row: ParameterRow) -> str:
    """A parameter's value as people read it."""
    if row.value is None:
        return "没有填写"
    values = row.value if isinstance(row.value, tuple) else (row.value,)
    return "、".join(_one(value, row.unit) for value in values)


def _one(value: object, unit: str) -> str:
    if not isinstance(value, int):
        return str(value)
    if unit == "fen":
        return yuan_sign(value)
    if unit == "hao":
        return f"¥{value // _HAO_A_YUAN}.{value % _HAO_A_YUAN:04d}"
    if unit == "flag":
        return "是" if value else "否"
    name = UNIT_NAMES.get(unit, "" if unit in ("text", "list") else f" {unit}")
    return f"{value}{name}" if name in ("%", "‰") else f"{value} {name}".rstrip()


def length_words(row: LimitRow) -> str:
    """How long a limit is and by how much it may be extended, as people read it."""
    if not row.length:
        return "没有填写"
    unit = UNIT_NAMES.get(row.unit, row.unit)
    return f"{row.length} {unit}" + (f"，可延长 {row.extension} {unit}" if row.extension else "")


def _parameters(rows: Mapping[str, ParameterRow]) -> dict[str, str]:
    return {
        f"参数 {name}": f"{value_words(row)}（{MARK_NAMES[row.mark]}：{row.article}）" for name, row in rows.items()
    }


def _limits(rows: Mapping[str, LimitRow]) -> dict[str, str]:
    return {f"时限 {key}": f"{length_words(row)}（{MARK_NAMES[row.mark]}：{row.article}）" for key, row in rows.items()}


def _facts(pack: Pack) -> dict[str, str]:
    asked = {
        f"事实 {name}": f"{spec.label}（{spec.kind}）{'、'.join(spec.choices)}" for name, spec in pack.facts.items()
    }
    return asked | {f"事实 {name}": f"{one.label}（{one.formula}）" for name, one in pack.derived.items()}


def _rules(rules: Iterable[Rule]) -> dict[str, str]:
    found: dict[str, str] = {}
    for rule in rules:
        found[f"{rule.id} {rule.title}"] = f"{rule.article}（{rule.mark}）{rule.text}{rule.formula}"
        for number, row in enumerate(rule.rows, start=1):
            found[f"{rule.id} 第 {number} 行"] = (
                f"{'，'.join(row.when)} → {RESULT_NAMES[row.then]}　{_sentence(row.sentence)}"
            )
        for key, sentence in rule.sentences.items():
            found[f"{rule.id} 句子 {key}"] = _sentence(sentence)
    return found


def _sentence(sentence: Sentence) -> str:
    return " / ".join(sentence.texts())
