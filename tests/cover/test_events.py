"""Orders told one event at a time, and who was online: evidence beside the orders."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from anxin.cover.models import Order, Presence
from anxin.cover.selectors import cover_with_evidence
from anxin.cover.services import events_take
from anxin.cover.types import EventLine, Industry, LineState
from anxin.identity.types import Actor
from tests.given.api import a_machine
from tests.given.cover import ACCEPTED, ACCIDENT, id_number_of
from tests.given.people import NOON, a_city, a_worker

pytestmark = pytest.mark.django_db


def event(rider, what, at, order_no="E1", **more):
    return EventLine(event=what, worker=id_number_of(rider), at=at.isoformat(), order_no=order_no, **more)


def take(city, *events, at=NOON):
    return events_take(platform_id=city.platform.id, events=events, actor=Actor.system(), at=at)


def test_an_order_grows_from_its_events_and_keeps_its_industry():
    city, rider = a_city(), a_worker()

    take(
        city,
        event(rider, "online", ACCEPTED - timedelta(minutes=5)),
        event(rider, "accepted", ACCEPTED, industry="ride"),
    )
    later = take(city, event(rider, "picked_up", ACCIDENT), event(rider, "finished", NOON))

    assert [answer.state for answer in later] == [LineState.ACCEPTED] * 2
    order = Order.objects.get()
    assert (order.accepted_at, order.picked_at, order.finished_at) == (ACCEPTED, ACCIDENT, NOON)
    assert order.industry == Industry.RIDE
    assert Presence.objects.get().kind == "online"


def test_all_events_of_an_order_may_come_in_one_batch_and_again():
    city, rider = a_city(), a_worker()
    told = [event(rider, "accepted", ACCEPTED), event(rider, "finished", ACCIDENT), event(rider, "offline", NOON)]

    first, again = take(city, *told), take(city, *told)

    assert [answer.state for answer in first] == [LineState.ACCEPTED] * 3
    assert [answer.state for answer in again][:2] == [LineState.SAME] * 2
    assert Presence.objects.count() == 1


@pytest.mark.parametrize(
    ("what", "order_no", "reason"), [("finished", "NOBODY", "没有找到这一单"), ("danced", "E1", "没有“danced”这种事件")]
)
def test_an_event_that_fits_nothing_is_refused_with_its_reason(what, order_no, reason):
    city, rider = a_city(), a_worker()

    answers = take(city, event(rider, what, NOON, order_no), event(rider, "accepted", ACCEPTED, "OTHER"))

    assert answers[0].state is LineState.REFUSED
    assert reason in answers[0].reason
    assert answers[1].state is LineState.ACCEPTED


def test_the_evidence_around_a_moment_is_told_in_time():
    city, rider = a_city(), a_worker()
    take(
        city,
        event(rider, "online", ACCEPTED - timedelta(minutes=1)),
        event(rider, "accepted", ACCEPTED),
        event(rider, "finished", ACCIDENT),
        event(rider, "offline", NOON),
    )

    _answer, found = cover_with_evidence(worker_id=rider.worker_id, at=ACCIDENT)

    assert [one.what for one in found] == ["上线", "接单", "完成", "下线"]
    other = city.other_platform.id
    assert cover_with_evidence(worker_id=rider.worker_id, at=ACCIDENT, platform_id=other)[1] == ()


def test_events_come_in_by_the_api_too():
    city, rider = a_city(), a_worker()
    told = {"event": "accepted", "worker": id_number_of(rider), "at": "2026-11-23T11:38:00+08:00", "order_no": "A"}
    machine = a_machine(city.platform)

    good = machine.send("POST", "/events", raw=json.dumps(told).encode(), content_type="application/x-ndjson")
    bad = machine.send("POST", "/events", raw=b'{"event": 1}', content_type="application/x-ndjson")

    assert (good.status_code, good.json()["accepted"]) == (200, 1)
    assert bad.status_code == 422
