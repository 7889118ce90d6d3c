"""Set-up for tests of money."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.given.funds import payment_settings


@pytest.fixture
def payday(db: None, tmp_path: Path) -> Iterator[None]:
    """A bank day with the shipped rules and a bank of this test's own."""
    with payment_settings(tmp_path):
        yield
