"""What a platform is told when the database has no room: a sentence, nothing acknowledged, nothing lost."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from anxin.cover import partitions
from anxin.cover.models import Order, Tally
from anxin.kit.clock import day_of, local, now
from tests.api.test_orders import an_item
from tests.given.api import a_machine
from tests.given.people import a_city, a_worker


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


@pytest.mark.django_db
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


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_is_really_full_costs_nothing_acknowledged_and_goes_on_when_there_is_room():
    city, rider = a_city(), a_worker()
    machine, day = a_machine(city.platform), day_of(now())
    partitions.ensure([day])

    def send(batch: int):
        accepted = local(now()).isoformat()
        items = [an_item(rider, f"{batch:03d}-{n:04d}", accepted_at=accepted) for n in range(1000)]
        return machine.send("POST", "/orders", items)

    with small_disk(partitions.name_of(day), "2m") as grow, small_disk("cover_keptbatch", "64k"):
        taken, answer = 0, send(0)
        while answer.status_code == 200:
            taken += 1
            assert taken < 100, "the disk never ran full"
            answer = send(taken)
        acknowledged = counted()
        grow("64m")
        after = send(taken).json()

        assert answer.status_code == 503
        assert "磁盘满了" in answer.json()["detail"]
        assert taken > 0
        assert acknowledged == (1000 * taken, 1000 * taken)
        assert after["accepted"] == 1000
        assert counted() == (1000 * taken + 1000, 1000 * taken + 1000)


def counted() -> tuple[int, int]:
    """Orders, and what the day's sums say."""
    return Order.objects.count(), sum(Tally.objects.values_list("orders", flat=True))


@contextmanager
def small_disk(table: str, size: str) -> Iterator[Callable[[str], None]]:
    """A table on a disk of its own; gives a way to make the disk larger. Only who may mount can have one."""
    folder = Path(tempfile.mkdtemp(prefix="anxin-disk-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("nobody may mount a small disk here, so none can run full")
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        owner = Path(cursor.fetchone()[0]).stat()
    os.chown(folder, owner.st_uid, owner.st_gid)
    space = f"small_{table}"
    try:
        _run(f"CREATE TABLESPACE {space} LOCATION '{folder}'", *_moves(table, space))
        yield partial(_grow, folder)
    finally:
        _run(*_moves(table, "pg_default"), f"DROP TABLESPACE {space}")
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


def _grow(folder: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", folder], check=True)


def _moves(table: str, space: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass", [table])
        indexes = [row[0] for row in cursor.fetchall()]
    return [
        f"ALTER TABLE {table} SET TABLESPACE {space}",
        *(f"ALTER INDEX {one} SET TABLESPACE {space}" for one in indexes),
    ]


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
