"""The web processes as the product starts them, asked by platforms' clients: what the figures of orders stand on."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from django.db import connection

from anxin.config.server.cluster import free_port
from anxin.config.server.process import wait_until
from anxin.config.server.web import web_program
from anxin.kit.clock import monotonic, now
from anxin.platforms.signing.simple import sign
from anxin.platforms.types import IssuedKey

WORKERS: Final = 2
START_SECONDS: Final = 60
_nonces: Final = count(1)


@dataclass(frozen=True, slots=True)
class Letter:
    """A request ready to be signed and sent."""

    key: IssuedKey
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        return "POST" if self.body else "GET"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    told: Any
    seconds: float


@dataclass(frozen=True, slots=True)
class Site:
    """The running processes."""

    port: int
    pid: int

    def send(self, letters: Sequence[Letter], *, senders: int) -> list[Answer]:
        """Send every letter, a few at once, each sender on a line of its own that stays open."""
        local = threading.local()

        def post(letter: Letter) -> Answer:
            if not hasattr(local, "line"):
                local.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            return sent(local.line, letter)

        with ThreadPoolExecutor(senders) as pool:
            return list(pool.map(post, letters))

    def cpu(self) -> float:
        """CPU seconds of the processes so far."""
        used = sum(
            int(ticks)
            for one in self._family()
            for ticks in (one / "stat").read_text().rpartition(")")[2].split()[11:13]
        )
        return used / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Bytes of memory of the processes that answer."""
        pages = sum(int((one / "statm").read_text().split()[1]) for one in self._family()[1:])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def _family(self) -> list[Path]:
        """The first process and those it started."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [Path(f"/proc/{one}") for one in (self.pid, *children)]


def sent(line: http.client.HTTPConnection, letter: Letter) -> Answer:
    """Sign a letter and send it on an open line."""
    begin = monotonic()
    signed = sign(
        key_id=letter.key.key_id,
        secret=letter.key.secret,
        method=letter.method,
        path=letter.path,
        body=letter.body,
        time=int(now().timestamp()),
        nonce=f"bench{os.getpid()}-{next(_nonces):010d}",
    )
    line.request(letter.method, letter.path, letter.body or None, {**signed, **letter.headers})
    answer = line.getresponse()
    told = json.loads(answer.read())
    return Answer(answer.status, told, monotonic() - begin)


@contextmanager
def site() -> Iterator[Site]:
    """Start the processes on a port of their own against the database of this process."""
    port = free_port()
    environ = os.environ | {"DATABASE_URL": _address()}
    process = subprocess.Popen(
        web_program(port, workers=WORKERS).command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        if not wait_until(lambda: _answers(port) or process.poll() is not None, seconds=START_SECONDS):
            raise RuntimeError("the web process did not start")
        yield Site(port, process.pid)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def beside(work: Callable[[Any], None]) -> Iterator[None]:
    """Something that goes on in a process of its own while a measurement runs; it looks at its event when to end."""
    connection.close()
    fork = get_context("fork")
    over = fork.Event()
    process = fork.Process(target=work, args=(over,))
    process.start()
    try:
        yield
    finally:
        over.set()
        process.join()


def _address() -> str:
    told = connection.settings_dict
    who = f"{quote(str(told['USER']))}:{quote(str(told['PASSWORD']))}" if told["PASSWORD"] else str(told["USER"])
    return f"postgres://{who}@{told['HOST'] or '127.0.0.1'}:{told['PORT']}/{told['NAME']}"


def _answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
