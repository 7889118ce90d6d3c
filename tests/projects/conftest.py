"""Rules and working days, as shipped."""

import pytest


@pytest.fixture(autouse=True)
def _house(db: None) -> None:
    """Every test here asks the database."""
