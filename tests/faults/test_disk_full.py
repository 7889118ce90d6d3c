"""What a platform is told when the database has no room: a sentence, nothing acknowledged, nothing lost."""

from __future__ import annotations

import pytest
from django.db import connection

from anxin.cover.models import Order
from tests.api.test_orders import an_item
from tests.given.api import a_machine
from tests.given.people import a_city, a_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def full():
    """The database answers every new row of these tables as it does when its disk is full."""
    with connection.cursor() as cursor:
        cursor.execute(
            """CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
               $$BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END$$"""
        )
        for table in ("cover_delivery", "cover_keptbatch"):
            cursor.execute(f"CREATE TRIGGER no_room BEFORE INSERT ON {table} EXECUTE FUNCTION no_room()")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION no_room CASCADE")


def test_a_full_disk_is_said_in_a_sentence_and_what_was_acknowledged_stays(request):
    city, rider = a_city(), a_worker()
    machine = a_machine(city.platform)
    assert machine.send("POST", "/orders", [an_item(rider, "BEFORE")]).status_code == 200
    request.getfixturevalue("full")

    refused = machine.send("POST", "/orders", [an_item(rider, "NOW")])

    assert refused.status_code == 503
    assert "磁盘满了" in refused.json()["detail"]
    assert refused["Retry-After"] == "5"
    assert list(Order.objects.values_list("order_no", flat=True)) == ["BEFORE"]
