"""Claims need the shipped rules, the calendar and a ledger."""

import pytest

from anxin.policy.services import shipped_install
from tests.given.people import LONG_AGO


@pytest.fixture(autouse=True)
def _house(workdays: None) -> None:
    shipped_install(at=LONG_AGO)
