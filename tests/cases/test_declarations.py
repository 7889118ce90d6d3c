"""A faulty declaration is found before it can misplace a case: every mutant is caught."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from anxin.cases.checks import check_declarations, check_open_cases
from anxin.cases.models import Case
from anxin.cases.problems import problems
from anxin.cases.registry import (
    Ask,
    AskKind,
    CaseType,
    UnknownType,
    case_type,
    case_types,
    register,
    unregister,
)
from anxin.identity.types import Role
from tests.given.cases import TRIAL, TRIAL_ORDINARY, Cast, a_case


def _one(items: tuple[Any, ...], key: str, **changes: Any) -> tuple[Any, ...]:
    return tuple(replace(item, **changes) if item.key == key else item for item in items)


def _without(items: tuple[Any, ...], key: str) -> tuple[Any, ...]:
    return tuple(item for item in items if item.key != key)


def move(key: str, **changes: Any) -> Callable[[CaseType], CaseType]:
    return lambda t: replace(t, moves=_one(t.moves, key, **changes))


def limit(key: str, **changes: Any) -> Callable[[CaseType], CaseType]:
    return lambda t: replace(t, limits=_one(t.limits, key, **changes))


def step(key: str, **changes: Any) -> Callable[[CaseType], CaseType]:
    return lambda t: replace(t, steps=_one(t.steps, key, **changes))


MUTANTS: dict[str, tuple[str, Callable[[CaseType], CaseType]]] = {
    "a prefix that is no word": ("C001", lambda t: replace(t, prefix="1")),
    "a step twice": ("C002", lambda t: replace(t, steps=(*t.steps, t.steps[0]))),
    "a move twice": ("C002", lambda t: replace(t, moves=(*t.moves, t.moves[0]))),
    "a limit twice": ("C002", lambda t: replace(t, limits=(*t.limits, t.limits[0]))),
    "a step without a name": ("C003", step("reviewing", label="")),
    "a word workers do not know": ("C004", step("reviewing", worker_label="三要素复核")),
    "an unknown start": ("C005", lambda t: replace(t, start="nowhere")),
    "a start that is an end": ("C005", lambda t: replace(t, start="paid")),
    "an unknown end": ("C006", lambda t: replace(t, ends=(*t.ends, "nowhere"))),
    "a move from nowhere": ("C010", move("accept", from_=())),
    "a move from an unknown step": ("C011", move("accept", from_=("nowhere",))),
    "a move to an unknown step": ("C011", move("accept", to="nowhere")),
    "a move out of an end": ("C012", move("accept", from_=("paid",))),
    "a move that leads to its own step": ("C013", move("accept", to="reported")),
    "a change of type that also moves": ("C014", move("go_ordinary", to="reviewing")),
    "a change to an unknown type": ("C015", move("go_ordinary", becomes=("nothing", "assessing"))),
    "a change to an end of another type": ("C016", move("go_ordinary", becomes=("trial_ordinary", "paid"))),
    "a move nobody may make": ("C020", move("accept", by=())),
    "a move by somebody who cannot see the case": ("C021", move("accept", by=(Role.BANK_CLERK,))),
    "a message to nobody": ("C022", move("accept", tells=("employer",))),
    "a refusal by the system": ("C023", move("approve", adverse=True)),
    "a refusal without a reason": ("C023", move("confirm_refusal", reason=False)),
    "a check of an unknown move": ("C024", move("confirm_refusal", second_person_of="nothing")),
    "a check of itself": ("C024", move("confirm_refusal", second_person_of="confirm_refusal")),
    "a second person who is a machine": (
        "C025",
        move("confirm_refusal", by=(Role.SYSTEM,), adverse=False, reason=False),
    ),
    "an unknown paper": ("C030", move("accept", needs=("horoscope",))),
    "a question without a label": ("C031", move("accept", asks=(Ask("why", ""),))),
    "a choice without choices": ("C032", move("accept", asks=(Ask("why", "原因", AskKind.CHOICE),))),
    "a form for the system": ("C033", move("give_up", reason=True)),
    "a limit that starts nowhere": ("C040", limit("trial.decide", starts=("nowhere",))),
    "a limit that starts at the end": ("C040", limit("trial.decide", starts=("paid",))),
    "a limit that stops nowhere": ("C041", limit("trial.decide", stops=("nowhere",))),
    "a limit without a stop": ("C042", limit("trial.decide", stops=())),
    "a limit that stops where it starts": ("C043", limit("trial.decide", stops=("reviewing",))),
    "a warning after the fact": ("C044", limit("trial.decide", warn_workdays=-1)),
    "an unknown move on breach": ("C045", limit("trial.decide", on_breach="nothing")),
    "a breach move the system may not make": ("C046", limit("trial.decide", on_breach="accept")),
    "a breach move that needs papers": ("C047", limit("trial.decide", on_breach="approve")),
    "no applicant": ("C050", lambda t: replace(t, parties=_without(t.parties, "worker"))),
    "two handlers": ("C051", lambda t: replace(t, parties=_one(t.parties, "platform", handles=True))),
    "no end": ("C060", lambda t: replace(t, ends=(), retain={})),
    "an end without retention": ("C061", lambda t: replace(t, retain={"paid": "trial.keep"})),
    "retention for a step": ("C062", lambda t: replace(t, retain={**t.retain, "reviewing": "trial.keep"})),
    "a step nothing leads to": ("C070", move("propose_refusal", to=None)),
    "a step nothing leads out of": ("C071", lambda t: replace(t, moves=_without(t.moves, "confirm_refusal"))),
    "a check that cannot follow": ("C072", move("confirm_refusal", from_=("refusing",), second_person_of="give_up")),
    "a limit that never meets its stop": ("C080", limit("trial.supply", stops=("reviewing", "reported"))),
    "a breach where nothing can be done": ("C081", limit("trial.supply", stops=("paid",))),
    "a pause without a limit": (
        "C082",
        lambda t: replace(t, limits=tuple(replace(item, pausable=False) for item in t.limits)),
    ),
    "a pause nothing resumes": ("C083", move("supply", clock=None)),
    "a resumption of nothing": ("C084", move("ask_more", clock=None)),
}


def test_the_trial_types_are_sound():
    assert problems(TRIAL) == []
    assert problems(TRIAL_ORDINARY) == []


@pytest.mark.parametrize("name", MUTANTS)
def test_a_faulty_declaration_is_found(name: str):
    code, mutate = MUTANTS[name]

    found = problems(mutate(TRIAL))

    assert code in {problem.code for problem in found}, [str(problem) for problem in found]


def _dropped() -> Iterator[tuple[str, CaseType]]:
    for dropped in TRIAL.steps:
        yield f"step {dropped.key}", replace(TRIAL, steps=_without(TRIAL.steps, dropped.key))
    for party in TRIAL.parties:
        if party.key != "platform":
            yield f"party {party.key}", replace(TRIAL, parties=_without(TRIAL.parties, party.key))
    for end in TRIAL.ends:
        yield f"end {end}", replace(TRIAL, ends=tuple(other for other in TRIAL.ends if other != end))


@pytest.mark.parametrize(("name", "mutant"), [pair for pair in _dropped() if pair[0] != "party insurer"])
def test_a_declaration_that_lost_a_part_is_found(name: str, mutant: CaseType):
    assert problems(mutant)


def test_the_same_version_cannot_be_declared_twice():
    with pytest.raises(ValueError, match="declared twice"):
        register(replace(TRIAL))


def test_an_older_version_stays_known_for_its_cases():
    newer = register(replace(TRIAL, version=2))
    try:
        assert case_type("trial") is newer
        assert case_type("trial", 1) is TRIAL
        assert [t for t in case_types() if t.key == "trial"] == [newer]
    finally:
        unregister(newer)
    with pytest.raises(UnknownType):
        case_type("no such type")


def test_a_faulty_declaration_stops_the_start():
    faulty = register(replace(TRIAL, key="faulty", start="nowhere"))
    try:
        assert "cases.C005" in {message.id for message in check_declarations()}
    finally:
        unregister(faulty)


def test_an_open_case_on_a_vanished_step_stops_the_start(cast: Cast):
    case = a_case(cast)
    assert check_open_cases(databases=["default"]) == []

    Case.objects.filter(pk=case.case_id).update(step="vanished")

    assert [message.id for message in check_open_cases(databases=["default"])] == ["cases.C090"]
