"""The figures, each checked by hand on a few cases."""

from datetime import timedelta

import pytest

from anxin.cases.types import Holder
from anxin.kit.ids import uuid7
from anxin.supervise import measures
from anxin.supervise.types import Baseline, Settings, Share
from tests.given.paths import HOUR, REPORTED, USUAL, a_path

NOW = REPORTED + 100 * HOUR
SET = Settings(Baseline(timedelta(hours=16), "演示用的假设值"), "", timedelta(days=3))


def test_the_middle_case_says_how_long_report_to_money_takes():
    slow = a_path((*USUAL[:-1], ("paid", "paid", 48)))
    open_case = a_path(USUAL[:2])

    figure = measures.report_to_money([a_path(), a_path(), slow, open_case])

    assert (figure.value, figure.cases) == ("6 小时", 3)


def test_paid_on_the_day_of_the_last_paper_counts_as_the_same_day():
    waited_for_papers = a_path(
        (
            *USUAL[:2],
            ("submit", "reviewing", 2),
            ("ask_more", "collecting", 3),
            ("submit", "reviewing", 25),
            ("paid", "paid", 30),
        )
    )
    next_day = a_path((*USUAL[:3], ("paid", "paid", 26)))

    figure = measures.same_day([a_path(), waited_for_papers, next_day])

    assert (figure.value, figure.cases) == ("66.7%", 3)


def test_a_quarter_of_the_old_time_is_three_quarters_less():
    figure = measures.faster_than_before([a_path()], SET)

    assert figure.value == "−75.0%"
    assert figure.note == "演示用的假设值"


def test_slower_than_before_is_shown_as_slower():
    figure = measures.faster_than_before([a_path((*USUAL[:-1], ("paid", "paid", 22)))], SET)

    assert figure.value == "+25.0%"


def test_without_a_baseline_nothing_is_computed_and_the_missing_row_is_named():
    figure = measures.faster_than_before([a_path()], Settings(None, "缺少参数 baseline_hours", None))

    assert (figure.value, figure.note) == ("—", "缺少参数 baseline_hours")


def test_only_decided_cases_count_for_the_fast_lane():
    left_it = a_path(fast_lane=False)
    undecided = a_path(USUAL[:3], fast_lane=False)

    assert measures.fast_lane([a_path(), left_it, undecided]).value == "50.0%"


def test_a_second_round_of_papers_is_not_complete_the_first_time():
    asked_again = a_path((*USUAL[:3], ("ask_more", "collecting", 3), ("submit", "reviewing", 5)))

    assert measures.complete_first_time([a_path(), asked_again, a_path(USUAL[:2])]).value == "50.0%"


def test_a_report_without_papers_after_the_days_set_is_lost_and_so_is_a_withdrawn_one():
    withdrawn = a_path((*USUAL[:1], ("withdraw", "withdrawn", 2)))
    fresh = a_path(USUAL[:1], opened_at=NOW - HOUR)

    figure = measures.abandoned([a_path(), a_path(USUAL[:2]), withdrawn, fresh], SET, NOW)

    assert figure.value == "50.0%"


def test_an_objection_that_ends_in_more_money_is_overturned():
    kept = a_path((("case.opened", "received", 0), ("confirm_keep", "kept", 30)), type="objection")
    changed = a_path((("case.opened", "received", 0), ("confirm_amount", "approved", 30)), type="objection")
    running = a_path((("case.opened", "received", 0),), type="objection")

    figure = measures.overturned([kept, changed, running], [a_path()])

    assert (figure.value, figure.cases) == ("50.0%", 2)


def test_time_is_booked_to_whoever_held_the_case():
    times = {row.holder: row for row in measures.party_times([a_path()])}

    assert {holder: row.average for holder, row in times.items()} == {
        Holder.HANDLER: HOUR,
        Holder.WORKER: HOUR,
        Holder.BUREAU: 2 * HOUR,
        Holder.BANK: 2 * HOUR,
    }
    assert sum(row.permille for row in times.values()) in (999, 1000, 1001)


def test_a_step_entered_twice_is_one_stay_of_both_lengths():
    twice = a_path((*USUAL[:3], ("ask_more", "collecting", 3), ("submit", "reviewing", 7), ("approve", "approved", 8)))

    collecting = next(row for row in measures.step_times([twice]) if row.step == "collecting")

    assert (collecting.cases, collecting.median) == (1, 5 * HOUR)


def test_nine_of_ten_are_at_most_the_slowest_tenth():
    assert measures.slowest_tenth([n * HOUR for n in range(1, 11)]) == 9 * HOUR
    assert measures.slowest_tenth([HOUR]) == HOUR


def test_days_to_money_fall_into_their_bars():
    bars = {
        bar.label: bar.cases for bar in measures.elapsed([a_path(), a_path((*USUAL[:-1], ("paid", "paid", 24 * 5)))])
    }

    assert bars["当天"] == 1
    assert bars["4–7 天"] == 1
    assert sum(bars.values()) == 2


def test_insurers_are_compared_by_contact_completeness_and_delay():
    quick, slow = uuid7(), uuid7()
    paths = [
        a_path(handler_org_id=quick),
        a_path(handler_org_id=quick),
        a_path(((USUAL[0]), ("contact", "collecting", 9)), handler_org_id=slow, breached=True),
    ]

    rows = measures.insurer_rows(paths, {quick: "示范保险甲", slow: "示范保险乙"})

    assert [(row.name, row.cases, row.contact_median, str(row.overdue)) for row in rows] == [
        ("示范保险甲", 2, HOUR, "0.0%"),
        ("示范保险乙", 1, 9 * HOUR, "100.0%"),
    ]


def test_a_silent_platform_lowers_its_share_of_answers():
    platform = uuid7()
    answered = a_path((*USUAL[:2], ("platform_confirm", "collecting", 3)), platform_id=platform)
    silent = a_path((*USUAL[:2], ("platform_silent", "collecting", 48)), platform_id=platform)

    (row,) = measures.platform_rows([answered, silent], {platform: "快跑外卖（演示）"})

    assert (row.asked, str(row.answered), row.answer_median, row.disputed) == (2, "50.0%", 3 * HOUR, 0)


@pytest.mark.parametrize(("part", "whole", "said"), [(0, 0, "—"), (1, 3, "33.3%"), (2, 3, "66.7%"), (3, 3, "100.0%")])
def test_a_share_is_said_with_one_decimal(part: int, whole: int, said: str):
    assert str(Share(part, whole)) == said
