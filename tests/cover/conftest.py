"""Cover needs the shipped rules: how long one order may run stands there."""

import os
from typing import Any

import pytest
from django.core.management import call_command


@pytest.fixture(autouse=True)
def _house(db: None) -> None:
    """Every test here asks the database."""


@pytest.fixture(scope="session", autouse=True)
def _spread(django_db_setup: None, django_db_blocker: Any) -> None:
    """On a cluster every test of this folder runs on spread tables."""
    if os.environ.get("ANXIN_TEST_CITUS_URL"):
        with django_db_blocker.unblock():
            call_command("distribute")
