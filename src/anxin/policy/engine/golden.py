"""Golden cases (样例): facts with the answer an analyst expects; one file is test, training and documentation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anxin.kit.money import BadAmount, parse_yuan, yuan_sign
from anxin.policy.engine.compiling import Compiled
from anxin.policy.engine.errors import BadFacts
from anxin.policy.engine.reading import Entry, read
from anxin.policy.engine.trace import CLEAN, RESULT_NAMES, VERDICT_NAMES, Outcome


@dataclass(frozen=True, slots=True)
class Case:
    """One golden case. ``lines`` names every rule that is not clean, with the results of its lines in order.

    ``article`` is what the case is an example of, in the words of its pack; empty in files from before it was asked.
    """

    name: str
    article: str
    facts: Mapping[str, Any]
    outcome: str
    amount_fen: int
    lines: Mapping[str, tuple[str, ...]]
    line: int


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A golden case that came out differently."""

    case: Case
    message: str


def cases_from(text: str) -> tuple[Case, ...]:
    """Read a file of cases: ``base`` facts, and per case what changes and what is expected.

    Raises:
        BadPack: with the line.
    """
    top = read(text).mapping(required=("base", "cases"))
    base = top["base"].plain()
    return tuple(_case(entry, base) for entry in top["cases"].items())


def _case(entry: Entry, base: Mapping[str, Any]) -> Case:
    fields = entry.mapping(required=("name", "expect"), optional=("article", "change"))
    expect = fields["expect"].mapping(required=("outcome", "amount"), optional=("lines",))
    change = fields["change"].plain() if "change" in fields else {}
    try:
        amount_fen = parse_yuan(expect["amount"].text())
    except BadAmount as error:
        raise expect["amount"].refuse(str(error)) from error
    lines = expect["lines"].mapping(optional=None) if "lines" in expect else {}
    return Case(
        name=fields["name"].text(longest=80),
        article=fields["article"].text() if "article" in fields else "",
        facts={**base, **change},
        outcome=expect["outcome"].text(),
        amount_fen=amount_fen,
        lines={rule: _results(results) for rule, results in lines.items()},
        line=entry.line,
    )


def _results(entry: Entry) -> tuple[str, ...]:
    return tuple(item.text() for item in entry.items()) if isinstance(entry.value, list) else (entry.text(),)


def mismatch(compiled: Compiled, case: Case) -> Mismatch | None:
    """Decide a case and say how the answer differs from the expected one, if it does."""
    try:
        outcome = compiled.evaluate(case.facts)
    except BadFacts as error:
        return Mismatch(case, str(error))
    every = _by_rule(outcome)
    found = {rule: results for rule, results in every.items() if rule in case.lines or not CLEAN.issuperset(results)}
    said = []
    if outcome.outcome != case.outcome:
        said.append(f"结论应为“{_verdict(case.outcome)}”，实际“{_verdict(outcome.outcome)}”")
    if outcome.amount_fen != case.amount_fen:
        said.append(f"金额应为 {yuan_sign(case.amount_fen)}，实际 {yuan_sign(outcome.amount_fen)}")
    for rule in sorted(found.keys() | case.lines.keys()):
        wanted, got = case.lines.get(rule), found.get(rule)
        if wanted != got:
            said.append(f"{rule} 应为“{_say(wanted)}”，实际“{_say(got)}”")
    return Mismatch(case, "；".join(said)) if said else None


def _say(results: tuple[str, ...] | None) -> str:
    return "通过" if results is None else "、".join(RESULT_NAMES.get(result, result) for result in results)


def _verdict(outcome: str) -> str:
    return VERDICT_NAMES.get(outcome, outcome)


def _by_rule(outcome: Outcome) -> dict[str, tuple[str, ...]]:
    """The results of every rule. A case names those that are not clean; a clean one it names must be so too."""
    by_rule: dict[str, tuple[str, ...]] = {}
    for line in outcome.lines:
        by_rule[line.rule_id] = (*by_rule.get(line.rule_id, ()), line.result)
    return by_rule
