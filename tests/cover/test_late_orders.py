"""An order told after an accident on it raises an alarm on the case; one told in time does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.cases.selectors import case_view
from anxin.claims.models import InjuryClaim
from anxin.claims.services.late_orders import late_order_look
from anxin.cover.services import kept_merge, orders_take
from anxin.cover.services.keeping import batch_keep
from anxin.cover.services.merging import batch_read
from anxin.cover.types import Source
from anxin.identity.types import Actor, Role
from anxin.notify.models import Message
from tests.given.cover import ACCEPTED, ACCIDENT, a_line
from tests.given.jobs import forget_jobs, run_jobs, waiting_jobs
from tests.given.people import NOON, a_city, a_worker

SYSTEM = Actor.system()

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(db):
    forget_jobs()


def a_report(city, rider):
    from anxin.claims.services import report_make

    return report_make(
        actor=rider,
        worker_id=rider.worker_id,
        client_key="k1",
        happened_at=ACCIDENT,
        place="示范路 1 号",
        what="fall",
        at=NOON,
    )


def test_an_order_told_after_the_accident_alarms_handler_and_supervisor(django_capture_on_commit_callbacks):
    city, rider = a_city(), a_worker()
    supervisor = city.staff(Role.SUPERVISOR)
    ref = a_report(city, rider)
    assert not InjuryClaim.objects.get().covered
    forget_jobs()

    with django_capture_on_commit_callbacks(execute=True):
        line = a_line(rider, order_no="LATE1", accepted_at=ACCEPTED)
        orders_take(platform_id=city.platform.id, lines=[line], actor=SYSTEM, at=NOON + timedelta(minutes=20))
    assert [name for name, _arguments in waiting_jobs()] == ["claims.tasks.look_at_late_order"]
    run_jobs()

    claim = InjuryClaim.objects.get()
    assert (claim.covered, claim.declared_late, claim.order_no) == (True, True, "LATE1")
    texts = Message.objects.filter(account_id=supervisor.account_id, event="order_told_late").values_list(
        "text", flat=True
    )
    assert [("LATE1" in text) for text in texts] == [True]
    assert case_view(SYSTEM, ref.case_id) is not None


def test_looking_again_says_nothing_twice():
    city, rider = a_city(), a_worker()
    supervisor = city.staff(Role.SUPERVISOR)
    ref = a_report(city, rider)
    line = a_line(rider, order_no="LATE1", accepted_at=ACCEPTED)
    orders_take(platform_id=city.platform.id, lines=[line], actor=SYSTEM, at=NOON + timedelta(minutes=20))

    for _ in range(2):
        late_order_look(case_id=ref.case_id, order_no="LATE1", at=NOON + timedelta(minutes=21))

    assert Message.objects.filter(account_id=supervisor.account_id, event="order_told_late").count() == 1
    assert not late_order_look(case_id=ref.case_id, order_no="OTHER", at=NOON)


def test_an_order_that_was_told_in_time_and_had_to_wait_mends_the_claim_and_alarms_nobody(
    django_capture_on_commit_callbacks,
):
    city, rider = a_city(), a_worker()
    supervisor = city.staff(Role.SUPERVISOR)
    line = a_line(rider, order_no="KEPT1", accepted_at=ACCEPTED)
    batch = batch_read([line], platform_id=city.platform.id, at=ACCEPTED + timedelta(seconds=30))
    batch_keep(batch, source=Source.API, at=ACCEPTED + timedelta(seconds=30), why="away")
    ref = a_report(city, rider)
    assert not InjuryClaim.objects.get().covered

    with django_capture_on_commit_callbacks(execute=True):
        assert kept_merge(at=NOON + timedelta(minutes=5)) == 1
    run_jobs()

    claim = InjuryClaim.objects.get(pk=ref.case_id)
    assert (claim.covered, claim.declared_late, claim.order_no) == (True, False, "KEPT1")
    assert not Message.objects.filter(account_id=supervisor.account_id, event="order_told_late").exists()
    assert not late_order_look(case_id=ref.case_id, order_no="KEPT1", at=NOON)


def test_an_order_told_in_time_alarms_nobody(django_capture_on_commit_callbacks):
    city, rider = a_city(), a_worker()
    a_report(city, rider)
    forget_jobs()

    with django_capture_on_commit_callbacks(execute=True):
        line = a_line(rider, accepted_at=NOON + timedelta(minutes=3))
        orders_take(platform_id=city.platform.id, lines=[line], actor=SYSTEM, at=NOON + timedelta(minutes=4))

    assert waiting_jobs() == []
