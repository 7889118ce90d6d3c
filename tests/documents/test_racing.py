"""Two who want the same receipt, or hand in the same file, at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connections

from anxin.documents.models import ReceiptUse, StoredFile
from anxin.documents.services import file_store, receipt_use_claim
from tests.given.papers import NOON, REVIEWER, a_jpeg

pytestmark = pytest.mark.django_db(transaction=True)

RACERS = 8
T = TypeVar("T")


def race(act: Callable[[int], T]) -> list[T]:
    """All start at once, each with a connection of its own."""
    gate = Barrier(RACERS)

    def run(number: int) -> T:
        try:
            gate.wait(timeout=30)
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(RACERS) as pool:
        return list(pool.map(run, range(RACERS)))


def test_of_all_who_take_a_receipt_at_once_one_gets_it() -> None:
    answers = race(
        lambda number: receipt_use_claim(
            code="11060126", number="0022739009", subject=f"trial:{number}", actor=REVIEWER, at=NOON
        )
    )

    assert [answer.taken for answer in answers].count(True) == 1
    assert len({answer.used_by for answer in answers}) == 1
    assert ReceiptUse.objects.count() == 1


def test_the_same_file_handed_in_by_many_at_once_is_one_file() -> None:
    refs = race(lambda number: file_store(name=f"{number}.jpg", content=a_jpeg(), actor=REVIEWER, at=NOON))

    assert len(set(refs)) == 1
    assert StoredFile.objects.count() == 1
