"""Who hears of limits, listings, notes, questions and changes of hands."""

from datetime import timedelta

import pytest

from anxin.cases.engine import sweep
from anxin.cases.services import handler_assign, joint_answer, joint_ask, listing_raise, note_add
from anxin.cases.types import Audience, ListingLevel
from anxin.identity.types import Actor, Role
from anxin.notify.selectors import messages_for
from tests.given.claims import REPORTED, a_reported
from tests.given.jobs import run_jobs
from tests.given.people import a_staff

pytestmark = pytest.mark.django_db


def heard(actor: Actor) -> str:
    return "\n".join(message.text for message in messages_for(actor))


def test_a_handler_is_warned_before_a_limit_and_told_once_when_it_is_passed(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        given = a_reported()
        supervisor = a_staff(Role.SUPERVISOR, org=given.city.bureau)
        run_jobs()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            sweep(at=REPORTED + timedelta(days=20))
        run_jobs()

    assert heard(given.handler).count("首次联系已过期") == 1
    assert heard(supervisor).count("首次联系已过期") == 1
    assert "过期" not in heard(given.rider)


def test_the_worker_and_the_new_handler_hear_of_a_change_of_hands(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        given = a_reported()
        run_jobs()
    manager = a_staff(Role.INSURER_MANAGER, org=given.city.insurer)
    other = a_staff(Role.INSURER_HANDLER, org=given.city.insurer, name="尤试乙")
    assert other.account_id is not None

    with django_capture_on_commit_callbacks(execute=True):
        handler_assign(
            case_id=given.case_id, handler_id=other.account_id, actor=manager, at=REPORTED + timedelta(hours=1)
        )
    run_jobs()

    assert "已转给您" in heard(other)
    assert "改由 尤试乙 负责" in heard(given.rider)


def test_a_note_for_the_worker_is_announced_without_its_words_and_his_own_is_not(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        given = a_reported()
        words = {"case_id": given.case_id, "at": REPORTED}
        note_add(text="肋骨的片子请再拍一张", audience=Audience.APPLICANT, actor=given.handler, **words)
        note_add(text="片子已重拍", actor=given.rider, **words)
        note_add(text="内部看法", actor=given.handler, **words)
    run_jobs()

    assert heard(given.rider).count("给您留了言") == 1
    assert "片子" not in heard(given.rider)


def test_a_department_hears_of_its_question_and_the_handler_of_the_answer(django_capture_on_commit_callbacks):
    given = a_reported()
    officer = given.city.staff(Role.JOINT_OFFICER)
    due_on = REPORTED.date() + timedelta(days=4)
    with django_capture_on_commit_callbacks(execute=True):
        asked = joint_ask(
            case_id=given.case_id,
            org_id=given.city.joint.id,
            question="请告知责任认定",
            due_on=due_on,
            actor=given.handler,
            at=REPORTED,
        )
    run_jobs()
    assert "请您部门协助答复，期限 11月27日" in heard(officer)
    assert "责任认定" not in heard(officer)

    with django_capture_on_commit_callbacks(execute=True):
        joint_answer(case_id=given.case_id, joint_id=asked, answer="同等责任", actor=officer, at=REPORTED)
    run_jobs()
    assert "联办部门已经答复" in heard(given.handler)


def test_a_listing_is_told_to_the_handler_and_the_supervisors(django_capture_on_commit_callbacks):
    given = a_reported()
    supervisor = a_staff(Role.SUPERVISOR, org=given.city.bureau, name="褚试监")
    level = {"level": ListingLevel.CITY, "reason": "久拖不决", "actor": supervisor, "at": REPORTED}
    with django_capture_on_commit_callbacks(execute=True):
        listing_raise(case_id=given.case_id, **level)
    run_jobs()

    assert "已挂牌督办，督办人 褚试监" in heard(given.handler)
    assert "已挂牌督办" in heard(supervisor)
