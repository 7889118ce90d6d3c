"""Rules and working days, as shipped."""

import pytest

from anxin.policy.services import shipped_install
from tests.given.people import LONG_AGO


@pytest.fixture(autouse=True)
def _rules(workdays: None) -> None:
    shipped_install(at=LONG_AGO)
