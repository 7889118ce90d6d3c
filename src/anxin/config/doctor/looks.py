"""Every look, in the order in which a person would look."""

import logging
from collections.abc import Callable, Iterable

from django.db import Error

from anxin.config.doctor import data, machine, work
from anxin.config.doctor.findings import Finding, bad

log = logging.getLogger(__name__)

LOOKS: tuple[Callable[[], Iterable[Finding]], ...] = (
    machine.python,
    machine.front_end,
    machine.static_files,
    machine.disk,
    data.server,
    data.clock_agrees,
    data.migrations,
    data.secrets,
    data.rules,
    data.calendar,
    work.worker,
    work.jobs,
    work.simulators,
)


def examine() -> list[Finding]:
    """Look at everything. A look that breaks is a finding, not the end."""
    found: list[Finding] = []
    for look in LOOKS:
        try:
            found += look()
        except Error as error:
            found.append(bad(look.__name__, f"数据库没有回答：{type(error).__name__}", "先看数据库一项。"))
        except Exception as error:
            log.exception("look %s broke", look.__name__)
            found.append(bad(look.__name__, f"检查本身出错：{error}", "请把日志交给维护人员。"))
    return found
