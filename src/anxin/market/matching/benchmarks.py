"""What matching costs: exact top-20 of a million posts, the index, and a morning's crowd.

The posts come from the generator and lie in a temporary table, so that nothing of the installation is touched; the
plain query and the look at every post run on the same posts, in the same run.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from time import process_time, thread_time

import numpy as np
from django.db import connection, transaction

from anxin.kit.clock import monotonic, now
from anxin.market.matching import generator, index, sqltext
from anxin.market.matching.assignment import feasible, first_come, outcome, stable
from anxin.market.matching.columns import POST_FIELDS, Columns, arranged, copied, size
from anxin.market.matching.types import Seeker, Weights
from anxin.policy.benchmarks import Figure

POSTS, QUERIES, MOST = 1_000_000, 200, 20
CROWD, CROWD_POSTS = 10_000, 2_000
PLAIN_QUERIES = 40
WEIGHTS = Weights(trade=40, skill=25, pay=15, near=15, fresh=5, fresh_hours=168, version="bench")
_TABLE = "market_bench_posts"
_SOURCE = f"SELECT * FROM {_TABLE}"  # noqa: S608


def match(posts: int = POSTS, queries: int = QUERIES) -> list[Figure]:
    """Top-20 by index, by looking at every post and by SQL; size and build of the index; a morning's crowd."""
    minute = int(now().timestamp()) // 60
    seekers = generator.seekers(queries, seed=2, minute=minute)
    with transaction.atomic():
        posts_put(generator.posts(posts, seed=1, minute=minute))
        begun, used = monotonic(), process_time()
        columns = arranged(copied("post", source=_SOURCE))
        build, build_cpu = monotonic() - begun, process_time() - used
        plain = _by_sql(columns, seekers[:PLAIN_QUERIES], minute)
        transaction.set_rollback(True)
    times, cpu, answers = _by_index(columns, seekers, minute)
    full, full_cpu, other = _by_index(columns, seekers, minute, all_groups=True)
    if answers != other:
        raise AssertionError("the cascade and the look at every post disagree")
    reference = (
        f"CPU p50 {_at(cpu, 50):.1f}, p99 {_at(cpu, 99):.1f} ms; numpy over every post p50 {_at(full, 50):.1f}, "
        f"p99 {_at(full, 99):.1f} ms, CPU {_at(full_cpu, 50):.1f} and {_at(full_cpu, 99):.1f} ms; {plain}"
    )
    megabytes = size(columns) / 1e6
    return [
        Figure(f"exact top-{MOST} of {posts:,} posts, p50", _at(times, 50), "ms", "3 ms", reference),
        Figure(f"exact top-{MOST} of {posts:,} posts, p99", _at(times, 99), "ms", "12 ms", reference),
        Figure(
            "index in memory", megabytes, "MB", "80 MB for 1,000,000", f"{megabytes * 1e6 / posts:.0f} bytes a post"
        ),
        Figure("index built from PostgreSQL", build, "s", "6 s for 1,000,000", f"own CPU {build_cpu:.1f} s"),
        *crowd(),
    ]


def _by_index(
    columns: Columns, seekers: Sequence[Seeker], minute: int, *, all_groups: bool = False
) -> tuple[list[float], list[float], list[index.Found]]:
    """Milliseconds by the wall and of this thread's CPU: on a busy machine the first mostly measures the others."""
    times, cpu, answers = [], [], []
    for seeker in seekers:
        begun, used = monotonic(), thread_time()
        keys = index.top_posts(columns, seeker, WEIGHTS, minute=minute, most=MOST, all_groups=all_groups)
        times.append((monotonic() - begun) * 1000)
        cpu.append((thread_time() - used) * 1000)
        answers.append(index.unpack(keys))
    return times, cpu, answers


def _by_sql(columns: Columns, seekers: Sequence[Seeker], minute: int) -> str:
    """The plain query with an index on trade and start, checked against the numpy answer."""
    times = []
    for seeker in seekers:
        begun = monotonic()
        rows = sqltext.posts_for(seeker, WEIGHTS, source=_SOURCE, minute=minute, most=MOST)
        times.append((monotonic() - begun) * 1000)
        found = index.unpack(index.top_posts(columns, seeker, WEIGHTS, minute=minute, most=MOST))
        if [(row.id, row.total) for row in rows] != list(zip(found.ids, found.totals, strict=True)):
            raise AssertionError("the index and PostgreSQL disagree")
    return f"PostgreSQL p50 {_at(times, 50):.0f}, p99 {_at(times, 99):.0f} ms ({len(times)} queries)"


def posts_put(columns: Columns) -> str:
    """Put generated posts into a temporary table by binary COPY. Gives what to select from."""
    skills = [f"skill{place}" for place in range(5)]
    kinds = {"i8": "bigint", "i4": "int", "i2": "smallint"}
    fields = [(name, wire) for name, _sql, wire, _kept in POST_FIELDS]
    declared = ", ".join(f"{name} {kinds[wire]}" for name, wire in fields)
    wire_type = [("count", ">i2")]
    for name, wire in fields:
        wire_type += [(f"{name}#", ">i4"), (name, f">{wire}")]
    rows = np.zeros(len(columns["id"]), np.dtype(wire_type))
    rows["count"] = len(fields)
    for name, wire in fields:
        rows[f"{name}#"], rows[name] = int(wire[1]), columns[name]
    header = b"PGCOPY\n\xff\r\n\x00" + struct.pack(">ii", 0, 0)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE bench_raw ({declared}) ON COMMIT DROP")
        with cursor.copy("COPY bench_raw FROM STDIN (FORMAT binary)") as stream:
            stream.write(header + rows.tobytes() + struct.pack(">h", -1))
        array = f"array_remove(ARRAY[{', '.join(skills)}], 0::smallint)"
        kept = "id, x, y, trade, starts, ends, shifts, pay, conditions, posted, places"
        cursor.execute(
            f"CREATE TEMP TABLE {_TABLE} ON COMMIT DROP AS SELECT {kept}, {array} AS skills FROM bench_raw"  # noqa: S608
        )
        cursor.execute(f"CREATE INDEX ON {_TABLE} (starts)")
        cursor.execute(f"ANALYZE {_TABLE}")
    return _SOURCE


def crowd(workers: int = CROWD, posts: int = CROWD_POSTS) -> list[Figure]:
    """A morning's crowd assigned without envy, beside first come, first served."""
    minute = int(now().timestamp()) // 60
    people = generator.seeker_columns(generator.seekers(workers, seed=3, minute=minute))
    jobs = generator.jobs_of(generator.posts(posts, seed=4, minute=minute))
    places = np.array([job.places for job in jobs], np.int32)
    begun = monotonic()
    pairs = feasible(people, jobs, WEIGHTS, minute=minute)
    given = stable(pairs, workers, places)
    seconds = monotonic() - begun
    best = outcome(pairs, given, places)
    queue = outcome(pairs, first_come(pairs, np.arange(workers, dtype=np.int32), places), places)
    if best.envious:
        raise AssertionError(f"{best.envious} envious pairs in an assignment that should have none")
    reference = (
        f"{len(pairs.scores):,} pairs; {best.placed:,} of {int(places.sum()):,} places, mean {best.mean_points}; "
        f"first come {queue.placed:,}, mean {queue.mean_points}, {queue.envious:,} envious pairs"
    )
    name = f"{workers:,} workers and {posts:,} posts assigned, {best.envious} envious pairs"
    return [Figure(name, seconds, "s", "3 s", reference)]


def _at(times: Sequence[float], percent: int) -> float:
    return float(np.percentile(np.array(times), percent))


BENCHMARKS: dict[str, Callable[[], list[Figure]]] = {"match": match}
