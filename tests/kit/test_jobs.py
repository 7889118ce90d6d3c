"""A worker that was killed leaves its jobs "doing": another one does them, and no lock is held for ever."""

from itertools import count

import pytest
from django.db import connection

from anxin.kit.jobs import DEAD_SECONDS, DEATHS_MOST, take_from_the_dead

pytestmark = pytest.mark.django_db

_claims = count(1)


def a_worker(silent_seconds: int = 0) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [silent_seconds],
        )
        return cursor.fetchone()[0]


def a_job(worker_id: int | None, *, attempts: int = 0, queueing_lock: str | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, lock, queueing_lock, status, attempts, worker_id)"
            " VALUES ('claims.tasks.advance_claim', 'default', %s, %s, 'doing', %s, %s) RETURNING id",
            [f"claim:{next(_claims)}", queueing_lock, attempts, worker_id],
        )
        return cursor.fetchone()[0]


def status(job_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job_id])
        return cursor.fetchone()[0]


def test_a_dead_workers_job_is_done_by_another_and_a_living_ones_is_not():
    of_the_dead, of_nobody = a_job(a_worker(DEAD_SECONDS + 1)), a_job(None)
    of_the_living = a_job(a_worker())

    assert take_from_the_dead() == 2

    assert [status(job) for job in (of_the_dead, of_nobody, of_the_living)] == ["todo", "todo", "doing"]


def test_a_job_that_kills_its_workers_is_left_alone_in_the_end():
    deadly = a_job(None, attempts=DEATHS_MOST - 1)

    take_from_the_dead()

    assert status(deadly) == "failed"


def test_a_timetables_job_is_not_repeated_because_its_next_turn_may_wait_already():
    tick = a_job(None, queueing_lock="claims.tasks.sweep_claims")

    take_from_the_dead()

    assert status(tick) == "failed"
