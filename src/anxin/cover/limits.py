"""What the rules say about orders (接单保障参数): how long one may run, when it is late, when its day is archived."""

from datetime import date, timedelta

from anxin.cover.types import Industry
from anxin.policy.selectors import parameter


def longest_order(industry: Industry, on: date) -> timedelta:
    """The longest one order of an industry may run. An order nobody closed must not cover a worker for ever.

    Raises:
        MissingRow: when the rules in force on the day hold no such parameter.
    """
    return timedelta(hours=parameter("cover", f"order_hours_max.{industry}", on=on).number)


def longest_of_all(on: date) -> timedelta:
    """The longest an order of any industry may run: the bound of every search by time."""
    return max(longest_order(industry, on) for industry in Industry)


def late_after(on: date) -> timedelta:
    """How long after acceptance an order may be told before it counts as late (迟报)."""
    return timedelta(minutes=parameter("cover", "late_minutes", on=on).number)


def first_open_day(today: date) -> date:
    """The earliest day whose orders still stand in the database and can be told or corrected."""
    return today - timedelta(days=parameter("cover", "archive_after_days", on=today).number)


def rule_name(on: date) -> str:
    """The release that decides on a day, as answers name it."""
    return parameter("cover", f"order_hours_max.{Industry.DELIVERY}", on=on).pack.name
