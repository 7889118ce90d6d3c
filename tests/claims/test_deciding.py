"""Deciding: the machine pays what is clear, and hands everything else to a person with the same lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from anxin.cases.selectors import case_view, clocks, documents, live_papers
from anxin.cases.services import document_void
from anxin.claims.checklist import opens
from anxin.claims.models import DecisionRecord, Judgement
from anxin.claims.selectors import claim_facts, claim_for_worker, desk_panel
from anxin.claims.services import Advance, claim_advance, contact, judge, platform_answer
from anxin.claims.services.papers import paper_attach
from anxin.claims.types import PlatformAnswer, WorkerStatus
from anxin.documents.models import Paper
from anxin.documents.selectors import paper
from anxin.documents.types import PaperKind, PaperState
from anxin.funds.selectors import payouts_of
from anxin.identity.types import Actor, Role
from anxin.kit.ids import uuid7
from anxin.policy.selectors import decision, decisions_of
from anxin.policy.services import replay
from tests.given.claims import (
    HOSPITAL,
    Given,
    a_complete,
    a_paper,
    a_reported,
    an_account,
    diagnosis_values,
    platform_confirms,
    receipt_values,
    the_five_documents,
)
from tests.given.cover import ACCEPTED, ACCIDENT, an_order
from tests.given.jobs import forget_jobs, run_jobs
from tests.given.people import NOON, City, a_worker
from tests.given.pictures import a_photo


@pytest.fixture(scope="module", autouse=True)
def without_receipt(one_city_for_all: None) -> Given:
    """A claim that lacks nothing but its receipt."""
    lacking = a_reported()
    the_five_documents(lacking, without=("receipt",))
    an_account(lacking.rider)
    platform_confirms(lacking)
    return lacking


@pytest.fixture
def lacking(without_receipt: Given) -> Given:
    return without_receipt.for_one_test()


@pytest.fixture
def given(lacking: Given) -> Given:
    """A claim with everything there; nothing has looked at it yet."""
    return with_receipt(lacking)


@pytest.fixture
def city(without_receipt: Given) -> City:
    return without_receipt.city


def with_receipt(given: Given, **change: Any) -> Given:
    a_paper(given, PaperKind.RECEIPT, receipt_values(given.rider, **change))
    return given


def look(given, at=NOON) -> Advance:
    return claim_advance(case_id=given.case_id, at=at)


def step_of(given) -> str:
    return case_view(Actor.system(), given.case_id).step


def record_of(given) -> DecisionRecord:
    return DecisionRecord.objects.get(case_id=given.case_id, superseded_at=None)


def lines_of(given) -> dict[str, str]:
    record = record_of(given)
    assert record.decision_id is not None
    return {line.rule_id: line.result for line in decision(record.decision_id).lines}


def test_the_rib_fracture_of_the_newspaper_is_paid_302_yuan(given):
    assert look(given) is Advance.APPROVED

    record = record_of(given)
    assert (record.outcome, record.approved_fen, record.kind) == ("pay", 30200, "auto")
    assert (record.settled_by, record.settled_by_name) == (None, "系统")
    payment = payouts_of(f"case:{given.case_id}")
    assert [(one.amount_fen, one.id) for one in payment] == [(30200, record.payout_id)]
    view = claim_for_worker(actor=given.rider, case_id=given.case_id)
    assert view.status is WorkerStatus.DECIDED
    assert view.decision is not None
    assert view.decision.amount_fen == 30200
    assert view.decision.cut_fen == 0
    assert set(lines_of(given).values()) <= {"pass", "pay", "info"}


def test_a_photo_that_broke_on_its_way_says_nothing_beside_a_good_one(given):
    good = paper(given.papers["receipt"])
    broken = replace(good, state=PaperState.UNREADABLE, pages=0, fields=())

    assert opens(good)
    assert not opens(broken)
    assert opens(replace(broken, pages=1)), "a picture no machine could read is for a person to look at"


def test_looking_twice_pays_once(given):
    look(given)

    assert look(given) is Advance.NOT_NOW
    assert len(payouts_of(f"case:{given.case_id}")) == 1


def test_the_ankle_fracture_of_the_newspaper_is_paid_441_yuan(city):
    city_items = (("急诊诊察费", 4200), ("数字化摄影（左踝正侧位）", 12000), ("石膏固定（左踝）", 27900))
    given = a_complete(
        city=city,
        receipt={"items": city_items},
        diagnosis={"diagnosis": "左踝骨折", "icd": "S82.800", "body_parts": ["ankle_foot"], "side": "左"},
    )

    assert look(given) is Advance.APPROVED
    assert record_of(given).approved_fen == 44100


def test_nothing_is_decided_before_the_set_is_there(city):
    given = a_reported(city=city)
    assert look(given) is Advance.WAITS_FOR_PAPERS

    the_five_documents(given, without=("receipt",))
    platform_confirms(given)

    assert look(given) is Advance.WAITS_FOR_PAPERS
    assert step_of(given) == "reported"
    view = claim_for_worker(actor=given.rider, case_id=given.case_id)
    assert "医疗收费票据" in next(slot.label for slot in view.slots if not slot.handed_in)


def test_a_set_that_only_a_machine_has_read_waits_for_a_person(given):
    a_paper(given, PaperKind.RECEIPT, {"ticket_code": "11060126"})

    assert look(given) is Advance.WAITS_FOR_CONFIRMATION
    assert step_of(given) == "reviewing"
    assert not DecisionRecord.objects.exists()


def test_without_the_platforms_answer_it_waits_for_the_platform(city):
    given = a_complete(city=city, confirmed=False)

    assert look(given) is Advance.WAITS_FOR_PLATFORM
    platform_confirms(given)
    assert look(given) is Advance.APPROVED


def test_without_an_account_a_person_is_asked_and_the_account_lets_it_go_on(city):
    given = a_complete(city=city, account=False)
    assert look(given) is Advance.NEEDS_A_PERSON
    assert step_of(given) == "reviewing"

    an_account(given.rider)

    assert look(given) is Advance.APPROVED
    assert DecisionRecord.objects.filter(case_id=given.case_id).count() == 2


@pytest.mark.parametrize(
    ("receipt", "rule", "result"),
    [
        ({"payer": "钱试骑"}, "XS-12", "refer"),
        ({"payer_id": "110105********002X"}, "XS-12", "refer"),
        ({"hospital": "外埠示范医院（演示）"}, "XS-01", "refer"),
        ({"ticket_code": "13060126"}, "XS-16", "refer"),
        ({"total_fen": 30300}, "XS-18", "refer"),
        ({"insurance_paid_fen": 1}, "XS-19", "refer"),
        ({"visited_on": "2026-12-27", "issued_on": "2026-12-27"}, "XS-14", "missing"),
        ({"visited_on": "2026-11-22", "issued_on": "2026-11-22"}, "XS-14", "refer"),
        ({"hospital": "没听过的医院"}, "XS-13", "refer"),
        ({"items": (("营养咨询费", 5000), ("急诊诊察费", 4200))}, "XS-21", "cut"),
        ({"items": (("CT平扫（右踝）", 9000), ("急诊诊察费", 4200))}, "XS-21", "cut"),
        ({"items": (("没听过的药", 9000), ("急诊诊察费", 4200))}, "XS-21", "refer"),
    ],
)
def test_a_receipt_with_something_wrong_goes_to_a_person_and_pays_nothing(lacking, receipt, rule, result):
    given = with_receipt(lacking, **receipt)

    assert look(given) is Advance.NEEDS_A_PERSON
    record = record_of(given)
    assert (record.outcome in ("refer", "refuse"), record.approved_fen) == (True, None)
    assert payouts_of(f"case:{given.case_id}") == []
    assert step_of(given) == "reviewing"
    assert result in {line.result for line in decision(record.decision_id).lines if line.rule_id == rule}


def test_a_receipt_used_before_is_not_paid_again(city):
    first = a_complete(city=city)
    look(first)
    used = receipt_values(first.rider, ticket_number="0022739009")
    a_city_rider = a_complete(city=city, receipt={"ticket_number": "0022739009"}, rider=a_worker("孙试骑"))
    look(a_city_rider)
    again = a_complete(city=city, receipt={"ticket_number": used["ticket_number"]}, rider=a_worker("周试骑"))

    assert look(again) is Advance.NEEDS_A_PERSON
    assert lines_of(again)["XS-17"] == "refuse"
    assert payouts_of(f"case:{again.case_id}") == []


def test_a_visit_weeks_after_the_accident_is_for_a_person(city):
    rider, before = a_worker(), timedelta(days=21)
    an_order(rider, city.platform.id, accepted_at=ACCEPTED - before)
    given = a_complete(city=city, rider=rider, on_order=False, happened_at=ACCIDENT - before)

    assert look(given) is Advance.NEEDS_A_PERSON
    assert lines_of(given)["XS-14"] == "refer"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"diagnosis": {"inpatient_needed": True}}, "诊断书写明需要住院"),
        ({"receipt": {"ticket_code": "11060226"}}, "票据是住院票据"),
    ],
)
def test_an_inpatient_leaves_the_fast_lane_by_himself_and_is_investigated_with_everything_kept(said, why, city):
    given = a_complete(city=city, **said)
    papers = dict(given.papers)

    assert look(given) is Advance.LEFT_FAST
    assert look(given) is Advance.INVESTIGATED
    assert look(given) is Advance.NOT_NOW

    view = case_view(Actor.system(), given.case_id)
    assert (view.type, view.step, view.fast_lane) == ("injury_ordinary", "investigating", False)
    trace = decisions_of(f"case:{given.case_id}")[0]
    assert [line.sentence_worker for line in trace.lines if line.result == "refer"] == [f"{why}。"]
    assert {paper.paper_id for paper in documents(Actor.system(), given.case_id)} == set(papers.values())
    told = claim_for_worker(actor=given.rider, case_id=given.case_id)
    assert (told.number, told.status) == (given.ref.number, WorkerStatus.REVIEWING)
    assert any(why in line.sentence for line in told.timeline)


def test_a_dispute_of_the_platform_leaves_the_fast_lane_while_papers_are_still_missing(city):
    given = a_reported(city=city)
    platform_answer(
        actor=given.operator, case_id=given.case_id, answer=PlatformAnswer.DISPUTED, at=NOON, reason="车停在站点"
    )

    assert look(given) is Advance.LEFT_FAST
    assert step_of(given) == "reported"
    assert "oi.first.contact.day" in {clock.limit for clock in clocks(given.case_id) if clock.running}
    assert look(given) is Advance.WAITS_FOR_PAPERS
    the_five_documents(given)
    assert look(given) is Advance.INVESTIGATED


def test_a_person_who_says_that_a_hospital_stay_is_needed_takes_the_claim_out_of_the_fast_lane(city):
    given = a_reported(city=city).with_its_handler()
    contact(actor=given.handler, case_id=given.case_id, at=NOON)
    assert look(given) is Advance.WAITS_FOR_PAPERS

    judge(
        actor=given.handler, case_id=given.case_id, at=NOON, fact="inpatient_needed", value="是", reason="医生电话说的"
    )

    assert look(given) is Advance.LEFT_FAST


def test_another_persons_diagnosis_is_for_a_person(city):
    given = a_complete(city=city, diagnosis={"patient": "钱试骑"})

    assert look(given) is Advance.NEEDS_A_PERSON
    assert lines_of(given)["XS-12"] == "refer"


def test_not_covered_is_recommended_for_refusal_and_decided_by_nobody(city):
    given = a_complete(city=city, on_order=False, confirmed=False, account=True)

    assert look(given) is Advance.NEEDS_A_PERSON
    assert lines_of(given)["XS-10"] == "refuse"
    assert step_of(given) == "reviewing"
    assert claim_for_worker(actor=given.rider, case_id=given.case_id).decision is None


def test_an_order_declared_after_the_accident_is_for_a_person(city):
    rider = a_worker()
    an_order(rider, city.platform.id, declared_at=ACCIDENT + timedelta(seconds=1))
    given = a_complete(city=city, rider=rider, on_order=False)

    assert look(given) is Advance.NEEDS_A_PERSON
    assert lines_of(given)["XS-11"] == "refer"


def test_a_judgement_by_a_named_person_lets_the_rules_speak_again(lacking):
    given = with_receipt(lacking, hospital="没听过的医院")
    look(given)
    reviewer = given.city.staff(Role.BUREAU_REVIEWER)

    judge(
        actor=reviewer, case_id=given.case_id, at=NOON, fact="hospital_known", value="是", reason="急诊就近，已电话核对"
    )
    judge(actor=reviewer, case_id=given.case_id, at=NOON, fact="hospital_city", value="北京", reason="地址在本市")
    judge(actor=reviewer, case_id=given.case_id, at=NOON, fact="receipt_province_ok", value="是", reason="票据代码 11")

    assert look(given) is Advance.APPROVED
    assert Judgement.objects.filter(by_name=reviewer.name).count() == 3
    facts = {fact.name: fact for fact in claim_facts(actor=reviewer, case_id=given.case_id)}
    assert facts["hospital_known"].source_name == "人工判断"
    assert f"{reviewer.name} 判断" in facts["hospital_known"].note


def test_a_stored_decision_of_a_claim_replays_to_the_same_lines(lacking):
    given = with_receipt(lacking, items=(("营养咨询费", 5000), ("急诊诊察费", 4200)))
    look(given)

    record = record_of(given)
    assert record.decision_id is not None
    assert replay(record.decision_id).identical


def test_facts_say_where_they_come_from(given):
    reviewer = given.city.staff(Role.BUREAU_REVIEWER)

    facts = {fact.name: fact for fact in claim_facts(actor=reviewer, case_id=given.case_id)}

    assert facts["on_order"].source_name == "订单数据"
    assert facts["facts_clear"].source_name == "平台核实"
    assert facts["injured_parts"].note == "S22.300"
    assert facts["hospital_city"].value == "北京"
    assert facts["hospital_city"].note == HOSPITAL.replace("（", "(").replace("）", ")")
    assert facts["visit_kind"].value == "门诊"
    panel = desk_panel(actor=reviewer, case_id=given.case_id)
    assert panel.to_confirm == ()


def test_the_review_clock_starts_when_the_set_is_there(city):
    given = a_complete(city=city, confirmed=False)
    look(given)

    assert "oi.confirm.fast" in {clock.limit for clock in clocks(given.case_id) if clock.running}


def test_looking_at_nothing_does_nothing(db):
    assert claim_advance(case_id=uuid7(), at=NOON) is Advance.NOT_NOW


def test_an_unsigned_diagnosis_field_is_not_guessed(city):
    given = a_reported(city=city)
    the_five_documents(given, without=("diagnosis",))
    values = diagnosis_values(given.rider)
    values.pop("inpatient_needed")
    a_paper(given, PaperKind.DIAGNOSIS, values)
    platform_confirms(given)

    assert look(given) is Advance.WAITS_FOR_CONFIRMATION


def test_looking_again_at_the_same_facts_leaves_one_decision_for_a_person(lacking):
    given = with_receipt(lacking, insurance_paid_fen=1000)
    assert look(given) is Advance.NEEDS_A_PERSON
    first = record_of(given)

    assert look(given) is Advance.NEEDS_A_PERSON
    assert look(given) is Advance.NEEDS_A_PERSON
    assert DecisionRecord.objects.filter(case_id=given.case_id).count() == 1

    judge(
        actor=given.handler, case_id=given.case_id, fact="facts_clear", value="否", reason="陈述前后不一致。", at=NOON
    )
    look(given)
    assert record_of(given) != first


# --- photographs nobody could read ---


def a_blurred(given: Given, retakes: UUID | None = None) -> UUID:
    """A photograph of a diagnosis that shows paper and no words."""
    paper_id = photographed(given, retakes)
    Paper.objects.filter(pk=paper_id).update(state=PaperState.UNREADABLE, pages=1)
    forget_jobs()
    return paper_id


def photographed(given: Given, retakes: UUID | None = None) -> UUID:
    return paper_attach(
        actor=given.rider,
        case_id=given.case_id,
        kind=PaperKind.DIAGNOSIS,
        name="photo.jpg",
        content=a_photo(str(Paper.objects.count())),
        at=NOON,
        retakes=retakes,
    )


def test_a_photo_taken_again_takes_the_place_of_the_one_nobody_could_read(city):
    given = a_reported(city=city)
    blurred = a_blurred(given)

    again = photographed(given, retakes=blurred)
    assert list(live_papers(given.case_id)) == [again]
    beside = photographed(given, retakes=again)
    assert set(live_papers(given.case_id)) == {again, beside}, "what may still be read is not replaced"


def test_a_blurred_photo_beside_a_good_paper_waits_for_a_person_and_no_longer(city, django_capture_on_commit_callbacks):
    given = a_complete(city=city).with_its_handler()
    blurred = a_blurred(given)
    assert look(given) is not Advance.APPROVED
    assert [card.id for card in desk_panel(actor=given.handler, case_id=given.case_id).to_confirm] == [blurred]

    entry = next(one.id for one in documents(given.handler, given.case_id) if one.paper_id == blurred)
    with django_capture_on_commit_callbacks(execute=True):
        document_void(case_id=given.case_id, document_id=entry, actor=given.handler, at=NOON, reason="另有清楚的")
    run_jobs()

    assert record_of(given).approved_fen == 30200
