"""Wage cases need the shipped rules, the calendar, the letters' wording and a place for files."""

from typing import Any

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def _house(db: None, tmp_path: Any, settings: Any) -> None:
    settings.ANXIN_DATA = tmp_path


@pytest.fixture(autouse=True)
def _no_jobs_of_earlier_tests(db: None) -> None:
    """Tests with real transactions leave jobs behind that speak of rows already gone."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
