"""The deadline registry: rows with honest marks, a missing row refused by name, no query on the hot path."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anxin.kit.workdays import Unit
from anxin.policy.catalogue import forget_releases
from anxin.policy.selectors import limit, parameter
from anxin.policy.types import Mark, MissingRow

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("key", "length", "unit", "extension", "mark"),
    [
        ("oi.apply.platform", 30, Unit.CALENDAR, 0, Mark.SECONDARY),
        ("oi.apply.worker", 90, Unit.CALENDAR, 0, Mark.SECONDARY),
        ("oi.supplement", 5, Unit.WORKING, 0, Mark.MEMORY),
        ("oi.confirm", 30, Unit.WORKING, 0, Mark.SECONDARY),
        ("oi.confirm.fast", 3, Unit.WORKING, 0, Mark.SEEN),
        ("oi.pay.daily", 1, Unit.WORKING, 0, Mark.SEEN),
        ("oi.assess", 60, Unit.CALENDAR, 30, Mark.SEEN),
        ("oi.assess.supplement", 5, Unit.WORKING, 0, Mark.SEEN),
        ("oi.assess.deliver", 15, Unit.CALENDAR, 0, Mark.SEEN),
        ("oi.reassess", 15, Unit.CALENDAR, 0, Mark.SEEN),
        ("oi.recheck", 1, Unit.YEAR, 0, Mark.SEEN),
        ("oi.medical.manual", 20, Unit.WORKING, 0, Mark.SEEN),
        ("review", 60, Unit.CALENDAR, 0, Mark.SEEN),
        ("suit", 6, Unit.MONTH, 0, Mark.SEEN),
        ("suit.after.review", 15, Unit.CALENDAR, 0, Mark.SEEN),
        ("oi.platform.check", 24, Unit.HOUR, 0, Mark.SETTING),
        ("oi.first.contact", 4, Unit.HOUR, 0, Mark.SETTING),
    ],
)
def test_every_row_about_injuries_is_there_with_its_mark(
    key: str, length: int, unit: Unit, extension: int, mark: Mark
) -> None:
    row = limit(key, on=TODAY)

    assert (row.length, row.unit, row.extension, row.mark) == (length, unit, extension, mark)


@pytest.mark.parametrize("key", ["oi.platform.check", "oi.first.contact", "oi.confirm.fast", "oi.pay.daily"])
def test_a_promise_or_a_practice_is_never_called_law(key: str) -> None:
    assert not limit(key, on=TODAY).is_law


def test_a_promise_says_so_in_its_basis() -> None:
    assert limit("oi.first.contact", on=TODAY).basis == "本地服务承诺，非法定"
    assert limit("review", on=TODAY).is_law


def test_a_row_nobody_entered_is_refused_by_name() -> None:
    with pytest.raises(MissingRow, match=r"oi\.unheard"):
        limit("oi.unheard", on=TODAY)


def test_a_row_is_refused_for_a_day_before_any_release_was_in_force() -> None:
    with pytest.raises(MissingRow, match=r"review"):
        limit("review", on=date(2020, 1, 1))


def test_a_row_is_refused_when_nothing_was_published_yet() -> None:
    with pytest.raises(MissingRow, match=r"review"):
        limit("review", on=TODAY, known_on=date(2025, 1, 1))


def test_the_missing_benefit_base_is_refused_and_the_months_are_known() -> None:
    assert parameter("benefits", "disability_months", on=TODAY).value == (27, 25, 23, 21, 18, 16, 13, 11, 9, 7)

    with pytest.raises(MissingRow, match="disability_base_fen"):
        parameter("benefits", "disability_base_fen", on=TODAY)


def test_another_jurisdiction_sees_the_nation_but_not_this_bureaus_promises() -> None:
    assert limit("review", on=TODAY, jurisdiction="jilin").length == 60

    with pytest.raises(MissingRow, match=r"oi\.first\.contact"):
        limit("oi.first.contact", on=TODAY, jurisdiction="jilin")


def test_asking_again_costs_no_query() -> None:
    forget_releases()
    limit("review", on=TODAY)
    limit("oi.first.contact", on=TODAY)

    with CaptureQueriesContext(connection) as queries:
        for _ in range(50):
            limit("review", on=TODAY)
            limit("oi.first.contact", on=TODAY)
            parameter("injury_small", "small_injury_cap_fen", on=TODAY)

    assert len(queries) <= 1
