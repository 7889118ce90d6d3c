"""Prevention needs the shipped rules and the calendar, and a clock that stands at noon."""

from collections.abc import Iterator

import pytest
import time_machine

from anxin.policy.services import shipped_install
from tests.given.people import LONG_AGO, NOON


@pytest.fixture(autouse=True)
def _house(workdays: None) -> Iterator[None]:
    shipped_install(at=LONG_AGO)
    with time_machine.travel(NOON, tick=False):
        yield
