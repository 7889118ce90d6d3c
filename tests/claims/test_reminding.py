"""Who hears of limits, listings and changes of hands."""

from datetime import timedelta

import pytest

from anxin.cases.engine import sweep
from anxin.cases.services import handler_assign
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
