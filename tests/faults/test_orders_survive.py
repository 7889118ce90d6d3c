"""Orders through a server that is killed, and a line that cuts, swallows and doubles: each exactly once."""

from __future__ import annotations

import gzip
import http.client
import json
import random
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg
import pytest

from anxin.kit.clock import local, now
from anxin.platforms.signing.simple import sign
from tests.house.conftest import *  # noqa: F403 - the fixtures of throw-away servers
from tests.house.test_supervisor import Server

pytestmark = pytest.mark.slow

PATH = "/api/v1/orders"
TRIES_MAX = 200
_nonces = count(1)

SEED = """
import json, django
django.setup()
from anxin.identity.services import org_create, worker_register
from anxin.identity.types import Actor, OrgKind
from anxin.identity.numbers import id_check_character
from anxin.kit.clock import now
from anxin.platforms.services import key_issue
system, at = Actor.system(), now()
home = org_create(kind=OrgKind.PLATFORM, name="试验平台", region_code="", actor=system, at=at)
numbers = []
for serial in range(5):
    first = f"99010119900517{serial + 1:03d}"
    numbers.append(first + id_check_character(first))
    worker_register(phone=f"139000001{serial:02d}", name="赵试骑", id_number=numbers[-1], actor=system, at=at)
key = key_issue(org_id=home.id, actor=system, at=at)
print(json.dumps({"key_id": key.key_id, "secret": key.secret, "numbers": numbers}))
"""


@pytest.fixture(scope="module")
def server(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, Any]]]:
    home = tmp_path_factory.mktemp("orders")
    shutil.copytree(prepared, home, dirs_exist_ok=True)
    running = Server(home)
    running.start()
    environ = running.environ() | {
        "DATABASE_URL": running.database(),
        "DJANGO_SETTINGS_MODULE": "anxin.config.settings",
    }
    said = subprocess.run([sys.executable, "-c", SEED], env=environ, capture_output=True, text=True, check=True).stdout
    yield running, json.loads(said.splitlines()[-1])
    running.stop()


def batch(told: dict[str, Any], name: str, lines: int) -> bytes:
    accepted = local(now()).isoformat()
    rows = (
        {"order_no": f"{name}-{n}", "worker": told["numbers"][n % 5], "accepted_at": accepted, "region": "110101"}
        for n in range(lines)
    )
    return gzip.compress("\n".join(map(json.dumps, rows)).encode())


def post(port: int, told: dict[str, Any], body: bytes, *, timeout: float) -> list[dict[str, Any]] | None:
    """Send once; the answers, or None when there was none or no room for one."""
    signed = sign(
        key_id=told["key_id"],
        secret=told["secret"],
        method="POST",
        path=PATH,
        body=body,
        time=int(now().timestamp()),
        nonce=f"nonce{next(_nonces):012d}",
    )
    headers = signed | {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip", "Connection": "close"}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        line.request("POST", PATH, body, headers)
        answer = line.getresponse()
        said = json.loads(answer.read())
        return said["answers"] if answer.status == 200 else None
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        line.close()


def until_answered(port: int, told: dict[str, Any], body: bytes, *, timeout: float = 20) -> list[dict[str, Any]]:
    """A client that retries until it is told what became of its lines."""
    pause = Event()
    for number in range(TRIES_MAX):
        answers = post(port, told, body, timeout=timeout)
        if answers is not None:
            return answers
        pause.wait(min(0.05 * (number + 1), 1))
    raise AssertionError("never answered")


def orders_like(server: Server, prefix: str) -> tuple[int, int, int]:
    """Rows, distinct orders, and what the day's sums say in all."""
    with psycopg.connect(server.database()) as database:
        row = database.execute(
            "SELECT count(*), count(DISTINCT order_no) FROM cover_order WHERE order_no LIKE %s", [f"{prefix}%"]
        ).fetchone()
        sums = database.execute("SELECT (SELECT sum(orders) FROM cover_tally) - (SELECT count(*) FROM cover_order)")
        drift = sums.fetchone()
    assert row is not None
    assert drift is not None
    return row[0], row[1], drift[0] or 0


@pytest.mark.parametrize("victim", ["web", "worker", "postgres"])
def test_a_kill_in_the_middle_of_batches_loses_and_doubles_nothing(server, victim):
    running, told = server
    begun, acknowledged = Event(), []

    def client() -> None:
        for number in range(30):
            answers = until_answered(running.port, told, batch(told, f"{victim}{number:03d}", 100))
            acknowledged.append({answer["state"] for answer in answers})
            if number == 5:
                begun.set()

    sender = Thread(target=client)
    sender.start()
    assert begun.wait(120)
    running.kill_child(victim)
    sender.join(240)

    assert len(acknowledged) == 30
    assert set().union(*acknowledged) <= {"accepted", "same"}
    assert orders_like(running, victim) == (3000, 3000, 0)


def test_three_hundred_batches_through_a_line_that_cuts_swallows_and_doubles(server):
    running, told = server
    with ChaoticLine(running.port, share=0.3) as line:
        answered = [until_answered(line.port, told, batch(told, f"chaos{n:03d}", 5), timeout=5) for n in range(300)]

    assert all(len(answers) == 5 for answers in answered)
    assert {answer["state"] for answers in answered for answer in answers} <= {"accepted", "same"}
    assert orders_like(running, "chaos") == (1500, 1500, 0)
    assert set(line.did) == {"cut", "swallowed", "doubled", "passed"}


class ChaoticLine:
    """A proxy that mistreats a share of the requests: cuts them, swallows the answer, or sends them twice."""

    def __init__(self, target: int, *, share: float) -> None:
        self._target, self._share = target, share
        self._chance = random.Random(23)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.did: dict[str, int] = {}

    def __enter__(self) -> ChaoticLine:
        Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listening.accept()
                Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        fate = "passed"
        if self._chance.random() < self._share:
            fate = self._chance.choice(("cut", "swallowed", "doubled"))
        self.did[fate] = self.did.get(fate, 0) + 1
        with client, suppress(OSError):
            request = _whole(client)
            if fate == "cut":
                self._ask(request[: len(request) // 2], listen=False)
                return
            answer = self._ask(request)
            if fate == "doubled":
                self._ask(request)
            if fate != "swallowed":
                client.sendall(answer)

    def _ask(self, request: bytes, *, listen: bool = True) -> bytes:
        with socket.create_connection(("127.0.0.1", self._target), timeout=20) as server:
            server.sendall(request)
            parts = []
            while listen and (part := server.recv(65536)):
                parts.append(part)
        return b"".join(parts)


def _whole(client: socket.socket) -> bytes:
    """A request with its body."""
    client.settimeout(10)
    read = b""
    while b"\r\n\r\n" not in read:
        part = client.recv(65536)
        if not part:
            return read
        read += part
    head, _, body = read.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    while len(body) < int(fields[b"content-length"]):
        body += client.recv(65536)
    return head + b"\r\n\r\n" + body
