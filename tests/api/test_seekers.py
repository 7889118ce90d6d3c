"""A platform registers one of its own workers for work: once, with consent, never over what he said himself."""

from __future__ import annotations

import pytest

from anxin.market.jobs.models import Profile
from anxin.market.jobs.services import profile_leave
from tests.given.api import a_machine
from tests.given.cover import an_order, id_number_of
from tests.given.market import a_seeker
from tests.given.people import NOON, a_city, a_worker

pytestmark = pytest.mark.django_db


def send(machine, rider, **changes):
    body = {"worker": id_number_of(rider), "agreed": True, "trades": ["搬运工"], "place": "样板街口"}
    return machine.send("POST", "/seekers", body | changes)


def test_registering_twice_is_registering_once():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id)
    machine = a_machine(city.platform)

    first, again = send(machine, rider), send(machine, rider, trades=["装卸工"])

    assert (first.status_code, first.json()["new"]) == (201, True)
    assert (again.status_code, again.json()["new"]) == (200, False)
    row = Profile.objects.get()
    assert (row.channel, row.trades) == ("api", [301])


def test_who_left_comes_back_only_by_himself():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id)
    a_seeker(worker=rider)
    profile_leave(worker_id=rider.worker_id, actor=rider, at=NOON)

    answer = send(a_machine(city.platform), rider)

    assert answer.status_code == 409
    assert "本人重新登记" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [({"agreed": False}, "/agreed"), ({"trades": ["宇航员"]}, "/trades"), ({"place": "火星"}, "/place_name")],
)
def test_what_cannot_be_is_named(changes, pointer):
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id)

    answer = send(a_machine(city.platform), rider, **changes)

    assert answer.status_code == 422
    assert pointer in [one["pointer"] for one in answer.json()["errors"]]
    assert not Profile.objects.exists()


def test_somebody_elses_worker_is_not_registered():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id)

    assert send(a_machine(city.other_platform), rider).status_code == 422
    assert not Profile.objects.exists()
