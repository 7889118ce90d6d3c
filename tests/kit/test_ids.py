"""Identifiers of rows: ordered by time, also within one millisecond."""

from datetime import timedelta
from uuid import RFC_4122

import time_machine
from hypothesis import given
from hypothesis import strategies as st

from anxin.kit.ids import uuid7
from tests.given.people import NOON


def test_what_is_made_later_in_one_millisecond_is_greater():
    with time_machine.travel(NOON, tick=False):
        made = [uuid7() for _ in range(5000)]  # more than a millisecond has numbers for

    assert made == sorted(made)
    assert len(set(made)) == 5000


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=20, unique=True))
def test_what_is_made_in_a_later_millisecond_is_greater(moments: list[int]):
    made = []
    for moment in sorted(moments):
        with time_machine.travel(NOON + timedelta(milliseconds=moment), tick=False):
            made.append(uuid7())

    assert made == sorted(made)


def test_a_clock_set_back_a_little_is_not_followed_and_one_set_back_far_is():
    with time_machine.travel(NOON, tick=False):
        first = uuid7()
    with time_machine.travel(NOON - timedelta(milliseconds=5), tick=False):
        second = uuid7()
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        third = uuid7()

    assert third < first < second


def test_an_identifier_tells_its_version_and_its_millisecond():
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        made = uuid7()

    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == int((NOON + timedelta(days=1)).timestamp() * 1000)
