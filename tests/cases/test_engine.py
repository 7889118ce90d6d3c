"""The one door: what a move checks, writes and tells."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from anxin.cases.engine import allowed, do
from anxin.cases.errors import FormIncomplete, MoveBlocked, NoSuchCase, NotYours, Stale, WrongStep
from anxin.cases.models import Case, CaseEvent, Clock
from anxin.identity.types import Actor
from tests.given.cases import Cast, a_case, a_case_in_review, with_diagnosis
from tests.given.people import NOON, a_worker


def test_an_opened_case_stands_on_its_first_step_with_its_first_limit_running(cast: Cast):
    case = Case.objects.get(pk=a_case(cast).case_id)

    assert (case.step, case.version, case.fast_lane) == ("reported", 1, True)
    assert case.handler_name == "王试甲"
    assert case.handler_org_id == cast.city.insurer.id
    assert case.next_due == date(2026, 11, 26)
    assert list(case.clocks.values_list("limit", "due_on")) == [("trial.accept", date(2026, 11, 26))]


def test_a_move_writes_step_clocks_and_event_together(cast: Cast):
    case = with_diagnosis(a_case(cast), cast)

    done = do(case_id=case.case_id, move="accept", actor=cast.handler, at=NOON)

    row = Case.objects.get(pk=case.case_id)
    assert (row.step, row.version) == ("reviewing", done.version)
    assert row.next_due == date(2026, 12, 7)
    assert set(row.clocks.filter(stopped_on__isnull=True).values_list("limit", flat=True)) == {"trial.decide"}
    event = CaseEvent.objects.get(case=row, seq=done.seq)
    assert (event.move, event.step_from, event.step_to, event.role) == (
        "accept",
        "reported",
        "reviewing",
        "insurer_handler",
    )
    assert event.data == {"clocks": {"started": ["trial.decide"], "stopped": ["trial.accept"]}}


def test_a_move_without_its_papers_is_refused_and_names_them(cast: Cast):
    case = a_case(cast)

    with pytest.raises(MoveBlocked, match="还缺材料：诊断证明"):
        do(case_id=case.case_id, move="accept", actor=cast.handler, at=NOON)
    assert Case.objects.get(pk=case.case_id).version == 1


def test_a_stranger_does_not_learn_that_the_case_exists(cast: Cast):
    case = a_case(cast)

    for stranger in (a_worker("钱外人"), Actor.anonymous()):
        with pytest.raises(NoSuchCase):
            do(case_id=case.case_id, move="withdraw", actor=stranger, at=NOON, reason="不办了")


def test_the_applicant_cannot_make_the_handlers_move(cast: Cast):
    case = with_diagnosis(a_case(cast), cast)

    with pytest.raises(NotYours, match="不能办理“受理”"):
        do(case_id=case.case_id, move="accept", actor=cast.worker, at=NOON)


def test_a_move_from_another_step_is_refused(cast: Cast):
    case = a_case(cast)

    with pytest.raises(WrongStep, match="“已报案”环节"):
        do(case_id=case.case_id, move="approve", actor=cast.reviewer, at=NOON)


def test_the_same_page_sent_twice_moves_once(cast: Cast):
    case = with_diagnosis(a_case(cast), cast)
    version = Case.objects.get(pk=case.case_id).version
    do(case_id=case.case_id, move="accept", actor=cast.handler, at=NOON, version=version)

    with pytest.raises(Stale):
        do(case_id=case.case_id, move="go_ordinary", actor=cast.handler, at=NOON, version=version)


def test_a_reason_in_words_is_kept_sealed_beside_the_event(cast: Cast):
    case = a_case(cast)

    done = do(case_id=case.case_id, move="withdraw", actor=cast.worker, at=NOON, reason="赵试骑已经好了")

    event = CaseEvent.objects.get(case_id=case.case_id, seq=done.seq)
    assert "赵试骑" not in str(event.data) + event.actor_name
    assert event.text_digest
    assert event.case.texts.get(seq=done.seq).body["words"] == {"reason": "赵试骑已经好了"}


def test_a_move_that_needs_a_reason_is_refused_without_one(cast: Cast):
    with pytest.raises(FormIncomplete, match="请写明理由"):
        do(case_id=a_case(cast).case_id, move="withdraw", actor=cast.worker, at=NOON, reason=" \u200b ")


def test_the_one_who_proposed_a_refusal_cannot_confirm_it(cast: Cast):
    case = a_case_in_review(cast)
    do(case_id=case.case_id, move="propose_refusal", actor=cast.reviewer, at=NOON, reason="不在保障范围")

    with pytest.raises(MoveBlocked, match="另一人"):
        do(case_id=case.case_id, move="confirm_refusal", actor=cast.reviewer, at=NOON, reason="同意")
    do(case_id=case.case_id, move="confirm_refusal", actor=cast.lead, at=NOON, reason="同意")

    assert Case.objects.get(pk=case.case_id).result == "refused"


def test_a_closed_case_has_no_running_limit_and_a_day_of_destruction(cast: Cast):
    case = a_case_in_review(cast)

    do(case_id=case.case_id, move="approve", actor=cast.reviewer, at=NOON)

    row = Case.objects.get(pk=case.case_id)
    assert (row.result, row.closed_on, row.next_due) == ("paid", NOON.date(), None)
    assert row.destroy_after == date(2029, 11, 23)
    assert not Clock.objects.filter(case=row, stopped_on__isnull=True).exists()


def test_a_case_goes_on_as_another_type_with_everything_kept(cast: Cast):
    case = a_case_in_review(cast)
    before = Case.objects.get(pk=case.case_id)

    do(case_id=case.case_id, move="go_ordinary", actor=cast.handler, at=NOON + timedelta(days=2))

    after = Case.objects.get(pk=case.case_id)
    assert (after.type, after.step, after.fast_lane) == ("trial_ordinary", "assessing", False)
    assert (after.public_id, after.handler_id) == (before.public_id, before.handler_id)
    assert after.documents.count() == 1
    decide = Clock.objects.get(case=after, stopped_on__isnull=True)
    assert (decide.limit, decide.started_on) == ("trial.decide", NOON.date())


def test_a_form_asks_for_what_is_declared(cast: Cast):
    case = a_case(cast)

    with pytest.raises(FormIncomplete) as caught:
        do(case_id=case.case_id, move="hand_over", actor=cast.handler, at=NOON, data={"why": "luck"})
    assert caught.value.field == "why"
    done = do(
        case_id=case.case_id, move="hand_over", actor=cast.handler, at=NOON, data={"why": "busy", "story": "电话里说的"}
    )
    event = CaseEvent.objects.get(case_id=case.case_id, seq=done.seq)
    assert event.data == {"why": "busy"}
    assert event.case.texts.get(seq=done.seq).body["words"] == {"story": "电话里说的"}


def test_a_guard_says_why_not(cast: Cast):
    with pytest.raises(MoveBlocked, match="周一不办理转办"):
        do(
            case_id=a_case(cast).case_id,
            move="hand_over",
            actor=cast.handler,
            at=NOON,
            data={"why": "busy", "monday": True},
        )


def test_the_page_is_told_which_moves_are_possible_and_why_others_are_not(cast: Cast):
    case = a_case(cast)

    moves = {move.key: move for move in allowed(case.case_id, cast.handler, NOON)}

    assert set(moves) == {"accept", "go_ordinary", "hand_over"}
    assert (moves["accept"].enabled, moves["accept"].why_not) == (False, "还缺材料：诊断证明。")
    assert moves["go_ordinary"].primary
    with_diagnosis(case, cast)
    moves = {move.key: move for move in allowed(case.case_id, cast.handler, NOON)}
    assert [key for key, move in moves.items() if move.primary] == ["accept"]


def test_the_database_refuses_to_change_history(cast: Cast):
    case = a_case(cast)
    connection.check_constraints()

    for statement in (
        "UPDATE cases_caseevent SET move = 'x'",
        "DELETE FROM cases_caseevent",
        "TRUNCATE cases_caseevent",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert CaseEvent.objects.filter(case_id=case.case_id).count() == 1
