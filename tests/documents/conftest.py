"""Originals of tests lie in a folder of their own; the two real cases are drawn once a run."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project

from anxin.documents.keepers import kept_by
from tests.given.papers import REVIEWER


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.ANXIN_DATA = tmp_path
    return tmp_path


@pytest.fixture(autouse=True, scope="session")
def trial_files() -> None:
    """These tests have no cases: files named ``trial`` are kept by one reviewer."""
    kept_by("trial", lambda actor, name, paper_id: actor == REVIEWER)


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with both cases, as ``examples/draw.py`` makes them."""
    from anxin.documents.specimens.cases import draw
    from anxin.documents.specimens.sheets import Fonts

    folder = tmp_path_factory.mktemp("examples")
    draw(folder, Fonts(Path(project.ANXIN_NODE_MODULES)))
    return folder
