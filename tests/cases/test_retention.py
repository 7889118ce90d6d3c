"""Destroying what may not be kept: three people, a hold that always wins, and a chain that still adds up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from anxin.cases.chain import chain_breaks
from anxin.cases.engine import do
from anxin.cases.errors import MoveBlocked, NotYours
from anxin.cases.models import Case, RetentionBatch, RetentionItem
from anxin.cases.selectors import case_view, retention_batch, timeline
from anxin.cases.services import case_hold, note_add, retention_propose, retention_review, retention_withdraw
from anxin.cases.types import CaseRef
from anxin.identity.types import Actor, Role
from anxin.kit.clock import at_time
from anxin.kit.errors import BadInput
from tests.given.cases import Cast, a_case
from tests.given.people import NOON

AFTER = at_time(date(2029, 12, 3), 10)


def a_closed_case(cast: Cast) -> CaseRef:
    case = a_case(cast)
    note_add(case_id=case.case_id, text="已电话联系赵试骑", actor=cast.handler, at=NOON)
    do(case_id=case.case_id, move="withdraw", actor=cast.worker, at=NOON, reason="已经好了")
    return case


def reviewers(cast: Cast) -> tuple[Actor, Actor]:
    return cast.city.staff(Role.AUDITOR, "陈审癸"), cast.city.staff(Role.BUREAU_LEAD, "卫批壬")


def proposed(cast: Cast) -> RetentionBatch:
    batch_id = retention_propose(cutoff=AFTER.date(), actor=cast.lead, at=AFTER)
    return RetentionBatch.objects.get(pk=batch_id)


def test_nothing_is_destroyed_before_its_time(cast: Cast):
    a_closed_case(cast)

    assert retention_propose(cutoff=date(2029, 11, 23), actor=cast.lead, at=AFTER) is None
    with pytest.raises(BadInput, match="不能晚于今天"):
        retention_propose(cutoff=AFTER.date() + timedelta(days=1), actor=cast.lead, at=AFTER)


def test_after_two_reviews_the_words_and_names_are_gone_and_the_chain_holds(cast: Cast):
    case = a_closed_case(cast)
    batch = proposed(cast)
    first, second = reviewers(cast)

    retention_review(batch_id=batch.pk, actor=first, at=AFTER)
    assert Case.objects.get(pk=case.case_id).redacted_at is None
    retention_review(batch_id=batch.pk, actor=second, at=AFTER)

    row = Case.objects.get(pk=case.case_id)
    assert row.redacted_at == AFTER
    assert [(party.name, party.worker_id) for party in row.parties.filter(role="worker")] == [("", None)]
    assert {item.text for item in timeline(cast.lead, case.case_id)} == {""}
    assert chain_breaks(case.case_id) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM cases_caseevent WHERE case_id = %s", [case.case_id])
        assert "赵试骑" not in str(cursor.fetchall())


def test_a_destroyed_case_takes_nothing_new(cast: Cast):
    case = a_closed_case(cast)
    batch = proposed(cast)
    for reviewer in reviewers(cast):
        retention_review(batch_id=batch.pk, actor=reviewer, at=AFTER)

    assert case_view(cast.lead, case.case_id).redacted
    with pytest.raises(MoveBlocked, match="已按期销毁"):
        note_add(case_id=case.case_id, text="补记", actor=cast.lead, at=AFTER)


def test_the_same_person_never_counts_twice(cast: Cast):
    a_closed_case(cast)
    batch = proposed(cast)
    first, _second = reviewers(cast)
    retention_review(batch_id=batch.pk, actor=first, at=AFTER)

    for somebody in (cast.lead, first):
        with pytest.raises(MoveBlocked, match="三个不同的人"):
            retention_review(batch_id=batch.pk, actor=somebody, at=AFTER)


def test_a_hold_put_on_after_the_proposal_keeps_the_case(cast: Cast):
    held, other = a_closed_case(cast), a_closed_case(cast)
    batch = proposed(cast)
    case_hold(case_id=held.case_id, hold=True, reason="行政诉讼中", actor=cast.lead, at=AFTER)

    for reviewer in reviewers(cast):
        retention_review(batch_id=batch.pk, actor=reviewer, at=AFTER)

    assert Case.objects.get(pk=held.case_id).redacted_at is None
    assert Case.objects.get(pk=other.case_id).redacted_at == AFTER
    assert RetentionItem.objects.get(case_id=held.case_id).kept_because == "hold"
    assert retention_batch(cast.lead, batch.pk).count == 2
    case_hold(case_id=held.case_id, hold=False, reason="诉讼已结束", actor=cast.lead, at=AFTER)
    assert retention_propose(cutoff=AFTER.date(), actor=cast.lead, at=AFTER) is not None


def test_a_case_waits_on_one_list_at_a_time_and_a_withdrawn_list_frees_it(cast: Cast):
    a_closed_case(cast)
    batch = proposed(cast)
    assert retention_propose(cutoff=AFTER.date(), actor=cast.lead, at=AFTER) is None

    retention_withdraw(batch_id=batch.pk, actor=cast.lead, at=AFTER)

    with pytest.raises(MoveBlocked, match="已经执行或撤销"):
        retention_review(batch_id=batch.pk, actor=reviewers(cast)[0], at=AFTER)
    assert retention_propose(cutoff=AFTER.date(), actor=cast.lead, at=AFTER) is not None


def test_only_those_who_answer_for_it_may_propose_review_or_hold(cast: Cast):
    case = a_closed_case(cast)
    batch = proposed(cast)

    with pytest.raises(NotYours):
        retention_propose(cutoff=AFTER.date(), actor=cast.handler, at=AFTER)
    with pytest.raises(NotYours):
        retention_review(batch_id=batch.pk, actor=cast.reviewer, at=AFTER)
    with pytest.raises(NotYours):
        case_hold(case_id=case.case_id, hold=True, reason="想留着", actor=cast.handler, at=AFTER)
    with pytest.raises(BadInput, match="请写明理由"):
        case_hold(case_id=case.case_id, hold=True, reason=" ", actor=cast.lead, at=AFTER)
