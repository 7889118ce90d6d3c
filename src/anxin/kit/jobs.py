"""Work that can wait a second: jobs in the same database and transaction.

A job only wakes the worker. The truth is in rows: each task reads the state again, and a periodic sweep
finds what a lost job left behind, because a killed worker can leave a job "doing" for ever.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, TypeVar

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from anxin.kit.statements import ask

F = TypeVar("F", bound=Callable[..., Any])

_tasks: dict[Callable[..., Any], Any] = {}

DEAD_SECONDS: Final = 30
"""A worker that has not said for so long that it lives is dead; it says so every ten seconds."""

DEATHS_MOST: Final = 3
"""A job that has cost so many workers their life is left alone: the sweeps and people go on without it."""

QUEUES = ("default", "reading")
"""Every queue; the worker listens to all of them. Reading documents is slow, so it does not stand in the way."""


def job(*, queue: str = "default", retry: int = 3) -> Callable[[F], F]:
    """Mark a top-level function of a ``tasks`` module as a job; it can still be called plainly.

    Args:
        retry: how often a failed run is tried again, ten seconds apart and growing.
    """
    if queue not in QUEUES:
        raise ValueError(f"no worker listens to queue {queue}")

    def register(function: F) -> F:
        name = f"{function.__module__.removeprefix('anxin.')}.{function.__name__}"
        strategy = RetryStrategy(max_attempts=retry, exponential_wait=10)
        _tasks[function] = app.task(name=name, queue=queue, retry=strategy)(function)
        return function

    return register


def periodic(cron: str, *, queue: str = "default") -> Callable[[F], F]:
    """Run a function without arguments on a timetable (cron, Shanghai time is UTC+8)."""

    def register(function: F) -> F:
        name = f"{function.__module__.removeprefix('anxin.')}.{function.__name__}"

        def tick(timestamp: int) -> None:
            function()

        tick.__qualname__ = function.__qualname__
        tick.__module__ = function.__module__
        _tasks[function] = app.periodic(cron=cron)(app.task(name=name, queue=queue, queueing_lock=name)(tick))
        return function

    return register


_DEFER: Final = (
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(%s, %s, %s, %s, %s, %s,"
    " now() + make_interval(secs => %s))::procrastinate_job_to_defer_v1])"
)
"""What the library runs, as a kept statement: its own way takes six times as long, and every change asks for jobs."""


def defer(
    function: Callable[..., Any], *, lock: str | None = None, after: timedelta | None = None, **arguments: Any
) -> None:
    """Ask for a run of a job, in the running transaction: a rolled-back change leaves no job.

    Args:
        lock: jobs with the same lock run one after the other.
        after: not before this much time has passed.
        arguments: JSON values only.
    """
    task = _tasks[function]
    seconds = after.total_seconds() if after else None
    ask(_DEFER, [task.queue, task.name, task.priority, lock, None, json.dumps(arguments), seconds])


def take_from_the_dead() -> int:
    """Let jobs whose worker died be done by another one; returns how many there were.

    A dead worker's job is "doing" for ever, and a lock it has is never given back: nobody could read that paper again,
    or move that claim. A timetable's job is not repeated, since its next turn comes by itself.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET attempts = attempts + 1, worker_id = NULL, status ="
            " (CASE WHEN queueing_lock IS NULL AND attempts < %s THEN 'todo' ELSE 'failed' END)"
            "::procrastinate_job_status"
            " WHERE id IN (SELECT job.id FROM procrastinate_jobs job"
            " LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id"
            " WHERE job.status = 'doing'"
            " AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))"
            " FOR UPDATE OF job SKIP LOCKED)",
            [DEATHS_MOST - 1, DEAD_SECONDS],
        )
        return int(cursor.rowcount)


def registered() -> tuple[Callable[..., Any], ...]:
    """Every job function, for the reference pages and for tests that run them."""
    return tuple(_tasks)
