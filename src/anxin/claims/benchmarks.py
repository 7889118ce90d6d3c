"""What a claim costs from report to owed money: claims a second, statements, and CPU with the database's counted.

Run with real commits in a database of its own, which is dropped afterwards. Papers are handed in and confirmed between
the two measured halves (report; decision and obligation), as people would have done it. The reference, measured in the
same run, writes as many bare rows in as many transactions and does nothing else.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from time import process_time
from typing import Any, Final, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from anxin.cases.engine import do
from anxin.claims.services import Advance, claim_advance, report_make
from anxin.claims.services.papers import stored_attach
from anxin.claims.types import What
from anxin.cover.services import orders_take
from anxin.cover.types import OrderLine
from anxin.documents.services import fields_confirm, file_store
from anxin.documents.types import FileRef, PaperKind
from anxin.identity.numbers import id_check_character
from anxin.identity.selectors import actor_for
from anxin.identity.services import org_create, payee_set, post_grant, staff_create, temporary_password, worker_register
from anxin.identity.types import Actor, OrgKind, OrgView, PayeeKind, Role, WorkerView
from anxin.kit.calendar_import import calendar_seed
from anxin.kit.clock import at_time, monotonic
from anxin.policy.benchmarks import Figure
from anxin.policy.services import shipped_install

T = TypeVar("T")

CLAIMS: Final = 200
AT: Final = at_time(date(2026, 11, 23), 12)
LONG_AGO: Final = at_time(date(2026, 1, 5), 9)
ACCIDENT: Final = AT - timedelta(minutes=20)
SYSTEM: Final = Actor.system()
LINES: Final = (("急诊诊察费", 4200), ("数字化摄影（胸部正侧位）", 16000), ("CT平扫（胸部）", 10000))
"""Three receipt lines, 302.00 yuan."""

_BARE_ROW: Final = b"x" * 300
_HELPERS: Final = ("checkpointer", "background writer", "walwriter", "io worker", "wal writer")


@dataclass(frozen=True, slots=True)
class House:
    """The people of a measurement."""

    platform: OrgView
    operator: Actor
    handler: Actor
    workers: tuple[WorkerView, ...]
    file: FileRef


@dataclass(slots=True)
class Cost:
    """What a stretch of work took: seconds on the wall, seconds of our CPU, seconds of the database's."""

    wall: float = 0.0
    own: float = 0.0
    database: float = 0.0


@contextlib.contextmanager
def _own_database() -> Iterator[None]:
    """A database with our tables and nothing else, for real commits."""
    before = dict(connection.settings_dict["TEST"])
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"{name}_bench"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(str(name), verbosity=0)
        connection.settings_dict["TEST"].update(before)


def _house(count: int) -> House:
    calendar_seed(first_year=2024, last_year=2026)
    shipped_install(at=LONG_AGO)
    bureau, platform, insurer = _org(OrgKind.BUREAU, "110000"), _org(OrgKind.PLATFORM), _org(OrgKind.INSURER)
    handler = _staff(Role.INSURER_HANDLER, insurer)
    _staff(Role.BUREAU_REVIEWER, bureau)
    operator = _staff(Role.PLATFORM_OPERATOR, platform)
    workers = tuple(_worker(number) for number in range(count))
    lines = [_order(worker, number) for number, worker in enumerate(workers)]
    orders_take(platform_id=platform.id, lines=lines, actor=operator, at=ACCIDENT - timedelta(minutes=1))
    file = file_store(name="测速.pdf", content=b"%PDF-1.4\n%%EOF", actor=SYSTEM, at=AT)
    return House(platform, operator, handler, workers, file)


def _org(kind: OrgKind, region: str = "") -> OrgView:
    return org_create(kind=kind, name=f"测速{kind.value}", region_code=region, actor=SYSTEM, at=LONG_AGO)


def _staff(role: Role, home: OrgView) -> Actor:
    account_id = staff_create(
        username=f"bench-{role}",
        name="测速员",
        password=temporary_password(),
        temporary=False,
        actor=SYSTEM,
        at=LONG_AGO,
    )
    post_grant(account_id=account_id, org_id=home.id, role=role, starts_on=LONG_AGO.date(), actor=SYSTEM, at=LONG_AGO)
    return actor_for(account_id, on=AT.date())


def _worker(number: int) -> WorkerView:
    first = f"990101{1970 + number // 999}0517{number % 999 + 1:03d}"
    phone = f"139{number:08d}"
    worker = worker_register(
        phone=phone, name="赵试骑", id_number=first + id_check_character(first), actor=SYSTEM, at=LONG_AGO
    )
    payee_set(
        worker_id=worker.id,
        kind=PayeeKind.SOCIAL_CARD,
        bank_name="示范银行",
        bank_code="990100000016",
        number=f"6209990000{number:08d}",
        actor=SYSTEM,
        at=LONG_AGO,
    )
    return worker


def _order(worker: WorkerView, number: int) -> OrderLine:
    accepted = ACCIDENT - timedelta(minutes=15)
    return OrderLine(order_no=f"BM{number}", worker=worker.id_number, accepted_at=accepted.isoformat(), region="110108")


def _report(house: House, worker: WorkerView) -> UUID:
    return report_make(
        actor=house.operator,
        worker_id=worker.id,
        client_key=f"bench-{worker.id}",
        happened_at=ACCIDENT,
        place="示范路 1 号",
        what=What.FALL,
        narrative="雨天滑倒",
        channel="platform",
        platform_id=house.platform.id,
        platform_confirms=True,
        at=AT,
    ).case_id


def _papers(house: House, worker: WorkerView, case_id: UUID, number: int) -> None:
    """The five documents, handed in and confirmed: what people and machines did before the measured half."""
    rider = worker.actor()
    signed = {"name": worker.name, "signed": True, "signed_on": "2026-11-23"}
    values: dict[PaperKind, dict[str, Any]] = {
        PaperKind.APPLICATION: signed,
        PaperKind.CONSENT: signed,
        PaperKind.SELF_STATEMENT: {"place": "示范路 1 号"},
        PaperKind.DIAGNOSIS: _diagnosis(worker),
        PaperKind.RECEIPT: _receipt(worker, number),
    }
    with transaction.atomic():
        for kind, told in values.items():
            paper_id = stored_attach(
                actor=rider, case_id=case_id, kind=kind, name="测速", file_id=house.file.id, at=AT, read=False
            )
            fields_confirm(paper_id=paper_id, values=told, actor=house.handler, at=AT)
        do(case_id=case_id, move="apply", actor=rider, at=AT, data={"assessment_wanted": False})


def _diagnosis(worker: WorkerView) -> dict[str, Any]:
    return {
        "patient": worker.name,
        "hospital": "示范医院（演示）",
        "diagnosis": "第6肋骨不全骨折",
        "icd": "S22.300",
        "body_parts": ["thorax"],
        "side": "未注明",
        "issued_on": "2026-11-23",
        "inpatient_needed": False,
    }


def _receipt(worker: WorkerView, number: int) -> dict[str, Any]:
    return {
        "ticket_code": "11060126",
        "ticket_number": f"{number:010d}",
        "check_code": "55e825",
        "payer": worker.name,
        "payer_id": worker.id_number[:6] + "*" * 8 + worker.id_number[-4:],
        "issued_on": "2026-11-23",
        "visited_on": "2026-11-23",
        "hospital": "示范医院（演示）",
        "total_fen": sum(fen for _name, fen in LINES),
        "insurance_paid_fen": 0,
        "account_paid_fen": 0,
        "items": [
            {"name": name, "quantity": 1, "unit": "次", "amount_fen": fen, "category": ""} for name, fen in LINES
        ],
    }


def claim(count: int = CLAIMS) -> list[Figure]:
    """Claims a second, CPU and statements a claim, from report to owed money with three receipt lines."""
    with _own_database():
        house = _house(count + 2)
        statements = _statements(house)
        workers = house.workers[2:]
        rows_before = _rows_written()
        cost = Cost()
        cases = [_measured(cost, lambda one=one: _report(house, one)) for one in workers]  # type: ignore[misc]
        rows = _rows_written() - rows_before
        for number, (worker, case_id) in enumerate(zip(workers, cases, strict=True), start=2):
            _papers(house, worker, case_id, number)
        rows_before = _rows_written()
        for case_id in cases:
            _decide(cost, case_id)
        rows += _rows_written() - rows_before
        bare = _bare(count, max(rows // count, 1))
    return _figures(count, cost, statements, bare, rows // count)


def _decide(cost: Cost, case_id: UUID) -> None:
    outcome = _measured(cost, lambda: claim_advance(case_id=case_id, at=AT))
    assert outcome is Advance.APPROVED, outcome


def _figures(count: int, cost: Cost, statements: int, bare: Cost, rows: int) -> list[Figure]:
    reference = f"{rows} bare rows in 2 transactions"
    cpu, plain = (1000 * (one.own + one.database) / count for one in (cost, bare))
    seen = "" if cost.database else ", database not visible from here"
    return [
        Figure(
            "claims, report to owed money",
            count / cost.wall,
            "claims/s",
            "50",
            f"{reference}: {count / bare.wall:,.0f}/s",
        ),
        Figure(f"CPU a claim, database counted{seen}", cpu, "ms", "20", f"{reference}: {plain:.1f} ms"),
        Figure("statements a claim", float(statements), "statements", "40", f"{reference}: {rows}"),
    ]


def _statements(house: House) -> int:
    """Statements of one claim, after one that warmed the caches; BEGIN, COMMIT and savepoints are not counted."""
    total = 0
    for number, worker in enumerate(house.workers[:2]):
        with CaptureQueriesContext(connection) as reporting:
            case_id = _report(house, worker)
        _papers(house, worker, case_id, number)
        with CaptureQueriesContext(connection) as deciding:
            claim_advance(case_id=case_id, at=AT)
        total = sum(not _is_control(one["sql"]) for one in (*reporting.captured_queries, *deciding.captured_queries))
    return total


def _is_control(sql: str | None) -> bool:
    """A kept statement is logged without its text and is never one of these."""
    return (sql or "").startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"))


def _measured(cost: Cost, work: Callable[[], T]) -> T:
    """Run the work and add what it took."""
    database, own, wall = _database_seconds(), process_time(), monotonic()
    done = work()
    cost.wall += monotonic() - wall
    cost.own += process_time() - own
    cost.database += _database_seconds() - database
    return done


def _bare(count: int, rows: int) -> Cost:
    """As many rows in as many transactions, through the same driver, with one index and no thought."""
    cost = Cost()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (id uuid PRIMARY KEY, payload bytea NOT NULL)")
        for _claim in range(count):
            _measured(cost, lambda: _bare_claim(cursor, rows))
    return cost


def _bare_claim(cursor: Any, rows: int) -> None:
    for share in (rows // 2, rows - rows // 2):
        with transaction.atomic():
            for _row in range(share):
                cursor.execute("INSERT INTO bench_bare VALUES (gen_random_uuid(), %s)", [_BARE_ROW])


def _rows_written() -> int:
    """Rows inserted and updated so far in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT sum(n_tup_ins + n_tup_upd)::bigint FROM pg_stat_user_tables")
        return int(cursor.fetchone()[0] or 0)


_backend: dict[int, tuple[Path, ...]] = {}


def _database_seconds() -> float:
    """CPU of our server process and of its helpers; 0 where they cannot be seen (another machine, another system)."""
    return sum(_seconds(stat) for stat in _stats())


def _stats() -> tuple[Path, ...]:
    key = id(connection.connection)
    if key not in _backend:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            _backend[key] = _processes(int(cursor.fetchone()[0]))
    return _backend[key]


def _processes(backend: int) -> tuple[Path, ...]:
    if settings.DATABASES["default"]["HOST"] not in ("", "127.0.0.1", "localhost", "::1"):
        return ()
    try:
        parent = _fields(Path(f"/proc/{backend}/stat"))[1]
        own = [path for path in Path("/proc").glob("[0-9]*") if _is_helper(path, parent) or path.name == str(backend)]
    except OSError:
        return ()
    return tuple(path / "stat" for path in own)


def _is_helper(path: Path, parent: str) -> bool:
    with contextlib.suppress(OSError, IndexError):
        if _fields(path / "stat")[1] == parent:
            command = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            return any(helper in command for helper in _HELPERS)
    return False


def _fields(stat: Path) -> list[str]:
    """The fields of a stat file after the name, which may hold spaces."""
    return stat.read_text().rpartition(")")[2].split()


def _seconds(stat: Path) -> float:
    try:
        fields = _fields(stat)
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100  # USER_HZ is 100 wherever Linux says so to programs


BENCHMARKS: dict[str, Callable[[], list[Figure]]] = {"claim": claim}
