"""The main job by real browsers' requests on a real server whose processes are killed with -9 in every step.

A death *inside* a step is exact: somebody else holds a lock on a table the step has to write, so the step stands in
the middle of its transaction; there its process is killed. Then the person (or the worker's sweep) does it again.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest

from anxin.config.server.cluster import Cluster
from anxin.config.server.process import wait_until
from anxin.kit.ids import uuid7
from tests.house.conftest import environment
from tests.house.planted import PLANTED
from tests.house.servers import SECONDS, SELDOM, Server, one
from tests.house.visitor import Died, Visitor

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
CLOCK = Path(__file__).with_name("clock")
MORNING = datetime.fromisoformat("2026-11-04T10:00:00+08:00")
"""A working Wednesday, the day after the accident; the bank is open."""
HAPPENED = "2026-11-03T15:22"
AMOUNT_FEN = 30_200
KEY = "a-phone-s-own-key-for-one-report"
FOUND = 302
DEATHS_LEAST = 11


class Dated(Server):
    """A server whose processes start at a moment of ours."""

    def environ(self) -> dict[str, str]:
        path = os.pathsep.join([str(CLOCK), environment(self.data)["PYTHONPATH"], str(ROOT)])
        return environment(self.data, PYTHONPATH=path, ANXIN_TEST_CLOCK=str(self.data / "clock"))

    def set_clock(self, moment: datetime) -> None:
        """The moment at which the processes that start from now on begin."""
        (self.data / "clock").write_text(moment.isoformat(), encoding="ascii")


@dataclass
class Day:
    """One accident on its way to money, and how often the house fell down on it."""

    server: Dated
    visitors: dict[str, Visitor]
    handlers: dict[str, str]
    papers: dict[str, tuple[str, bytes]]
    moment: datetime = MORNING
    deaths: int = 0

    def ask(self, statement: str) -> Any:
        return one(self.server, statement)

    @property
    def case_id(self) -> str:
        return str(self.ask("SELECT case_id FROM claims_injuryclaim"))

    @property
    def step(self) -> str:
        return str(self.ask("SELECT step FROM cases_case"))

    @property
    def batch_id(self) -> str:
        return str(self.ask("SELECT id FROM funds_batch"))

    def handler(self) -> Visitor:
        """Whoever the case was given to."""
        return self.visitors[self.handlers[str(self.ask("SELECT handler_id FROM cases_case"))]]

    def dies_inside(self, victim: str, table: str, act: Callable[[], object]) -> None:
        """Begin ``act``, and kill ``victim`` where the act wants to write to ``table``."""
        with suppress(psycopg.OperationalError), psycopg.connect(self.server.database()) as holder:
            holder.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE".encode())
            wrong: list[str] = []
            acting = Thread(target=_survives, args=(act, wrong))
            acting.start()
            blocked = f"SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND relation = '{table}'::regclass"
            waiting = wait_until(lambda: bool(wrong) or self.ask(blocked), seconds=SECONDS, every=SELDOM)
            assert waiting, f"nobody wrote to {table}: {self.standing()}"
            assert not wrong, f"{wrong[0]}: {self.standing()}"
            self.dies(victim)
        acting.join(SECONDS)

    def dies(self, victim: str) -> None:
        """Kill a process of the house, with everything it started, and see another in its place."""
        pid = self.server.child(victim)
        (os.kill if victim == "postgres" else os.killpg)(pid, signal.SIGKILL)
        self.deaths += 1
        assert wait_until(lambda: self.server.children().get(victim, pid) != pid, seconds=SECONDS, every=SELDOM)
        assert self.server.eventually_answers(), self.server.said.read_text()

    def later(self, **more: float) -> None:
        """Time passes; whoever starts from now on knows it. The worker is killed, so that it does."""
        self.moment += timedelta(**more)
        self.server.set_clock(self.moment)
        with psycopg.connect(self.server.database()) as connection:
            connection.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        self.dies("worker")

    def everything_dies(self) -> None:
        """The machine loses its power: no process is left, and somebody starts it again."""
        self.server.kill()
        self.deaths += 1
        self.server.start()

    def waits_for(self, statement: str) -> None:
        """Until a question to the database is answered with yes."""
        assert wait_until(lambda: bool(self.ask(statement)), seconds=SECONDS, every=SELDOM), (
            f"{statement}: {self.standing()}"
        )

    def standing(self) -> dict[str, Any]:
        """Where everything stands, for the message of a failed test."""
        asked = {
            "step": "SELECT step FROM cases_case",
            "moves": "SELECT array_agg(move ORDER BY seq) FROM cases_caseevent",
            "papers": "SELECT array_agg(kind || ' ' || state) FROM documents_paper",
            "decisions": "SELECT array_agg(to_jsonb(claims_decisionrecord)) FROM claims_decisionrecord",
            "jobs": "SELECT array_agg(task_name || ' ' || status) FROM procrastinate_jobs",
            "payments": "SELECT array_agg(state) FROM funds_payoutorder",
        }
        return {name: self.ask(statement) for name, statement in asked.items()}


def _survives(act: Callable[[], object], wrong: list[str]) -> None:
    """Do it; a server that dies is what this is about, anything else went wrong."""
    try:
        with suppress(Died):
            act()
    except Exception as error:
        wrong.append(repr(error))


@pytest.fixture(scope="module")
def day(prepared: Path) -> Iterator[Day]:
    data = Path(tempfile.mkdtemp(prefix="anxin-"))
    shutil.copytree(prepared, data, dirs_exist_ok=True)
    server = Dated(data)
    server.set_clock(MORNING)
    server.start()
    try:
        yield _day(server)
    finally:
        server.stop()
        shutil.rmtree(data, ignore_errors=True)


def _day(server: Dated) -> Day:
    environ = server.environ() | {
        "DATABASE_URL": server.database(),
        "DJANGO_SETTINGS_MODULE": "anxin.config.settings",
    }
    command = [sys.executable, "-m", "tests.house.cast", str(server.data)]
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    cast = json.loads(done.stdout)
    visitors = {name: Visitor(server.port, key) for name, key in cast["sessions"].items()}
    papers = {slot: (name, (server.data / name).read_bytes()) for slot, name in cast["papers"].items()}
    for name, _content in papers.values():
        (server.data / name).unlink()
    return Day(server, visitors, cast["staff"], papers)


def report(day: Day) -> int:
    """Two taps, from a phone that keeps one key for one report."""
    fields = {"client_key": KEY, "when": "earlier", "happened_at": HAPPENED, "what": "fall"}
    return day.visitors["worker"].send("/report/", **fields, place=PLANTED["place"], narrative=PLANTED["narrative"])


def platform_check(day: Day) -> int:
    return day.visitors["platform"].send(f"/desk/claims/checks/{day.case_id}/", answer="confirmed")


def prepare_claim(day: Day) -> None:
    """The handler rings; the rider gives his account and signs."""
    rider = day.visitors["worker"]
    assert day.handler().send(f"/desk/claims/{day.case_id}/contacted/", note="已电话联系") == FOUND
    account = {"kind": "social_card", "bank_name": "示范银行（演示）", "bank_code": "990100000016"}
    assert rider.send("/me/payee/", number=PLANTED["account"], **account) == FOUND
    form = rider.shown(f"/cases/{day.case_id}/sign/")
    signed = {"agreed": "1", "typed_name": PLANTED["name"], "consent_sha256": dict(form)["consent_sha256"]}
    assert rider.send(f"/cases/{day.case_id}/sign/", **signed) == FOUND


def hand_in(day: Day, slot: str) -> int:
    kind = {"liability": "self_statement"}.get(slot, slot)
    return day.visitors["worker"].send(
        f"/cases/{day.case_id}/papers/{slot}/", files={"files": day.papers[slot]}, kind=kind
    )


def run(day: Day) -> int:
    return day.visitors["maker"].send("/desk/payouts/run/")


def check(day: Day) -> int:
    return day.visitors["checker"].send(f"/desk/payouts/batches/{day.batch_id}/check/")


def release(day: Day) -> int:
    return day.visitors["releaser"].send(f"/desk/payouts/batches/{day.batch_id}/release/")


def keep_jobs(day: Day) -> None:
    """A job that is done is deleted: a copy of what each was told stays, to be looked through."""
    with psycopg.connect(day.server.database()) as connection:
        connection.execute("CREATE TABLE jobs_seen AS SELECT task_name, args FROM procrastinate_jobs LIMIT 0")
        connection.execute(
            "CREATE FUNCTION keep_job() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN INSERT INTO jobs_seen VALUES (new.task_name, new.args); RETURN new; END$$"
        )
        connection.execute(
            "CREATE TRIGGER keep AFTER INSERT ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION keep_job()"
        )


@pytest.fixture(scope="module")
def paid(day: Day) -> Day:
    """The whole main job, its house falling down in every step and between the steps."""
    keep_jobs(day)
    day.dies_inside("web", "cases_caseevent", lambda: report(day))
    assert day.ask("SELECT count(*) FROM cases_case") == 0, "a report that died is not half there"
    assert report(day) == FOUND
    day.dies("web")
    assert report(day) == FOUND, "the phone never heard the answer and sends it again"
    assert day.ask("SELECT count(*) FROM cases_case") == 1

    prepare_claim(day)
    day.dies_inside("postgres", "claims_platformcheck", lambda: platform_check(day))
    assert platform_check(day) == FOUND
    assert day.ask("SELECT answer FROM claims_platformcheck") == "confirmed"

    day.dies_inside("worker", "documents_reading", lambda: hand_in(day, "receipt"))
    assert hand_in(day, "diagnosis") == FOUND
    assert hand_in(day, "liability") == FOUND
    day.dies_inside("worker", "claims_decisionrecord", lambda: day.later(minutes=30))
    day.later(minutes=30)
    day.waits_for("SELECT count(*) = 1 FROM funds_payoutorder WHERE state = 'approved'")
    day.everything_dies()
    assert day.step == "approved"

    day.dies_inside("web", "funds_batch", lambda: run(day))
    assert day.ask("SELECT count(*) FROM funds_batch") == 0
    assert run(day) == FOUND
    assert check(day) == FOUND
    day.dies_inside("postgres", "funds_batch", lambda: release(day))
    day.dies_inside("worker", "funds_batch", lambda: release(day))
    assert day.ask("SELECT state FROM funds_batch") == "released"

    day.dies_inside("worker", "funds_payoutorder", lambda: day.later(minutes=10))
    day.later(days=1)
    day.waits_for("SELECT state = 'paid' FROM funds_payoutorder")
    day.waits_for("SELECT step IN ('paid', 'closed') FROM cases_case")
    return day


def test_killed_in_every_step_and_paid_once(paid: Day) -> None:
    assert paid.deaths >= DEATHS_LEAST
    assert paid.ask("SELECT count(*) FROM claims_report") == 1
    assert paid.ask("SELECT array_agg(amount_fen) FROM funds_payoutorder") == [AMOUNT_FEN]
    assert paid.ask("SELECT count(*) FROM claims_decisionrecord WHERE superseded_at IS NULL") == 1
    done = paid.server.run("anxin.config.server.once", "reconcile")
    assert done.returncode == 0, done.stdout + done.stderr


def test_personal_data_lie_sealed_and_no_log_event_job_address_or_error_page_has_them(paid: Day) -> None:
    rider, stranger = paid.visitors["worker"], paid.visitors["platform"]
    wanted = {
        "error pages": "".join(_errors(paid, rider, stranger)),
        "addresses": "".join(rider.addresses),
        "logs": "".join(path.read_text("utf-8", "replace") for path in _logs(paid.server.data)),
        "files": "".join(path.read_bytes().decode("utf-8", "replace") for path in _stored(paid.server.data)),
        "database": _dump(paid),
    }

    found = {where: [name for name, secret in PLANTED.items() if secret in text] for where, text in wanted.items()}

    assert all(wanted.values()), "each place has something to look through"
    assert "claims.tasks.advance_claim" in wanted["database"], "the dump has events and jobs of the queue"
    assert not any(found.values()), found


def _errors(day: Day, rider: Visitor, stranger: Visitor) -> Iterator[str]:
    """Pages that say no, asked by people and for things that know the secrets."""
    yield rider.get(f"/cases/{uuid7()}/?q={day.case_id}")
    yield rider.get("/desk/")
    yield stranger.get(f"/desk/claims/{day.case_id}/")
    rider.send("/me/payee/", kind="social_card", bank_name="示范银行", number=PLANTED["account"] + "x")
    with psycopg.connect(day.server.database()) as holder:
        holder.execute("ALTER TABLE claims_injuryclaim RENAME COLUMN what TO gone")
        holder.commit()
        yield rider.get(f"/cases/{day.case_id}/")
        holder.execute("ALTER TABLE claims_injuryclaim RENAME COLUMN gone TO what")


def _logs(data: Path) -> list[Path]:
    return [*data.glob("log/*"), *data.glob("postgres/*.log"), data / "said.txt"]


def _stored(data: Path) -> list[Path]:
    """What lies on the disk of the installation beside the database; the bank's own folder is the bank's."""
    return [path for path in data.glob("files/**/*") if path.is_file()]


def _dump(day: Day) -> str:
    """Everything in the database as text: rows, jobs, events, sessions."""
    program = Cluster(day.server.data / "postgres", os.environ).binaries().tool("pg_dump")
    done = subprocess.run([program, day.server.database()], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")
