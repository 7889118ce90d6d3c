"""Rules and working days, as shipped."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _rules(db: None, settings: Any, tmp_path: Path) -> None:
    settings.ANXIN_DATA = tmp_path
