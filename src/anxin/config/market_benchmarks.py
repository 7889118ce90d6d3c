"""What the market costs through its pages: a worker's list out of a million posts, a kiosk's slip, a résumé.

Everything is put into the demo city's own tables in one transaction that is rolled back; requests run in this process,
through all of Django, so that nothing is measured but our own work and the database's.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from http.cookies import SimpleCookie
from time import process_time
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.test import Client, RequestFactory, override_settings

from anxin.identity.selectors import orgs, worker_by_id
from anxin.identity.types import Actor, OrgKind
from anxin.kit.clock import day_of, monotonic, now
from anxin.market.hall.services import device_add
from anxin.market.jobs.selectors.feeding import POSTS_SQL
from anxin.market.matching import generator, live, sqltext
from anxin.market.matching.benchmarks import POSTS, posts_put
from anxin.market.matching.selectors import seeker_of
from anxin.market.matching.services import index_build
from anxin.market.matching.weights import weights
from anxin.policy.benchmarks import Figure
from anxin.web.kiosk.machine import COOKIE
from anxin.web.ui.sessions import sign_in

PEOPLE, PLAIN, WARM = 60, 6, 3
_SAME: Final = (
    "employer_id, state, state_reason, title, work, extra, place, directions, district, taken, day_start, day_end, "
    "weekdays, pay_kind, pay_fen, pieces_hour, settle, insurance, meals, lodging, contact_name, contact_phone, "
    "repost_of, findings, rules_version, override_reason, posted_at, made_at, changed_at, terms"
)
_OTHER: Final = (
    "trade, x_m, y_m, headcount, first_day, last_day, start_minute, end_minute, shifts, pay_hour_fen, conditions, "
    "posted_hour, skills, expires_on"
)


class NoDemo(Exception):
    """There is no market to measure in."""


def hall(posts: int = POSTS, people: int = PEOPLE) -> list[Figure]:
    """Pages of the market over a million posts."""
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        _fill(posts)
        with override_settings(ANXIN_DATA=folder, ALLOWED_HOSTS=["*"]):
            live.forget()
            for kind in ("post", "profile"):
                index_build(kind=kind, at=now())
            try:
                figures = _measured(people, posts)
            finally:
                live.forget()
        transaction.set_rollback(True)
    return figures


def _fill(posts: int) -> None:
    """A million open posts beside those that stand: like one of them, but where, when and what by the generator."""
    source = posts_put(generator.posts(posts, seed=1, minute=int(now().timestamp()) // 60))
    day = "(to_timestamp({}::bigint * 60) AT TIME ZONE 'Asia/Shanghai')::date"
    same = ", ".join(f"t.{name}" for name in _SAME.split(", "))
    values = (
        f"b.trade, b.x, b.y, b.places, {day.format('b.starts')}, {day.format('b.ends')}, b.starts, b.ends, b.shifts, "
        f"b.pay, b.conditions, b.posted, b.skills, {day.format('b.ends')}"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM market_jobs_jobpost WHERE state = 'live' AND taken = 0")
        (like,) = cursor.fetchone()
        if like is None:
            raise NoDemo("there are no posts: start the demo city first")
        cursor.execute("ALTER TABLE market_jobs_jobpost DISABLE TRIGGER market_jobpost_changes")
        cursor.execute(
            f"INSERT INTO market_jobs_jobpost ({_SAME}, {_OTHER}) SELECT {same}, {values} "  # noqa: S608
            f"FROM ({source}) b, market_jobs_jobpost t WHERE t.id = %s",
            [like],
        )
        cursor.execute("ANALYZE market_jobs_jobpost")


def _measured(people: int, posts: int) -> list[Figure]:
    accounts = _workers(people + WARM)
    browsers = [_browser(account) for account in accounts]
    listed, cpu = _times(browsers, lambda one: _got(one.get("/market/")))
    plain = _plain(accounts[:PLAIN])
    kiosk = _kiosk()
    slips, _cpu = _times(accounts[: people // 2], lambda account: _slip(kiosk, account))
    papers = [_paper(kind, browsers[: people // 2]) for kind in ("pdf", "docx", "json")]
    return [
        Figure(
            f"my matches out of {posts:,} posts with explanation, through HTTP, p95",
            _at(listed, 95),
            "ms",
            "60 ms",
            f"median {_at(listed, 50):.0f}, own CPU p95 {_at(cpu, 95):.0f} ms; the plain query alone {plain:.0f} ms",
        ),
        Figure("kiosk, from picking a job to the slip file, through HTTP, p95", _at(slips, 95) / 1000, "s", "1 s", ""),
        *papers,
    ]


def _workers(count: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT worker_id FROM market_jobs_profile WHERE state = 'active' AND cardinality(trades) > 0 "
            "ORDER BY id LIMIT %s",
            [count],
        )
        found = [worker_by_id(row[0]) for row in cursor.fetchall()]
    return [one for one in found if one is not None]


def _browser(worker: Any) -> Client:
    request = RequestFactory().get("/")
    request.session, request.user = SessionStore(), AnonymousUser()
    sign_in(request, worker.actor().account_id, kind="worker", at=now())
    request.session.save()
    browser = Client()
    browser.handler.load_middleware()  # a server does this once, at its start
    browser.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: str(request.session.session_key)})
    return browser


def _times(ones: Sequence[Any], work: Callable[[Any], object]) -> tuple[list[float], list[float]]:
    """Milliseconds by the wall and of this process's CPU; the first few warm the caches."""
    wall, cpu = [], []
    for number, one in enumerate(ones):
        begun, used = monotonic(), process_time()
        work(one)
        if number >= WARM:
            wall.append((monotonic() - begun) * 1000)
            cpu.append((process_time() - used) * 1000)
    return wall, cpu


def _got(answer: Any) -> None:
    if answer.status_code != 200:
        raise NoDemo(f"{answer.request['PATH_INFO']} answered {answer.status_code}")


def _plain(workers: Sequence[Any]) -> float:
    """Median of the query a page would run without an index in memory."""
    at, times = now(), []
    for worker in workers:
        seeker = seeker_of(worker.id)
        if seeker is None:
            continue
        begun = monotonic()
        minute = int(at.timestamp()) // 60
        sqltext.posts_for(seeker, weights(day_of(at)), source=POSTS_SQL, minute=minute, most=20)
        times.append((monotonic() - begun) * 1000)
    return _at(times, 50)


def _kiosk() -> Client:
    market = next(iter(orgs(OrgKind.MARKET)), None)
    if market is None:
        raise NoDemo("there is no market")
    browser = Client()
    browser.cookies = SimpleCookie({COOKIE: device_add(name="bench", actor=Actor.system(), org_id=market.id, at=now())})
    return browser


def _slip(kiosk: Client, worker: Any) -> None:
    """What happens after a finger picks a job; somebody for whom none is left takes nothing."""

    def step(name: str, **body: Any) -> Any:
        return kiosk.post(f"/kiosk/{name}/", json.dumps(body), content_type="application/json")

    token = step("identify", number=worker.id_number, card=True).json()["token"]
    found = step("matches", token=token, wish={"trades": []}).json()
    jobs = found.get("jobs")
    if jobs is None:
        raise NoDemo(f"the kiosk found nothing: {found}")
    with suppress(IndexError):
        _got(step("slip", token=token, post=jobs[0]["id"]))


def _paper(kind: str, browsers: Sequence[Client]) -> Figure:
    times, cpu = _times(browsers, lambda one: _got(one.get(f"/me/resume.{kind}")))
    return Figure(
        f"résumé as {kind} through HTTP, p95", _at(times, 95), "ms", "100 ms", f"CPU p95 {_at(cpu, 95):.0f} ms"
    )


def _at(times: Sequence[float], percent: int) -> float:
    return float(np.percentile(np.array(times or [0.0]), percent))
