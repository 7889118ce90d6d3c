"""Every step × every move × every part: what the declaration allows happens, everything else is refused.

The expectation is worked out from the declaration's data alone, by rules written down here a second time.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from anxin.cases.engine import allowed, do
from anxin.cases.models import Case, CaseEvent
from anxin.cases.registry import ANY_STEP, AskKind, CaseType, ClockVerb, Move
from anxin.identity.types import Actor, Role
from anxin.kit.errors import Refused
from tests.given.cases import TRIAL, Cast, a_case, with_diagnosis
from tests.given.people import NOON

OPEN_STEPS = [step.key for step in TRIAL.steps if step.key not in TRIAL.ends]
STEPS = [step.key for step in TRIAL.steps]
PATHS = {
    "reported": [],
    "waiting": [("accept", "handler"), ("ask_more", "handler")],
    "reviewing": [("accept", "handler")],
    "refusing": [("accept", "handler"), ("propose_refusal", "reviewer")],
    "paid": [("accept", "handler"), ("approve", "reviewer")],
    "refused": [("accept", "handler"), ("propose_refusal", "reviewer"), ("confirm_refusal", "lead")],
    "withdrawn": [("withdraw", "worker")],
}
PARTS = {
    "worker": Role.WORKER,
    "handler": Role.INSURER_HANDLER,
    "reviewer": Role.BUREAU_REVIEWER,
    "lead": Role.BUREAU_LEAD,
    "platform": Role.PLATFORM_OPERATOR,
    "supervisor": Role.SUPERVISOR,
    "system": Role.SYSTEM,
}


class Undone(Exception):
    """Rolls a try back."""


def actor_of(cast: Cast, part: str) -> Actor:
    return Actor.system() if part == "system" else getattr(cast, part)


def form(declared: Move) -> dict[str, object]:
    return {ask.key: ask.choices[0][0] for ask in declared.asks if ask.kind is AskKind.CHOICE}


def case_on(step: str, cast: Cast) -> Case:
    ref = with_diagnosis(a_case(cast), cast)
    for move, part in PATHS[step]:
        do(case_id=ref.case_id, move=move, actor=actor_of(cast, part), at=NOON, reason="试验")
    return Case.objects.get(pk=ref.case_id)


def expected(declared: CaseType, step: str, move: Move, part: str) -> bool:
    starts_here = step not in declared.ends and (move.from_ == ANY_STEP or step in move.from_)
    waiting = step == "waiting"
    in_the_way = (
        (move.clock is ClockVerb.RESUME and not waiting)
        or (waiting and move.clock in (ClockVerb.PAUSE, ClockVerb.EXTEND))
        or (waiting and move.clock is None and move.to is not None and move.to not in declared.ends)
        or (part == "reviewer" and move.second_person_of == "propose_refusal")
    )
    return starts_here and PARTS[part] in move.by and not in_the_way


def happens(case: Case, move: Move, actor: Actor) -> bool:
    """Try a move for real, and take it back."""
    events = CaseEvent.objects.filter(case=case).count()
    try:
        with transaction.atomic():
            do(
                case_id=case.pk,
                move=move.key,
                actor=actor,
                at=NOON + timedelta(hours=1),
                data=form(move),
                reason="试验",
            )
            assert CaseEvent.objects.filter(case=case).count() == events + 1
            raise Undone
    except Undone:
        return True
    except Refused:
        assert CaseEvent.objects.filter(case=case).count() == events
        return False


@pytest.mark.parametrize("step", STEPS)
def test_only_declared_moves_happen(cast: Cast, step: str):
    case = case_on(step, cast)

    for part in PARTS:
        for move in TRIAL.moves:
            actor = actor_of(cast, part)
            assert happens(case, move, actor) == expected(TRIAL, step, move, part), (step, move.key, part)


@pytest.mark.parametrize("step", STEPS)
def test_the_page_offers_exactly_what_would_happen(cast: Cast, step: str):
    case = case_on(step, cast)

    for part in PARTS:
        offered = {view.key for view in allowed(case.pk, actor_of(cast, part), NOON) if view.enabled}
        assert offered == {move.key for move in TRIAL.moves if expected(TRIAL, step, move, part)}, (step, part)
