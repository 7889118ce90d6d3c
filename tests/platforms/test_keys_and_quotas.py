"""Scopes, quotas, the log, contacts, joinings: what a platform may do, how often, and what is kept of it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.identity.types import Actor, Role
from anxin.kit.errors import BadInput, NotAllowed, NotFound, Refused
from anxin.platforms import selectors
from anxin.platforms.models import ApiKey, RequestRow
from anxin.platforms.services import (
    OverQuota,
    contact_add,
    contact_remove,
    joining_add,
    joining_end,
    key_issue,
    quota_set,
    quota_take,
)
from anxin.platforms.tasks import requests_prune
from anxin.platforms.types import ContactKind
from tests.given.api import a_machine
from tests.given.people import NOON, a_city, a_staff

SYSTEM = Actor.system()


def test_a_key_is_for_what_it_was_issued_for():
    machine = a_machine(a_city().platform, scopes=("orders",))

    refused = machine.send("GET", "/checks")

    assert refused.status_code == 403
    assert "核实事故" in refused.json()["detail"]
    assert machine.send("POST", "/orders", [{"order_no": "A"}]).status_code == 200


def test_a_key_without_any_scope_or_with_an_unknown_one_is_not_issued():
    platform = a_city().platform
    for scopes in ((), ("everything",)):
        with pytest.raises(BadInput):
            key_issue(org_id=platform.id, actor=SYSTEM, at=NOON, scopes=scopes)


def test_a_platform_over_its_quota_is_told_how_long_to_wait_and_others_are_not():
    city = a_city()
    busy, calm = a_machine(city.platform), a_machine(city.other_platform)
    quota_set(org_id=city.platform.id, per_minute=6, burst=3, actor=SYSTEM, at=NOON)

    answers = [busy.send("GET", "/checks") for _turn in range(6)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429, 429]
    assert answers[3]["Retry-After"] == "10"
    assert "10 秒" in answers[3].json()["detail"]
    assert calm.send("GET", "/checks").status_code == 200
    assert RequestRow.objects.filter(status=429).count() == 1, "a flood does not fill the log"
    with time_machine.travel(NOON + timedelta(seconds=10), tick=False):
        assert busy.send("GET", "/checks").status_code == 200
        assert busy.send("GET", "/checks").status_code == 429


def test_a_forged_request_takes_nothing_from_the_quota():
    city = a_city()
    machine = a_machine(city.platform)
    quota_set(org_id=city.platform.id, per_minute=6, burst=1, actor=SYSTEM, at=NOON)

    for _turn in range(5):
        assert machine.send("GET", "/checks", lie={"secret": "forged"}).status_code == 401

    assert machine.send("GET", "/checks").status_code == 200


@given(per_minute=st.integers(1, 600), burst=st.integers(1, 5), gaps=st.lists(st.integers(0, 30), max_size=15))
@settings(max_examples=15, deadline=None)
def test_the_bucket_never_lets_more_through_than_rate_and_burst_allow(per_minute, burst, gaps):
    platform = a_city().platform
    quota_set(org_id=platform.id, per_minute=per_minute, burst=burst, actor=SYSTEM, at=NOON)
    at, passed = NOON, 0
    for gap in [0, *gaps]:
        at += timedelta(seconds=gap)
        with suppress(OverQuota):
            quota_take(org_id=platform.id, at=at)
            passed += 1

    assert passed <= burst + (at - NOON).total_seconds() * per_minute / 60 + 1e-6


def test_only_the_bureau_changes_a_quota():
    city = a_city()
    with pytest.raises(NotAllowed):
        quota_set(org_id=city.platform.id, per_minute=9, burst=9, actor=city.staff(Role.PLATFORM_MANAGER), at=NOON)
    with pytest.raises(BadInput):
        quota_set(org_id=city.platform.id, per_minute=0, burst=9, actor=SYSTEM, at=NOON)


def test_every_request_is_in_the_log_with_its_number_and_without_its_body():
    city = a_city()
    machine = a_machine(city.platform)
    good = machine.send("GET", "/checks?waiting=false")
    with time_machine.travel(NOON + timedelta(seconds=1), tick=False):
        bad = machine.send("POST", "/cover", {"worker": "110105194912310021"})

    log = selectors.requests(actor=city.staff(Role.PLATFORM_OPERATOR), platform_id=city.platform.id)

    assert [one.number for one in log] == [bad["X-Request-Number"], good["X-Request-Number"]]
    assert [one.status for one in log] == [422, 200]
    assert log[1].path == "/api/v1/checks?waiting=false"
    assert (log[0].repeatable, log[0].scheme) == (True, "simple")
    assert "110105" not in str(log)
    assert ApiKey.objects.get().used_at == NOON


def test_a_wrong_signature_stands_in_the_log_too_and_a_strangers_does_not():
    city = a_city()
    machine = a_machine(city.platform)

    machine.send("GET", "/checks", lie={"secret": "forged"})
    machine.send("GET", "/checks", lie={"key_id": "ak_nobody"})

    assert [row.status for row in RequestRow.objects.all()] == [401]


def test_no_platform_sees_anothers_log_keys_or_contacts():
    city = a_city()
    a_machine(city.platform).send("GET", "/checks")
    number = RequestRow.objects.get().number
    stranger = a_staff(Role.PLATFORM_MANAGER, org=city.other_platform)
    for look in (
        lambda: selectors.requests(actor=stranger, platform_id=city.platform.id),
        lambda: selectors.keys(actor=stranger, platform_id=city.platform.id),
        lambda: selectors.contacts(actor=stranger, platform_id=city.platform.id),
        lambda: selectors.runs(actor=stranger, platform_id=city.platform.id),
        lambda: selectors.request_of(actor=stranger, number=number),
    ):
        with pytest.raises(NotFound):
            look()


def test_bodies_are_forgotten_after_a_week_and_the_log_after_a_month():
    machine = a_machine(a_city().platform)
    machine.send("POST", "/cover", {"worker": "x"})
    assert RequestRow.objects.filter(body__isnull=False).count() == 1

    RequestRow.objects.update(at=NOON - timedelta(days=8))
    requests_prune()
    assert RequestRow.objects.filter(body__isnull=True).count() == 1

    RequestRow.objects.update(at=NOON - timedelta(days=31))
    requests_prune()
    assert not RequestRow.objects.exists()


def test_a_platform_joins_a_region_and_an_industry_once_at_a_time():
    platform = a_city().platform
    told = {"org_id": platform.id, "region_code": "990000", "industry": "delivery", "actor": SYSTEM, "at": NOON}
    first = joining_add(**told, rate_class="基准", starts_on=date(2025, 7, 1))
    with pytest.raises(Refused, match="先结束"):
        joining_add(**told, rate_class="上浮", starts_on=date(2026, 1, 1))

    joining_end(joining_id=first, last_day=date(2025, 12, 31), actor=SYSTEM)
    joining_add(**told, rate_class="上浮", starts_on=date(2026, 1, 1))

    def there(day: date) -> list[str]:
        found = selectors.joinings(platform_id=platform.id, on=day)
        return [one.rate_class for one in found if one.region_code == "990000"]

    assert (there(date(2025, 12, 31)), there(date(2026, 1, 1))) == (["基准"], ["上浮"])


def test_contacts_are_kept_by_the_platform_itself():
    city = a_city()
    manager = city.staff(Role.PLATFORM_MANAGER)
    told = {"org_id": city.platform.id, "kind": ContactKind.EMERGENCY, "name": "周试急"}
    contact_add(**told, phone="010-00000000", actor=manager)
    for wrong in ({"phone": "随便"}, {"phone": "010-00000000", "email": "nobody"}):
        with pytest.raises(BadInput):
            contact_add(**told, actor=manager, **wrong)
    with pytest.raises(NotAllowed):
        contact_add(**told, phone="010-00000000", actor=city.staff(Role.PLATFORM_OPERATOR))

    found = selectors.contacts(actor=manager, platform_id=city.platform.id)
    assert [one.name for one in found] == ["周试急"]
    contact_remove(contact_id=found[0].id, actor=manager)
    assert not selectors.contacts(actor=manager, platform_id=city.platform.id)
