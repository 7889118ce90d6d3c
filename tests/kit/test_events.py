"""News that can wait is asked for with the change it tells of, and told by a job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import transaction

from anxin.kit.events import emit, listen
from anxin.kit.ids import uuid7
from tests.given.jobs import run_jobs, waiting_jobs
from tests.given.people import NOON

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Rained:
    """News of these tests."""

    place_id: UUID
    at: datetime
    drops: tuple[str, ...] = ()


def a_listener(*, fails: bool = False) -> tuple[list[Rained], Callable[[Rained], None]]:
    """A list and a listener that writes into it what it hears."""
    heard: list[Rained] = []

    def hears(event: Rained) -> None:
        heard.append(event)
        if fails:
            raise RuntimeError("the roof leaks")

    return heard, hears


def rain(*drops: str) -> Rained:
    return Rained(uuid7(), NOON.astimezone(UTC), drops)


def test_a_later_listener_hears_by_a_job_exactly_what_was_told():
    heard, hears = a_listener()
    listen(Rained, hears, later=True)
    told = rain("一", "二")

    emit(told)
    assert heard == []
    assert run_jobs() == ["kit.tasks.tell_later"]
    assert heard == [told]


def test_all_later_listeners_of_an_event_share_one_job():
    one, hears_one = a_listener()
    two, hears_two = a_listener()
    for listener in (hears_one, hears_two, hears_one):
        listen(Rained, listener, later=True)
    told = rain()

    emit(told)
    assert len(waiting_jobs()) == 1
    run_jobs()
    assert (one, two) == ([told], [told])


def test_news_that_no_later_listener_wants_makes_no_job():
    heard, hears = a_listener()
    listen(Rained, hears, later=True, when=lambda event: bool(event.drops))

    emit(rain())
    assert waiting_jobs() == []
    emit(rain("一"))
    run_jobs()
    assert [event.drops for event in heard] == [("一",)]


def test_a_change_that_is_undone_leaves_no_job():
    _heard, hears = a_listener()
    listen(Rained, hears, later=True)

    with transaction.atomic():
        emit(rain("一"))
        transaction.set_rollback(True)
    assert waiting_jobs() == []


def test_a_later_listener_that_fails_silences_nobody_and_is_called_again():
    _failing, fails = a_listener(fails=True)
    heard, hears = a_listener()
    listen(Rained, fails, later=True)
    listen(Rained, hears, later=True)
    told = rain()

    emit(told)
    with pytest.raises(RuntimeError, match="the roof leaks"):
        run_jobs()
    assert heard == [told]
    assert len(waiting_jobs()) == 1
