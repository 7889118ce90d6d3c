"""Tests in several processes that begin as copies of one which has read and collected everything.

``--processes 4`` gives every file of tests to one of four copies, the next to whichever is free. A process that starts
from nothing reads the product, the libraries and all tests anew, which takes as long as a hundred tests.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from itertools import chain, pairwise
from multiprocessing.connection import Connection, wait
from typing import Any, Final

import pytest

COPIES: Final = multiprocessing.get_context("fork")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--processes``: how many."""
    parser.addoption("--processes", type=int, default=1, help="run files of tests in so many processes")


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run what was collected in copies of this process, unless one process is enough."""
    files: dict[object, list[pytest.Item]] = {}
    for item in session.items:
        files.setdefault(item.path, []).append(item)
    number = min(session.config.getoption("processes"), len(files))
    if number < 2 or session.config.option.collectonly or session.testsfailed:
        return None
    Leader(session, list(files.values()), number).run()
    return True


class Leader:
    """The process that collected: gives out files, hears what became of the tests."""

    def __init__(self, session: pytest.Session, files: list[list[pytest.Item]], number: int) -> None:
        self._session = session
        self._files = files
        self._next = iter(range(len(files)))
        self._missing = {item.nodeid: item for item in session.items}
        self._copies: dict[Connection, Any] = {}
        reporter: Any = session.config.pluginmanager.getplugin("terminalreporter")
        reporter.showfspath = False  # several files are under way at once
        session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]  # the copies have theirs within it
        for name in range(number):
            ours, theirs = COPIES.Pipe()
            copy = COPIES.Process(target=_follow, args=(session, files, theirs, f"gw{name}", [*self._copies, ours]))
            copy.start()
            theirs.close()
            self._copies[ours] = copy

    def run(self) -> None:
        """Until every copy has left, or enough tests have failed; a test that nobody told the end of has failed."""
        try:
            while self._copies:
                for ready in wait(list(self._copies)):
                    assert isinstance(ready, Connection)
                    self._hear(ready)
                if self._session.shouldfail:
                    raise self._session.Failed(self._session.shouldfail)
        finally:
            for copy in self._copies.values():
                copy.terminate()
                copy.join()
        for test in self._missing.values():
            report = pytest.TestReport(test.nodeid, test.location, {}, "failed", "its process ended before it", "call")
            self._session.config.hook.pytest_runtest_logreport(report=report)

    def _hear(self, connection: Connection) -> None:
        hook, config = self._session.config.hook, self._session.config
        try:
            word, told = connection.recv()
        except EOFError:
            self._copies.pop(connection).join()
            return
        if word == "more":
            connection.send(next(self._next, None))
        else:
            report = hook.pytest_report_from_serializable(config=config, data=told)
            if report.when == "teardown":
                del self._missing[report.nodeid]
            hook.pytest_runtest_logreport(report=report)


class Teller:
    """Tells the leader what becomes of the tests of a copy."""

    def __init__(self, config: pytest.Config, connection: Connection) -> None:
        self._config, self._connection = config, connection

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The leader counts and prints."""
        told = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        self._connection.send(("report", told))


def _follow(
    session: pytest.Session,
    files: list[list[pytest.Item]],
    connection: Connection,
    name: str,
    others: list[Connection],
) -> None:
    """What a copy does: run file after file, with a database and a folder of its own."""
    for other in others:
        other.close()  # or nobody would notice that the leader is gone
    config: Any = session.config
    config.workerinput = {"workerid": name}  # how pytest-django names the database of a process
    config._tmp_path_factory._basetemp = config._tmp_path_factory.getbasetemp() / name
    config._tmp_path_factory._basetemp.mkdir()
    capture = config.pluginmanager.getplugin("capturemanager")
    capture.stop_global_capturing()
    capture.start_global_capturing()  # the leader's is one file for all
    config.pluginmanager.unregister(name="terminalreporter")
    config.pluginmanager.register(Teller(config, connection))
    try:
        for item, following in pairwise(chain(chain.from_iterable(_given(files, connection)), [None])):
            config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    finally:
        capture.stop_global_capturing()


def _given(files: list[list[pytest.Item]], connection: Connection) -> Iterator[list[pytest.Item]]:
    """The files the leader gives, one after the other."""
    while True:
        connection.send(("more", None))
        number = connection.recv()
        if number is None:
            return
        yield files[number]
