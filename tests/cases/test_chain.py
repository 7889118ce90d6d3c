"""History cannot be rewritten unseen: every kind of tampering is found, and a sealed day stays sealed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from anxin.cases.chain import anchor_day, anchor_holds, chain_breaks, verify_day
from anxin.cases.engine import do
from anxin.cases.models import Case, CaseEvent, DayAnchor, EventText
from anxin.cases.tasks import history_verify
from anxin.kit.clock import day_of
from tests.given.cases import Cast, a_case, a_case_in_review
from tests.given.people import NOON


def behind_the_triggers(statement: str, *values: object) -> None:
    """What somebody with the keys to the database could do."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


TAMPERINGS: dict[str, Callable[[Case], None]] = {
    "a changed move": lambda case: behind_the_triggers(
        "UPDATE cases_caseevent SET move = 'approve' WHERE case_id = %s AND seq = 2", case.pk
    ),
    "a changed author": lambda case: behind_the_triggers(
        "UPDATE cases_caseevent SET actor_name = '别人' WHERE case_id = %s AND seq = 3", case.pk
    ),
    "a changed time": lambda case: behind_the_triggers(
        "UPDATE cases_caseevent SET at = at - interval '1 second' WHERE case_id = %s AND seq = 1", case.pk
    ),
    "changed data": lambda case: behind_the_triggers(
        "UPDATE cases_caseevent SET data = '{}' WHERE case_id = %s AND seq = 2", case.pk
    ),
    "a removed entry": lambda case: behind_the_triggers(
        "DELETE FROM cases_caseevent WHERE case_id = %s AND seq = 2", case.pk
    ),
    "a removed last entry": lambda case: behind_the_triggers(
        "DELETE FROM cases_caseevent WHERE case_id = %s AND seq = 4", case.pk
    ),
    "a removed entry, the rest renumbered": lambda case: behind_the_triggers(
        "DELETE FROM cases_caseevent WHERE case_id = %s AND seq = 2;"
        "UPDATE cases_caseevent SET seq = seq - 1 WHERE case_id = %s AND seq > 2",
        case.pk,
        case.pk,
    ),
    "changed words": lambda case: EventText.objects.filter(case=case).update(
        body={"words": {"reason": "另一个理由"}, "salt": ""}
    ),
    "removed words": lambda case: EventText.objects.filter(case=case).delete(),
    "a moved head": lambda case: Case.objects.filter(pk=case.pk).update(chain_head=bytes(32)),
}


def a_history(cast: Cast) -> Case:
    ref = a_case_in_review(cast)
    do(case_id=ref.case_id, move="ask_more", actor=cast.handler, at=NOON, reason="缺处方")
    return Case.objects.get(pk=ref.case_id)


def test_an_untouched_history_adds_up(cast: Cast):
    case = a_history(cast)

    assert case.version == 4
    assert chain_breaks(case.pk) == []


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found(cast: Cast, name: str):
    case = a_history(cast)

    TAMPERINGS[name](case)

    assert chain_breaks(case.pk)


def test_a_sealed_day_shows_when_it_was_rewritten_with_a_consistent_chain(cast: Cast):
    kept, rewritten = a_history(cast), a_case(cast)
    anchor_day(day_of(NOON), at=NOON + timedelta(days=1))
    assert anchor_holds(day_of(NOON))

    forged = CaseEvent.objects.get(case_id=rewritten.case_id, seq=1)
    behind_the_triggers("UPDATE cases_caseevent SET digest = %s WHERE id = %s", bytes(32), forged.pk)

    assert not anchor_holds(day_of(NOON))
    assert chain_breaks(kept.pk) == []


def test_the_night_checks_yesterday_and_seals_it_once(cast: Cast, caplog: pytest.LogCaptureFixture):
    case = a_history(cast)
    behind_the_triggers("UPDATE cases_caseevent SET role = 'system' WHERE case_id = %s AND seq = 2", case.pk)

    with time_machine.travel(NOON + timedelta(hours=14, minutes=20), tick=False):
        history_verify()
        history_verify()

    assert [anchor.day for anchor in DayAnchor.objects.all()] == [day_of(NOON)]
    assert verify_day(day_of(NOON))[0].seq == 2
    assert str(case.pk) in caplog.text
