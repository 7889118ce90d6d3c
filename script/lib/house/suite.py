"""The test suite, in the project's environment: a throw-away database, the checks, the tests, the journeys."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from house import browser, check, stamp
from house.places import BUILD, ROOT
from house.say import step

sys.path.insert(0, str(ROOT / "src"))

from anxin.config.server.cluster import Cluster
from anxin.config.server.lock import Lock
from anxin.config.server.trouble import Trouble

PROCESSES = "4"
"""Twice the cores of a small machine: a journey waits for its browser, a killed server for its successor."""


def run(arguments: list[str], *, lacking: str) -> int:
    """Run everything, or only the tests that pytest arguments name.

    Args:
        lacking: what the browser tests miss on this machine; they fail then, rather than being passed over.
    """
    with _database() as environ:
        if arguments:
            return _pytest(arguments, environ)
        with ThreadPoolExecutor(1) as beside:  # while the tests are collected, a core is free
            checks = beside.submit(lambda: list(check.found()))
            failed = _pytest(["--processes", PROCESSES, *(["-m", "not journey"] if lacking else [])], environ)
        failed |= check.say(checks.result())
        if lacking:
            print(f"\n{lacking}", file=sys.stderr, flush=True)
        return 1 if failed or lacking else 0


def _pytest(words: list[str], environ: dict[str, str]) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *words], cwd=ROOT, env=environ).returncode


@contextlib.contextmanager
def _database() -> Iterator[dict[str, str]]:
    """The environment of the tests. The server is kept from run to run; two runs at once get one each.

    ``ANXIN_TEST_CITUS_URL`` names another one: the coordinator of a cluster, with a test database on every node.
    """
    if os.environ.get("ANXIN_TEST_CITUS_URL"):
        url = os.environ["ANXIN_TEST_CITUS_URL"]
        yield {**_own(), "DATABASE_URL": url, "ANXIN_TEST_CITUS_URL": url, "PYTEST_ADDOPTS": "--reuse-db"}
        return
    home, lock = BUILD / "test-postgres", Lock(BUILD / "test-postgres.lock")
    shared = lock.take(what="test")
    if not shared:
        home = BUILD / f"test-postgres-{os.getpid()}"
    cluster = Cluster(home, os.environ, careless=True)
    try:
        _start(cluster)
        yield _environ(cluster)
    finally:
        if shared:
            cluster.stop()
        else:
            cluster.destroy()
        lock.drop()


def _start(cluster: Cluster) -> None:
    """Start it; what does not start is thrown away and made anew."""
    with step("正在启动测试数据库", "Starting a throw-away database"):
        try:
            cluster.start()
        except Trouble:
            cluster.destroy()
            cluster.start()


def _environ(cluster: Cluster) -> dict[str, str]:
    """What the tests see: their database, a template that is migrated already, their own data folder and browser."""
    environ = {**_own(), "DATABASE_URL": cluster.url()}
    return {**environ, "ANXIN_TEST_TEMPLATE": _template(cluster, environ)}


def _own() -> dict[str, str]:
    data = BUILD / "test-data"
    shutil.rmtree(data, ignore_errors=True)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ANXIN_")}
    ours = {"ANXIN_DATA": str(data), "ANXIN_TEST_SHELF": str(_shelf()), "ANXIN_CHROMIUM": browser.chromium()}
    return {**environ, **ours}


def _shelf() -> Path:
    """Where tests keep what takes long to make, an installation that is set up, until a source of it changes."""
    sources = [
        *sorted((ROOT / "src").rglob("*.py")),
        *(path for path in sorted((ROOT / "rules").rglob("*")) if path.is_file()),
    ]
    state = stamp.digest([*sources, ROOT / "requirements" / "base.txt"])[:16]
    for old in BUILD.glob("test-shelf/*"):
        if old.name != state:
            shutil.rmtree(old, ignore_errors=True)
    return BUILD / "test-shelf" / state


def _template(cluster: Cluster, environ: dict[str, str]) -> str:
    """The name of a database that has all migrations, from which each test process gets a copy in a moment."""
    import psycopg

    sources = (path for path in sorted((ROOT / "src").glob("**/migrations/*")) if path.is_file())
    state = stamp.digest([*sources, ROOT / "requirements" / "base.txt"])
    name = f"template_{state[:16]}"
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()}
        if name in known:
            return name
        for old in known:
            if old.startswith(("template_", "test_")):
                connection.execute(f'DROP DATABASE "{old}" WITH (FORCE)'.encode())
        with step("正在建立测试库模板", "Building the template of the test databases"):
            connection.execute(f'CREATE DATABASE "{name}_new"'.encode())
            migrated = {**environ, "DATABASE_URL": cluster.url(f"{name}_new")}
            command = [sys.executable, "-m", "anxin", "migrate", "--verbosity", "0"]
            subprocess.run(command, env=migrated, cwd=ROOT, check=True)
            connection.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"'.encode())
    return name
