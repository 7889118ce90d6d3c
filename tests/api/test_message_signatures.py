"""HTTP message signatures (RFC 9421): the list of attacks, each refused, each with a sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from anxin.api.models import SeenNonce
from anxin.platforms.signing import messages, simple
from tests.given.api import BASE, Machine, a_machine
from tests.given.people import NOON, a_city, a_worker

SECONDS = int(NOON.timestamp())


def signed(machine: Machine, **change) -> dict[str, str]:
    told = {
        "key_id": machine.key.key_id,
        "secret": machine.key.secret,
        "method": "GET",
        "authority": "testserver",
        "path": f"{BASE}/checks",
        "body": b"",
        "time": SECONDS,
        "nonce": "nonce-12345",
    }
    return messages.sign(**(told | change))


def get(headers, path=f"{BASE}/checks"):
    return Client().get(path, headers=headers)


def test_a_standard_signature_is_as_good_as_the_simple_one():
    machine = a_machine(a_city().platform)

    assert machine.send("GET", "/checks", scheme="messages").status_code == 200
    assert machine.send("GET", "/checks?waiting=false", scheme="messages").status_code == 200
    assert machine.send("POST", "/orders", [{"order_no": "A"}], scheme="messages").status_code == 200


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ({"path": "/api/v1/reports"}, "签名不对"),
        ({"path": "/api/v1/checks?waiting=false"}, "签名不对"),
        ({"method": "POST"}, "签名不对"),
        ({"authority": "elsewhere.example"}, "签名不对"),
        ({"secret": "another"}, "签名不对"),
        ({"key_id": "ak_nobody"}, "签名不对"),
        ({"body": b"other"}, "没有包括要求的部分"),
        ({"nonce": "short"}, "nonce"),
        ({"time": SECONDS - 301}, "五分钟"),
        ({"time": SECONDS + 301}, "五分钟"),
    ],
)
def test_what_was_signed_otherwise_is_refused(lie, reason):
    response = get(signed(a_machine(a_city().platform), **lie))

    assert response.status_code == 401
    assert reason in response.json()["detail"]


def test_a_changed_body_is_refused_though_the_signature_holds():
    machine = a_machine(a_city().platform)
    headers = signed(machine, method="POST", path=f"{BASE}/orders", body=b"[]")

    response = Client().generic("POST", f"{BASE}/orders", b"[1]", content_type="application/json", headers=headers)

    assert response.status_code == 401
    assert not SeenNonce.objects.exists()


def test_a_signature_without_digest_does_not_carry_a_body():
    machine = a_machine(a_city().platform)
    headers = signed(machine, method="POST", path=f"{BASE}/orders", body=b"[]")
    del headers["Content-Digest"]
    headers["Signature-Input"] = headers["Signature-Input"].replace(' "content-digest"', "")

    response = Client().generic("POST", f"{BASE}/orders", b"[]", content_type="application/json", headers=headers)

    assert response.status_code == 401


@pytest.mark.parametrize("left_out", ["@method", "@authority", "@path", "@query"])
def test_every_part_has_to_be_covered(left_out):
    headers = signed(a_machine(a_city().platform))
    headers["Signature-Input"] = headers["Signature-Input"].replace(f'"{left_out}" ', "")

    assert get(headers).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        lambda headers: headers.pop("Signature"),
        lambda headers: headers.pop("Signature-Input"),
        lambda headers: headers.update({"Signature": headers["Signature"] + ", " + headers["Signature"]}),
        lambda headers: headers.update({"Signature": headers["Signature"] + ", sig2=:AAAA:"}),
        lambda headers: headers.update({"Signature-Input": headers["Signature-Input"].replace("hmac-sha256", "none")}),
        lambda headers: headers.update({"Signature-Input": "sig1=(((("}),
        lambda headers: headers.update({"Signature-Input": headers["Signature-Input"] + ";x=" + "9" * 5000}),
        lambda headers: headers.update({"Signature": "sig1=:not base64:"}),
    ],
)
def test_headers_stripped_doubled_downgraded_or_broken_are_refused(change):
    headers = signed(a_machine(a_city().platform))
    change(headers)

    response = get(headers)

    assert response.status_code == 401
    assert response.json()["detail"]


def test_two_ways_of_signing_at_once_are_refused():
    machine = a_machine(a_city().platform)
    both = signed(machine) | simple.sign(
        key_id=machine.key.key_id,
        secret=machine.key.secret,
        method="GET",
        path=f"{BASE}/checks",
        body=b"",
        time=SECONDS,
        nonce="nonce-54321",
    )

    response = get(both)

    assert response.status_code == 401
    assert "两种签名" in response.json()["detail"]


def test_a_replay_is_refused_across_both_ways_of_signing():
    machine = a_machine(a_city().platform)
    assert get(signed(machine)).status_code == 200

    again = get(signed(machine))
    other_way = machine.send("GET", "/checks", lie={"nonce": "nonce-12345"})

    assert [again.status_code, other_way.status_code] == [401, 401]
    assert "已经收到过" in again.json()["detail"]


def test_another_platforms_key_signs_for_itself_only():
    city, rider = a_city(), a_worker()
    other = a_machine(city.other_platform)

    assert get(signed(other) | {"Anxin-Platform": str(city.platform.id)}).json() == []
    assert rider is not None


def test_the_window_ends_on_the_second():
    machine = a_machine(a_city().platform)
    inside, outside = NOON - timedelta(minutes=5), NOON - timedelta(minutes=5, seconds=1)

    assert get(signed(machine, time=int(inside.timestamp()))).status_code == 200
    assert get(signed(machine, time=int(outside.timestamp()), nonce="nonce-other")).status_code == 401
