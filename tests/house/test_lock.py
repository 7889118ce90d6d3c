"""One owner per data folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from anxin.config.server.kind import is_demo
from anxin.config.server.lock import Lock
from anxin.config.server.trouble import Trouble

HOLD = """
import sys, pathlib
from anxin.config.server.lock import Lock
assert Lock(pathlib.Path(sys.argv[1])).take(what="server", port=8123)
print("held", flush=True)
sys.stdin.read()
"""


def test_the_second_owner_is_told_who_the_first_is(tmp_path: Path) -> None:
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")

    assert first.take(what="server", port=8123)
    assert not second.take(what="server")
    assert second.holder()["port"] == 8123


def test_a_lock_that_is_dropped_can_be_taken(tmp_path: Path) -> None:
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    first.take()
    first.drop()

    assert second.take()


def test_a_killed_owner_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    owner = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    assert owner.stdout.readline() == "held\n"
    assert not Lock(path).take()

    owner.kill()
    owner.communicate()

    assert Lock(path).take()


def test_a_real_installation_never_becomes_a_demo(tmp_path: Path) -> None:
    assert not is_demo(tmp_path, empty=True)
    assert not is_demo(tmp_path, empty=False)
    assert not is_demo(tmp_path)


def test_a_demo_cannot_be_passed_off_as_real(tmp_path: Path) -> None:
    assert is_demo(tmp_path, empty=False)

    with pytest.raises(Trouble, match="演示城市"):
        is_demo(tmp_path, empty=True)
