"""The sandbox: the same answers, own data, nothing real in reach; and a refused request tried again there."""

from __future__ import annotations

import pytest

from anxin.claims.models import InjuryClaim
from anxin.cover.models import Order
from anxin.identity.numbers import is_test_number
from anxin.identity.selectors import org
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.errors import NotFound, Refused
from anxin.notify.models import HookMessage
from anxin.platforms.models import ApiKey, RequestRow, Sandbox
from anxin.platforms.selectors import sandbox_id, sandbox_people
from anxin.platforms.services import key_end, key_issue, request_replay
from tests.given.api import a_machine
from tests.given.cover import an_order, id_number_of
from tests.given.people import NOON, a_city, a_staff, a_worker

PERSON = sandbox_people()[0][1]


def an_item(number="K1", worker=PERSON, **change):
    return {"order_no": number, "worker": worker, "accepted_at": "2026-11-23T11:38:00+08:00"} | change


def report(machine, key="k1", **change):
    told = {"worker": PERSON, "happened_at": "2026-11-23T11:50:00", "what": "fall", "place": "示范路"} | change
    return machine.send("POST", "/reports", told, headers={"Idempotency-Key": key})


def test_a_test_key_says_so_and_belongs_to_the_twin():
    city = a_city()
    machine = a_machine(city.platform, test=True)

    assert machine.key.key_id.startswith("test_ak_")
    assert machine.key.secret.startswith("test_")
    twin = org(sandbox_id(city.platform.id))
    assert (twin.kind, twin.name) == (OrgKind.SANDBOX, f"{city.platform.name}（沙箱）")
    assert Sandbox.objects.count() == 1


def test_orders_and_cover_run_through_the_real_services_under_the_twin():
    city = a_city()
    machine = a_machine(city.platform, test=True)

    taken = machine.send("POST", "/orders", [an_item(), an_item()]).json()
    cover = machine.send("POST", "/cover", {"worker": PERSON, "at": "2026-11-23T11:50:00"}).json()

    assert taken["accepted"] == 1
    assert cover["covered"]
    assert set(Order.objects.values_list("platform_id", flat=True)) == {sandbox_id(city.platform.id)}


def test_the_sandbox_knows_no_real_person():
    city, rider = a_city(), a_worker()
    machine = a_machine(city.platform, test=True)

    taken = machine.send("POST", "/orders", [an_item("REAL", id_number_of(rider)), an_item("TEST")]).json()

    assert [one["state"] for one in taken["answers"]] == ["refused", "accepted"]
    assert not Order.objects.filter(worker_id=rider.worker_id).exists()


def test_a_report_in_the_sandbox_is_answered_and_is_no_case():
    machine = a_machine(a_city().platform, test=True)
    machine.send("POST", "/orders", [an_item()])

    made, again, joined = report(machine), report(machine), report(machine, key="k2")

    assert (made.status_code, made.json()) == (201, again.json())
    assert joined.json()["joined"]
    assert joined.json()["case_id"] == made.json()["case_id"]
    assert not InjuryClaim.objects.exists()
    assert report(machine, worker="110105194912310021", key="k3").status_code == 422
    assert report(machine, happened_at="2026-11-24T11:50:00", key="k4").status_code == 422


def test_a_sandbox_report_is_answered_and_walks_to_the_money():
    machine = a_machine(a_city().platform, test=True)
    machine.send("POST", "/orders", [an_item()])
    case_id = report(machine).json()["case_id"]
    waiting = machine.send("GET", "/checks").json()
    assert [(one["case_id"], one["worker_name"], one["order_no"]) for one in waiting] == [(case_id, "钱**", "K1")]

    dispute = machine.send("POST", f"/checks/{case_id}/answer", {"answer": "disputed"})
    answered = machine.send("POST", f"/checks/{case_id}/answer", {"answer": "confirmed"})
    changed = machine.send("POST", f"/checks/{case_id}/answer", {"answer": "disputed", "reason": "看错了"})

    assert (dispute.status_code, answered.status_code, changed.status_code) == (422, 200, 409)
    steps = [machine.send("POST", f"/sandbox/reports/{case_id}/advance").status_code for _step in range(6)]
    assert steps == [200] * 5 + [409]
    assert machine.send("GET", "/reports").json()[0]["status"] == "已到账"
    told = [row.data["status"] for row in HookMessage.objects.filter(type="claim.status")]
    assert sorted(told) == sorted(["等您补材料", "审核中", "已核定", "付款中", "已到账"])


def test_another_sandbox_sees_nothing_of_it():
    city = a_city()
    mine, other = a_machine(city.platform, test=True), a_machine(city.other_platform, test=True)
    mine.send("POST", "/orders", [an_item()])
    case_id = report(mine).json()["case_id"]

    assert other.send("GET", "/checks").json() == []
    assert other.send("GET", f"/checks/{case_id}").status_code == 404
    assert other.send("POST", f"/sandbox/reports/{case_id}/advance").status_code == 404
    assert not other.send("POST", "/cover", {"worker": PERSON, "at": "2026-11-23T11:50:00"}).json()["covered"]


def test_what_only_the_sandbox_has_is_not_found_with_a_real_key():
    machine = a_machine(a_city().platform)

    for method, path in (("GET", "/sandbox/people"), ("POST", "/sandbox/runs")):
        refused = machine.send(method, path)
        assert refused.status_code == 404
        assert "test_" in refused.json()["detail"]


def test_a_refused_request_is_tried_again_in_the_sandbox_with_sandbox_people():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id)
    manager = city.staff(Role.PLATFORM_MANAGER)
    refused = a_machine(city.platform).send("POST", "/cover", {"worker": id_number_of(rider), "at": "昨天"})
    assert refused.status_code == 422
    number = refused["X-Request-Number"]
    with pytest.raises(Refused, match="沙箱密钥"):
        request_replay(number=number, actor=manager, at=NOON)
    key_issue(org_id=city.platform.id, actor=manager, at=NOON, test=True)

    again = request_replay(number=number, actor=manager, at=NOON)

    assert again.status == 422
    assert id_number_of(rider).encode() not in bytes(RequestRow.objects.get(test=True).body)
    assert is_test_number(PERSON)


def test_what_was_answered_well_cannot_be_replayed_and_anothers_not_at_all():
    city, rider = a_city(), a_worker()
    an_order(rider, city.platform.id)
    machine = a_machine(city.platform)
    good = machine.send("POST", "/cover", {"worker": id_number_of(rider), "at": "2026-11-23T11:50:00"})
    with pytest.raises(Refused, match="没有保留"):
        request_replay(number=good["X-Request-Number"], actor=city.staff(Role.PLATFORM_MANAGER), at=NOON)
    with pytest.raises((NotFound, Refused)):
        request_replay(
            number=good["X-Request-Number"], actor=a_staff(Role.PLATFORM_MANAGER, org=city.other_platform), at=NOON
        )


def test_test_keys_count_apart_from_real_ones():
    platform = a_city().platform
    for test in (True, True, False, False):
        a_machine(platform, test=test)
    with pytest.raises(Refused, match="两个"):
        a_machine(platform, test=True)

    one = ApiKey.objects.filter(org_id=sandbox_id(platform.id)).first()
    key_end(key_id=one.key_id, actor=Actor.system(), at=NOON)
    assert a_machine(platform, test=True).key.key_id
