"""Does a post fit what somebody subscribed to? Pure."""

from __future__ import annotations

from collections.abc import Collection

from anxin.market.jobs import hours
from anxin.market.jobs.types import PostView


def post_shifts(post: PostView) -> int:
    """The quarters of the week a post covers."""
    return hours.shifts_of(post.first_day, post.last_day, post.weekdays, post.day_start, post.day_end)


def fits(
    post: PostView, *, trades: Collection[int], districts: Collection[str], pay_hour_fen: int, shifts: int
) -> bool:
    """True when the post is of one of the trades, in one of the districts, pays enough and lies in the hours."""
    return (
        post.trade in trades
        and (not districts or post.district in districts)
        and post.pay_hour_fen >= pay_hour_fen
        and not post_shifts(post) & ~shifts
    )
