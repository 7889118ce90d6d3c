"""A place for throw-away servers, and the programs that run them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from anxin.config.server.cluster import Cluster


@pytest.fixture(scope="session")
def laid_down() -> Iterator[Path]:
    """A data folder that was made once and never started: each test gets a copy."""
    folder = Path(tempfile.mkdtemp(prefix="anxin-"))
    Cluster(folder / "postgres", os.environ, careless=True).prepare()
    yield folder / "postgres"
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
