from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from anxin.kit.dates import formal_day, say_day, say_duration, say_left, say_moment
from anxin.kit.workdays import Calendar


def test_days_and_moments_are_said_as_people_say_them() -> None:
    moment = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
    assert say_moment(moment) == "11月23日 周一 14:05"
    assert say_day(date(2025, 1, 2), today=date(2026, 1, 2)) == "2025年1月2日 周四"
    with override("en"):
        assert say_moment(moment) == "Mon 23 Nov 14:05"


def test_a_letter_is_dated_in_full_whatever_the_language_of_the_page() -> None:
    with override("en"):
        assert formal_day(date(2026, 1, 2)) == "2026年1月2日"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-1, "已超期 1 天"),
        (0, "今天到期"),
        (5, "还剩 4 个工作日"),
        (84, "还剩 60 个工作日"),
        (183, "还剩约 6 个月"),
        (3 * 365 + 1, "还剩约 3 年"),
    ],
)
def test_what_is_left_is_said_in_days_then_months_then_years(days: int, said: str) -> None:
    today = date(2026, 11, 23)
    assert say_left(today + timedelta(days=days), today, Calendar({}, frozenset())) == said


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(days=3, hours=4, minutes=9), "3 天 4 小时"),
        (timedelta(minutes=12), "12 分钟"),
        (timedelta(seconds=45), "45 秒"),
        (timedelta(0), "不到 1 秒"),
    ],
)
def test_durations_are_said_in_two_units_at_most(length: timedelta, said: str) -> None:
    assert say_duration(length) == said
