"""The API needs the shipped rules and the calendar, and a still clock at noon."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.given.people import NOON


@pytest.fixture(autouse=True)
def _house(db: None) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield
