"""What a lost job or a silent platform leaves behind is found; what jobs do is told to the right people."""

from __future__ import annotations

from datetime import timedelta

from anxin.cases.selectors import case_view, timeline
from anxin.claims.models import DecisionRecord
from anxin.claims.selectors import claim_for_worker
from anxin.claims.services import claim_advance, platform_answer
from anxin.claims.services.sweeping import claims_sweep, platforms_silent
from anxin.claims.services.telling import decision_told, move_told
from anxin.claims.types import PlatformAnswer, WorkerStatus
from anxin.identity.types import Actor, Role
from anxin.notify.models import Message
from tests.given.claims import a_complete, a_reported
from tests.given.jobs import run_jobs
from tests.given.people import NOON

SYSTEM = Actor.system()
TOMORROW = NOON + timedelta(days=1, minutes=1)


def told() -> dict[tuple[str, str], str]:
    return {(row.event, row.audience): row.text for row in Message.objects.all()}


def test_a_silent_platform_is_noticed_once_and_the_case_goes_on():
    given = a_complete(confirmed=False)

    assert platforms_silent(at=NOON) == 0
    assert platforms_silent(at=TOMORROW) == 1
    assert platforms_silent(at=TOMORROW) == 0

    view = claim_for_worker(actor=given.rider, case_id=given.case_id)
    assert view.platform_answer is PlatformAnswer.SILENT
    assert any("没有按时答复" in line.sentence for line in view.timeline)


def test_the_silence_of_a_platform_is_told_to_it_to_the_handler_and_to_those_who_supervise():
    given = a_reported()
    given.city.staff(Role.SUPERVISOR)
    platforms_silent(at=TOMORROW)

    move_told(case_id=given.case_id, move="platform_silent", seq=2, at=TOMORROW)

    assert {audience for event, audience in told() if event == "platform_silent"} == {
        "platform",
        "handler",
        "supervisor",
    }


def test_a_platform_may_still_answer_after_its_time():
    given = a_complete(confirmed=False)
    platforms_silent(at=TOMORROW)

    platform_answer(actor=given.operator, case_id=given.case_id, answer="confirmed", at=TOMORROW)

    assert given.claim.platform_check.answer == PlatformAnswer.CONFIRMED


def test_the_sweep_decides_what_no_job_woke_and_makes_its_sheet():
    given = a_complete()

    claims_sweep(at=NOON)

    record = DecisionRecord.objects.get(case_id=given.case_id, superseded_at=None)
    assert record.approved_fen == 30200
    assert record.sheet_paper_id is not None
    claims_sweep(at=NOON)
    assert DecisionRecord.objects.filter(case_id=given.case_id).count() == 1


def test_a_job_decides_within_the_same_breath_as_the_last_answer():
    given = a_complete()

    run_jobs()

    assert claim_for_worker(actor=given.rider, case_id=given.case_id).status is WorkerStatus.DECIDED


def test_a_case_that_cannot_be_helped_does_not_hold_up_the_sweep():
    a_reported()
    given = a_complete()

    claims_sweep(at=NOON)

    assert case_view(SYSTEM, given.case_id).step == "approved"


def test_everybody_concerned_hears_of_a_report_once():
    given = a_reported()

    first = move_told(case_id=given.case_id, move="report", seq=1, at=NOON)
    again = move_told(case_id=given.case_id, move="report", seq=1, at=NOON)

    assert (first, again) == (3, 0)
    heard = told()
    assert "王试甲 负责您的案件" in heard["report_received", "worker"]
    assert given.ref.number in heard["report_received", "handler"]
    assert "请在11月24日" in heard["report_received", "platform"]


def test_the_worker_hears_what_was_decided_and_nothing_medical():
    given = a_complete()
    claim_advance(case_id=given.case_id, at=NOON)
    record = DecisionRecord.objects.get(case_id=given.case_id, superseded_at=None)

    assert decision_told(record_id=record.pk) == 1
    assert decision_told(record_id=record.pk) == 0

    text = told()["claim_approved", "worker"]
    assert "¥302.00" in text
    assert "4567" in text
    assert "骨折" not in text


def test_every_move_that_is_told_has_a_wording_for_its_data():
    from anxin.claims.services.telling import MOVES
    from anxin.notify.texts import speaks

    assert [
        (event, audience) for rows in MOVES.values() for event, audience, _ in rows if not speaks(event, audience)
    ] == []


def test_every_entry_a_worker_reads_is_a_plain_sentence():
    given = a_complete()
    claim_advance(case_id=given.case_id, at=NOON)

    said = [line.sentence for line in claim_for_worker(actor=given.rider, case_id=given.case_id).timeline]

    assert "材料交齐，系统当场按规则核定，全额支付。" in said
    assert "平台确认了事故经过。" in said
    assert said[-1] == "已收到您的报案。"
    assert len(said) <= len(timeline(SYSTEM, given.case_id))
