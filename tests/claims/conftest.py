"""Claims need the shipped rules, the calendar and a ledger."""

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def _house(db: None) -> None:
    """Every test here asks the database."""


@pytest.fixture(autouse=True)
def _no_jobs_of_earlier_tests(db: None) -> None:
    """Tests with real transactions leave jobs behind that speak of rows already gone."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
