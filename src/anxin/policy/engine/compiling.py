"""From a pack to closures: a decision is then a few dozen look-ups, with its trace."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from anxin.kit.money import yuan_sign
from anxin.policy.engine.errors import BadFacts, BadPack, NoRules
from anxin.policy.engine.facts import Cleaner, cleaner, words_of
from anxin.policy.engine.formula import Amount, Derivation, Registry
from anxin.policy.engine.pack import FactSpec, Pack, Rule, Sentence, Value
from anxin.policy.engine.sentences import Words, maker, places
from anxin.policy.engine.tables import Known, Table, table_of
from anxin.policy.engine.trace import CLEAN, Line, Outcome, PackRef, Result

Facts = Mapping[str, Any]
Answer = Line | Callable[[Facts], Line]


@dataclass(frozen=True, slots=True)
class Gate:
    """A compiled table: the key of the facts, and the line (or its maker) and row behind each key."""

    rule: Rule
    key: Callable[[Facts], object]
    answers: Mapping[object, Answer]
    rows: Mapping[object, int | None]


@dataclass(frozen=True, slots=True)
class Step:
    """A compiled amount formula."""

    rule: Rule
    run: Callable[[Facts, int, list[Line]], int | None]
    needs: tuple[str, ...]
    missing: Callable[[Facts], Line]


Segment = Step | tuple[tuple[Callable[[Facts], object], Mapping[object, Answer]], ...]


@dataclass(frozen=True)
class Compiled:
    """A pack ready to decide. Made once per digest and kept for ever."""

    pack: Pack
    ref: PackRef
    cleaners: tuple[tuple[str, Cleaner], ...]
    derivations: tuple[tuple[str, Callable[[Facts], Any]], ...]
    steps: tuple[Gate | Step, ...]

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The steps with each run of tables put together, so that deciding is a few loops."""
        found: list[Segment] = []
        for is_gate, run in groupby(self.steps, key=lambda step: isinstance(step, Gate)):
            if is_gate:
                found.append(tuple((gate.key, gate.answers) for gate in run if isinstance(gate, Gate)))
            else:
                found.extend(step for step in run if isinstance(step, Step))
        return tuple(found)

    def clean(self, facts: Facts) -> dict[str, Any]:
        """Every fact of the pack as plain JSON, in the pack's order; absent ones are None.

        Raises:
            BadFacts: unknown name, or a value of another type.
        """
        known = {name: clean(facts.get(name)) for name, clean in self.cleaners}
        if not facts.keys() <= known.keys():
            unknown = "、".join(sorted(str(name) for name in facts.keys() - known.keys())[:3])
            raise BadFacts(f"{self.ref.name} 不认识这些事实：{unknown}。")
        return known

    def derive(self, known: Facts) -> dict[str, Any]:
        """The cleaned facts with the computed ones."""
        working = dict(known)
        for name, compute in self.derivations:
            working[name] = compute(working)
        return working

    def evaluate(self, facts: Facts) -> Outcome:
        """Decide: every rule speaks, exactly one row of each table.

        Raises:
            BadFacts: the facts do not fit the pack.
            NoRules: the pack holds rows of numbers only and decides nothing.
        """
        return self.evaluate_clean(self.clean(facts))

    def evaluate_clean(self, known: Facts) -> Outcome:
        """Decide on facts that :meth:`clean` has already seen, as a stored decision keeps them."""
        if not self.steps:
            raise NoRules(f"{self.ref.name} 只有参数，没有可以据以决定的规则。")
        working = self.derive(known)
        lines: list[Line] = []
        amount: int | None = 0
        for step in self.segments:
            if isinstance(step, tuple):
                answers = [gate_answers[key(working)] for key, gate_answers in step]
                lines += [answer if isinstance(answer, Line) else answer(working) for answer in answers]
            elif None in [working[name] for name in step.needs]:
                lines.append(step.missing(working))
                amount = None
            elif amount is not None:
                amount = step.run(working, amount, lines)
        results = {line.result for line in lines}
        recommended = 0 if amount is None or "refuse" in results else amount
        return Outcome("pay" if results <= CLEAN else "refer", recommended, tuple(lines), self.ref, known)

    def rows_hit(self, facts: Facts) -> set[tuple[str, int]]:
        """Which table rows these facts reach, as (rule id, row number from 1): for coverage of golden cases."""
        working = self.derive(self.clean(facts))
        gates = [step for step in self.steps if isinstance(step, Gate)]
        found = {(gate.rule.id, gate.rows[gate.key(working)]) for gate in gates}
        return {(rule_id, row + 1) for rule_id, row in found if row is not None}


def compiled(pack: Pack, *, digest: str, formulas: Registry) -> Compiled:
    """Make a pack ready to decide.

    Raises:
        BadPack: anything that would leave a case without exactly one answer.
    """
    known = known_facts(pack, formulas)
    words = words_for(pack, formulas)
    steps = tuple(
        _step(pack, rule, formulas, words) if rule.formula else _gate(pack, rule, known, words) for rule in pack.rules
    )
    return Compiled(
        pack=pack,
        ref=PackRef(pack.jurisdiction, pack.topic, pack.in_force, pack.revision, digest),
        cleaners=tuple((name, cleaner(spec)) for name, spec in pack.facts.items()),
        derivations=tuple((name, _derivation(pack, name, formulas)) for name in pack.derived),
        steps=steps,
    )


def known_facts(pack: Pack, formulas: Registry) -> dict[str, Known]:
    """Every fact a table may use: the asked ones and the computed ones."""
    known = {name: Known(spec.label, spec.kind, tuple(spec.choices)) for name, spec in pack.facts.items()}
    for name, derived in pack.derived.items():
        formula = derivation_of(pack, name, formulas)
        known[name] = Known(derived.label, formula.gives, tuple(formula.choices))
    return known


def words_for(pack: Pack, formulas: Registry) -> dict[str, Callable[[Any], str]]:
    """How each fact is said in sentences."""
    words = {name: words_of(spec) for name, spec in pack.facts.items()}
    for name, derived in pack.derived.items():
        formula = derivation_of(pack, name, formulas)
        words[name] = words_of(FactSpec(name, derived.label, formula.gives, choices=formula.choices))
    return words


def derivation_of(pack: Pack, name: str, formulas: Registry) -> Derivation:
    """The formula behind a computed fact.

    Raises:
        BadPack: when there is none of that name and version.
    """
    derived = pack.derived[name]
    formula = formulas.get(derived.formula)
    if not isinstance(formula, Derivation):
        raise BadPack(f"没有算事实用的公式“{derived.formula}”", line=derived.line)
    if len(derived.inputs) != len(formula.takes):
        raise BadPack(f"公式“{derived.formula}”需要 {len(formula.takes)} 个事实", line=derived.line)
    return formula


def _derivation(pack: Pack, name: str, formulas: Registry) -> Callable[[Facts], Any]:
    formula = derivation_of(pack, name, formulas)
    inputs, function = pack.derived[name].inputs, formula.function
    for fact, kind in zip(inputs, formula.takes, strict=True):
        if fact not in pack.facts or pack.facts[fact].kind != kind:
            raise BadPack(f"“{fact}”应是已定义的 {kind} 型事实", line=pack.derived[name].line)

    def compute(facts: Facts) -> Any:
        values = [facts[fact] for fact in inputs]
        return None if None in values else function(*values)

    return compute


def _missing(pack: Pack, rule: Rule, names: list[str], labels: Mapping[str, str]) -> Line:
    if pack.missing is None:
        raise BadPack("规则包要写 missing：事实未知时说什么")
    make = maker(rule, Result.MISSING.value, pack.missing, {"labels": str})
    return make({"labels": "、".join(labels[name] for name in names)})


def _gate(pack: Pack, rule: Rule, known: Mapping[str, Known], words: Words) -> Gate:
    table = table_of(rule, known, pack.parameters)
    makers = [maker(rule, row.then.value, row.sentence, words) for row in rule.rows]
    labels = {column.fact: column.label for column in table.columns}
    answers: dict[object, Answer] = {}
    rows: dict[object, int | None] = {}
    for values, hits in table.walk(unknown=True):
        if len(hits) > 1:
            raise BadPack(f"{rule.id} 有重叠：{table.say(values)} 同时符合几行", line=rule.line)
        key = values[0] if len(values) == 1 else values
        rows[key] = hits[0] if hits else None
        if hits:
            answers[key] = _settled(makers[hits[0]], rule.rows[hits[0]].sentence, table.fixed(values))
        else:
            answers[key] = _unanswered(pack, table, values, labels)
    return Gate(rule, table.key_of(), answers, rows)


def _settled(make: Callable[..., Line], sentence: Sentence, fixed: Facts) -> Answer:
    """The finished line when its sentences mention only what the key already tells, else its maker."""
    mentioned = {name for text in sentence.texts() for name in places(text)}
    return make(fixed) if mentioned <= fixed.keys() else make


def _unanswered(pack: Pack, table: Table, values: tuple[object, ...], labels: Mapping[str, str]) -> Line:
    unknown = [column.fact for column, value in zip(table.columns, values, strict=True) if value is None]
    if not unknown:
        raise BadPack(f"{table.rule.id} 有遗漏：{table.say(values)} 没有对应的行", line=table.rule.line)
    return _missing(pack, table.rule, unknown, labels)


def _step(pack: Pack, rule: Rule, formulas: Registry, words: Words) -> Step:
    formula = amount_of(rule, formulas)
    parameters: dict[str, Value] = {}
    for name in formula.parameters:
        row = pack.parameters.get(name)
        if row is None or row.value is None:
            raise BadPack(f"{rule.id} 的公式需要参数“{name}”，还没有填写", line=rule.line)
        parameters[name] = row.value
    for name in formula.facts:
        if name not in pack.facts:
            raise BadPack(f"{rule.id} 的公式需要事实“{name}”，没有定义", line=rule.line)
    makers = {key: _formula_line(rule, formula, key) for key in formula.says}
    labels = {name: spec.label for name, spec in pack.facts.items()}

    def run(facts: Facts, amount: int, lines: list[Line]) -> int | None:
        def write(say: str, values: Facts, *, amount_fen: int | None = None, cut_fen: int | None = None) -> None:
            lines.append(makers[say](values, amount_fen, cut_fen))

        return formula.function(facts, parameters, amount, write)

    def missing(facts: Facts) -> Line:
        return _missing(pack, rule, [name for name in formula.facts if facts[name] is None], labels)

    return Step(rule, run, formula.facts, missing)


def amount_of(rule: Rule, formulas: Registry) -> Amount:
    """The formula behind an amount rule.

    Raises:
        BadPack: when there is none of that name and version.
    """
    formula = formulas.get(rule.formula)
    if not isinstance(formula, Amount):
        raise BadPack(f"{rule.id}：没有算金额用的公式“{rule.formula}”", line=rule.line)
    return formula


def _formula_line(rule: Rule, formula: Amount, key: str) -> Callable[..., Line]:
    sentence, say = rule.sentences.get(key), formula.says[key]
    if sentence is None:
        raise BadPack(f"{rule.id} 缺少句子“{key}”", line=rule.line)
    words: Words = {name: yuan_sign if name.endswith("_fen") else str for name in say.places}
    return maker(rule, say.result.value, sentence, words)
