"""The embedded PostgreSQL: real servers, real kills."""

import os
import signal
import socket
import stat
import subprocess
from pathlib import Path

import psycopg
import pytest

from anxin.config.server.cluster import Cluster
from anxin.config.server.process import started, wait_until, working_in
from anxin.config.server.trouble import Trouble

pytestmark = pytest.mark.slow
SECONDS = 20


def ask(cluster: Cluster, statement: str) -> str:
    """The first value of the answer."""
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        row = connection.execute(statement.encode()).fetchone()
        return str(row[0]) if row else ""


def do(cluster: Cluster, statement: str) -> None:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(statement.encode())


def test_it_keeps_checksums_and_speaks_utf8(cluster: Cluster) -> None:
    assert ask(cluster, "SHOW data_checksums") == "on"
    assert ask(cluster, "SHOW server_encoding") == "UTF8"


def test_it_asks_for_a_password_that_only_its_owner_can_read(cluster: Cluster) -> None:
    secret = cluster.home / "password"

    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(cluster.url().replace(secret.read_text().strip(), "guess"))


def test_it_listens_on_this_machine_only(cluster: Cluster) -> None:
    assert ask(cluster, "SHOW listen_addresses") == "127.0.0.1"
    assert ask(cluster, "SHOW unix_socket_directories") == ""


def test_what_was_committed_survives_a_kill_of_the_server(cluster: Cluster) -> None:
    do(cluster, "CREATE TABLE paid (fen bigint)")
    do(cluster, "INSERT INTO paid VALUES (30200)")
    assert cluster.pid is not None

    os.kill(cluster.pid, signal.SIGKILL)
    assert wait_until(lambda: not cluster.alive(), seconds=SECONDS)
    cluster.start()

    assert ask(cluster, "SELECT sum(fen) FROM paid") == "30200"


def test_a_second_supervisor_takes_over_from_one_that_was_killed(cluster: Cluster) -> None:
    do(cluster, "CREATE TABLE paid (fen bigint)")
    left_behind = cluster.pid
    successor = Cluster(cluster.home, os.environ, careless=True)

    successor.start()

    try:
        assert successor.pid != left_behind
        assert ask(successor, "SELECT count(*) FROM paid") == "0"
        assert wait_until(lambda: not cluster.alive(), seconds=SECONDS)
    finally:
        successor.stop()


def test_a_stale_note_with_a_strangers_number_does_not_keep_it_from_starting(cluster: Cluster) -> None:
    note = cluster.data / "postmaster.pid"
    lines = note.read_text().splitlines()
    cluster.stop()
    stranger = subprocess.Popen(["sleep", "60"], cwd="/")
    try:
        note.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        cluster.start()
        assert ask(cluster, "SELECT 1") == "1"
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_it_moves_to_another_port_when_its_own_is_taken(cluster: Cluster) -> None:
    port = int((cluster.home / "port").read_text())
    cluster.stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        cluster.start()

    assert int((cluster.home / "port").read_text()) != port
    assert ask(cluster, "SELECT 1") == "1"


def test_it_keeps_its_port_from_start_to_start(cluster: Cluster) -> None:
    address = cluster.url()

    cluster.stop()
    cluster.start()

    assert cluster.url() == address


def test_a_killed_first_start_leaves_nothing_half_made(home: Path) -> None:
    partial = home / "postgres" / "data.partial"
    partial.mkdir(parents=True)
    (partial / "PG_VERSION").write_text("18\n")
    cluster = Cluster(home / "postgres", os.environ, careless=True)

    cluster.start()

    try:
        assert ask(cluster, "SELECT current_database()") == "anxin"
        assert not partial.exists()
    finally:
        cluster.stop()


def test_a_failed_start_shows_the_end_of_the_log(cluster: Cluster) -> None:
    cluster.stop()
    with (cluster.data / "postgresql.conf").open("a") as settings:
        settings.write("shared_preload_libraries = 'no_such_library'\n")

    with pytest.raises(Trouble, match="no_such_library"):
        cluster.start()


def test_stopping_leaves_no_process_behind(cluster: Cluster) -> None:
    pid = cluster.pid
    assert pid is not None

    cluster.stop()

    assert not started(pid)
    assert working_in(cluster.data) == []
