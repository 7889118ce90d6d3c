"""Work that can wait a second: jobs in the same database and transaction.

A job only wakes the worker. The truth is in rows: each task reads the state again, and a periodic sweep
finds what a lost job left behind, because a killed worker can leave a job "doing" for ever.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

F = TypeVar("F", bound=Callable[..., Any])

_tasks: dict[Callable[..., Any], Any] = {}

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
    wanted: dict[str, Any] = {"lock": lock} if lock else {}
    if after:
        wanted["schedule_in"] = {"seconds": int(after.total_seconds())}
    (task.configure(**wanted) if wanted else task).defer(**arguments)


def registered() -> tuple[Callable[..., Any], ...]:
    """Every job function, for the reference pages and for tests that run them."""
    return tuple(_tasks)
