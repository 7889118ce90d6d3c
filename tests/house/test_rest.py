"""A running server rests while its data are made anew."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from anxin.config.server import rest
from anxin.config.server.lock import Lock
from anxin.config.server.process import started, wait_until
from anxin.config.server.rest import PROCESSES, REST, at_rest
from anxin.config.server.trouble import Trouble

SERVER = """
import os, pathlib, sys
from anxin.config.server.children import Supervisor
from anxin.config.server.copies import Program
from anxin.config.server.lock import Lock
from anxin.config.server.rest import PROCESSES, REST
data = pathlib.Path(sys.argv[1])
server = Supervisor(None, records=data / PROCESSES, logs=data / "log", rest=Lock(data / REST), say=print)
server.listen()
server.add(Program("web", "http.server", ("0", "--bind", "127.0.0.1")), dict(os.environ))
server.watch(lambda: dict(os.environ))
server.stop()
"""


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """The folder of a server with one program."""
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(tmp_path)], stdout=subprocess.PIPE)
    assert wait_until(lambda: bool(working(tmp_path)), seconds=20)
    yield tmp_path
    server.terminate()
    server.communicate(timeout=20)


def working(data: Path) -> set[int]:
    try:
        noted = json.loads((data / PROCESSES).read_text())
    except OSError:
        return set()
    return {pid for pid, since in noted if started(pid) == since}


def test_a_server_rests_while_the_data_are_made_anew_and_then_goes_on(data: Path) -> None:
    before = working(data)

    with at_rest(data):
        assert working(data) == set()

    assert wait_until(lambda: bool(working(data)), seconds=20)
    assert not working(data) & before


def test_a_server_that_does_not_rest_keeps_its_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "REST_SECONDS", 0.3)
    (tmp_path / PROCESSES).write_text(json.dumps([(os.getpid(), started(os.getpid()))]))

    with pytest.raises(Trouble, match="没有停下来"), at_rest(tmp_path):
        pytest.fail("the data must not be touched")

    assert not Lock(tmp_path / REST).held()


def test_without_a_server_nobody_has_to_rest(tmp_path: Path) -> None:
    with at_rest(tmp_path):
        assert Lock(tmp_path / REST).held()

    assert not Lock(tmp_path / REST).held()
