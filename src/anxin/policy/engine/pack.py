"""A rule pack (规则包) as values: one topic, one jurisdiction, one in-force date, one revision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from anxin.policy.engine.trace import Mark, Result

Value = int | str | tuple[int | str, ...] | None


@dataclass(frozen=True, slots=True)
class Source:
    """A document a pack quotes (依据)."""

    key: str
    title: str
    mark: Mark
    note: str


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A dated number of the law or of the bureau; ``value`` None means: nobody has entered it, refuse."""

    name: str
    value: Value
    unit: str
    article: str
    mark: Mark
    note: str
    line: int


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One row of the deadline registry; ``length`` None means: nobody has entered it, refuse.

    ``kind`` is law, practice (seen to be done, binding nobody) or promise (the bureau's own).
    """

    key: str
    starts: str
    length: int | None
    unit: str
    extension: int
    article: str
    mark: Mark
    note: str
    kind: str
    not_before: bool
    line: int


@dataclass(frozen=True, slots=True)
class FactSpec:
    """A fact a pack asks for.

    ``kind`` is bool, choice, text, date, fen, int, quantity, list or records; ``choices`` maps each allowed value to
    its words (choice, list); ``fields`` describes a record. A ``judgement`` is a person's and is named as such.
    """

    name: str
    label: str
    kind: str
    choices: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, "FactSpec"] = field(default_factory=dict)
    judgement: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Derived:
    """A fact computed from other facts by a versioned formula."""

    name: str
    label: str
    formula: str
    inputs: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a line says to the worker and to staff, and what would change the answer. Templates with ``{fact}``."""

    worker: str
    staff: str
    change: str | None
    line: int

    def texts(self) -> tuple[str, ...]:
        """The templates that are there."""
        return (self.worker, self.staff) if self.change is None else (self.worker, self.staff, self.change)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a decision table."""

    when: tuple[str, ...]
    then: Result
    sentence: Sentence
    line: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its article, and either a table with exactly one matching row or a versioned formula."""

    id: str
    title: str
    article: str
    text: str
    mark: Mark
    source: str
    inputs: tuple[str, ...]
    rows: tuple[Row, ...]
    formula: str
    sentences: Mapping[str, Sentence]
    line: int


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything of one pack, in the order of the file."""

    jurisdiction: str
    topic: str
    title: str
    in_force: date
    revision: int
    released: date | None
    note: str
    sources: Mapping[str, Source]
    parameters: Mapping[str, ParameterRow]
    limits: Mapping[str, LimitRow]
    facts: Mapping[str, FactSpec]
    derived: Mapping[str, Derived]
    missing: Sentence | None
    rules: tuple[Rule, ...]

    @property
    def name(self) -> str:
        """``beijing/injury_small/2025-11-01.r1``."""
        return f"{self.jurisdiction}/{self.topic}/{self.in_force.isoformat()}.r{self.revision}"
