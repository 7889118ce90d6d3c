"""Orders through the door: signed, compressed, parsed, merged, answered line by line, durable before the answer."""

from __future__ import annotations

import gzip
import http.client
import json
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any, Final
from urllib.parse import urlencode

from anxin.config.order_site import WORKERS, Answer, Letter, Site, beside, sent, site
from anxin.config.server.web import WEB_THREADS
from anxin.cover.benchmarks import (
    LOOKUP_DAYS,
    SYSTEM,
    filled_days,
    looking_up,
    merging,
    own_database,
    platforms,
    question,
    server_seconds,
    size,
)
from anxin.cover.services.archiving import recount
from anxin.cover.traffic import PLATFORMS, Traffic
from anxin.identity.numbers import id_check_character
from anxin.identity.services import worker_register
from anxin.identity.types import OrgView
from anxin.kit.clock import day_of, monotonic, now
from anxin.platforms.services import key_issue, quota_set
from anxin.platforms.types import ALL_SCOPES, IssuedKey
from anxin.policy.benchmarks import Figure

LINES: Final = 10_000
SENDERS: Final = 4
PEOPLE: Final = 1_500
WARM_UP: Final = 3 * WORKERS * WEB_THREADS
"""Batches before memory is looked at first: a few for each thread, so that each has what it keeps."""

ORDERS: Final = "/api/v1/orders"
ZIPPED: Final = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
QUESTIONS: Final = 2_000
CROWD_LINES: Final = 500
QUOTA_A_MINUTE: Final = 1_200
OVER: Final = 10
ROUNDS: Final = 25
"""Six gave anything between 6 and 27 %."""


def orders() -> list[Figure]:
    """Everything about orders on their way in."""
    return merge() + door() + crowd()


def merge() -> list[Figure]:
    """What one order costs to merge."""
    with own_database():
        return merging()


def door() -> list[Figure]:
    """How many orders a second pass the door on two cores, and what the web processes keep of it."""
    with own_database():
        at = now() + timedelta(seconds=20)
        homes, keys = _platforms(at)
        letters = _letters(homes, keys, at, batches=WARM_UP + size("HTTP_BATCHES", 40))
        with site() as web:
            _all_taken(web.send(letters[:WARM_UP], senders=WORKERS * WEB_THREADS))
            memory = web.memory()
            server, own, begin = server_seconds(), web.cpu(), monotonic()
            taken = _all_taken(web.send(letters[WARM_UP:], senders=SENDERS))
            wall, own, server = monotonic() - begin, web.cpu() - own, server_seconds() - server
            grown = web.memory() / memory
        _books_agree(at)
    cpu = own + server
    said = f"{taken:,} lines, web {1e6 * own / taken:.0f} µs and database {1e6 * server / taken:.0f} µs an order"
    return [
        Figure("orders through HTTP on two cores, client excluded", 2 * taken / cpu, "orders/s", "20,000", said),
        Figure("the same by the clock", taken / wall, "orders/s", "-", f"{SENDERS} senders on the same two cores"),
        Figure(
            "memory of the web processes after it",
            100 * (grown - 1),
            "% more",
            "10 %",
            f"{memory / 1e6:.0f} MB after {WARM_UP} batches of {LINES:,} lines",
        ),
    ]


def crowd() -> list[Figure]:
    """What a platform that sends ten times its quota costs another that keeps to its own: rounds with and without."""
    with own_database():
        at = now() + timedelta(seconds=20)
        homes, keys = _platforms(at)
        quota_set(org_id=homes[0].id, per_minute=QUOTA_A_MINUTE, burst=QUOTA_A_MINUTE // 60, actor=SYSTEM, at=at)
        letters = _letters(homes[1:2], keys[1:2], at, batches=20 * ROUNDS, lines=CROWD_LINES)
        flood = _letters(homes[:1], keys[:1], at, batches=1, lines=10)[0]
        quiet: list[float] = []
        crowded: list[float] = []
        with site() as web:
            _all_taken(web.send(letters[:20], senders=1))
            for number in range(1, ROUNDS):
                mine = letters[20 * number : 20 * number + 20]
                if number % 2:
                    quiet += _times(web.send(mine, senders=1))
                    continue
                with beside(lambda over: _flooding(web, flood, over)):
                    crowded += _times(web.send(mine, senders=1))
    slower = 100 * (statistics.mean(crowded) / statistics.mean(quiet) - 1)
    said = f"{1000 * statistics.mean(quiet):.0f} ms a batch of {CROWD_LINES} lines alone"
    return [Figure(f"a neighbour at {OVER} times its quota slows a batch by", slower, "%", "20 %", said)]


def lookup() -> list[Figure]:
    """Who was covered at a moment, in sixty days: in this process, and through the door."""
    with own_database():
        homes, keys = _platforms(now())
        rows = filled_days(homes[0].id)
        quota_set(org_id=homes[0].id, per_minute=1_000_000, burst=1_000_000, actor=SYSTEM, at=now())
        figures = looking_up(rows)
        chance = random.Random(13)  # noqa: S311 - made-up questions
        letters = [Letter(keys[0], _cover_path(chance)) for _ in range(QUESTIONS)]
        with site() as web:
            web.send(letters[:200], senders=WORKERS)
            answers = web.send(letters[200:], senders=WORKERS)
    assert all(answer.status == 200 for answer in answers)
    times = sorted(1000 * answer.seconds for answer in answers)
    covered = sum(answer.told["covered"] for answer in answers)
    said = f"{WORKERS} senders, median {statistics.median(times):.1f} ms, {covered:,} of {len(times):,} covered"
    p95 = times[int(0.95 * len(times))]
    return [*figures, Figure("cover look-up through HTTP, 95th percentile", p95, "ms", "30 ms", said)]


def _cover_path(chance: random.Random) -> str:
    worker_id, at = question(chance, LOOKUP_DAYS)
    return f"/api/v1/cover?{urlencode({'worker_id': worker_id, 'at': at.isoformat()})}"


def _platforms(at: datetime) -> tuple[list[OrgView], list[IssuedKey]]:
    homes = platforms()
    return homes, [key_issue(org_id=home.id, scopes=ALL_SCOPES, actor=SYSTEM, at=at) for home in homes]


def _letters(
    homes: Sequence[OrgView], keys: Sequence[IssuedKey], at: datetime, *, batches: int, lines: int = LINES
) -> list[Letter]:
    people = [_number(serial) for serial in range(PEOPLE)]
    for serial, id_number in enumerate(people):
        worker_register(phone=f"139{serial:08d}", name="赵试骑", id_number=id_number, actor=SYSTEM, at=at)
    made = []
    for number in range(batches):
        place = number % len(homes)
        traffic = Traffic(f"{keys[place].key_id[-4:]}{number:04d}", PLATFORMS[place][1], people)
        told = traffic.lines(lines, until=at - timedelta(seconds=30))
        text = "\n".join(json.dumps(asdict(line), ensure_ascii=False) for line in told)
        made.append(Letter(keys[place], ORDERS, gzip.compress(text.encode(), 3), ZIPPED))
    return made


def _number(serial: int) -> str:
    first = f"990101{1970 + serial // 999}0517{serial % 999 + 1:03d}"
    return first + id_check_character(first)


def _all_taken(answers: Sequence[Answer]) -> int:
    """How many lines were answered; every batch must have been merged."""
    for answer in answers:
        assert answer.status == 200, answer.told
        assert answer.told["kept"] == 0, "a batch had to be kept"
    return sum(len(answer.told["answers"]) for answer in answers)


def _times(answers: Sequence[Answer]) -> list[float]:
    _all_taken(answers)
    return [answer.seconds for answer in answers]


def _flooding(web: Site, letter: Letter, over: Any) -> None:
    """Ten times the quota, evenly, until told to stop. What is refused is answered, so the line stays open."""
    pause, begin = 60 / (OVER * QUOTA_A_MINUTE), monotonic()
    line = http.client.HTTPConnection("127.0.0.1", web.port, timeout=30)
    for number in cycle(range(1, 1 << 30)):
        if over.wait(max(0.0, begin + number * pause - monotonic())):
            return
        sent(line, letter)


def _books_agree(at: datetime) -> None:
    day = day_of(at)
    different = recount(first=day - timedelta(days=1), last=day, at=at).differences
    assert not different, different[:3]


BENCHMARKS: Final[dict[str, Callable[[], list[Figure]]]] = {
    "orders": orders,
    "merge": merge,
    "door": door,
    "crowd": crowd,
    "lookup": lookup,
}
