"""What other contexts read of the rules (政策规则): limits, parameters, decisions and the errors they raise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from anxin.kit.workdays import Unit
from anxin.policy.engine.errors import BadFacts, BadPack, MissingRow, NoRules, PolicyError
from anxin.policy.engine.pack import Pack, Rule, Sentence
from anxin.policy.engine.trace import (
    CLEAN,
    MARK_NAMES,
    RESULT_NAMES,
    VERDICT_NAMES,
    Line,
    Mark,
    Outcome,
    PackRef,
    Result,
    Verdict,
)

__all__ = [
    "CLEAN",
    "MARK_NAMES",
    "RESULT_NAMES",
    "VERDICT_NAMES",
    "BadFacts",
    "BadPack",
    "Decision",
    "DraftView",
    "Example",
    "Impact",
    "Limit",
    "Line",
    "Mark",
    "MissingRow",
    "NoRules",
    "Outcome",
    "Pack",
    "PackRef",
    "Parameter",
    "PolicyError",
    "ReleaseView",
    "Replay",
    "ReplayRunView",
    "Result",
    "Rule",
    "Sentence",
    "Verdict",
]


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit or retention term (时限).

    Args:
        key: row of the registry, e.g. ``oi.confirm.fast``.
        starts: the event the count starts from, in words.
        length: in ``unit``; the day of the event is day zero.
        extension: how much may be added once, in the same unit; 0 when the law gives none.
        basis: the article, or “本地服务承诺，非法定” for a bureau's own promise.
        mark: how certain the row is, see :class:`Mark`.
        kind: ``law``, ``practice`` (seen to be done, binding nobody) or ``promise`` (the bureau's own).
        not_before: True for a waiting time: the act may not come earlier.
    """

    key: str
    starts: str
    length: int
    unit: Unit
    extension: int
    basis: str
    mark: Mark
    note: str
    kind: str
    not_before: bool
    pack: PackRef

    @property
    def is_law(self) -> bool:
        """False for a practice or a bureau's own promise, which must never be shown as law."""
        return self.kind == "law"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or text the rules need (参数). ``unit`` is ``fen``, ``days``, ``months``, ``percent``, ``text`` …"""

    name: str
    value: int | str | tuple[int | str, ...]
    unit: str
    article: str
    mark: Mark
    note: str
    pack: PackRef

    @property
    def number(self) -> int:
        """The value of a whole-number parameter.

        Raises:
            MissingRow: when the row holds no number.
        """
        if isinstance(self.value, int):
            return self.value
        raise MissingRow(f"参数“{self.name}”不是整数，请政策分析员检查 {self.pack.name}。")


@dataclass(frozen=True, slots=True)
class Decision:
    """A stored decision (决定): an :class:`Outcome` with its identity, its two days and its subject."""

    id: UUID
    topic: str
    outcome: Verdict
    amount_fen: int
    lines: tuple[Line, ...]
    pack: PackRef
    facts: Mapping[str, Any]
    law_on: date
    known_on: date
    subject: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Replay:
    """A stored decision worked out again from its facts and its pack's bytes."""

    decision_id: UUID
    identical: bool
    stored: tuple[Line, ...]
    again: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One past case that a draft would decide differently."""

    decision_id: str
    subject: str
    outcome_before: str
    outcome_after: str
    before_fen: int
    after_fen: int


@dataclass(frozen=True, slots=True)
class Impact:
    """The result of an impact replay. Amounts in fen; each case counts once, with its last decision."""

    digest: str
    replayed: int = 0
    same: int = 0
    more: int = 0
    less: int = 0
    to_pay: int = 0
    to_person: int = 0
    uncomputable: int = 0
    before_fen: int = 0
    after_fen: int = 0
    examples: tuple[Example, ...] = field(default=())

    @property
    def difference_fen(self) -> int:
        """How much more (or less) would be paid in all."""
        return self.after_fen - self.before_fen

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Impact":
        """As kept beside a draft."""
        return cls(**{**stored, "examples": tuple(Example(**one) for one in stored["examples"])})


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release as a list shows it. ``marks`` counts rows and rules by how certain they are."""

    id: UUID
    ref: PackRef
    title: str
    released_on: date
    origin: str
    drafted_by: str
    approved_by: str
    sm3: str
    marks: Mapping[Mark, int]
    rules: int
    parameters: int
    limits: int


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft with everything its page shows."""

    id: UUID
    title: str
    jurisdiction: str
    topic: str
    based_on: UUID
    pack_text: str
    cases_text: str
    state: str
    state_name: str
    version: int
    author_id: UUID
    author: str
    approver: str
    returned_for: str
    impact: Impact | None
    release_id: UUID | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ReplayRunView:
    """One night's replay."""

    at: datetime
    replayed: int
    different: tuple[str, ...]
