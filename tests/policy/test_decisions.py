"""A decision is kept for ever and comes out the same when it is worked out again."""

from datetime import date, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from anxin.kit.clock import at_time
from anxin.kit.ids import uuid7
from anxin.policy.models import Release, ReplayRun, StoredDecision
from anxin.policy.selectors import decision, decisions_of, evaluate
from anxin.policy.services import decide, replay, replay_all, replay_sample, shipped_install
from anxin.policy.types import BadFacts, Decision, NoRules
from tests.given.policy import an_item, injury_facts

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)
NOON = at_time(date(2026, 3, 12), 12)


def _decide(subject: str = "claim:1", law_on: date = DAY, at: datetime = NOON, **changes: object) -> Decision:
    return decide(topic="injury_small", facts=injury_facts(**changes), law_on=law_on, subject=subject, at=at)


def test_the_reported_rib_is_paid_in_full_and_kept_with_its_pack() -> None:
    made = _decide()

    kept = decision(made.id)
    assert (kept.outcome, kept.amount_fen) == ("pay", 30_200)
    assert kept == made
    assert kept.pack.name == "beijing/injury_small/2025-11-01.r2"


def test_a_decision_takes_two_statements() -> None:
    _decide()

    with CaptureQueriesContext(connection) as queries:
        _decide("claim:2")

    assert len(queries) == 2


def test_facts_and_lines_are_sealed_at_rest() -> None:
    made = _decide(items=[an_item("很特别的药名", 30_200)])

    with connection.cursor() as cursor:
        cursor.execute("SELECT facts, lines FROM policy_storeddecision WHERE id = %s", [made.id])
        facts, lines = cursor.fetchone()
    assert "很特别的药名".encode() not in bytes(facts) + bytes(lines)


def test_a_decision_before_the_correction_was_published_uses_the_first_version() -> None:
    late_visit = {"visited_on": "2026-03-15", "issued_on": "2026-03-15"}

    before = _decide(at=at_time(date(2026, 2, 28), 12), **late_visit)
    after = _decide(at=at_time(date(2026, 3, 20), 12), **late_visit)

    assert (before.pack.revision, before.outcome) == (1, "refer")
    assert (after.pack.revision, after.outcome) == (2, "pay")
    assert replay(before.id).identical


def test_the_law_of_the_day_of_the_accident_decides_not_the_law_of_today() -> None:
    large = {"items": [an_item("清创缝合术", 250_000)], "claimed_fen": 250_000}
    known = at_time(date(2027, 2, 1), 12)

    old = _decide(law_on=date(2026, 12, 31), at=known, **large)
    new = _decide(law_on=date(2027, 1, 1), at=known, **large)

    assert (old.outcome, new.outcome) == ("refer", "pay")


def test_nothing_is_decided_for_a_day_without_rules() -> None:
    with pytest.raises(NoRules, match="没有发布"):
        _decide(law_on=date(2025, 10, 31))

    assert not StoredDecision.objects.exists()


def test_bad_facts_leave_no_decision() -> None:
    with pytest.raises(BadFacts):
        _decide(claimed_fen="302.00")

    assert not StoredDecision.objects.exists()


def test_replaying_gives_identical_lines() -> None:
    made = _decide(visit_kind="住院", documents_missing=["诊断书"], items=[an_item(in_catalogue="no")])

    again = replay(made.id)

    assert again.identical
    assert again.again == again.stored == made.lines


def test_replaying_everything_counts_and_finds_nothing_different() -> None:
    made = [_decide(f"claim:{n}", claimed_fen=30_200 + n) for n in range(25)]

    totals = replay_all()

    assert (totals.replayed, totals.different) == (len(made), ())
    assert replay_all([]).replayed == 0


def _smuggled(**changes: object) -> UUID:
    """A decision written past the service, as a fault in our code would."""
    row = StoredDecision.objects.get(id=_decide().id)
    row.id = uuid7()
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row.id


@pytest.mark.parametrize("change", [{"amount_fen": 30_201}, {"outcome": "refer"}, {"lines_digest": b"\0" * 32}])
def test_a_decision_that_does_not_follow_from_its_facts_is_found(change: dict[str, object]) -> None:
    wrong = _smuggled(**change)

    assert not replay(wrong).identical
    assert replay_all().different == (wrong,)


def test_the_nightly_sample_keeps_what_it_found() -> None:
    wrong = _smuggled(amount_fen=1)

    replay_sample(at=NOON)

    run = ReplayRun.objects.get()
    assert (run.replayed, run.different) == (2, [str(wrong)])


@pytest.mark.parametrize("table", ["policy_release", "policy_storeddecision"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET topic = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_releases_and_decisions_cannot_be_changed_in_the_database(table: str, verb: str) -> None:
    _decide()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))


def test_decisions_of_a_subject_stand_newest_first() -> None:
    first = _decide("claim:7", facts_clear=False)
    second = _decide("claim:7", at=at_time(date(2026, 3, 13), 12))
    _decide("claim:8")

    assert [one.id for one in decisions_of("claim:7")] == [second.id, first.id]


def test_trying_stores_nothing() -> None:
    outcome = evaluate(topic="injury_small", facts=injury_facts(), law_on=DAY, known_on=date(2026, 3, 12))

    assert outcome.amount_fen == 30_200
    assert not StoredDecision.objects.exists()


def test_installing_the_shipped_packs_again_changes_nothing() -> None:
    before = Release.objects.count()

    assert shipped_install(at=NOON) == []
    assert Release.objects.count() == before > 0
