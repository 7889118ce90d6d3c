"""Many at once: one wins, the others are told, and nothing is written twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from anxin.cases.chain import chain_breaks
from anxin.cases.engine import do
from anxin.cases.models import Case, CaseEvent
from anxin.cases.services import document_attach, handler_pick, note_add
from anxin.identity.types import Role
from anxin.kit.errors import Refused
from anxin.kit.ids import uuid7
from tests.given.cases import Cast, a_case, a_case_in_review, a_cast
from tests.given.people import NOON

THREADS = 8


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return a_cast()


def at_once(work: Callable[[int], Any], times: int = THREADS) -> list[Any]:
    """Run the same work in threads that start together; a refusal is an answer."""
    barrier = Barrier(times)

    def one(number: int) -> Any:
        try:
            barrier.wait(timeout=20)
            return work(number)
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return [future.result() for future in [pool.submit(copy_context().run, one, n) for n in range(times)]]


@pytest.mark.slow
def test_of_eight_who_make_the_same_move_exactly_one_wins(cast: Cast):
    case = a_case_in_review(cast)
    before = Case.objects.get(pk=case.case_id).version

    answers = at_once(lambda _: do(case_id=case.case_id, move="approve", actor=cast.reviewer, at=NOON))

    assert Counter(type(answer).__name__ if not isinstance(answer, str) else answer for answer in answers) == {
        "EventRef": 1,
        "WrongStep": THREADS - 1,
    }
    row = Case.objects.get(pk=case.case_id)
    assert (row.result, row.version) == ("paid", before + 1)
    assert CaseEvent.objects.filter(case=row, move="approve").count() == 1


@pytest.mark.slow
def test_notes_written_at_once_stand_in_one_unbroken_chain(cast: Cast):
    case = a_case(cast)

    at_once(lambda n: note_add(case_id=case.case_id, text=f"第{n}条", actor=cast.handler, at=NOON))

    assert list(CaseEvent.objects.filter(case_id=case.case_id).order_by("seq").values_list("seq", flat=True)) == list(
        range(1, THREADS + 2)
    )
    assert chain_breaks(case.case_id) == []


@pytest.mark.slow
def test_the_same_paper_sent_eight_times_is_in_the_file_once(cast: Cast):
    case, paper = a_case(cast), uuid7()

    answers = at_once(
        lambda _: document_attach(case_id=case.case_id, kind="receipt", paper_id=paper, actor=cast.worker, at=NOON)
    )

    assert len(set(answers)) == 1
    assert Case.objects.get(pk=case.case_id).documents.count() == 1


@pytest.mark.slow
def test_cases_opened_at_once_go_to_different_handlers(cast: Cast):
    city = cast.city
    handlers = [cast.handler, *(city.staff(Role.INSURER_HANDLER, name) for name in ("钱试乙", "孙试丙", "李试丁"))]
    assert handler_pick(role=Role.INSURER_HANDLER, org_ids=[city.insurer.id], at=NOON)
    opened = Barrier(4)

    def open_one(_: int) -> Any:
        with transaction.atomic():
            person = handler_pick(role=Role.INSURER_HANDLER, org_ids=[city.insurer.id], at=NOON)
            assert person is not None
            case = a_case(cast, handler_id=person.account_id)
            opened.wait(timeout=20)
            return case.case_id

    at_once(open_one, times=4)

    assert set(Case.objects.values_list("handler_id", flat=True)) == {handler.account_id for handler in handlers}
