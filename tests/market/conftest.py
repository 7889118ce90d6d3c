"""Set-up shared by the tests of the market."""

from typing import Any

import pytest

from anxin.market.matching import live


@pytest.fixture
def market(db: None, tmp_path: Any, settings: Any) -> None:
    """Published weights and limits, and a data folder of one's own for index files."""
    settings.ANXIN_DATA = tmp_path
    live.forget()
