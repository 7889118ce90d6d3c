"""The ordinary procedure: longer clocks, an investigation, a pause, an assessment, an amount set by two people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.cases.engine import allowed, do
from anxin.cases.errors import MoveBlocked
from anxin.cases.problems import problems
from anxin.cases.registry import case_types
from anxin.cases.selectors import case_view, clocks
from anxin.claims.models import Judgement
from anxin.claims.selectors import claim_for_worker
from anxin.claims.services import claim_advance, objection_raise
from anxin.claims.types import WorkerStatus
from anxin.funds.selectors import payouts_of
from anxin.identity.types import Actor, Role
from anxin.kit.workdays import current_calendar
from tests.given.claims import Given, a_complete
from tests.given.people import NOON

SYSTEM = Actor.system()


@pytest.fixture
def given() -> Given:
    """An inpatient: left the fast lane, everything handed in, under investigation."""
    claim = a_complete(diagnosis={"inpatient_needed": True})
    claim_advance(case_id=claim.case_id, at=NOON)
    claim_advance(case_id=claim.case_id, at=NOON)
    return claim


def move(given: Given, key: str, actor: Actor, *, at=NOON, reason: str = "", **data):
    return do(case_id=given.case_id, move=key, actor=actor, at=at, reason=reason, data=data)


def due_of(given: Given, limit: str):
    return next(clock.due_on for clock in clocks(given.case_id) if clock.limit == limit and clock.running)


def step(given: Given) -> str:
    return case_view(SYSTEM, given.case_id).step


def test_every_declaration_of_claims_is_without_fault():
    declared = [one for one in case_types() if one.key in ("injury_small", "injury_ordinary", "objection")]

    assert len(declared) == 3
    assert [str(problem) for one in declared for problem in problems(one)] == []


def test_the_confirmation_runs_thirty_working_days_and_waits_for_the_police(given):
    before = due_of(given, "oi.confirm")

    move(given, "wait_police", given.handler, reason="等交警认定书")
    move(given, "police_done", given.handler, at=NOON + timedelta(days=7))

    after = due_of(given, "oi.confirm")
    assert current_calendar().between(before, after) == 4, "Tuesday to Friday; Monday was day zero already"
    assert step(given) == "investigating"


def test_nothing_moves_on_while_the_clock_stands(given):
    move(given, "wait_police", given.handler, reason="等交警认定书")

    with pytest.raises(MoveBlocked, match="恢复计时"):
        move(given, "conclude", given.handler, finding="查清")


def test_an_assessment_is_kept_with_its_author(given):
    intake = given.city.staff(Role.BUREAU_INTAKE)
    move(given, "to_assessment", given.handler)
    assert due_of(given, "oi.assess") > NOON.date()

    move(given, "assessed", intake, grade="10")

    kept = Judgement.objects.get(fact="grade")
    assert (kept.value, kept.by_name, step(given)) == ("10", intake.name, "deciding")


def test_an_amount_is_proposed_by_one_and_confirmed_by_another(given):
    first = given.city.staff(Role.BUREAU_REVIEWER, name="孙试审")
    second = given.city.staff(Role.BUREAU_REVIEWER, name="周试复")
    move(given, "conclude", given.handler, finding="事实清楚，住院三天")
    move(given, "propose_amount", first, reason="住院医疗费按目录核定", amount_fen=812_345)
    assert payouts_of(f"case:{given.case_id}") == []
    with pytest.raises(MoveBlocked, match="另一人"):
        move(given, "confirm_amount", first)

    move(given, "confirm_amount", second)

    assert [payment.amount_fen for payment in payouts_of(f"case:{given.case_id}")] == [812_345]
    view = claim_for_worker(actor=given.rider, case_id=given.case_id)
    assert view.status is WorkerStatus.DECIDED
    assert view.decision is not None
    assert (view.decision.rules, view.decision.made_by) == ("人工核定", "孙试审 提出、周试复 复核")


def test_who_proposed_an_amount_does_not_look_at_the_objection_to_it(given):
    first = given.city.staff(Role.BUREAU_REVIEWER, name="孙试审")
    move(given, "conclude", given.handler, finding="事实清楚")
    move(given, "propose_amount", first, reason="按目录核定", amount_fen=812_345)
    move(given, "confirm_amount", given.city.staff(Role.BUREAU_REVIEWER, name="周试复"))

    ref = objection_raise(actor=given.rider, case_id=given.case_id, reason="少了护理费", at=NOON)

    assert all("没有参与" in move.why_not for move in allowed(ref.case_id, first, NOON))


def test_an_amount_sent_back_counts_no_more(given):
    first = given.city.staff(Role.BUREAU_REVIEWER, name="孙试审")
    second = given.city.staff(Role.BUREAU_REVIEWER, name="周试复")
    move(given, "conclude", given.handler, finding="查清")
    move(given, "propose_amount", first, reason="初算", amount_fen=100)
    move(given, "return_amount", second, reason="漏算护理费")

    move(given, "propose_amount", second, reason="补上护理费", amount_fen=200)
    move(given, "confirm_amount", first)

    assert [payment.amount_fen for payment in payouts_of(f"case:{given.case_id}")] == [200]


def test_the_ordinary_procedure_refuses_with_two_persons_too(given):
    first = given.city.staff(Role.BUREAU_REVIEWER, name="孙试审")
    second = given.city.staff(Role.BUREAU_REVIEWER, name="周试复")
    move(given, "conclude", given.handler, finding="自行摔倒，与接单无关")

    move(given, "propose_adverse", first, reason="不属于确认情形", amount_fen=0, article="第十条")
    move(given, "confirm_refusal", second, reason="同意")

    assert step(given) == "refused"
    assert payouts_of(f"case:{given.case_id}") == []
