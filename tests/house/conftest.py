"""A place for throw-away servers, and the programs that run them."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from anxin.config.server.cluster import Cluster

SOURCE = Path(__file__).resolve().parents[2] / "src"


def environment(data: Path, **more: str) -> dict[str, str]:
    """What a process of an installation of its own sees."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANXIN_", "DATABASE_"))}
    return {**kept, "ANXIN_DATA": str(data), "PYTHONPATH": str(SOURCE), **more}


@pytest.fixture(scope="session")
def laid_down() -> Iterator[Path]:
    """A database folder that was made once and never started: each test gets a copy."""
    folder = Path(tempfile.mkdtemp(prefix="anxin-"))
    Cluster(folder / "postgres", os.environ, careless=True).prepare()
    yield folder / "postgres"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def prepared(laid_down: Path) -> Iterator[Path]:
    """The data folder of an empty installation, migrated once: each server gets a copy."""
    folder = Path(tempfile.mkdtemp(prefix="anxin-"))
    shutil.copytree(laid_down, folder / "postgres")
    cluster = Cluster(folder / "postgres", os.environ, careless=True)
    cluster.start()
    try:
        command = [sys.executable, "-m", "anxin", "prepare"]
        subprocess.run(command, env=environment(folder, DATABASE_URL=cluster.url()), check=True, capture_output=True)
    finally:
        cluster.stop()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty folder."""
    folder = Path(tempfile.mkdtemp(prefix="anxin-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def cluster(home: Path, laid_down: Path) -> Iterator[Cluster]:
    """A server that is running."""
    shutil.copytree(laid_down, home / "postgres")
    running = Cluster(home / "postgres", os.environ, careless=True)
    running.start()
    yield running
    running.stop()
