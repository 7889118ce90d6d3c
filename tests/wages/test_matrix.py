"""Every step × every move × every part of the three wage types: what is declared is offered, everything else is not.

The expectation is worked out from the declaration's data alone, by rules written down here a second time; guards are
looked at where they stand in the way. Each case is put on its step by its own history, never by hand, and on each step
another department has been asked: it sees its question, answers it, and can do nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from anxin.cases.engine import allowed, do, sweep
from anxin.cases.errors import MoveBlocked, NoSuchCase, NotYours, WrongStep
from anxin.cases.models import Case
from anxin.cases.registry import CaseType, Move, case_type
from anxin.cases.selectors import case_view
from anxin.cases.services import joint_answer, joint_ask
from anxin.cases.types import Sight
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.clock import at_time
from anxin.kit.errors import Refused
from anxin.wages.models import Letter
from anxin.wages.selectors import desk_view
from anxin.wages.services import complaint_make, handover_propose, served_add
from anxin.wages.types import CLUE, CRIME, WAGE, Door, ServeMethod
from tests.given.people import NOON, a_staff, a_worker, an_org
from tests.given.wages import (
    Given,
    a_complaint,
    a_known_year,
    a_person,
    a_wage_city,
    accepted,
    investigated,
    ordered,
    trouble,
)

pytestmark = pytest.mark.django_db
LATER = at_time(NOON.date() + timedelta(days=30), 10)
MUCH_LATER = at_time(NOON.date() + timedelta(days=300), 10)
PARTS = {
    "worker": Role.WORKER,
    "inspector": Role.WAGE_INSPECTOR,
    "intake": Role.BUREAU_INTAKE,
    "lead": Role.BUREAU_LEAD,
    "supervisor": Role.SUPERVISOR,
    "auditor": Role.AUDITOR,
    "reviewer": Role.BUREAU_REVIEWER,
    "insurer": Role.INSURER_HANDLER,
    "platform": Role.PLATFORM_OPERATOR,
    "joint": Role.JOINT_OFFICER,
}


class Stage:
    """A wage city and everybody who might try something."""

    def __init__(self) -> None:
        a_known_year(2027)
        self.given: Given = a_wage_city()
        self.worker = a_worker("赵试工")
        city = self.given.city
        self.cast = {
            "worker": self.worker,
            "intake": self.given.intake,
            "lead": self.given.lead,
            "supervisor": city.staff(Role.SUPERVISOR),
            "auditor": city.staff(Role.AUDITOR),
            "reviewer": city.staff(Role.BUREAU_REVIEWER),
            "insurer": city.staff(Role.INSURER_HANDLER),
            "platform": city.staff(Role.PLATFORM_OPERATOR),
            "joint": city.staff(Role.JOINT_OFFICER),
        }

    def asked(self, case_id, at=MUCH_LATER):
        """Put a question to the joint department; give the question."""
        return joint_ask(
            case_id=case_id,
            org_id=self.given.city.joint.id,
            question="工程款是否按期拨付？",
            due_on=at.date() + timedelta(days=5),
            actor=self.handler(case_id),
            at=at,
        )

    def complaint(self):
        return a_complaint(self.given, actor=self.worker).case_id

    def wage_on(self, step: str):
        case_id = self.complaint()
        given = self.given
        if step == "received":
            return case_id
        if step == "supplementing":
            self.move(case_id, "supplement", reason="请补单位全名")
        elif step == "investigating":
            accepted(given, case_id)
        elif step == "deciding":
            investigated(given, case_id)
        elif step == "dismissing":
            accepted(given, case_id)
            self.move(case_id, "propose_dismissal", reason="查无欠薪", data={"article": "若干规定"})
        else:
            ordered(given, case_id)
            self.after_order(case_id, step)
        return case_id

    def after_order(self, case_id, step: str) -> None:
        if step == "ordered":
            return
        sweep(LATER)
        day = LATER.date()
        answers = {"extra_percent": 50, "pay_by": day + timedelta(days=15), "served_on": day}
        self.move(case_id, "decide", at=LATER, data=answers)
        if step == "decided":
            return
        sweep(MUCH_LATER)
        if step == "enforceable":
            return
        self.move(case_id, "urge", at=MUCH_LATER, data={"served_on": MUCH_LATER.date()})
        if step == "at_court":
            at = MUCH_LATER + timedelta(days=30)
            self.move(case_id, "apply_court", at=at, data={"court": "试验法院"})

    def handler(self, case_id) -> Actor:
        handler_id = Case.objects.values_list("handler_id", flat=True).get(pk=case_id)
        pair = (self.given.inspector, self.given.second)
        return next(one for one in pair if one.account_id == handler_id)

    def move(self, case_id, move: str, *, at=NOON, data=None, reason="") -> None:
        do(case_id=case_id, move=move, actor=self.handler(case_id), at=at, data=data, reason=reason)

    def part(self, name: str, case_id) -> Actor:
        return self.handler(case_id) if name == "inspector" else self.cast[name]


WAGE_STEPS = [step.key for step in case_type(WAGE).steps if step.key not in case_type(WAGE).ends]


@pytest.fixture(scope="module")
def stage(one_city_for_all: None) -> Stage:
    """One city plays all tests."""
    return Stage()


@pytest.fixture(scope="module", params=WAGE_STEPS)
def on_step(stage: Stage, request: pytest.FixtureRequest) -> Iterator[tuple[UUID, str] | None]:
    """A complaint brought to each step in turn by its own history, which is forgotten before the next."""
    with transaction.atomic():
        yield (stage.wage_on(request.param), request.param) if request.param else None
        transaction.set_rollback(True)


nothing_before = pytest.mark.parametrize("on_step", [None], indirect=True)
"""No other complaint stands in the city."""


def declared_for(declared: CaseType, step: str, part: str) -> set[str]:
    """Moves that the declaration gives a part on a step."""
    role = PARTS[part]
    seen = role in declared.seen_by
    return {move.key for move in declared.moves_from(step) if seen and role in move.by}


def offered(case_id, actor: Actor, at) -> set[str]:
    try:
        return {view.key for view in allowed(case_id, actor, at)}
    except Refused:
        return set()


def tried(case_id, move: Move, actor: Actor, at) -> bool:
    """Does the engine let the move past step and role? Whatever else stands in its way comes after."""
    try:
        do(case_id=case_id, move=move.key, actor=actor, at=at, reason="试验")
    except (NotYours, WrongStep):
        return False
    except Refused as refusal:
        return refusal.status != 404
    raise AssertionError(f"{move.key} happened without its answers")


def test_a_complaint_offers_each_part_what_is_declared_on_each_step(stage: Stage, on_step: tuple[UUID, str]):
    case_id, step = on_step
    declared = case_type(WAGE)
    assert Case.objects.get(pk=case_id).step == step
    stage.asked(case_id)

    for part in PARTS:
        assert offered(case_id, stage.part(part, case_id), MUCH_LATER) == declared_for(declared, step, part), part


def test_whatever_is_not_declared_is_refused_by_the_engine_itself(stage: Stage, on_step: tuple[UUID, str]):
    case_id, step = on_step
    declared = case_type(WAGE)
    wanting = [move for move in declared.moves if any(ask.required for ask in move.asks) or move.guard or move.reason]
    stage.asked(case_id)

    for part in PARTS:
        actor, mine = stage.part(part, case_id), declared_for(declared, step, part)
        for move in wanting:
            if move.key not in mine:
                assert not tried(case_id, move, actor, MUCH_LATER), (part, move.key)


@nothing_before
def test_a_clue_and_a_hand_over_offer_what_is_declared(stage: Stage, on_step: None):
    clue, crime = a_clue(stage), a_hand_over(stage)

    for type_key, case_id in ((CLUE, clue), (CRIME, crime)):
        stage.asked(case_id)
        step = Case.objects.get(pk=case_id).step
        for part in PARTS:
            wanted = declared_for(case_type(type_key), step, part)
            wanted = set() if part == "worker" and type_key == CRIME else wanted
            assert offered(case_id, stage.part(part, case_id), LATER) == wanted, (type_key, part)


def test_another_department_answers_its_own_question_once_and_makes_no_move(stage: Stage, on_step: tuple[UUID, str]):
    only_its_question(stage, on_step[0], case_type(WAGE))


@nothing_before
@pytest.mark.parametrize("type_key", [CLUE, CRIME])
def test_the_same_holds_for_a_clue_and_a_hand_over(stage: Stage, on_step: None, type_key: str):
    only_its_question(stage, a_clue(stage) if type_key == CLUE else a_hand_over(stage), case_type(type_key))


def only_its_question(stage: Stage, case_id, declared: CaseType) -> None:
    """Nothing before it is asked; then every move of the type refused, the answer given once, the inside unseen."""
    officer, stranger = stage.cast["joint"], a_staff(Role.JOINT_OFFICER, org=an_org(OrgKind.JOINT))
    with pytest.raises(NoSuchCase):
        case_view(officer, case_id)
    joint_id, step = stage.asked(case_id), Case.objects.get(pk=case_id).step

    assert case_view(officer, case_id).sight is Sight.JOINT
    for move in declared.moves:
        refusal = NotYours if move in declared.moves_from(step) else (NotYours, WrongStep)
        with pytest.raises(refusal):
            do(case_id=case_id, move=move.key, actor=officer, at=MUCH_LATER, reason="试验")
        with pytest.raises(NoSuchCase):
            do(case_id=case_id, move=move.key, actor=stranger, at=MUCH_LATER, reason="试验")
    with pytest.raises(Refused, match="没有找到"):
        desk_view(actor=officer, case_id=case_id)

    answer = {"case_id": case_id, "joint_id": joint_id, "answer": "已按期拨付。", "at": MUCH_LATER}
    with pytest.raises(NoSuchCase):
        joint_answer(actor=stranger, **answer)
    with pytest.raises(NotYours):
        joint_answer(actor=stage.handler(case_id), **answer)
    joint_answer(actor=officer, **answer)
    with pytest.raises(MoveBlocked, match="已经答复"):
        joint_answer(actor=officer, **answer)
    assert Case.objects.get(pk=case_id).step == step


def a_clue(stage: Stage):
    return complaint_make(
        actor=stage.given.intake,
        door=Door.NATIONAL,
        key="c-1",
        trouble=trouble(employer_name="另一家公司"),
        people=[a_person(stage.worker)],
        at=NOON,
        as_clue=True,
    ).case_id


def a_hand_over(stage: Stage):
    people = [a_person(name=f"工友{letter}", claimed_fen=2_000_000) for letter in "甲乙丙丁戊己庚辛壬癸"]
    case_id = a_complaint(stage.given, actor=stage.given.intake, people=people).case_id
    handler = ordered(stage.given, case_id)
    letter = Letter.objects.get(case_id=case_id, kind="order")
    served_add(
        letter_id=letter.pk,
        method=ServeMethod.DIRECT,
        served_on=NOON.date(),
        to_name="",
        actor=handler,
        at=NOON,
    )
    sweep(LATER)
    return handover_propose(
        case_id=case_id, fled=False, fled_why="", reason="数额较大，经责令仍不支付", actor=handler, at=LATER
    ).case_id


@nothing_before
def test_an_officer_who_stands_aside_and_a_third_inspector_can_do_nothing(stage: Stage, on_step: None):
    from anxin.wages.services import avoid
    from tests.given.wages import an_inspector_of

    case_id = stage.wage_on("investigating")
    third, handler = an_inspector_of(stage.given), stage.handler(case_id)

    with pytest.raises(Refused, match="主办和协办"):
        do(case_id=case_id, move="wait", actor=third, at=NOON, reason="试验")
    avoid(case_id=case_id, reason="是我亲戚的单位", actor=handler, at=NOON)
    with pytest.raises(Refused, match="回避"):
        do(case_id=case_id, move="wait", actor=handler, at=NOON, reason="试验")
