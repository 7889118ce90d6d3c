"""How many statements a change may cost: counted, because a count cannot be noisy."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anxin.cases.engine import do
from anxin.kit.workdays import current_calendar
from tests.given.cases import Cast, a_case, a_case_in_review, with_diagnosis
from tests.given.people import NOON

STATEMENTS_MAX = 8


@pytest.fixture
def counted(cast: Cast) -> CaptureQueriesContext:
    current_calendar()
    return CaptureQueriesContext(connection)


def test_opening_a_case_costs_at_most_eight_statements(cast: Cast, counted: CaptureQueriesContext):
    with counted:
        a_case(cast)

    assert len(counted) <= STATEMENTS_MAX, [query["sql"][:90] for query in counted.captured_queries]


@pytest.mark.parametrize(
    ("move", "who", "given"),
    [
        ("propose_refusal", "reviewer", {"reason": "不在保障范围"}),
        ("approve", "reviewer", {}),
        ("ask_more", "handler", {"reason": "缺处方"}),
        ("wait", "handler", {"reason": "等鉴定"}),
        ("extend", "lead", {"reason": "案情复杂"}),
        ("withdraw", "worker", {"reason": "已经好了"}),
        ("go_ordinary", "handler", {}),
    ],
)
def test_a_move_costs_at_most_eight_statements(cast: Cast, counted: CaptureQueriesContext, move, who, given):
    case = a_case_in_review(cast)

    with counted:
        do(case_id=case.case_id, move=move, actor=getattr(cast, who), at=NOON, **given)

    assert len(counted) <= STATEMENTS_MAX, [query["sql"][:90] for query in counted.captured_queries]


def test_accepting_resuming_and_the_second_person_stay_within_the_budget(cast: Cast, counted: CaptureQueriesContext):
    accepted = with_diagnosis(a_case(cast), cast)
    paused = a_case_in_review(cast)
    do(case_id=paused.case_id, move="ask_more", actor=cast.handler, at=NOON, reason="缺处方")
    proposed = a_case_in_review(cast)
    do(case_id=proposed.case_id, move="propose_refusal", actor=cast.reviewer, at=NOON, reason="不在范围")
    later = NOON + timedelta(days=3)

    for case, move, actor, reason in (
        (accepted, "accept", cast.handler, ""),
        (paused, "supply", cast.worker, ""),
        (proposed, "confirm_refusal", cast.lead, "同意"),
    ):
        with counted:
            do(case_id=case.case_id, move=move, actor=actor, at=later, reason=reason)
        assert len(counted) <= STATEMENTS_MAX, (move, [query["sql"][:90] for query in counted.captured_queries])
