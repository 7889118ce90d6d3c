"""Running the jobs a change asked for, inside the test's own transaction."""

import json
from typing import Any

from django.db import connection

from anxin.kit import jobs

ROUNDS_MAX = 50


def run_jobs() -> list[str]:
    """Run every waiting job that is due, and those they ask for; return their names in order."""
    done: list[str] = []
    for _ in range(ROUNDS_MAX):
        waiting = _waiting()
        if not waiting:
            return done
        for job_id, name, arguments in waiting:
            _function(name)(**arguments)
            _finish(job_id)
            done.append(name)
    raise AssertionError(f"jobs keep asking for jobs: {done[-5:]}")


def waiting_jobs() -> list[tuple[str, dict[str, Any]]]:
    """The names and arguments of jobs that wait."""
    return [(name, arguments) for _, name, arguments in _waiting()]


def forget_jobs() -> None:
    """Throw every job away: tests with real transactions leave some that speak of rows already gone."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def _waiting() -> list[tuple[int, str, dict[str, Any]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo'"
            " AND (scheduled_at IS NULL OR scheduled_at <= now()) ORDER BY priority DESC, id"
        )
        rows = cursor.fetchall()
    return [(job_id, name, _parsed(arguments)) for job_id, name, arguments in rows]


def _parsed(arguments: Any) -> dict[str, Any]:
    return json.loads(arguments) if isinstance(arguments, str) else dict(arguments)


def _finish(job_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job_id])


def _function(name: str) -> Any:
    for function in jobs.registered():
        if f"{function.__module__.removeprefix('anxin.')}.{function.__name__}" == name:
            return function
    raise AssertionError(f"no job is called {name}")
