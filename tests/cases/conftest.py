"""The trial types are known in every test about casework; one cast plays all tests of a file."""

from collections.abc import Iterator

import pytest

from tests.given.cases import Cast, a_cast, trial_types


@pytest.fixture(autouse=True)
def _trial_types(db: None) -> Iterator[None]:
    with trial_types():
        yield


@pytest.fixture(scope="module")
def cast(one_city_for_all: None) -> Cast:
    return a_cast()
