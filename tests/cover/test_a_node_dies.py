"""One data node is killed: the others go on, what cannot be placed is kept and placed later, books equal to the fen."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.db import InternalError, OperationalError, connection

from anxin.config.server.process import wait_until
from anxin.cover import distribution
from anxin.cover.models import KeptBatch, Order, Presence, Tally
from anxin.cover.selectors import cover_at
from anxin.cover.services import events_take, kept_merge, orders_take
from anxin.cover.services.archiving import recount
from anxin.cover.types import EventLine, LineState, OrderLine
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from tests.given.cover import ACCEPTED, ACCIDENT, a_line, id_number_of
from tests.given.people import NOON, a_city, a_worker

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "ANXIN_TEST_CITUS_URL" not in os.environ,
        reason="a node can only die in a cluster: ANXIN_TEST_CITUS_URL names no Citus coordinator",
    ),
]

MINUTE = timedelta(minutes=1)


def test_a_killed_node_stops_nobody_elses_cover_and_costs_no_order():
    city, riders = a_city(), [a_worker() for _ in range(12)]
    first, second = lines(riders, "A", ACCEPTED), lines(riders, "B", ACCIDENT)
    take(city, first, at=ACCIDENT)
    node = nodes()[0]
    away = workers_on(node, riders)
    here = [rider for rider in riders if rider.worker_id not in away]
    assert away
    assert here
    changed = [replace(line, region="110102") for line in first]

    with killed(node):
        assert all(cover_at(worker_id=rider.worker_id, at=ACCIDENT).covered for rider in here)
        with pytest.raises((OperationalError, InternalError)):
            cover_at(worker_id=min(away), at=ACCIDENT)
        told = take(city, second, at=NOON)
        again = take(city, second, at=NOON + MINUTE)
        corrected = take(city, changed, at=NOON + 2 * MINUTE)
        assert kept_merge(at=NOON + 3 * MINUTE) == 0
        placed = [cover_at(worker_id=rider.worker_id, at=NOON) for rider in here]

    kept = {number for number, rider in enumerate(riders, start=1) if rider.worker_id in away}
    assert states(told) == {LineState.ACCEPTED: len(here), LineState.KEPT: len(away)}
    assert states(again) == {LineState.SAME: len(here), LineState.KEPT: len(away)}
    assert states(corrected) == {LineState.CORRECTED: len(here), LineState.KEPT: len(away)}
    assert {one.line for one in told if one.state is LineState.KEPT} == kept
    assert all(answer.covered for answer in placed)
    assert KeptBatch.objects.count() == 2

    assert kept_merge(at=NOON + 5 * MINUTE) == 2
    assert all(cover_at(worker_id=rider.worker_id, at=NOON).covered for rider in riders)
    rows = set(Order.objects.values_list("order_no", "region", "declared_at"))
    assert rows == {(line.order_no, "110102", ACCIDENT) for line in first} | {
        (line.order_no, "110101", NOON) for line in second
    }
    assert sum(Tally.objects.values_list("orders", flat=True)) == 24
    assert recount(first=day_of(NOON), last=day_of(NOON), at=NOON).differences == ()


def test_nothing_overtakes_what_waits_and_afterwards_all_is_as_before():
    city, riders = a_city(), [a_worker() for _ in range(6)]
    first = lines(riders, "A", ACCEPTED)
    take(city, first, at=ACCIDENT)
    node = nodes()[-1]
    away = workers_on(node, riders)
    assert away
    with killed(node):
        take(city, [replace(line, region="110102") for line in first], at=NOON)

    newer = take(city, [replace(line, region="110103") for line in first], at=NOON + MINUTE)
    assert states(newer) == {LineState.KEPT: 6}
    assert kept_merge(at=NOON + 2 * MINUTE) == 2
    newest = take(city, [replace(line, region="110104") for line in first], at=NOON + 3 * MINUTE)

    assert states(newest) == {LineState.CORRECTED: 6}
    assert set(Order.objects.values_list("region", flat=True)) == {"110104"}
    assert recount(first=day_of(NOON), last=day_of(NOON), at=NOON).differences == ()


def test_events_about_people_of_other_nodes_are_placed_at_once_and_the_rest_fits_its_orders_later():
    city, riders = a_city(), [a_worker() for _ in range(6)]
    take(city, lines(riders, "A", ACCEPTED), at=ACCIDENT)
    node = nodes()[0]
    away = workers_on(node, riders)
    here = len(riders) - len(away)
    assert away
    assert here
    told = [("finished", f"A{n}", rider) for n, rider in enumerate(riders)] + [("offline", "", one) for one in riders]
    events = [EventLine(what, id_number_of(rider), NOON.isoformat(), number) for what, number, rider in told]

    with killed(node):
        answers = events_take(platform_id=city.platform.id, events=events, actor=Actor.system(), at=NOON)
        assert [answer.line for answer in answers] == list(range(1, 13))
        assert states(answers) == {LineState.ACCEPTED: 2 * here, LineState.KEPT: 2 * len(away)}
        assert kept_merge(at=NOON + MINUTE) == 0

    assert kept_merge(at=NOON + 2 * MINUTE) == 1
    assert set(Order.objects.values_list("finished_at", flat=True)) == {NOON}
    assert Presence.objects.count() == 6
    assert recount(first=day_of(NOON), last=day_of(NOON), at=NOON).differences == ()


def lines(riders, prefix: str, accepted_at) -> list[OrderLine]:
    told = {"accepted_at": accepted_at, "region": "110101"}
    return [a_line(rider, order_no=f"{prefix}{n}", **told) for n, rider in enumerate(riders)]


def take(city, sent, *, at):
    return orders_take(platform_id=city.platform.id, lines=sent, actor=Actor.system(), at=at)


def states(answers) -> dict[LineState, int]:
    told = [answer.state for answer in answers]
    return {state: told.count(state) for state in set(told)}


@dataclass(frozen=True, slots=True)
class Node:
    """A data node on this machine, and how its server was started."""

    group: int
    port: int
    pid: int
    command: tuple[str, ...]
    owner: int

    def answers(self) -> bool:
        try:
            _on_node(self.port, "SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


def nodes() -> list[Node]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT groupid, nodename, nodeport FROM pg_dist_node WHERE shouldhaveshards ORDER BY nodeport")
        rows = cursor.fetchall()
    if any(name not in ("127.0.0.1", "localhost") for _group, name, _port in rows):
        pytest.skip("the data nodes run on other machines: only those on this one can be killed")
    return [_node(group, port) for group, _name, port in rows]


def _node(group: int, port: int) -> Node:
    pid = int(_on_node(port, "SELECT pg_read_file('postmaster.pid')").split()[0])
    process = Path(f"/proc/{pid}")
    command = tuple((process / "cmdline").read_text().rstrip("\0").split("\0"))
    return Node(group, port, pid, command, process.stat().st_uid)


def _on_node(port: int, question: str) -> str:
    address = {**connection.get_connection_params(), "host": "127.0.0.1", "port": port}
    with psycopg.connect(**{name: address[name] for name in ("dbname", "user", "host", "port")}) as line:
        row = line.execute(question.encode()).fetchone()
    assert row is not None
    return str(row[0])


def workers_on(node: Node, riders) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT told.id FROM unnest(%s::uuid[]) told(id) JOIN pg_dist_placement place"
            " ON place.shardid = get_shard_id_for_distribution_column(%s, told.id) WHERE place.groupid = %s",
            [[rider.worker_id for rider in riders], distribution.TABLES[0], node.group],
        )
        return {row[0] for row in cursor.fetchall()}


_begun: list[subprocess.Popen[bytes]] = []


@contextmanager
def killed(node: Node) -> Iterator[None]:
    """Kill a node's server, and start it again as it was started before."""
    os.kill(node.pid, signal.SIGKILL)
    for server in _begun:
        if server.pid == node.pid:
            server.wait()  # begun here and killed again, it holds its number until somebody asks for it
    assert wait_until(lambda: not node.answers(), seconds=10)
    try:
        yield
    finally:
        assert wait_until(lambda: node.answers() or _started(node), seconds=60, every=1)


def _started(node: Node) -> bool:
    """Start it; what is left of the killed server may hold the folder for another moment."""
    quiet = subprocess.DEVNULL
    options = {"stdin": quiet, "stdout": quiet, "stderr": quiet, "start_new_session": True}
    _begun.append(subprocess.Popen(node.command, cwd="/", user=node.owner, **options))
    return wait_until(node.answers, seconds=5)
