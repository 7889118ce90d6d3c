"""Rules and working days, as shipped."""

from pathlib import Path
from typing import Any

import pytest

from anxin.policy.services import shipped_install
from tests.given.people import LONG_AGO


@pytest.fixture(autouse=True)
def _rules(workdays: None, settings: Any, tmp_path: Path) -> None:
    settings.ANXIN_DATA = tmp_path
    shipped_install(at=LONG_AGO)
