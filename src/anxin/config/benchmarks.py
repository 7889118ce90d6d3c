"""What pages cost: their weight on the wire, and their answer time under a steady load on one core.

The pages are served by the real web process on a port of its own, to people of the demo city.
"""

import gzip
import http.client
import math
import os
import re
import shutil
import statistics
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from anxin.config import order_benchmarks
from anxin.config.market_benchmarks import hall
from anxin.config.server.cluster import free_port
from anxin.config.server.process import wait_until
from anxin.config.server.web import web_program
from anxin.kit.clock import monotonic, now
from anxin.policy.benchmarks import Figure
from anxin.web.ui.sessions import sign_in

WORKER_PAGES = ("/", "/cases/", "/report/")
DESK_PAGES = ("/desk/", "/desk/claims/review/", "/desk/supervise/")
DESK_USER = "lead"
RATE, SECONDS, WARM_UP = 20, 15, 12
START_SECONDS = 60
LINKED = re.compile(r"""<(?:link[^>]*rel="(?:stylesheet|icon|manifest)"[^>]*href|(?:script|img)[^>]*src)="([^"]+)""")
IN_STYLES = re.compile(r"""url\(["']?([^)"']+)""")


class NoDemo(Exception):
    """There is nobody to show pages to."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One page and whose it is."""

    path: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came over the wire."""

    status: int
    body: bytes
    size: int


def weight() -> list[Figure]:
    """The first load of a phone page and of a desk page with charts: the page and everything it names."""
    worker, desk = _cookies()
    with _site() as port:
        return [
            _weight(port, "worker page, first load", Visit("/", worker), "100 kB"),
            _weight(port, "desk page with charts, first load", Visit("/desk/supervise/", desk), "600 kB"),
        ]


def latency() -> list[Figure]:
    """The 95th percentile of the answer time at a steady 20 requests a second, web process on one core."""
    worker, desk = _cookies()
    pages = [*(Visit(path, worker) for path in WORKER_PAGES), *(Visit(path, desk) for path in DESK_PAGES)]
    with _site() as port:
        _load(port, pages, count=WARM_UP * len(pages))
        plain = _load(port, [Visit("/healthz", "")], count=RATE * SECONDS)
        ours = _load(port, pages, count=RATE * SECONDS)
    reference = f"the health page under the same load {_p95(plain):.1f} ms"
    median = f"median {statistics.median(ours):.1f} ms; {reference}"
    name = f"pages at {RATE} requests/s on one core, 95th percentile"
    return [Figure(name, _p95(ours), "ms", "100 ms", median)]


def _weight(port: int, name: str, visit: Visit, bar: str) -> Figure:
    """A page, its styles, scripts and pictures, and what the styles name; each address once."""
    waiting, seen, wire, plain = [visit.path], set[str](), 0, 0
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = _get(port, Visit(path, visit.cookie))
        if answer.status != 200:
            raise NoDemo(f"{path} answered {answer.status}")
        wire += answer.size
        plain += len(answer.body)
        pattern = IN_STYLES if path.endswith(".css") else LINKED if path == visit.path else None
        found = pattern.findall(answer.body.decode(errors="replace")) if pattern else []
        waiting += [urljoin(path, link) for link in found if not link.startswith("data:")]
    return Figure(name, wire / 1000, "kB", bar, f"{len(seen)} requests, {plain / 1000:,.0f} kB unpacked")


def _load(port: int, visits: Sequence[Visit], *, count: int) -> list[float]:
    """Milliseconds from the moment each request was due: a server that falls behind cannot hide it."""
    begin = monotonic() + 0.1
    pause = threading.Event()

    def one(number: int) -> float:
        due = begin + number / RATE
        pause.wait(max(0.0, due - monotonic()))
        answer = _get(port, visits[number % len(visits)])
        if answer.status != 200:
            raise NoDemo(f"{visits[number % len(visits)].path} answered {answer.status}")
        return (monotonic() - due) * 1000

    with ThreadPoolExecutor(RATE) as people:
        return list(people.map(one, range(count)))


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[math.ceil(0.95 * len(times)) - 1]


def _get(port: int, visit: Visit) -> Answer:
    """One request as a browser makes it. The size counts the body as it was sent and the headers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        headers = {"Accept-Encoding": "gzip", "Cookie": visit.cookie, "Accept-Language": "zh-CN"}
        connection.request("GET", urlsplit(visit.path).path, headers=headers)
        answer = connection.getresponse()
        sent = answer.read()
        head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
        body = gzip.decompress(sent) if answer.getheader("Content-Encoding") == "gzip" else sent
        return Answer(answer.status, body, len(sent) + head)
    finally:
        connection.close()


@contextmanager
def _site() -> Iterator[int]:
    """The web process, one worker, on one core where the system can be told so. Gives its port."""
    port = free_port()
    taskset = shutil.which("taskset")
    command = [*((taskset, "--cpu-list", "0") if taskset else ()), *web_program(port, workers=1).command]
    process = subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        if not wait_until(lambda: _answers(port) or process.poll() is not None, seconds=START_SECONDS):
            raise NoDemo("the web process did not start")
        yield port
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    try:
        return _get(port, Visit("/healthz", "")).status == 200
    except (OSError, http.client.HTTPException):
        return False


def _cookies() -> tuple[str, str]:
    """A worker's session and a desk's."""
    accounts = get_user_model().objects
    worker = accounts.filter(kind="worker", is_active=True).order_by("pk").first()
    desk = accounts.filter(username=DESK_USER).first()
    if worker is None or desk is None:
        raise NoDemo("the demo city is not here; run script/demo")
    return _session(worker.pk, "worker"), _session(desk.pk, "staff")


def _session(account_id: object, kind: str) -> str:
    request = RequestFactory().get("/")
    request.session, request.user = SessionStore(), AnonymousUser()
    sign_in(request, account_id, kind=kind, at=now())  # type: ignore[arg-type]
    request.session.save()
    return f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}"


BENCHMARKS: dict[str, Callable[[], list[Figure]]] = {
    "weight": weight,
    "latency": latency,
    **order_benchmarks.BENCHMARKS,
    "hall": hall,
}
