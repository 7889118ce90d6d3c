"""Only who holds the key, only this request, only now, only once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from anxin.api.models import SeenNonce
from anxin.api.tasks import nonces_prune
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.clock import now
from anxin.kit.errors import BadInput, NotAllowed, Refused
from anxin.platforms.models import ApiKey
from anxin.platforms.services import key_end, key_issue
from anxin.platforms.signing.simple import sign, signature, text_to_sign
from tests.given.api import Machine, a_machine
from tests.given.people import NOON, a_city, an_org


def test_the_example_of_the_documentation_is_signed_as_it_says():
    text = text_to_sign("post", "/api/v1/reports", 1795420800, "8f2c1d0e9b7a", "sha-256=:abc=:")

    assert text == b"POST\n/api/v1/reports\n1795420800\n8f2c1d0e9b7a\nsha-256=:abc=:"
    assert signature("secret", text) == "ZbJao1zUu4Ehd5DMkQ8PZFeqKtR9gFQcxp7cmrzmyOY="


def test_a_signed_request_is_answered():
    machine = a_machine(a_city().platform)

    assert machine.send("GET", "/checks").json() == []


def test_an_unsigned_request_is_a_problem_document():
    response = Client().get("/api/v1/checks")

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == 401
    assert "没有签名" in problem["detail"]
    assert problem["instance"] == response["X-Request-Number"]


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ({"secret": "another"}, "签名不对"),
        ({"key_id": "ak_nobody"}, "签名不对"),
        ({"method": "POST"}, "签名不对"),
        ({"path": "/api/v1/reports"}, "签名不对"),
        ({"path": "/api/v1/checks?waiting=false"}, "签名不对"),
        ({"body": b"other"}, "签名不对"),
        ({"time": int((NOON + timedelta(minutes=6)).timestamp())}, "五分钟"),
        ({"time": int((NOON - timedelta(minutes=6)).timestamp())}, "五分钟"),
        ({"nonce": "short"}, "不完整"),
        ({"nonce": "has space in"}, "不完整"),
    ],
)
def test_a_request_that_was_not_signed_so_is_refused(lie, reason):
    response = a_machine(a_city().platform).send("GET", "/checks", lie=lie)

    assert response.status_code == 401
    assert reason in response.json()["detail"]


def test_a_replayed_request_is_refused():
    machine = a_machine(a_city().platform)
    assert machine.send("GET", "/checks", lie={"nonce": "once-only-1"}).status_code == 200

    again = machine.send("GET", "/checks", lie={"nonce": "once-only-1"})

    assert again.status_code == 401
    assert "已经收到过" in again.json()["detail"]


def test_nonces_are_forgotten_when_their_time_would_be_refused_anyway():
    machine = a_machine(a_city().platform)
    machine.send("GET", "/checks")
    SeenNonce.objects.update(seen_at=now() - timedelta(minutes=11))

    nonces_prune()

    assert not SeenNonce.objects.exists()


def test_two_keys_live_at_once_and_an_ended_one_is_dead():
    platform = a_city().platform
    old, new = a_machine(platform), a_machine(platform)
    assert [machine.send("GET", "/checks").status_code for machine in (old, new)] == [200, 200]
    with pytest.raises(Refused, match="两个在用"):
        a_machine(platform)

    key_end(key_id=old.key.key_id, actor=Actor.system(), at=NOON)

    assert [machine.send("GET", "/checks").status_code for machine in (old, new)] == [401, 200]
    assert a_machine(platform).send("GET", "/checks").status_code == 200


def test_keys_are_for_platforms_and_issued_by_those_who_may():
    city = a_city()
    manager, stranger = city.staff(Role.PLATFORM_MANAGER), a_city().staff(Role.PLATFORM_MANAGER)

    assert key_issue(org_id=city.platform.id, actor=manager, at=NOON).key_id
    with pytest.raises(NotAllowed):
        key_issue(org_id=city.platform.id, actor=stranger, at=NOON)
    with pytest.raises(BadInput):
        key_issue(org_id=an_org(OrgKind.INSURER).id, actor=Actor.system(), at=NOON)


def test_a_secret_is_sealed_in_the_database():
    machine = a_machine(a_city().platform)

    with connection.cursor() as cursor:
        cursor.execute("SELECT platforms_apikey::text FROM platforms_apikey")
        assert machine.key.secret not in str(cursor.fetchall())
    assert ApiKey.objects.get().secret == machine.key.secret
    assert machine.key.secret not in repr(machine.key)


def test_another_platforms_key_does_not_fit():
    city = a_city()
    mine, other = a_machine(city.platform), a_machine(city.other_platform)
    mixed = Machine(city.platform, type(mine.key)(mine.key.key_id, other.key.secret))

    assert mixed.send("GET", "/checks").status_code == 401
    assert sign(key_id="a", secret="b", method="GET", path="/", body=b"", time=1, nonce="12345678")["Anxin-Key"] == "a"
