"""Cover needs the shipped rules: how long one order may run stands there."""

import pytest

from anxin.policy.services import shipped_install
from tests.given.people import LONG_AGO


@pytest.fixture(autouse=True)
def _rules(db: None) -> None:
    shipped_install(at=LONG_AGO)
