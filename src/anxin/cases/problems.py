"""What is wrong with a declaration: a graph check that runs at start-up (声明检查)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from anxin.cases.registry import ANY_STEP, CREATED, AskKind, CaseType, ClockVerb, Limit, Move, UnknownType, case_type
from anxin.identity.types import Role


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault: a code to grep for, where it stands, and what is wrong."""

    code: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.code} {self.where}: {self.what}"


def problems(declared: CaseType) -> list[Problem]:
    """Everything wrong with a declaration; an empty list means that it can be registered.

    Names are checked first: the graph is only walked when they all exist.
    """
    found = [*_names(declared), *_moves(declared), *_limits(declared), *_parties(declared), *_ends(declared)]
    return found or [*_graph(declared), *_clocks(declared)]


def _twice(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _names(t: CaseType) -> Iterator[Problem]:
    if not (t.key and t.label and t.prefix.isascii() and t.prefix.isalpha() and t.version >= 1):
        yield Problem("C001", t.key or "?", "key, label, a prefix of letters and a version are needed")
    for what, keys in (
        ("step", [step.key for step in t.steps]),
        ("move", [move.key for move in t.moves]),
        ("limit", [limit.key for limit in t.limits]),
        ("party", [party.key for party in t.parties]),
        ("end", list(t.ends)),
    ):
        for key in _twice(keys):
            yield Problem("C002", key, f"this {what} is declared twice")
        if "" in keys:
            yield Problem("C002", t.key, f"a {what} has no key")
    for step in t.steps:
        if not step.label:
            yield Problem("C003", step.key, "a step needs a label")
        if step.worker_label not in t.worker_words:
            yield Problem("C004", step.key, f"“{step.worker_label}” is not a word that workers read")
    if not t.has_step(t.start) or t.start in t.ends:
        yield Problem("C005", t.start, "the start must be a declared step that is not an end")
    for end in t.ends:
        if not t.has_step(end):
            yield Problem("C006", end, "unknown end")


def _moves(t: CaseType) -> Iterator[Problem]:
    for move in t.moves:
        yield from _move_places(t, move)
        yield from _move_people(t, move)
        yield from _move_form(t, move)


def _move_places(t: CaseType, move: Move) -> Iterator[Problem]:
    if not move.from_:
        yield Problem("C010", move.key, "a move needs a step to start from")
    for step in move.from_:
        if move.from_ != ANY_STEP and not t.has_step(step):
            yield Problem("C011", move.key, f"unknown step {step}")
        if step in t.ends:
            yield Problem("C012", move.key, f"{step} is an end; nothing moves from there")
    for step in _twice(move.from_):
        yield Problem("C002", move.key, f"{step} is named twice")
    if move.to is not None and not t.has_step(move.to):
        yield Problem("C011", move.key, f"unknown step {move.to}")
    if move.to is not None and move.from_ == (move.to,):
        yield Problem("C013", move.key, "leads to where it starts; use to=None")
    if move.becomes is not None:
        yield from _becomes(t, move, move.becomes)


def _becomes(t: CaseType, move: Move, target: tuple[str, str]) -> Iterator[Problem]:
    if move.to is not None:
        yield Problem("C014", move.key, "becomes another type and moves within this one")
    try:
        other = case_type(target[0])
    except UnknownType:
        yield Problem("C015", move.key, f"unknown case type {target[0]}")
        return
    if other.key == t.key:
        yield Problem("C015", move.key, "becomes what it is already")
    if not other.has_step(target[1]) or other.is_end(target[1]):
        yield Problem("C016", move.key, f"{target[0]} has no open step {target[1]}")
    for party in t.parties:
        if other.party(party.key) is None:
            yield Problem("C017", move.key, f"{target[0]} has no party {party.key}")


def _move_people(t: CaseType, move: Move) -> Iterator[Problem]:
    if not move.by:
        yield Problem("C020", move.key, "nobody may make this move")
    for role in move.by:
        if role is not Role.SYSTEM and role not in t.seen_by:
            yield Problem("C021", move.key, f"{role} does not see cases of this type")
    for party in move.tells:
        if t.party(party) is None:
            yield Problem("C022", move.key, f"unknown party {party}")
    if move.adverse and (not move.reason or Role.SYSTEM in move.by):
        yield Problem("C023", move.key, "a move against the applicant needs a reason and a person")
    if move.second_person_of is not None:
        first = t.move(move.second_person_of)
        if first is None or first.key == move.key:
            yield Problem("C024", move.key, f"no other move {move.second_person_of} to check")
        if Role.SYSTEM in move.by:
            yield Problem("C025", move.key, "the system cannot be the second person")


def _move_form(t: CaseType, move: Move) -> Iterator[Problem]:
    if not move.label:
        yield Problem("C003", move.key, "a move needs a label")
    for kind in move.needs:
        if kind not in t.documents:
            yield Problem("C030", move.key, f"unknown paper {kind}")
    for key in _twice(ask.key for ask in move.asks):
        yield Problem("C002", move.key, f"asks for {key} twice")
    for ask in move.asks:
        if not (ask.key and ask.label):
            yield Problem("C031", move.key, "a field needs a key and a label")
        if (ask.kind is AskKind.CHOICE) != bool(ask.choices):
            yield Problem("C032", move.key, f"{ask.key}: choices belong to a choice, and a choice has some")
    if (move.reason or any(ask.required for ask in move.asks)) and move.by == (Role.SYSTEM,):
        yield Problem("C033", move.key, "the system fills in no forms")


def _limits(t: CaseType) -> Iterator[Problem]:
    for limit in t.limits:
        for step in limit.starts:
            if step != CREATED and (not t.has_step(step) or t.is_end(step)):
                yield Problem("C040", limit.key, f"starts at unknown or last step {step}")
        for step in limit.stops:
            if not t.has_step(step):
                yield Problem("C041", limit.key, f"stops at unknown step {step}")
        if not limit.starts or not limit.stops:
            yield Problem("C042", limit.key, "a limit needs something that starts and something that stops it")
        if set(limit.starts) & set(limit.stops):
            yield Problem("C043", limit.key, "the same step starts and stops it")
        if limit.warn_workdays < 0:
            yield Problem("C044", limit.key, "warns after the last day")
        if limit.on_breach is not None:
            yield from _breach(t, limit)


def _breach(t: CaseType, limit: Limit) -> Iterator[Problem]:
    move = t.move(limit.on_breach or "")
    if move is None:
        yield Problem("C045", limit.key, f"unknown move {limit.on_breach}")
    elif Role.SYSTEM not in move.by:
        yield Problem("C046", limit.key, f"the system may not make {move.key}")
    elif move.needs or move.reason or any(ask.required for ask in move.asks):
        yield Problem("C047", limit.key, f"{move.key} needs papers, a reason or answers the system cannot give")


def _parties(t: CaseType) -> Iterator[Problem]:
    if not t.applicant_roles:
        yield Problem("C050", t.key, "no party is the applicant")
    if sum(party.handles for party in t.parties) > 1:
        yield Problem("C051", t.key, "two parties handle the case")
    for party in t.parties:
        if not party.label:
            yield Problem("C003", party.key, "a party needs a label")


def _ends(t: CaseType) -> Iterator[Problem]:
    if not t.ends:
        yield Problem("C060", t.key, "a case of this type never ends")
    for end in t.ends:
        if not t.retain.get(end):
            yield Problem("C061", end, "no retention row for this end")
    for end in t.retain:
        if end not in t.ends:
            yield Problem("C062", end, "retention for a step that is no end")


def _edges(t: CaseType) -> dict[str, set[str]]:
    edges: dict[str, set[str]] = {step.key: set() for step in t.steps}
    for move in t.moves:
        if move.to is not None:
            for step in t.sources(move):
                edges[step].add(move.to)
    return edges


def reachable(edges: dict[str, set[str]], starts: Iterable[str], closed: Iterable[str] = ()) -> set[str]:
    """Nodes reached from ``starts``, not walking into ``closed`` ones."""
    shut = set(closed)
    seen = {node for node in starts if node not in shut}
    stack = list(seen)
    while stack:
        for node in edges[stack.pop()] - seen - shut:
            seen.add(node)
            stack.append(node)
    return seen


def _graph(t: CaseType) -> Iterator[Problem]:
    edges = _edges(t)
    reached = reachable(edges, [t.start, *_entered_from_outside(t)])
    for step in t.steps:
        if step.key not in reached:
            yield Problem("C070", step.key, "no move leads here")
    backwards: dict[str, set[str]] = {step.key: set() for step in t.steps}
    for step_from, targets in edges.items():
        for step_to in targets:
            backwards[step_to].add(step_from)
    exits = {step for move in t.moves if move.becomes for step in t.sources(move)}
    closing = reachable(backwards, [*t.ends, *exits])
    for step in t.steps:
        if step.key not in closing:
            yield Problem("C071", step.key, "no way from here to an end")
    for move in t.moves:
        if move.second_person_of is not None:
            yield from _second_person(t, edges, move)


def _entered_from_outside(t: CaseType) -> set[str]:
    """Steps at which cases of other types come in by ``becomes``."""
    from anxin.cases.registry import case_types

    return {
        move.becomes[1] for other in case_types() for move in other.moves if move.becomes and move.becomes[0] == t.key
    } & {step.key for step in t.steps}


def _second_person(t: CaseType, edges: dict[str, set[str]], move: Move) -> Iterator[Problem]:
    first = t.move(move.second_person_of or "")
    if first is None:
        return
    after = reachable(edges, [first.to] if first.to else t.sources(first))
    if not after & set(t.sources(move)):
        yield Problem("C072", move.key, f"cannot follow {first.key}, which it is to check")


def _clocks(t: CaseType) -> Iterator[Problem]:
    edges = _edges(t)
    for limit in t.limits:
        starts = [t.start if step == CREATED else step for step in limit.starts]
        running = reachable(edges, starts, closed=[*limit.stops, *t.ends])
        entered = {target for step in running for target in edges[step]} | set(starts)
        for stop in limit.stops:
            if stop not in entered:
                yield Problem("C080", limit.key, f"never reaches {stop}, which is to stop it")
        breach = t.move(limit.on_breach or "")
        if breach is not None:
            for step in sorted(running - set(t.sources(breach))):
                yield Problem("C081", limit.key, f"may be passed on {step}, where {breach.key} is not possible")
    yield from _pauses(t)


def _pauses(t: CaseType) -> Iterator[Problem]:
    resumable = {step for move in t.moves if move.clock is ClockVerb.RESUME for step in t.sources(move)}
    pausable = [limit for limit in t.limits if limit.pausable]
    for move in t.moves:
        if move.clock is None:
            continue
        if not (t.limits if move.clock is ClockVerb.EXTEND else pausable):
            yield Problem("C082", move.key, "there is no limit it could act on")
        if move.clock is ClockVerb.PAUSE:
            for step in sorted({move.to} if move.to else set(t.sources(move))):
                if step not in resumable:
                    yield Problem("C083", move.key, f"nothing resumes a pause on {step}")
    paused = {
        step
        for move in t.moves
        if move.clock is ClockVerb.PAUSE
        for step in ({move.to} if move.to else set(t.sources(move)))
    }
    for move in t.moves:
        if move.clock is ClockVerb.RESUME and not paused & set(t.sources(move)):
            yield Problem("C084", move.key, "resumes what nothing pauses")
