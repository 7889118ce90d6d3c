"""The parent's side: readings in child processes that can neither eat the machine nor hang.

A child stays for many papers, because loading the models costs more than reading a page. It is replaced when it
grew too large, has read enough, was idle for long, took too long or died; a file that breaks a parser breaks the
child and nothing else, and the next paper gets a fresh one.

Two read at once, where there are two cores: a reading has stretches in which it keeps one core busy only. A third child
without models takes glances (``glance``): it answers at once, however many papers wait to be read.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from anxin.documents.reading import wire
from anxin.documents.reading.base import Limits, ReadResult, result_from_json, unreadable
from anxin.documents.types import PaperKind
from anxin.kit.clock import monotonic

log = logging.getLogger(__name__)

PAPERS_MOST: Final = 300
"""After so many papers a child is replaced, whatever it still holds."""

READERS_MOST: Final = 2

_SOURCE_ROOT: Final = Path(__file__).resolve().parents[3]
_FULL: Final = 0.75
_CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a reading may use: memory in MB and processor time in seconds.

    The wall clock allows four times as much: on a busy machine a harmless photo waits longer than it works.
    """

    memory_mb: int = 1500
    seconds: int = 60

    @property
    def wall_seconds(self) -> int:
        return 4 * self.seconds


def read_in_child(*, name: str, content: bytes, kind: PaperKind | None, limits: Limits, bounds: Bounds) -> ReadResult:
    """Read a file in a warm child process. Never raises for what is in the file: a bad file is an unreadable one."""
    request = {"name": name, "kind": kind.value if kind else None, "limits": asdict(limits), "bounds": asdict(bounds)}
    message = wire.message([json.dumps(request).encode(), content])
    with _readers.places:
        return _answer(_ask(_readers, message, bounds))


def glance_in_child(*, content: bytes, limits: Limits, bounds: Bounds) -> str:
    """What can be said of a photograph before it is read: the code of a fault, or nothing."""
    request = {"glance": True, "limits": asdict(limits), "bounds": asdict(bounds)}
    message = wire.message([json.dumps(request).encode(), content])
    with _lookers.places:
        frames = _ask(_lookers, message, bounds)
    return "" if isinstance(frames, str) else str(json.loads(frames[0]).get("glance", ""))


def warm_up(bounds: Bounds) -> None:
    """Start a child and let it load its models, so that the first paper does not wait for them."""
    for pool in (_readers, _lookers):
        with pool.places:
            pool.give_back(pool.take(bounds))


def peak_mb() -> int:
    """The most memory that one reading child has used so far, in MB."""
    return _readers.peak_mb


class _Gone(Exception):
    """The child ended before it answered."""


class _TooSlow(Exception):
    """The child did not answer in time."""


class _Child:
    """One running child and what it has done so far."""

    def __init__(self, bounds: Bounds, *, models: bool) -> None:
        self.owner = os.getpid()
        self.memory_mb = bounds.memory_mb
        self.papers = 0
        self.resident_mb = self.peak_mb = 0
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "anxin.documents.reading.child", str(bounds.memory_mb), *(["models"] * models)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback could quote the paper; the child names its error in the answer
            env=_environment(os.environ),
            start_new_session=True,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.input, self.output = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self.input, False)
        os.set_blocking(self.output, False)

    def fits(self, bounds: Bounds) -> bool:
        """May it read another paper?"""
        return (
            self.owner == os.getpid()
            and self.process.poll() is None
            and self.memory_mb == bounds.memory_mb
            and self.papers < PAPERS_MOST
            and self.resident_mb < _FULL * bounds.memory_mb
        )

    def ask(self, message: bytes, deadline: float) -> list[bytes]:
        """Send a request and wait for its answer.

        Raises:
            _Gone, _TooSlow: there will be no answer.
        """
        self.papers += 1
        answer = _Exchange(self.input, self.output, message).run(deadline)
        frames = list(wire.unpack(answer))
        self.resident_mb, self.peak_mb = (int(said) for said in frames[0].split())
        return frames[1:]

    def end(self) -> None:
        if self.owner == os.getpid() and self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        if self.owner == os.getpid():
            self.process.wait()


class _Exchange:
    """Writing a message and reading the answer at the same pace, so that neither side can block the other."""

    def __init__(self, out: int, into: int, message: bytes) -> None:
        self.out, self.into = out, into
        self.left = memoryview(message)
        self.got = bytearray()
        self.wanted: int | None = None

    def run(self, deadline: float) -> bytes:
        with selectors.DefaultSelector() as ready:
            ready.register(self.out, selectors.EVENT_WRITE)
            ready.register(self.into, selectors.EVENT_READ)
            while self.wanted is None or len(self.got) < self.wanted:
                rest = deadline - monotonic()
                if rest <= 0:
                    raise _TooSlow
                for key, _events in ready.select(rest):
                    self._write(ready) if key.fd == self.out else self._read()
        return bytes(self.got)

    def _write(self, ready: selectors.BaseSelector) -> None:
        try:
            self.left = self.left[os.write(self.out, self.left[:_CHUNK]) :]
        except BrokenPipeError as error:
            raise _Gone from error
        if not self.left:
            ready.unregister(self.out)

    def _read(self) -> None:
        part = os.read(self.into, _CHUNK)
        if not part:
            raise _Gone
        self.got += part
        if self.wanted is None and len(self.got) >= wire.LENGTH.size:
            self.wanted = wire.LENGTH.unpack_from(self.got)[0]
            del self.got[: wire.LENGTH.size]


class _Pool:
    """Children that take turns: ``places`` says how many may work at once; the last one used is taken first."""

    def __init__(self, most: int, *, models: bool) -> None:
        self.places = threading.BoundedSemaphore(most)
        self._models = models
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self.peak_mb = 0

    def take(self, bounds: Bounds) -> _Child:
        """An idle child that fits, else a new one."""
        with self._lock:
            child = self._idle.pop() if self._idle else None
        if child is not None and not child.fits(bounds):
            child.end()
            child = None
        return child or _Child(bounds, models=self._models)

    def give_back(self, child: _Child) -> None:
        with self._lock:
            self._idle.append(child)
            self.peak_mb = max(self.peak_mb, child.peak_mb)

    def end(self) -> None:
        with self._lock:
            children, self._idle = self._idle, []
        for child in children:
            child.end()


_readers: Final = _Pool(min(READERS_MOST, os.cpu_count() or 1), models=True)
_lookers: Final = _Pool(1, models=False)


@atexit.register
def _end_all() -> None:
    _readers.end()
    _lookers.end()


def _ask(pool: _Pool, message: bytes, bounds: Bounds) -> list[bytes] | str:
    """The frames of an answer, or the code of the trouble. A child that had left while idle is asked again."""
    deadline = monotonic() + bounds.wall_seconds
    for _try in range(2):
        child = pool.take(bounds)
        first = child.papers == 0
        try:
            answer = child.ask(message, deadline)
        except _TooSlow:
            child.end()
            return "too_slow"
        except (_Gone, ValueError):
            code = _end_code(child)
            if first or code != 0:
                log.warning("the reading child ended with %s", code)
                return "broke_reader"
        else:
            pool.give_back(child)
            return answer
    return "broke_reader"


def _end_code(child: _Child) -> int | None:
    with suppress(subprocess.TimeoutExpired):
        child.process.wait(timeout=1)
    code = child.process.returncode
    child.end()
    return code


_SENTENCES: Final = {
    "too_slow": "这个文件太复杂，没能在限定时间内读完。请重新拍照或导出后再传。",
    "broke_reader": "这个文件打不开，可能已损坏或大得不合常理。请重新拍照或导出后再传。",
}


def _answer(frames: list[bytes] | str) -> ReadResult:
    if isinstance(frames, str):
        return unreadable(frames, _SENTENCES[frames])
    try:
        data = json.loads(frames[0])
        if "error" not in data:
            return result_from_json(data, tuple(frames[1:]))
        log.warning("the reading child met %s", data["error"])
    except (ValueError, KeyError, TypeError, IndexError):
        log.warning("the reading child answered nonsense")
    return unreadable("broke_reader", _SENTENCES["broke_reader"])


def _environment(own: Mapping[str, str]) -> dict[str, str]:
    """No secret of ours reaches the child: it gets its paths and the number of threads, nothing else."""
    kept = {key: own[key] for key in ("PATH", "LANG", "ANXIN_RULES", "ANXIN_NODE_MODULES") if key in own}
    return kept | {
        "PYTHONPATH": str(_SOURCE_ROOT),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "2",
        "MALLOC_ARENA_MAX": "2",
    }
