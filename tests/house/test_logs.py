"""A job that went wrong leaves a line, also when it is tried again; the thousands that went well leave none."""

import logging

import pytest

from anxin.config.logs import FailuresOnly


@pytest.mark.parametrize(
    ("level", "action", "kept"),
    [
        (logging.INFO, "job_success", False),
        (logging.INFO, "start_job", False),
        (logging.INFO, "job_error_retry", True),
        (logging.ERROR, "job_error", True),
        (logging.ERROR, "side_task_failed", True),
    ],
)
def test_only_what_went_wrong_is_written_down(level: int, action: str, kept: bool):
    record = logging.makeLogRecord({"levelno": level, "action": action})

    assert FailuresOnly().filter(record) is kept
