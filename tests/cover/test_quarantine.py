"""Bad lines are kept for the platform with what can be done; batches that cannot be placed wait and are merged."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from anxin.cover import partitions, store
from anxin.cover.models import KeptBatch, Order, Presence, QuarantinedLine, Tally
from anxin.cover.selectors import arrivals, hours_of, quarantine
from anxin.cover.services import events_take, kept_merge, orders_take, quarantine_fix
from anxin.cover.types import EventLine, LineState, Problem
from anxin.identity.services import worker_register
from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of
from anxin.kit.errors import NotAllowed, NotFound
from tests.given.cover import ACCEPTED, a_line, id_number_of
from tests.given.people import NOON, a_city, a_phone, a_worker, an_id_number

SYSTEM = Actor.system()


def take(city, *lines, at=NOON):
    return orders_take(platform_id=city.platform.id, lines=lines, actor=SYSTEM, at=at)


BAD = {
    Problem.ENDS_EARLY: {"finished_at": (ACCEPTED - timedelta(hours=23)).isoformat()},
    Problem.TOO_LONG: {
        "accepted_at": (NOON - timedelta(hours=30)).isoformat(),
        "finished_at": (NOON - timedelta(minutes=1)).isoformat(),
    },
    Problem.FUTURE: {"accepted_at": (ACCEPTED + timedelta(hours=8)).isoformat()},
    Problem.UNKNOWN_WORKER: {"worker": "110105194912310021"},
    Problem.UNREADABLE: {"accepted_at": "昨天"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("problem", BAD, ids=str)
def test_a_bad_line_is_set_aside_with_its_problem_and_without_the_persons_number(problem):
    city, rider = a_city(), a_worker()
    operator = city.staff(Role.PLATFORM_OPERATOR)

    take(city, replace(a_line(rider), **BAD[problem]))
    take(city, replace(a_line(rider), order_no="OTHER", **BAD[problem]))

    first, second = quarantine(actor=operator, platform_id=city.platform.id)
    assert first.problem is second.problem is problem
    assert "*" in first.worker_masked
    assert first.fixes[-1].key == "drop"
    assert id_number_of(rider) not in str(QuarantinedLine.objects.values_list("order_no", "reason"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("problem", "fix"),
    [
        (Problem.ENDS_EARLY, "without_end"),
        (Problem.ENDS_EARLY, "next_day"),
        (Problem.TOO_LONG, "without_end"),
        (Problem.TOO_LONG, "capped"),
        (Problem.FUTURE, "eight_hours"),
        (Problem.FUTURE, "again"),
    ],
)
def test_one_click_makes_an_order_of_it(problem, fix):
    city, rider = a_city(), a_worker()
    operator = city.staff(Role.PLATFORM_OPERATOR)
    line = replace(a_line(rider), **BAD[problem])
    take(city, line)
    (aside,) = quarantine(actor=operator, platform_id=city.platform.id)
    at = NOON + timedelta(hours=0 if fix == "eight_hours" else 9, minutes=1)

    answer = quarantine_fix(line_id=aside.id, fix=fix, actor=operator, at=at)

    assert answer.state is LineState.ACCEPTED
    assert Order.objects.get().order_no == line.order_no
    assert quarantine(actor=operator, platform_id=city.platform.id) == []


@pytest.mark.django_db
def test_an_unknown_worker_is_taken_after_he_was_registered():
    city = a_city()
    operator = city.staff(Role.PLATFORM_OPERATOR)
    number = an_id_number()
    take(city, replace(a_line(a_worker()), worker=number))
    (aside,) = quarantine(actor=operator, platform_id=city.platform.id)

    assert quarantine_fix(line_id=aside.id, fix="again", actor=operator, at=NOON).state is LineState.REFUSED
    worker_register(phone=a_phone(), name="孙试骑", id_number=number, actor=SYSTEM, at=NOON)
    assert quarantine_fix(line_id=aside.id, fix="again", actor=operator, at=NOON).state is LineState.ACCEPTED


@pytest.mark.django_db
def test_only_offered_fixes_are_done_and_only_by_its_platform():
    city, rider = a_city(), a_worker()
    take(city, replace(a_line(rider), **BAD[Problem.UNREADABLE]))
    operator, stranger = city.staff(Role.PLATFORM_OPERATOR), a_city().staff(Role.PLATFORM_OPERATOR)
    (aside,) = quarantine(actor=operator, platform_id=city.platform.id)

    with pytest.raises(NotAllowed):
        quarantine_fix(line_id=aside.id, fix="eight_hours", actor=operator, at=NOON)
    with pytest.raises(NotFound):
        quarantine_fix(line_id=aside.id, fix="drop", actor=stranger, at=NOON)
    with pytest.raises(NotFound):
        quarantine(actor=stranger, platform_id=city.platform.id)
    quarantine_fix(line_id=aside.id, fix="drop", actor=operator, at=NOON)
    with pytest.raises(NotFound):
        quarantine_fix(line_id=aside.id, fix="drop", actor=operator, at=NOON)


@pytest.mark.django_db
def test_the_day_at_a_glance_counts_lines_lateness_and_what_waits():
    city, rider = a_city(), a_worker()
    operator = city.staff(Role.PLATFORM_OPERATOR)
    take(city, a_line(rider), a_line(rider, accepted_at=NOON - timedelta(minutes=2)))
    take(city, replace(a_line(rider), **BAD[Problem.UNREADABLE]))

    (mine,) = arrivals(actor=operator, day=day_of(NOON))

    assert (mine.batches, mine.lines, mine.accepted, mine.refused, mine.late, mine.quarantined) == (2, 3, 2, 1, 1, 1)
    assert (mine.delay_seconds_max, mine.delay_seconds_mean) == (22 * 60, 12 * 60)
    (hour,) = hours_of(actor=operator, day=day_of(NOON), platform_id=city.platform.id)
    assert (hour.lines, hour.late, hour.refused) == (3, 1, 1)
    everything = {one.platform_id: one.lines for one in arrivals(actor=SYSTEM, day=day_of(NOON))}
    assert everything[city.platform.id] == 3
    assert everything[city.other_platform.id] == 0
    with pytest.raises(NotFound):
        hours_of(actor=operator, day=day_of(NOON))


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_cannot_be_placed_is_kept_and_merged_when_the_store_is_back(monkeypatch):
    city, rider = a_city(), a_worker()
    line = a_line(rider)
    take(city, a_line(rider))
    monkeypatch.setattr(store, "WAIT", "200ms")

    with _somebody_holds(partitions.name_of(day_of(ACCEPTED))):
        kept = take(city, line, replace(line, accepted_at="昨天"))
        again = take(city, line, replace(line, accepted_at="昨天"))
        assert kept_merge(at=NOON) == 0

    assert [answer.state for answer in kept] == [LineState.KEPT, LineState.REFUSED]
    assert kept == again
    assert KeptBatch.objects.get().tries == 1
    assert Order.objects.count() == 1
    assert kept_merge(at=NOON) == 1
    assert kept_merge(at=NOON) == 0
    assert Order.objects.get(order_no=line.order_no).declared_at == NOON
    assert sum(Tally.objects.values_list("orders", flat=True)) == 2
    assert KeptBatch.objects.get().content == []


@pytest.mark.django_db(transaction=True)
def test_events_that_cannot_be_placed_are_kept_as_events_and_fit_their_orders_later(monkeypatch):
    city, rider = a_city(), a_worker()
    line = a_line(rider)
    take(city, line)
    monkeypatch.setattr(store, "WAIT", "200ms")
    told = [
        ("online", ACCEPTED, ""),
        ("finished", NOON, line.order_no),
        ("finished", NOON, "NOBODY"),
        ("danced", NOON, ""),
    ]
    events = [EventLine(what, line.worker, at.isoformat(), order_no) for what, at, order_no in told]

    with _somebody_holds(partitions.name_of(day_of(ACCEPTED))):
        answers = [
            events_take(platform_id=city.platform.id, events=events, actor=SYSTEM, at=NOON) for _again in range(2)
        ]

    assert [answer.state for answer in answers[0]] == [LineState.KEPT] * 3 + [LineState.REFUSED]
    assert answers[0] == answers[1]
    assert KeptBatch.objects.get().lines == 3
    assert kept_merge(at=NOON) == 1
    assert Order.objects.get().finished_at == NOON
    assert Presence.objects.get().kind == "online"
    assert QuarantinedLine.objects.get().order_no == "NOBODY"


class _somebody_holds:  # noqa: N801 - reads as a sentence where it is used
    """Another session has locked a table, as a server that is away would."""

    def __init__(self, table: str) -> None:
        self._table, self._held, self._done = table, Event(), Event()
        self._thread = Thread(target=self._hold)

    def _hold(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {self._table} IN ACCESS EXCLUSIVE MODE")
            self._held.set()
            self._done.wait(30)
        connection.close()

    def __enter__(self) -> None:
        self._thread.start()
        assert self._held.wait(10)

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
