"""Wage cases need the shipped rules, the calendar, the letters' wording and a place for files."""

from typing import Any

import pytest
from django.db import connection

from anxin.policy.services import shipped_install
from tests.given.people import LONG_AGO


@pytest.fixture(autouse=True)
def _house(workdays: None, tmp_path: Any, settings: Any) -> None:
    settings.ANXIN_DATA = tmp_path
    shipped_install(at=LONG_AGO)


@pytest.fixture(autouse=True)
def _no_jobs_of_earlier_tests(db: None) -> None:
    """Tests with real transactions leave jobs behind that speak of rows already gone."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
