"""Which of the job library's lines are worth a line in our log."""

import logging

FAILURES = frozenset({"job_error", "job_error_retry", "job_aborted", "job_aborted_retry", "task_not_found"})


class FailuresOnly(logging.Filter):
    """Lets through what went wrong, also what is tried again: a job that failed twice and then worked has a cause.

    The library tells of both at the level at which it tells of every job that went well.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING or getattr(record, "action", "") in FAILURES
