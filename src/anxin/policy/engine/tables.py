"""Decision tables: every combination of the small domains is walked once, when a pack is compiled or checked.

Numbers are cut at the bounds the cells name, texts at the words they name; all other values of a fact behave alike,
so the walk proves that exactly one row matches for every possible value, and the answer becomes one look-up.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from operator import itemgetter
from typing import Any

from anxin.policy.engine.cells import OTHER, Cell, cell_from
from anxin.policy.engine.errors import BadPack
from anxin.policy.engine.pack import ParameterRow, Rule

COMBINATIONS_MAX = 50_000
TABLE_KINDS = ("bool", "choice", "text", "int", "fen")


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of a table: its kinds of values, each with an example."""

    fact: str
    label: str
    kind: str
    examples: tuple[object, ...]
    classify: Callable[[Any], object] | None
    """From a known value to its example; None when each value is its own."""


@dataclass(frozen=True, slots=True)
class Table:
    """A rule's table with its columns (one per distinct fact) and parsed cells."""

    rule: Rule
    columns: tuple[Column, ...]
    cells: tuple[tuple[Cell, ...], ...]
    places: tuple[int, ...]
    """For each cell of a row, which column it looks at: a fact may stand in two cells of a row."""

    def walk(self, *, unknown: bool = False) -> Iterator[tuple[tuple[object, ...], tuple[int, ...]]]:
        """Every combination with the rows that match it; with ``unknown``, also those with unknown facts."""
        choices = [column.examples + ((None,) if unknown else ()) for column in self.columns]
        for values in product(*choices):
            yield values, tuple(i for i, cells in enumerate(self.cells) if self._hits(cells, values))

    def _hits(self, cells: tuple[Cell, ...], values: tuple[object, ...]) -> bool:
        return all(cell.matches(values[place]) for cell, place in zip(cells, self.places, strict=True))

    def key_of(self) -> Callable[[Mapping[str, Any]], object]:
        """A fast function from facts to the key of the look-up made by the walk."""
        names = [column.fact for column in self.columns]
        if all(column.classify is None for column in self.columns):
            return itemgetter(*names)
        pairs = [(column.fact, column.classify or _same) for column in self.columns]
        if len(pairs) == 1:
            name, classify = pairs[0]
            return lambda facts: None if facts[name] is None else classify(facts[name])
        return lambda facts: tuple(None if facts[n] is None else classify(facts[n]) for n, classify in pairs)

    def fixed(self, values: tuple[object, ...]) -> dict[str, object]:
        """The facts a combination tells exactly: a number or an unnamed text is only an example of many."""
        exact = zip(self.columns, values, strict=True)
        return {c.fact: v for c, v in exact if v is not OTHER and (v is None or c.kind in ("bool", "choice", "text"))}

    def say(self, values: tuple[object, ...]) -> str:
        """A combination in words, for messages."""
        return "，".join(f"{column.label}={_word(value)}" for column, value in zip(self.columns, values, strict=True))


def _same(value: Any) -> object:
    return value


def _word(value: object) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class Known:
    """What a table needs to know of a fact: its words, its kind, its allowed values."""

    label: str
    kind: str
    choices: tuple[str, ...]


def table_of(rule: Rule, known: Mapping[str, Known], parameters: Mapping[str, ParameterRow]) -> Table:
    """Parse a rule's table.

    Raises:
        BadPack: unknown fact, a kind that cannot stand in a table, a bad cell, a value the fact cannot have, too large.
    """
    names = list(dict.fromkeys(rule.inputs))
    for name in names:
        if name not in known:
            raise BadPack(f"{rule.id} 用到的事实“{name}”没有定义", line=rule.line)
        if known[name].kind not in TABLE_KINDS:
            raise BadPack(f"{rule.id}：“{known[name].label}”不能直接放进表格，请先用公式算出一个事实", line=rule.line)
    cells = tuple(
        tuple(
            cell_from(text, known[name].kind, parameters, line=row.line)
            for text, name in zip(row.when, rule.inputs, strict=True)
        )
        for row in rule.rows
    )
    columns = tuple(_column(name, known[name], _cells_of(rule, cells, name), rule) for name in names)
    if prod(len(column.examples) + 1 for column in columns) > COMBINATIONS_MAX:
        raise BadPack(f"{rule.id} 的组合太多，无法证明没有遗漏，请拆成几条规则", line=rule.line)
    return Table(rule, columns, cells, tuple(names.index(name) for name in rule.inputs))


def _cells_of(rule: Rule, cells: tuple[tuple[Cell, ...], ...], name: str) -> list[Cell]:
    return [row[i] for row in cells for i, fact in enumerate(rule.inputs) if fact == name]


def _column(name: str, known: Known, cells: list[Cell], rule: Rule) -> Column:
    if known.kind == "bool":
        return Column(name, known.label, known.kind, (True, False), None)
    named = {value for cell in cells for value in cell.values}
    if known.kind == "choice":
        strange = named - set(known.choices)
        if strange:
            words = "、".join(sorted(map(str, strange)))
            raise BadPack(f"{rule.id}：“{known.label}”没有“{words}”这个值", line=rule.line)
        return Column(name, known.label, known.kind, known.choices, None)
    if known.kind == "text":
        words_named = frozenset(named)
        examples = (*sorted(map(str, words_named)), OTHER)
        return Column(name, known.label, known.kind, examples, lambda value: value if value in words_named else OTHER)
    return _number_column(name, known, cells)


def _number_column(name: str, known: Known, cells: list[Cell]) -> Column:
    cuts = sorted({bound for cell in cells for bound in cell.bounds()} | ({0} if known.kind == "fen" else set()))
    below = [cuts[0] - 1] if cuts and known.kind != "fen" else []
    lowest = 0 if known.kind == "fen" else None
    examples = tuple(cut for cut in (*below, *cuts) if lowest is None or cut >= lowest) or (0,)
    starts = examples[1:]

    def classify(value: Any) -> object:
        return examples[bisect_right(starts, value)]

    return Column(name, known.label, known.kind, examples, classify)
