"""Refusing slowly: a named person, a second person, a reason, and never two decisions at once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from anxin.cases.engine import allowed
from anxin.cases.errors import FormIncomplete, MoveBlocked, NotYours, Stale, WrongStep
from anxin.cases.selectors import case_view, clocks
from anxin.claims.models import AdverseProposal, DecisionRecord, InjuryClaim
from anxin.claims.selectors import claim_for_worker, desk_panel, review_rows
from anxin.claims.selectors.decisions import decision_view
from anxin.claims.services import (
    Advance,
    adverse_confirm,
    adverse_propose,
    adverse_reject,
    approve,
    ask_more,
    claim_advance,
    contact,
    leave_fast,
    rejoin_fast,
    withdraw,
)
from anxin.claims.types import AdverseKind, WorkerStatus
from anxin.documents.selectors import receipt_use
from anxin.documents.services import fields_confirm
from anxin.funds.selectors import payouts_of
from anxin.identity.types import Actor, Role
from anxin.kit.errors import BadInput
from anxin.notify.selectors import messages_for
from tests.given.claims import CUT_ITEMS, Given, a_complete, a_referred, a_reported
from tests.given.jobs import run_jobs
from tests.given.people import NOON, City, a_staff


@pytest.fixture(scope="module", autouse=True)
def referred(one_city_for_all: None) -> Given:
    return a_referred()


@pytest.fixture
def given(referred: Given) -> Given:
    return referred.for_one_test()


@pytest.fixture
def city(referred: Given) -> City:
    return referred.city


def two_reviewers(given: Given) -> tuple[Actor, Actor]:
    first = given.city.staff(Role.BUREAU_REVIEWER, name="孙试审")
    return first, given.city.staff(Role.BUREAU_REVIEWER, name="周试复")


def propose(given: Given, actor: Actor, amount_fen: int = 4200, **change):
    told = {"reason": "营养咨询费不在目录内", "article": "三要素审核：用药目录"}
    return adverse_propose(actor=actor, case_id=given.case_id, at=NOON, amount_fen=amount_fen, **(told | change))


def record_of(given: Given) -> DecisionRecord:
    return DecisionRecord.objects.get(case_id=given.case_id, superseded_at=None)


def test_a_cut_takes_two_named_persons_and_pays_the_rest(given):
    first, second = two_reviewers(given)

    propose(given, first)
    assert payouts_of(f"case:{given.case_id}") == []
    adverse_confirm(actor=second, case_id=given.case_id, at=NOON, refuse=False, reason="同意")

    record = record_of(given)
    assert (record.approved_fen, record.kind, record.settled_by_name) == (4200, "person", "周试复")
    assert [payment.amount_fen for payment in payouts_of(f"case:{given.case_id}")] == [4200]
    view = claim_for_worker(actor=given.rider, case_id=given.case_id)
    assert view.status is WorkerStatus.DECIDED
    assert view.decision is not None
    assert (view.decision.amount_fen, view.decision.cut_fen) == (4200, 5000)
    assert "营养咨询费不在目录内" in view.decision.adverse_reason
    assert view.decision.made_by == "孙试审 提出、周试复 复核"
    assert view.decision.object_until is not None
    assert view.can_object


def test_the_proposer_cannot_be_the_second_person(given):
    first, _second = two_reviewers(given)
    propose(given, first)

    with pytest.raises(MoveBlocked, match="另一人"):
        adverse_confirm(actor=first, case_id=given.case_id, at=NOON, refuse=False, reason="我自己同意")

    assert record_of(given).approved_fen is None


def test_the_database_itself_refuses_one_person_twice(given):
    first, _second = two_reviewers(given)
    propose(given, first)

    with pytest.raises(IntegrityError, match="claims_adverse_second_person"), transaction.atomic():
        AdverseProposal.objects.update(state="confirmed", settled_by=first.account_id, settled_at=NOON)


def test_a_refusal_takes_two_persons_and_gives_the_receipt_back(given):
    first, second = two_reviewers(given)
    values = InjuryClaim.objects.get(pk=given.case_id)
    propose(given, first, amount_fen=0, reason="事故时没有进行中的订单", article="第二条")

    adverse_confirm(actor=second, case_id=given.case_id, at=NOON, refuse=True, reason="同意")

    view = claim_for_worker(actor=given.rider, case_id=values.pk)
    assert view.status is WorkerStatus.REFUSED
    assert view.next.key == "object"
    assert view.decision is not None
    assert view.decision.outcome == "refuse"
    assert payouts_of(f"case:{given.case_id}") == []
    panel = desk_panel(actor=first, case_id=given.case_id)
    paper = panel.slots[3].papers[0]
    assert paper.kind == "receipt"
    assert receipt_use("11060126", "0000000000") is None


def test_a_refusal_cannot_be_confirmed_as_a_cut(given):
    first, second = two_reviewers(given)
    propose(given, first, amount_fen=0)

    with pytest.raises(MoveBlocked, match="不予支付"):
        adverse_confirm(actor=second, case_id=given.case_id, at=NOON, refuse=False, reason="看错了")


def test_the_second_person_sends_it_back_with_a_reason(given):
    first, second = two_reviewers(given)
    propose(given, first)

    adverse_reject(actor=second, case_id=given.case_id, at=NOON, reason="请先问医院")

    assert case_view(first, given.case_id).step == "reviewing"
    assert AdverseProposal.objects.get().state == "rejected"
    propose(given, second, reason="问过医院，确实不在目录内")
    assert AdverseProposal.objects.filter(state="open").count() == 1


def test_a_refusal_without_a_reason_is_no_refusal(given):
    first, _second = two_reviewers(given)

    with pytest.raises(FormIncomplete, match="理由"):
        propose(given, first, reason=" ")
    with pytest.raises(FormIncomplete, match="依据"):
        propose(given, first, article="")


@pytest.mark.parametrize("amount", [9200, 9300])
def test_a_cut_that_cuts_nothing_is_refused(given, amount):
    first, _second = two_reviewers(given)

    with pytest.raises(BadInput, match="不比申报少"):
        propose(given, first, amount_fen=amount)


def test_a_reviewer_may_pay_in_full_against_the_recommendation_with_a_reason(given):
    first, _second = two_reviewers(given)

    approve(actor=first, case_id=given.case_id, at=NOON, reason="处方证明营养咨询为治疗所需")

    record = record_of(given)
    assert (record.approved_fen, record.kind, record.settled_by_name) == (9200, "person", "孙试审")
    assert AdverseProposal.objects.count() == 0


def test_what_the_rules_did_not_know_is_open_no_more_once_a_person_has_paid_in_full(city):
    given = a_complete(city=city, diagnosis={"inpatient_needed": ""})
    first, _second = two_reviewers(given)
    claim_advance(case_id=given.case_id, at=NOON)
    assert "missing" in {line.result for line in decision_view(record_of(given)).lines}

    approve(actor=first, case_id=given.case_id, at=NOON, reason="门诊处置，无须住院")

    told = decision_view(record_of(given))
    assert {"missing", "refer"}.isdisjoint(line.result for line in told.lines)
    assert told.would_add == ()
    assert not any("还要核实" in line.sentence for line in told.lines)


def test_without_an_account_nobody_can_approve(city):
    given = a_complete(city=city, account=False)
    claim_advance(case_id=given.case_id, at=NOON)
    first, _second = two_reviewers(given)

    moves = {move.key: move for move in allowed(given.case_id, first, NOON)}

    assert not moves["approve"].enabled
    assert "收款账户" in moves["approve"].why_not


def test_a_handler_or_a_platform_cannot_decide(given):

    for actor in (given.handler, given.operator, given.rider):
        with pytest.raises(NotYours):
            approve(actor=actor, case_id=given.case_id, at=NOON, reason="我来")


def test_a_page_that_is_out_of_date_decides_nothing(given):
    first, second = two_reviewers(given)
    seen = case_view(first, given.case_id).version
    ask_more(actor=second, case_id=given.case_id, at=NOON, reason="缺处方", version=seen)

    with pytest.raises((Stale, WrongStep)):
        approve(actor=first, case_id=given.case_id, at=NOON, reason="同意", version=seen)


def test_leaving_the_fast_lane_keeps_everything(given):
    first, _second = two_reviewers(given)
    papers = {slot.key: len(slot.papers) for slot in desk_panel(actor=first, case_id=given.case_id).slots}

    leave_fast(actor=given.handler, case_id=given.case_id, at=NOON, why="诊断更正为需要住院")

    view = case_view(first, given.case_id)
    assert (view.type, view.step, view.fast_lane) == ("injury_ordinary", "collecting", False)
    panel = desk_panel(actor=first, case_id=given.case_id)
    assert {slot.key: len(slot.papers) for slot in panel.slots} == papers
    assert panel.decision is None
    assert not panel.fast
    worker = claim_for_worker(actor=given.rider, case_id=given.case_id)
    assert worker.number == given.ref.number
    assert any("转为普通程序" in line.sentence for line in worker.timeline)


def test_a_claim_comes_back_into_the_fast_lane_once_the_fact_is_put_right_and_is_decided_at_once(city):
    given = a_complete(city=city, diagnosis={"inpatient_needed": True}).with_its_handler()
    assert claim_advance(case_id=given.case_id, at=NOON) is Advance.LEFT_FAST
    assert claim_advance(case_id=given.case_id, at=NOON) is Advance.INVESTIGATED
    with pytest.raises(MoveBlocked, match="诊断书写明需要住院"):
        rejoin_fast(actor=given.handler, case_id=given.case_id, at=NOON, why="点错了")
    fields_confirm(paper_id=given.papers["diagnosis"], values={"inpatient_needed": False}, actor=given.handler, at=NOON)

    rejoin_fast(actor=given.handler, case_id=given.case_id, at=NOON, why="诊断书写的是无须住院，录入时点错了")

    view = case_view(given.handler, given.case_id)
    assert (view.type, view.step, view.fast_lane) == ("injury_small", "collecting", True)
    told = claim_for_worker(actor=given.rider, case_id=given.case_id)
    assert any("转回小伤快赔" in line.sentence for line in told.timeline)
    assert claim_advance(case_id=given.case_id, at=NOON) is Advance.APPROVED
    run_jobs()
    assert any("转回小伤快赔，原因：诊断书写的是无须住院" in one.text for one in messages_for(given.rider))


def test_a_claim_comes_back_into_the_fast_lane_only_once(city):
    given = a_reported(city=city).with_its_handler()
    for _again in range(2):
        leave_fast(actor=given.handler, case_id=given.case_id, at=NOON, why="可能需要住院。")
        if not _again:
            rejoin_fast(actor=given.handler, case_id=given.case_id, at=NOON, why="医生说不用住院")

    with pytest.raises(MoveBlocked, match="已经转回过一次"):
        rejoin_fast(actor=given.handler, case_id=given.case_id, at=NOON, why="再试一次")


def test_who_was_called_in_the_fast_lane_need_not_be_called_again(django_capture_on_commit_callbacks, city):
    given = a_reported(city=city).with_its_handler()
    contact(actor=given.handler, case_id=given.case_id, at=NOON, note="已电话联系。")

    with django_capture_on_commit_callbacks(execute=True):
        leave_fast(actor=given.handler, case_id=given.case_id, at=NOON, why="可能需要住院。")

    assert [clock.label for clock in clocks(given.case_id) if clock.running] == []
    run_jobs()
    told = [message.text for message in messages_for(given.rider) if "转为普通程序" in message.text]
    assert told
    assert all("。。" not in text for text in told)


def test_the_review_desk_lists_fast_cases_first_with_the_reason(given):
    first, _second = two_reviewers(given)
    stranger = a_staff(Role.BUREAU_REVIEWER)
    doubt = "建议核减 ¥50.00：营养咨询费（检查费）不在目录内。须由两人决定。"
    assert [row.why for row in review_rows(actor=first)] == [doubt]
    propose(given, first)

    rows = review_rows(actor=first)

    assert [(row.number, row.amount_fen, row.why) for row in rows] == [(given.ref.number, 4200, "不利决定等第二人确认")]
    assert rows[0].worker_name == "赵**"
    assert review_rows(actor=stranger) == ()
    panel = desk_panel(actor=first, case_id=given.case_id)
    assert panel.adverse is not None
    assert (panel.adverse.kind, panel.adverse.proposed_by) == (AdverseKind.CUT, "孙试审")


def test_a_withdrawn_claim_gives_its_receipt_back():
    given = a_referred({"items": CUT_ITEMS["items"], "ticket_number": "0000000077"})
    assert receipt_use("11060126", "0000000077") is not None

    withdraw(actor=given.rider, case_id=given.case_id, at=NOON)

    assert receipt_use("11060126", "0000000077") is None
    assert claim_for_worker(actor=given.rider, case_id=given.case_id).status is WorkerStatus.WITHDRAWN


def test_the_sheet_of_a_cut_names_both_persons_and_lies_in_the_file(given):
    first, second = two_reviewers(given)
    propose(given, first)
    adverse_confirm(actor=second, case_id=given.case_id, at=NOON, refuse=False, reason="同意")

    run_jobs()

    record = record_of(given)
    assert record.sheet_paper_id is not None
    view = claim_for_worker(actor=given.rider, case_id=given.case_id)
    assert view.decision is not None
    assert view.decision.sheet_paper_id == record.sheet_paper_id


def test_what_a_person_adds_stands_as_a_line_so_that_lines_add_up(db, city):
    """A charge outside the catalogue is for a person; approved in full, the claim is paid with its reason beside it."""
    given = a_complete(
        city=city, receipt={"items": [("急诊诊察费", 4200), ("冷光照射（演示未收录）", 8800)]}
    ).with_its_handler()
    claim_advance(case_id=given.case_id, at=NOON)
    reviewer = given.city.staff(Role.BUREAU_REVIEWER)

    approve(actor=reviewer, case_id=given.case_id, at=NOON, reason="换药的常规治疗")

    decision = claim_for_worker(actor=given.rider, case_id=given.case_id).decision
    assert decision.amount_fen == 13_000
    assert sum(line.amount_fen or 0 for line in decision.lines) == decision.amount_fen
    assert decision.lines[-1].sentence == f"{reviewer.name}：换药的常规治疗"


def test_once_a_person_has_paid_nothing_is_left_to_look_at(db, city):
    """The receipt is older than the accident; the reviewer looks, pays, and the worker reads no open question."""
    given = a_complete(city=city, receipt={"visited_on": "2026-11-03", "issued_on": "2026-11-03"}).with_its_handler()
    assert claim_advance(case_id=given.case_id, at=NOON) is Advance.NEEDS_A_PERSON
    assert "refer" in [line.result for line in desk_panel(actor=given.handler, case_id=given.case_id).decision.lines]
    reviewer = given.city.staff(Role.BUREAU_REVIEWER)

    approve(actor=reviewer, case_id=given.case_id, at=NOON, reason="日期写错，医院已证明")

    decision = claim_for_worker(actor=given.rider, case_id=given.case_id).decision
    assert "refer" not in [line.result for line in decision.lines]
    assert decision.would_add == ()
    assert decision.lines[-1].title == "审核员核定"
    assert decision.lines[-1].sentence == f"{reviewer.name}：日期写错，医院已证明"
