"""How long one order may run (单笔订单最长时间), read from the rules."""

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
