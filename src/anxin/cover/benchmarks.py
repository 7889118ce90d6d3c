"""What orders cost: merging them, asking who was covered, settling a month, counting it again.

Merging is measured by the CPU of the database's processes, because the wall of a shared machine says little; beside it
stands what a bare COPY into the same partitioned table with the same indexes costs in the same run. Everything happens
in a database of its own, which is dropped afterwards.

Sizes come from the environment: ``ANXIN_BENCH_ORDERS`` (lines merged), ``ANXIN_BENCH_DAY_ROWS`` (rows the full
day holds before), ``ANXIN_BENCH_LOOKUP_ROWS`` (rows looked up in, in 60 days), ``ANXIN_BENCH_RECOUNT_ROWS``.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Final
from uuid import UUID

from django.core.management import call_command
from django.db import connection

from anxin.cover import distribution, partitions
from anxin.cover.duck import session
from anxin.cover.models import Tally
from anxin.cover.parsing import OrderFacts, parse_moment
from anxin.cover.rates import BASE_CLASS
from anxin.cover.selectors import cover_at
from anxin.cover.services.archiving import book_counts, counts_of, recount
from anxin.cover.services.closing import month_close
from anxin.cover.services.merging import ReadBatch
from anxin.cover.traffic import PLATFORMS, Traffic
from anxin.cover.types import Industry, OrderLine, Source
from anxin.identity.services import org_create
from anxin.identity.types import Actor, OrgKind, OrgView
from anxin.kit.calendar_import import calendar_seed
from anxin.kit.clock import at_start_of, at_time, day_of, monotonic
from anxin.kit.ids import uuid7
from anxin.platforms.services import joining_add
from anxin.policy.benchmarks import Figure
from anxin.policy.services import shipped_install

LONG_AGO: Final = at_time(date(2026, 1, 5), 9)
DAY: Final = date(2026, 11, 23)
NOON: Final = at_time(DAY, 12)
FULL_DAY: Final = date(2026, 11, 22)
COPY_DAY: Final = date(2026, 11, 21)
BATCH: Final = 10_000
CLIENTS: Final = 4
WORKERS: Final = 30_000
SYSTEM: Final = Actor.system()
LOOKUP_DAYS: Final = 60
LOOKUP_FIRST: Final = DAY - timedelta(days=LOOKUP_DAYS - 1)
LOOKUPS: Final = 3_000

_WORKERS: Final = tuple(UUID(int=0x7000_8000 << 64 | n) for n in range(WORKERS))


def size(name: str, otherwise: int) -> int:
    """How large a measurement is to be."""
    return int(os.environ.get(f"ANXIN_BENCH_{name}", otherwise))


@contextlib.contextmanager
def own_database() -> Iterator[None]:
    """A database with our tables and nothing else, for real commits.

    On a cluster it must stand ready on every node, as the guide says; it stays there afterwards.
    """
    before = dict(connection.settings_dict["TEST"])
    name, spread = connection.settings_dict["NAME"], distribution.available()
    connection.settings_dict["TEST"]["NAME"] = f"{name}_orders"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=spread)
    try:
        call_command("distribute", verbosity=0, stdout=io.StringIO())
        calendar_seed(first_year=2024, last_year=2026)
        shipped_install(at=LONG_AGO)
        yield
    finally:
        connection.creation.destroy_test_db(str(name), verbosity=0, keepdb=spread)
        connection.settings_dict["TEST"].update(before)


# --- the database's CPU ------------------------------------------------------------------------------------


def server_seconds() -> float:
    """CPU seconds of the database servers with all their processes, those that ended included."""
    return sum(_server_ticks(head) for head in _heads()) / os.sysconf("SC_CLK_TCK")


def _heads() -> list[int]:
    """The first process of each database server: one, or the coordinator's and the nodes' on this machine."""
    with connection.cursor() as cursor:
        if distribution.available():
            first = "SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)"
            cursor.execute("SELECT result FROM run_command_on_all_nodes(%s)", [first])
            return [int(row[0]) for row in cursor.fetchall()]
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    return [int(_stat(backend)[1])]


def _server_ticks(head: int) -> int:
    ended = sum(int(field) for field in _stat(head)[11:15])
    return ended + sum(_used(path) for path in Path("/proc").glob("[0-9]*") if _parent(path) == str(head))


def _stat(pid: int) -> list[str]:
    """Fields of a stat file after the name, which may hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _parent(path: Path) -> str:
    try:
        return _stat(int(path.name))[1]
    except (OSError, IndexError):
        return ""


def _used(path: Path) -> int:
    try:
        return sum(int(field) for field in _stat(int(path.name))[11:13])
    except (OSError, IndexError):
        return 0


# --- merging ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cost:
    """What a stretch of work took."""

    rows: int
    wall: float
    server: float

    @property
    def rate(self) -> float:
        """Rows a second of the server's CPU."""
        return self.rows / max(self.server, 0.001)


def measured(rows: int, work: Callable[[], object]) -> Cost:
    """Run the work."""
    server, wall = server_seconds(), monotonic()
    work()
    return Cost(rows, monotonic() - wall, server_seconds() - server)


def platforms() -> list[OrgView]:
    """Eleven platforms, each joined in the whole country."""
    return [_joined(name, industry) for name, industry in PLATFORMS]


def _joined(name: str, industry: Industry) -> OrgView:
    home = org_create(kind=OrgKind.PLATFORM, name=name, region_code="", actor=SYSTEM, at=LONG_AGO)
    joining_add(
        org_id=home.id,
        region_code="000000",
        industry=industry.value,
        rate_class=BASE_CLASS,
        starts_on=day_of(LONG_AGO),
        actor=SYSTEM,
        at=LONG_AGO,
    )
    return home


def _batches(homes: Sequence[OrgView], lines: int, day: datetime) -> list[ReadBatch]:
    """Batches as they stand after parsing."""
    made: list[ReadBatch] = []
    names = [str(worker) for worker in _WORKERS]
    for number, (home, (_name, industry)) in enumerate(zip(homes, PLATFORMS, strict=True)):
        traffic = Traffic(f"P{number:02d}{day:%m%d}", industry, names)
        sent = list(traffic.lines(max(lines // len(homes), 10), until=day))
        made += [_parsed(home, sent[start : start + BATCH]) for start in range(0, len(sent), BATCH)]
    random.Random(5).shuffle(made)  # noqa: S311 - an order of batches
    return made


def _parsed(home: OrgView, lines: Sequence[OrderLine]) -> ReadBatch:
    facts = {}
    for number, line in enumerate(lines, start=1):
        with contextlib.suppress(Exception):
            worker, end = UUID(line.worker), parse_moment(line.finished_at, "")
            accepted = parse_moment(line.accepted_at, "")
            if accepted and (end is None or end >= accepted):
                industry = Industry(line.industry)
                facts[number] = OrderFacts(worker, line.order_no, accepted, None, end, None, industry, line.region)
    return ReadBatch(home, lines, facts, {})


def _merge_share(batches: Sequence[ReadBatch], client: int, at: datetime) -> None:
    """One client: every fourth batch, and every tenth of its neighbour's too, at the same time as the neighbour."""
    for number, batch in enumerate(batches):
        mine, also = number % CLIENTS == client, (number + 1) % CLIENTS == client and number % 10 == 0
        if mine or also:
            batch.merge(actor=SYSTEM, at=at, source=Source.API)


def _client(batches: Sequence[ReadBatch], client: int, at: datetime) -> None:
    connection.close()
    _merge_share(batches, client, at)
    connection.close()


def _merge(batches: Sequence[ReadBatch], at: datetime) -> None:
    connection.close()
    fork = get_context("fork")
    clients = [fork.Process(target=_client, args=(batches, client, at)) for client in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert all(client.exitcode == 0 for client in clients), "a client failed"


def _sent(batches: Sequence[ReadBatch]) -> int:
    again = sum(len(batch.lines) for number, batch in enumerate(batches) if number % 10 == 0)
    return sum(len(batch.lines) for batch in batches) + again


def _copy(rows: int) -> Cost:
    """A bare COPY of as many rows, ten thousand a statement, into an empty day of the same table."""
    partitions.ensure([COPY_DAY])
    chance = random.Random(3)  # noqa: S311 - made-up orders
    home, at = uuid7(), at_time(COPY_DAY, 12)
    texts = []
    for start in range(0, rows, BATCH):
        out = io.StringIO()
        for number in range(start, min(start + BATCH, rows)):
            accepted = at - timedelta(seconds=chance.randrange(480))
            out.write(
                f"{home}\tC{number:019d}\t{accepted.isoformat()}\t{chance.choice(_WORKERS)}\t\\N\t"
                f"{(accepted + timedelta(seconds=300)).isoformat()}\t\\N\tdelivery\t110101\t700\t"
                f"{at.isoformat()}\t\\N\n"
            )
        texts.append(out.getvalue())
    return measured(rows, lambda: _copy_in(texts))


def _copy_in(texts: Sequence[str]) -> None:
    connection.ensure_connection()
    for text in texts:
        with connection.connection.cursor() as cursor, cursor.copy("COPY cover_order FROM STDIN") as into:
            into.write(text)


def _fill_day(rows: int, home: UUID) -> None:
    """Let a day hold many orders, as a large city's does by the evening."""
    partitions.ensure([FULL_DAY])
    first = at_start_of(FULL_DAY)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO cover_order SELECT %s, 'F' || lpad(n::text, 19, '0'),
                      %s::timestamptz + (n %% 86000) * interval '1 second',
                      ('00000000-7000-8000-0000-' || lpad(to_hex(n %% %s), 12, '0'))::uuid,
                      NULL, NULL, NULL, 'delivery', '110101', 700, %s, NULL FROM generate_series(1, %s) n""",
            [home, first, WORKERS, NOON, rows],
        )
        cursor.execute(f"ANALYZE {partitions.name_of(FULL_DAY)}")  # as autovacuum does while a day fills
        cursor.execute("CHECKPOINT")


def merging() -> list[Figure]:
    """Rows a second of the server's CPU: an empty day, and one that already holds many; exact to the fen."""
    lines, held = size("ORDERS", 400_000), size("DAY_ROWS", 2_000_000)
    homes = platforms()
    partitions.ensure([DAY])
    copied = _copy(lines)
    batches = _batches(homes, lines, NOON)
    fresh = measured(_sent(batches), lambda: _merge(batches, NOON))
    wrong = recount(first=DAY, last=DAY, at=NOON).differences
    assert not wrong, wrong[:3]
    _fill_day(held, homes[0].id)
    noon = at_time(FULL_DAY, 12)
    more = _batches(homes, lines, noon)
    full = measured(_sent(more), lambda: _merge(more, noon))
    reference = f"COPY {copied.rate / 1000:,.0f} k rows/CPU-s"
    exact = f"{CLIENTS} clients re-sending, {fresh.rows:,} lines, books equal to the fen; {reference}"
    return [
        Figure("orders merged into an empty day", fresh.rate, "rows/CPU-s", "0.5 × COPY", exact),
        Figure(
            "as a share of COPY",
            100 * fresh.rate / copied.rate,
            "%",
            "50 %",
            f"{fresh.rows / fresh.wall:,.0f} rows/s wall",
        ),
        Figure(f"orders merged into a day of {held:,}", full.rate, "rows/CPU-s", "0.35 × COPY", reference),
        Figure(
            "as a share of COPY, full day",
            100 * full.rate / copied.rate,
            "%",
            "35 %",
            f"{full.rows / full.wall:,.0f} rows/s wall",
        ),
    ]


# --- asking -------------------------------------------------------------------------------------------------------


def filled_days(home: UUID) -> int:
    """Sixty days full of one platform's orders; how many."""
    rows = size("LOOKUP_ROWS", 3_000_000)
    partitions.ensure(LOOKUP_FIRST + timedelta(days=n) for n in range(LOOKUP_DAYS))
    with connection.cursor() as cursor:
        for number in range(LOOKUP_DAYS):
            cursor.execute(
                """INSERT INTO cover_order SELECT %s, 'L' || %s || lpad(n::text, 15, '0'), started,
                          ('00000000-7000-8000-0000-' || lpad(to_hex(n %% %s), 12, '0'))::uuid, NULL,
                          started + interval '25 minutes', NULL, 'delivery', '110101', 700, started, NULL
                     FROM (SELECT n, %s::timestamptz + (n::bigint * 7919 %% 86000) * interval '1 second' AS started
                             FROM generate_series(1, %s) n) told""",
                [
                    home,
                    f"{number:03d}",
                    WORKERS,
                    at_start_of(LOOKUP_FIRST + timedelta(days=number)),
                    rows // LOOKUP_DAYS,
                ],
            )
        cursor.execute("VACUUM (ANALYZE) cover_order")
    return rows


def question(chance: random.Random, days: int) -> tuple[UUID, datetime]:
    """Somebody and a moment in these days."""
    return chance.choice(_WORKERS), at_start_of(LOOKUP_FIRST) + timedelta(seconds=chance.randrange(days * 86_400))


def looking_up(rows: int) -> list[Figure]:
    """Who was covered at a moment: milliseconds in this process, beside the bare statement by the driver."""
    chance = random.Random(11)  # noqa: S311 - made-up questions
    questions = [question(chance, LOOKUP_DAYS) for _ in range(LOOKUPS)]
    bare = _timed(_bare, questions)
    times = _timed(lambda worker_id, at: cover_at(worker_id=worker_id, at=at), questions)
    p99 = sorted(times)[int(len(times) * 0.99)]
    said = (
        f"{rows:,} orders in {LOOKUP_DAYS} days, {WORKERS:,} people; the bare statement {statistics.median(bare):.2f}"
    )
    return [
        Figure("cover look-up, median", statistics.median(times), "ms", "1 ms", f"{said} ms"),
        Figure(
            "cover look-up, 99th percentile", p99, "ms", "8 ms", f"bare {sorted(bare)[int(len(bare) * 0.99)]:.2f} ms"
        ),
    ]


def _timed(ask: Callable[[UUID, datetime], object], questions: Sequence[tuple[UUID, datetime]]) -> list[float]:
    """Milliseconds each, the first two hundred left out."""
    times = []
    for worker_id, at in questions:
        begin = monotonic()
        ask(worker_id, at)
        times.append(1000 * (monotonic() - begin))
    return times[200:]


def _bare(worker_id: UUID, at: datetime) -> None:
    connection.ensure_connection()
    connection.connection.execute(
        "SELECT order_no, accepted_at, finished_at FROM cover_order WHERE worker_id = %s AND accepted_at > %s"
        " AND accepted_at <= %s",
        [worker_id, at - timedelta(hours=24), at],
    ).fetchall()


# --- settling and counting again ------------------------------------------------------------------------------------


def settling() -> list[Figure]:
    """A month billed from the day's sums, and the independent recount of as many orders from Parquet."""
    rows = size("RECOUNT_ROWS", 25_000_000)
    with own_database(), tempfile.TemporaryDirectory() as folder:
        homes = platforms()
        month = date(2026, 10, 1)
        path = Path(folder) / "month.parquet"
        _parquet(path, [home.id for home in homes], rows)
        _book(path, month)
        begin = monotonic()
        bills = month_close(month=month, actor=SYSTEM, at=NOON)
        closing = monotonic() - begin
        begin = monotonic()
        counted = counts_of(f"read_parquet('{path}')")
        counting = monotonic() - begin
        assert counted == book_counts(month, date(2026, 10, 31)), "the recount and the books differ"
    return [
        Figure("a month settled", 1000 * closing, "ms", "100 ms", f"{len(bills)} bills from {rows:,} orders' sums"),
        Figure("independent recount from Parquet", counting, "s", "5 s", f"{rows:,} orders, equal to the fen"),
    ]


def _parquet(path: Path, homes: Sequence[UUID], rows: int) -> None:
    listed = ", ".join(f"'{home}'::UUID" for home in homes)
    with session() as duck:
        duck.execute(
            f"""COPY (SELECT [{listed}][1 + (n % {len(homes)})::INT] AS platform_id, 'M' || n AS order_no,
                      TIMESTAMPTZ '2026-10-01 00:00:00+08' + to_seconds(n * 7919 % 2678400) AS accepted_at,
                      (['ride', 'delivery', 'freight'])[1 + (n % 3)::INT] AS industry,
                      (110101 + n % 16)::VARCHAR AS region,
                      ([100, 700, 1800])[1 + (n % 3)::INT]::INTEGER AS premium_hao,
                      ('00000000-7000-8000-0000-' || lpad(to_hex(n * 31 % {WORKERS}), 12, '0'))::UUID AS worker_id
                 FROM range({rows}) t(n)) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"""  # noqa: S608 - our own
        )


def _book(path: Path, month: date) -> None:
    with session() as duck:
        told = duck.execute(
            f"""SELECT platform_id, (accepted_at + INTERVAL 8 HOUR)::DATE, industry, region, premium_hao, count(*)
                  FROM read_parquet('{path}') GROUP BY ALL"""  # noqa: S608 - our own
        ).fetchall()
    Tally.objects.bulk_create(
        (
            Tally(
                platform_id=row[0],
                month=month,
                day=row[1],
                industry=row[2],
                region=row[3],
                premium_hao=row[4],
                orders=row[5],
            )
            for row in told
        ),
        batch_size=5000,
    )


BENCHMARKS: dict[str, Callable[[], list[Figure]]] = {"settle": settling}
