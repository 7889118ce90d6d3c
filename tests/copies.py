"""Tests in several processes, each a copy of the one that has read and collected them all (``--copies 4``).

Reading the product and its tests takes seconds of each process that does it for itself, and the memory of all of them.
A copy takes a file of tests, runs it, tells what became of each test, and takes the next. Only where a process can be
copied (Linux); elsewhere ``-n`` starts processes that read for themselves.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from multiprocessing.queues import SimpleQueue
from typing import Any

import pytest

FORK = multiprocessing.get_context("fork")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--copies", type=int, default=0, help="Run the tests in so many copies of this process.")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Instead of pytest's own loop, when copies are asked for and everything could be collected."""
    copies = session.config.getoption("copies")
    if not copies or session.testsfailed or session.config.option.collectonly:
        return None
    files: dict[Any, list[pytest.Item]] = {}
    for item in session.items:
        files.setdefault(item.path, []).append(item)
    _Copies(session, list(files.values()), copies).run()
    return True


class _Copies:
    """The copies of this process, and what they still have to tell."""

    def __init__(self, session: pytest.Session, files: list[list[pytest.Item]], number: int) -> None:
        self.session = session
        self.todo: SimpleQueue[int | None] = FORK.SimpleQueue()
        self.waited_for = {item.nodeid: item for item in session.items}
        for place in [*range(len(files)), *[None] * number]:
            self.todo.put(place)
        self.running: dict[Connection, ForkProcess] = {}
        for name in (f"gw{place}" for place in range(min(number, len(files)))):
            hear, tell = FORK.Pipe(duplex=False)
            process = FORK.Process(target=_work, args=(name, session, files, self.todo, tell), name=name)
            process.start()
            tell.close()
            self.running[hear] = process

    def run(self) -> None:
        """Hear everything out; a test whose process died before it had ended has failed."""
        try:
            while self.running:
                for hear in wait(list(self.running)):
                    self._hear(hear)
        finally:
            for process in self.running.values():
                process.terminate()
        for item in self.waited_for.values():
            self._report(pytest.TestReport(item.nodeid, item.location, {}, "failed", "Its process died.", "call"))

    def _hear(self, hear: Any) -> None:
        try:
            kind, told = hear.recv()
        except EOFError:
            self.running.pop(hear).join()
            return
        config = self.session.config
        if kind == "report":
            self._report(config.hook.pytest_report_from_serializable(config=config, data=told))
        else:
            config.hook.pytest_warning_recorded.call_historic(kwargs=told)

    def _report(self, report: pytest.TestReport) -> None:
        self.session.config.hook.pytest_runtest_logreport(report=report)
        if report.when == "teardown":
            self.waited_for.pop(report.nodeid, None)
        if self.session.shouldfail:
            raise self.session.Failed(self.session.shouldfail)


class _Teller:
    """Says to the first process what it would otherwise say on the screen."""

    def __init__(self, config: pytest.Config, tell: Connection) -> None:
        self.config, self.tell = config, tell

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        data = self.config.hook.pytest_report_to_serializable(config=self.config, report=report)
        self.tell.send(("report", data))

    def pytest_warning_recorded(self, warning_message: Any, when: str, nodeid: str, location: Any) -> None:
        told = {"warning_message": warning_message, "when": when, "nodeid": nodeid, "location": location}
        self.tell.send(("warning", told))


def _work(
    name: str, session: pytest.Session, files: list[list[pytest.Item]], todo: SimpleQueue[int | None], tell: Connection
) -> None:
    """A copy: run file after file. The next test is known before one ends, so that what both use stays."""
    config = session.config
    config.workerinput = {"workerid": name}  # type: ignore[attr-defined]  # so pytest-django names its database
    plugins = config.pluginmanager
    plugins.unregister(name="terminalreporter")
    capture = plugins.getplugin("capturemanager")
    capture.stop_global_capturing()  # into the files of the first process
    capture.start_global_capturing()
    plugins.register(_Teller(config, tell))
    items = _items(files, todo)
    item = next(items, None)
    try:
        while item and not session.shouldfail:
            following = next(items, None)
            config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            item = following
    finally:
        capture.stop_global_capturing()  # what ended it early is said where it can be read


def _items(files: list[list[pytest.Item]], todo: SimpleQueue[int | None]) -> Iterator[pytest.Item]:
    while (place := todo.get()) is not None:
        yield from files[place]
