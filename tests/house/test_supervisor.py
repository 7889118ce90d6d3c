"""``script/server`` as a whole: real processes, real kills."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from anxin.config.server.privilege import ends_with_us
from anxin.config.server.process import started, wait_until
from tests.house.servers import SECONDS, Server, one

pytestmark = pytest.mark.slow


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
