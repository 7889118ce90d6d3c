"""Originals of tests lie in a folder of their own; the two real cases are drawn once."""

from pathlib import Path
from typing import Any

import pytest

from anxin.documents.keepers import kept_by
from tests.given.papers import REVIEWER
from tests.given.shelf import drawn_cases


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.ANXIN_DATA = tmp_path
    return tmp_path


@pytest.fixture(autouse=True, scope="session")
def trial_files() -> None:
    """These tests have no cases: files named ``trial`` are kept by one reviewer."""
    kept_by("trial", lambda actor, name, paper_id: actor == REVIEWER)


@pytest.fixture(scope="session")
def drawn() -> Path:
    """The folder with both cases."""
    return drawn_cases()
