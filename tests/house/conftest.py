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
from tests.given.shelf import made_once

SOURCE = Path(__file__).resolve().parents[2] / "src"


def environment(data: Path, **more: str) -> dict[str, str]:
    """What a process of an installation of its own sees."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANXIN_", "DATABASE_"))}
    return {**kept, "ANXIN_DATA": str(data), "PYTHONPATH": str(SOURCE), **more}


@pytest.fixture(scope="session")
def laid_down() -> Path:
    """A database folder that was made once and never started: each test gets a copy."""

    def make(folder: Path) -> None:
        Cluster(folder / "postgres", os.environ, careless=True).prepare()

    return made_once("laid-down", make) / "postgres"


@pytest.fixture(scope="session")
def prepared(laid_down: Path) -> Path:
    """The data folder of an empty installation, migrated once: each server gets a copy."""

    def make(folder: Path) -> None:
        shutil.copytree(laid_down, folder / "postgres")
        cluster = Cluster(folder / "postgres", os.environ, careless=True)
        cluster.start()
        try:
            own = environment(folder, DATABASE_URL=cluster.url())
            subprocess.run([sys.executable, "-m", "anxin", "prepare"], env=own, check=True, capture_output=True)
        finally:
            cluster.stop()

    return made_once("prepared", make)


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
