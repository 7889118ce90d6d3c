"""Orders through the door: signed, compressed, parsed, merged, answered line by line, durable before the answer."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import quote

from django.db import connection

from anxin.config.server.cluster import free_port
from anxin.config.server.process import wait_until
from anxin.cover.benchmarks import SYSTEM, merging, own_database, platforms, server_seconds, size
from anxin.cover.services.archiving import recount
from anxin.cover.traffic import PLATFORMS, Traffic
from anxin.identity.numbers import id_check_character
from anxin.identity.services import worker_register
from anxin.kit.clock import day_of, monotonic, now
from anxin.platforms.services import key_issue
from anxin.platforms.signing.simple import sign
from anxin.platforms.types import ALL_SCOPES, IssuedKey
from anxin.policy.benchmarks import Figure

LINES: Final = 10_000
SENDERS: Final = 4
PEOPLE: Final = 1_500
WARM_UP: Final = 8
START_SECONDS: Final = 60
PATH: Final = "/api/v1/orders"


@dataclass(frozen=True, slots=True)
class Letter:
    """A batch ready to be signed and sent."""

    key: IssuedKey
    body: bytes


def orders() -> list[Figure]:
    """What one order costs to merge, and how many a second pass the door on two cores."""
    with own_database():
        figures = merging()
    with own_database():
        return figures + _through_the_door()


def _through_the_door() -> list[Figure]:
    at = now() + timedelta(seconds=20)
    letters = _letters(at, batches=WARM_UP + size("HTTP_BATCHES", 40))
    with _site() as (port, web):
        _post_all(port, letters[:WARM_UP])
        memory = _memory(web)
        server, own, begin = server_seconds(), _cpu(web), monotonic()
        taken = _post_all(port, letters[WARM_UP:])
        wall, own, server = monotonic() - begin, _cpu(web) - own, server_seconds() - server
        grown = _memory(web) / memory
    day = day_of(at)
    different = recount(first=day - timedelta(days=1), last=day, at=at).differences
    assert not different, different[:3]
    cpu = own + server
    said = f"{taken:,} lines, web {1e6 * own / taken:.0f} µs and database {1e6 * server / taken:.0f} µs an order"
    return [
        Figure("orders through HTTP on two cores, client excluded", 2 * taken / cpu, "orders/s", "20,000", said),
        Figure("the same by the clock", taken / wall, "orders/s", "-", f"{SENDERS} senders on the same two cores"),
        Figure("memory of the web processes after it", 100 * (grown - 1), "% more", "10 %", f"{memory / 1e6:.0f} MB"),
    ]


def _letters(at: datetime, *, batches: int) -> list[Letter]:
    people = [_number(serial) for serial in range(PEOPLE)]
    for serial, id_number in enumerate(people):
        worker_register(phone=f"139{serial:08d}", name="赵试骑", id_number=id_number, actor=SYSTEM, at=at)
    homes = platforms()
    keys = [key_issue(org_id=home.id, scopes=ALL_SCOPES, actor=SYSTEM, at=at) for home in homes]
    made = []
    for number in range(batches):
        place = number % len(homes)
        traffic = Traffic(f"H{number:03d}", PLATFORMS[place][1], people)
        lines = traffic.lines(LINES, until=at - timedelta(seconds=30))
        text = "\n".join(json.dumps(asdict(line), ensure_ascii=False) for line in lines)
        made.append(Letter(keys[place], gzip.compress(text.encode(), 3)))
    return made


def _number(serial: int) -> str:
    first = f"990101{1970 + serial // 999}0517{serial % 999 + 1:03d}"
    return first + id_check_character(first)


def _post_all(port: int, letters: Sequence[Letter]) -> int:
    """Send every letter from a few senders at once; how many lines were answered."""
    local = threading.local()

    def post(letter: Letter) -> int:
        if not hasattr(local, "line"):
            local.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        nonce = f"bench{threading.get_ident()}{int(monotonic() * 1e6)}"[:64]
        signed = sign(
            key_id=letter.key.key_id,
            secret=letter.key.secret,
            method="POST",
            path=PATH,
            body=letter.body,
            time=int(now().timestamp()),
            nonce=nonce,
        )
        headers = signed | {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
        local.line.request("POST", PATH, letter.body, headers)
        answer = local.line.getresponse()
        told = json.loads(answer.read())
        assert answer.status == 200, told
        assert len(told["answers"]) == LINES
        assert told["kept"] == 0, "a batch had to be kept"
        return LINES

    with ThreadPoolExecutor(SENDERS) as senders:
        return sum(senders.map(post, letters))


@contextmanager
def _site() -> Iterator[tuple[int, int]]:
    """The web processes as the product starts them. Gives the port and the first process."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2"),
        *("--blocking-threads", "4", "--backpressure", "64", "--no-ws", "anxin.config.wsgi:application"),
    ]
    environ = os.environ | {"DATABASE_URL": _address()}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        if not wait_until(lambda: _answers(port) or process.poll() is not None, seconds=START_SECONDS):
            raise RuntimeError("the web process did not start")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


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


def _family(pid: int) -> list[Path]:
    """A process and those it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [Path(f"/proc/{one}") for one in (pid, *children)]


def _cpu(pid: int) -> float:
    used = sum(
        int(field) for one in _family(pid) for field in (one / "stat").read_text().rpartition(")")[2].split()[11:13]
    )
    return used / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> float:
    pages = sum(int((one / "statm").read_text().split()[1]) for one in _family(pid))
    return float(pages * os.sysconf("SC_PAGE_SIZE"))
