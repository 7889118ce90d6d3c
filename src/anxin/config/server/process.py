"""Small facts about processes that the standard library does not tell."""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

LINUX: bool = os.uname().sysname == "Linux"
POLL_SECONDS = 0.05
_never = threading.Event()


def wait_until(condition: Callable[[], bool], *, seconds: float, every: float = POLL_SECONDS) -> bool:
    """Ask again and again until it is true or the time is up. Returns the last answer."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= end:
            return False
        _never.wait(every)
    return True


def started(pid: int) -> str:
    """A text that is the same only for the same process: pids are used again. Empty when it is gone or a zombie."""
    if LINUX:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            return ""
        fields = stat.rpartition(")")[2].split()
        return "" if fields[0] in {"Z", "X"} else fields[19]
    said = subprocess.run(["ps", "-o", "state=,lstart=", "-p", str(pid)], capture_output=True, text=True)
    state, _, since = said.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else since.strip()


def working_in(folder: Path) -> list[int]:
    """The processes whose working folder this is (Linux; elsewhere none are seen)."""
    wanted, found = str(folder.resolve()), []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if os.readlink(link) == wanted:
                found.append(int(link.parent.name))
    return found


def end_group(pid: int, *, first: signal.Signals = signal.SIGTERM, grace_seconds: float = 10) -> None:
    """End a process that leads its own group, and the group with it: gently, then for certain."""
    _signal_group(pid, first)
    wait_until(lambda: not started(pid), seconds=grace_seconds)
    _signal_group(pid, signal.SIGKILL)


def _signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def adopt_orphans() -> None:
    """Become the parent of our children's orphans, so that somebody waits for them (Linux).

    In a container the first process often waits for nobody; a dead database process would then stay in the process
    table and keep its successor from starting.
    """
    set_child_subreaper = 36
    _ask_system(set_child_subreaper, 1)


def end_with_parent() -> None:
    """Be told to end when the process that started us is gone, however it ended (Linux)."""
    set_parent_death_signal = 1
    parent = multiprocessing.parent_process()
    _ask_system(set_parent_death_signal, signal.SIGTERM)
    if parent is not None and parent.pid != os.getppid():  # it was gone before we had asked
        os.kill(os.getpid(), signal.SIGTERM)


def call_this_process(name: str) -> None:
    """The name that ``ps -o comm`` and ``top`` show, 15 letters at most (Linux)."""
    set_name = 15
    _ask_system(set_name, name.encode("ascii"))


def _ask_system(option: int, value: int | bytes) -> None:
    if LINUX:
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def reap(known: set[int]) -> None:
    """Wait for dead children that nobody else waits for.

    Args:
        known: pids whose owner collects them itself.
    """
    if not hasattr(os, "waitid"):
        return
    with contextlib.suppress(ChildProcessError):
        while True:
            dead = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if dead is None or dead.si_pid in known:
                return
            os.waitpid(dead.si_pid, 0)


def tail(path: Path, *, since: int = 0, lines: int = 15) -> str:
    """The last lines of a log, from a byte position on."""
    try:
        with path.open("rb") as log:
            log.seek(since)
            return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
