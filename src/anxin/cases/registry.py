"""The declaration of a case type (案件类型): steps, moves, limits, parties, papers, retention.

A type is one frozen value in ``<app>/casetypes.py``, registered at start-up and checked by ``problems``.
Lengths of limits are not here: they come from the rule packs by the limit's key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

from anxin.cases.types import WORKER_WORDS, Audience, EffectFacts, GuardFacts, Holder, ListingLevel
from anxin.identity.types import Role

ANY_STEP: Final = ("*",)
"""A move from everywhere: every step that is not an end."""

CREATED: Final = "created"
"""A limit that starts when the case is opened, whatever its first step."""

Guard = Callable[[GuardFacts], str | None]
"""Gives the sentence why a move cannot be made now, or None."""

Effect = Callable[[EffectFacts], None]
"""Something that must happen in the same transaction as the move."""

BUREAU_SIGHT: Final = (
    Role.WORKER,
    Role.PLATFORM_OPERATOR,
    Role.PLATFORM_MANAGER,
    Role.INSURER_HANDLER,
    Role.INSURER_MANAGER,
    Role.BUREAU_INTAKE,
    Role.BUREAU_REVIEWER,
    Role.BUREAU_LEAD,
    Role.FINANCE_MAKER,
    Role.FINANCE_CHECKER,
    Role.FINANCE_RELEASER,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.JOINT_OFFICER,
)
"""Roles that may see cases of a type unless the type says otherwise."""


class AskKind(StrEnum):
    """What a move's form asks for. TEXT and LONG_TEXT may name people, so they are kept sealed beside the event."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DAY = "day"
    NUMBER = "number"
    MONEY = "money"
    CHOICE = "choice"
    YES_NO = "yes_no"
    STAFF = "staff"
    ORG = "org"
    LIMIT = "limit"


SEALED_ASKS: Final = frozenset({AskKind.TEXT, AskKind.LONG_TEXT})


class ClockVerb(StrEnum):
    """What a move does to the running limits."""

    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"


@dataclass(frozen=True, slots=True)
class Step:
    """A step (环节). ``worker_label`` is the outer word; ``holder`` whose hands the case lies in."""

    key: str
    label: str
    worker_label: str
    holder: Holder


@dataclass(frozen=True, slots=True)
class Ask:
    """One field of a move's form."""

    key: str
    label: str
    kind: AskKind = AskKind.TEXT
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A legal move (办理动作).

    Args:
        from_: steps it can be made from; ``("*",)`` is every step that is not an end.
        to: the step it leads to; None stays.
        by: roles; the actor must hold one *toward this case* (handler: the assigned one; worker: a party).
        needs: kinds of papers that must lie in the file.
        asks: fields of its form.
        reason: a reason in words is required.
        guard: gives the sentence why not, or None.
        tells: party roles to be told.
        effects: run in the same transaction, after the move is written.
        clock: pauses, resumes or extends running limits.
        becomes: (type, step): the case goes on as another type, with everything kept.
        second_person_of: a move whose author must not make this one.
        adverse: against the applicant: needs a reason and a person, never the system.
        audience: who reads the entry in the timeline.
        primary: a natural next step, shown as the filled button; the first one possible wins.
        beside: the other answer to the question of this step, shown as a button too and not only in the menu.
    """

    key: str
    from_: tuple[str, ...]
    to: str | None
    by: tuple[Role, ...]
    label: str
    needs: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    reason: bool = False
    guard: Guard | None = None
    tells: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    clock: ClockVerb | None = None
    becomes: tuple[str, str] | None = None
    second_person_of: str | None = None
    adverse: bool = False
    audience: Audience = Audience.APPLICANT
    primary: bool = True
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit (时限). Length, unit and legal basis stand in the rule pack under ``key``.

    Args:
        starts: steps whose entry starts it, or ``"created"``.
        stops: steps whose entry stops it; every end stops it anyway.
        label: what staff call it.
        on_breach: the move the system makes when it is passed.
        listing: the level at which a breach lists the case.
        from_fact: a day in the move's data (ISO) that counts as day zero instead of the day of the move.
        warn_workdays: how many working days ahead it counts as due soon; a service setting, not law.
        pausable: whether a pause of the case stops it too.
    """

    key: str
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    label: str = ""
    on_breach: str | None = None
    listing: ListingLevel | None = None
    from_fact: str | None = None
    warn_workdays: int = 1
    pausable: bool = True


@dataclass(frozen=True, slots=True)
class PartyRole:
    """A part somebody plays in a case (当事方).

    Args:
        applicant: the worker whose case it is.
        handles: its organisation handles the case; otherwise the case's own organisation does.
        knows_applicant: may read the applicant's name.
    """

    key: str
    label: str
    required: bool = False
    applicant: bool = False
    handles: bool = False
    knows_applicant: bool = True


@dataclass(frozen=True)
class CaseType:
    """A case type. ``prefix`` starts its public numbers; ``retain`` names the retention row of each end.

    ``handled_by`` are the posts whose holders can be the handler (经办员) of such a case; ``entries`` names what the
    context's services write into the history without a move.
    """

    key: str
    label: str
    prefix: str
    version: int
    start: str
    ends: tuple[str, ...]
    steps: tuple[Step, ...]
    moves: tuple[Move, ...]
    parties: tuple[PartyRole, ...]
    retain: Mapping[str, str]
    limits: tuple[Limit, ...] = ()
    documents: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[str, str] = field(default_factory=dict)
    seen_by: tuple[Role, ...] = BUREAU_SIGHT
    worker_words: tuple[str, ...] = WORKER_WORDS
    fast_lane: bool = False
    confidential: bool = False
    handled_by: tuple[Role, ...] = (Role.INSURER_HANDLER,)

    @cached_property
    def _steps(self) -> dict[str, Step]:
        return {step.key: step for step in self.steps}

    @cached_property
    def _moves(self) -> dict[str, Move]:
        return {move.key: move for move in self.moves}

    @cached_property
    def _limits(self) -> dict[str, Limit]:
        return {limit.key: limit for limit in self.limits}

    @cached_property
    def _parties(self) -> dict[str, PartyRole]:
        return {party.key: party for party in self.parties}

    @cached_property
    def applicant_roles(self) -> frozenset[str]:
        """Party roles played by the worker whose case it is."""
        return frozenset(party.key for party in self.parties if party.applicant)

    @cached_property
    def handling_role(self) -> str | None:
        """The party role whose organisation handles the case."""
        return next((party.key for party in self.parties if party.handles), None)

    def step(self, key: str) -> Step:
        """The step of that key. KeyError when the declaration has none."""
        return self._steps[key]

    def has_step(self, key: str) -> bool:
        return key in self._steps

    def move(self, key: str) -> Move | None:
        return self._moves.get(key)

    def limit(self, key: str) -> Limit | None:
        return self._limits.get(key)

    def party(self, key: str) -> PartyRole | None:
        return self._parties.get(key)

    def is_end(self, step: str) -> bool:
        return step in self.ends

    def sources(self, move: Move) -> tuple[str, ...]:
        """The steps a move can be made from, with ``"*"`` written out."""
        if move.from_ == ANY_STEP:
            return tuple(step.key for step in self.steps if step.key not in self.ends)
        return move.from_

    def moves_from(self, step: str) -> Iterator[Move]:
        """Moves that the declaration allows from a step, in its order."""
        return (move for move in self.moves if step in self.sources(move))

    def document_label(self, kind: str) -> str:
        return self.documents.get(kind, kind)

    @property
    def answer_kind(self) -> str:
        """As what a department's paper is filed: under its own name where the type has one."""
        return next(kind for kind in ("answer", "other", *self.documents) if kind in self.documents)


class UnknownType(LookupError):
    """No declaration of that key is registered."""


_types: dict[str, dict[int, CaseType]] = {}


def register(case_type: CaseType) -> CaseType:
    """Make a type known. An earlier version stays known for the cases that still stand on it.

    Raises:
        ValueError: when another declaration has the same key and version.
    """
    versions = _types.setdefault(case_type.key, {})
    known = versions.get(case_type.version)
    if known is not None and known is not case_type:
        raise ValueError(f"case type {case_type.key} v{case_type.version} is declared twice")
    versions[case_type.version] = case_type
    return case_type


def unregister(case_type: CaseType) -> None:
    """Forget a type again; for tests that declare their own."""
    versions = _types.get(case_type.key, {})
    versions.pop(case_type.version, None)
    if not versions:
        _types.pop(case_type.key, None)


def case_type(key: str, version: int | None = None) -> CaseType:
    """The declaration of a type: the given version when it is still known, else the newest.

    Raises:
        UnknownType: when no version is registered.
    """
    versions = _types.get(key)
    if not versions:
        raise UnknownType(key)
    if version is not None and version in versions:
        return versions[version]
    return versions[max(versions)]


def case_types() -> tuple[CaseType, ...]:
    """The newest version of every type, in order of registration."""
    return tuple(versions[max(versions)] for versions in _types.values())


def all_versions() -> tuple[CaseType, ...]:
    """Every registered version of every type."""
    return tuple(declared for versions in _types.values() for declared in versions.values())
