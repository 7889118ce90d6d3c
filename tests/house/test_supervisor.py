"""``script/server`` as a whole: real processes, real kills."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from anxin.config.server.__main__ import answers
from anxin.config.server.cluster import Cluster, free_port
from anxin.config.server.privilege import ends_with_us
from anxin.config.server.process import started, wait_until
from tests.house.conftest import environment

pytestmark = pytest.mark.slow
SECONDS = 120


class Server:
    """A running ``script/server`` on a folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.said = data / "said.txt"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.said.open("ab") as said:
            self.process = subprocess.Popen(
                self.command("anxin.config.server", "--port", str(self.port), "--data", str(self.data), "--empty"),
                env=self.environ(),
                stdout=said,
                stderr=said,
            )
        assert self.eventually_answers(), self.said.read_text()

    def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=SECONDS)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(timeout=SECONDS)

    def eventually_answers(self) -> bool:
        return wait_until(lambda: answers(self.port), seconds=SECONDS)

    def children(self) -> dict[str, int]:
        """Process numbers by name; the database among them."""
        assert self.process is not None
        said = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
        found = {}
        for pid, parent, words in re.findall(r"^\s*(\d+)\s+(\d+)\s+(.*)$", said, re.MULTILINE):
            for name, sign in (("web", "granian"), ("worker", "procrastinate worker"), ("postgres", "/postgres -D")):
                if int(parent) == self.process.pid and sign in words:
                    found[name] = int(pid)
        return found

    def kill_child(self, name: str) -> None:
        """Kill one of its processes and see another in its place."""
        victim = self.children()[name]
        os.kill(victim, signal.SIGKILL)
        assert wait_until(lambda: self.children().get(name, victim) != victim, seconds=SECONDS)
        assert self.eventually_answers(), self.said.read_text()

    def database(self) -> str:
        return Cluster(self.data / "postgres", os.environ).url()

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", *words]

    def environ(self) -> dict[str, str]:
        return environment(self.data)

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*words), env=self.environ(), capture_output=True, text=True, timeout=SECONDS, check=False
        )


@pytest.fixture(scope="session")
def server(prepared: Path) -> Iterator[Server]:
    """One server for all: every test leaves it running."""
    data = Path(tempfile.mkdtemp(prefix="anxin-"))
    shutil.copytree(prepared, data, dirs_exist_ok=True)
    running = Server(data)
    running.start()
    yield running
    running.stop()
    shutil.rmtree(data, ignore_errors=True)


def one(server: Server, statement: str) -> Any:
    with psycopg.connect(server.database()) as connection:
        row = connection.execute(statement.encode()).fetchone()
        return row[0] if row else None


def test_a_second_start_on_the_same_data_is_refused_with_the_address_of_the_first(server: Server) -> None:
    second = server.run("anxin.config.server", "--data", str(server.data))

    assert second.returncode == 1
    assert "已有一个安心在运行" in second.stderr
    assert "already running" in second.stderr
    assert f":{server.port}/" in second.stderr


def test_a_command_uses_the_running_database(server: Server) -> None:
    done = server.run("anxin.config.server.once", "workdays")

    assert done.returncode == 0, done.stderr
    assert "已公布的年份" in done.stdout


@pytest.mark.parametrize("name", ["web", "worker", "postgres"])
def test_a_process_that_is_killed_comes_back(server: Server, name: str) -> None:
    server.kill_child(name)

    assert server.eventually_answers(), server.said.read_text()


def test_the_worker_goes_on_working_after_the_database_was_killed(server: Server) -> None:
    server.kill_child("postgres")

    with psycopg.connect(server.database(), autocommit=True) as connection:
        connection.execute(
            "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'builtin:procrastinate.builtin_tasks."
            "remove_old_jobs', 0, NULL, NULL, '{\"max_hours\": 1}', NULL)::procrastinate_job_to_defer_v1])"
        )

    assert wait_until(
        lambda: one(server, "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'") == 0, seconds=30
    )


def test_nothing_outlives_a_killed_supervisor_and_it_starts_again_on_its_data(server: Server) -> None:
    left = server.children()
    migrations = one(server, "SELECT count(*) FROM django_migrations")

    server.kill()

    if ends_with_us():
        assert wait_until(lambda: not any(map(started, left.values())), seconds=SECONDS), left
    server.start()
    assert one(server, "SELECT count(*) FROM django_migrations") == migrations
    assert not set(left.values()) & set(server.children().values())


def test_sigterm_stops_everything_in_order_and_says_so(server: Server) -> None:
    left = server.children()

    assert server.stop() == 0

    assert not any(map(started, left.values()))
    assert "正在停止" in server.said.read_text()
    assert not (server.data / "processes.json").exists()
    server.start()


def test_the_lock_tells_who_holds_the_data(server: Server) -> None:
    assert server.process is not None

    note = json.loads((server.data / "lock").read_text())

    assert note == {"pid": server.process.pid, "what": "server", "port": server.port}
