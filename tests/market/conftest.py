"""Set-up shared by the tests of the market."""

from typing import Any

import pytest

from anxin.market.matching import live
from anxin.policy.services import shipped_install
from tests.given.people import LONG_AGO


@pytest.fixture
def market(db: None, tmp_path: Any, settings: Any) -> None:
    """Published weights and limits, and a data folder of one's own for index files."""
    settings.ANXIN_DATA = tmp_path
    shipped_install(at=LONG_AGO)
    live.forget()
