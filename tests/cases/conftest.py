"""The trial types are known, and the shipped calendar is in force, in every test about casework."""

from collections.abc import Iterator

import pytest

from tests.given.cases import Cast, a_cast, trial_types


@pytest.fixture(autouse=True)
def _trial_types() -> Iterator[None]:
    with trial_types():
        yield


@pytest.fixture
def cast(workdays: None) -> Cast:
    return a_cast()
