"""Webhooks: where they may go, how they are signed, that none is lost and none is told twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from anxin.identity.types import OrgKind
from anxin.kit.clock import now
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.notify.models import HookEndpoint, HookMessage
from anxin.notify.tasks import hooks_prune, hooks_sweep
from anxin.notify.types import DeliveryState
from anxin.notify.webhooks import selectors
from anxin.notify.webhooks.addresses import Forbidden, check_form, is_public, target_of
from anxin.notify.webhooks.posting import post
from anxin.notify.webhooks.services import (
    delivery_replay,
    endpoint_add,
    endpoint_remove,
    endpoint_secret_change,
    hook_tell,
    hooks_deliver,
)
from anxin.notify.webhooks.signing import headers, signature
from anxin.notify.webhooks.types import SCHEDULE, HookEvent
from anxin.platforms.services import sandbox_of
from tests.given.jobs import run_jobs
from tests.given.people import NOON, an_org
from tests.given.receiver import Receiver, a_receiver

pytestmark = pytest.mark.django_db

FORBIDDEN = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "ff02::1",
    "not an address",
]


@pytest.fixture(autouse=True)
def _noon(settings) -> Iterator[None]:
    settings.ANXIN_WEBHOOK_SANDBOX_PRIVATE = True
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with a_receiver() as kept:
        yield kept


@pytest.fixture
def sandbox():
    return sandbox_of(platform_id=an_org(OrgKind.PLATFORM).id, at=NOON)


def tell(org_id, key="k1", event=HookEvent.CLAIM_STATUS):
    return hook_tell(org_id=org_id, event=event, data={"number": "SH1", "status": "审核中"}, key=key, at=now())


@pytest.mark.parametrize("ip", FORBIDDEN)
def test_no_webhook_goes_to_an_address_inside(ip):
    assert not is_public(ip)
    with pytest.raises(Forbidden):
        target_of("https://hooks.example/x", private=False, look=lambda _host, _port: ["93.184.216.34", ip])


def test_a_public_address_is_fine():
    target = target_of("https://hooks.example:8443/x?y=1", private=False, look=lambda *_: ["93.184.216.34"])

    assert (target.ip, target.host_header, target.path) == ("93.184.216.34", "hooks.example:8443", "/x?y=1")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://user:pass@hooks.example/",
        "https://hooks.example:22/",
        "https://hooks.example:99999/",
        "https://示范.example/",
        "https:///nobody",
        "ftp://hooks.example/",
        "javascript:alert(1)",
        "",
        "https://hooks.example/" + "x" * 500,
    ],
)
def test_an_address_of_the_wrong_form_is_refused_when_it_is_entered(url):
    with pytest.raises(BadInput):
        check_form(url, private=False)


def test_a_name_that_answers_differently_the_second_time_gains_nothing(receiver):
    """The look-up that was checked is the one that is connected to: DNS rebinding finds no second look-up."""
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    assert target_of(receiver.url.replace("127.0.0.1", "rebind.example"), private=False, look=rebinding).ip
    made = post("http://rebind.example/", headers={}, body=b"{}", private=False, look=rebinding)

    assert (made.status, made.problem) == (0, "地址不存在或指向内部网络")
    assert receiver.got == []


def test_a_real_platforms_webhook_never_goes_inside_even_where_a_sandboxs_may(receiver):
    platform = an_org(OrgKind.PLATFORM)
    with pytest.raises(BadInput):
        endpoint_add(org_id=platform.id, url=receiver.url, events=[], at=NOON)
    HookEndpoint.objects.create(
        org_id=platform.id, url=receiver.url, events=["claim.status"], secret="whsec_AAAA", made_at=NOON
    )
    tell(platform.id)

    run_jobs()

    assert receiver.got == []
    assert selectors.deliveries(platform.id)[0].tries[0].problem == "地址不存在或指向内部网络"


def test_the_example_of_the_standard_is_signed_as_it_says():
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )

    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_news_arrive_signed_and_once(receiver, sandbox):
    made = endpoint_add(org_id=sandbox, url=receiver.url, events=[], at=NOON)
    message_id = tell(sandbox)
    assert tell(sandbox) is None

    run_jobs()

    ((got, body),) = receiver.got
    assert json.loads(body) == {
        "type": "claim.status",
        "timestamp": "2026-11-23T12:00:00+08:00",
        "data": {"number": "SH1", "status": "审核中"},
    }
    assert message_id is not None
    assert headers([made.secret], f"msg_{message_id.hex}", int(NOON.timestamp()), body).items() <= got.items()
    assert selectors.deliveries(sandbox)[0].state is DeliveryState.SENT


def test_only_events_that_were_asked_for_are_sent(receiver, sandbox):
    endpoint_add(org_id=sandbox, url=receiver.url, events=["report.made"], at=NOON)
    tell(sandbox)
    tell(sandbox, "k2", HookEvent.REPORT_MADE)
    tell(sandbox, "k3", HookEvent.PING)

    run_jobs()

    assert sorted(json.loads(body)["type"] for _headers, body in receiver.got) == ["ping", "report.made"]


def test_a_try_that_fails_is_made_again_ten_times_over_three_days_and_then_the_address_rests(receiver, sandbox):
    endpoint = endpoint_add(org_id=sandbox, url=receiver.url, events=[], at=NOON)
    receiver.answers = [500] * len(SCHEDULE)
    tell(sandbox)
    at = NOON
    for wait in SCHEDULE:
        at += wait
        with time_machine.travel(at, tick=False):
            assert hooks_deliver(endpoint_id=endpoint.id, at=at - timedelta(seconds=1)) == 0
            hooks_deliver(endpoint_id=endpoint.id, at=at)

    assert len(receiver.got) == len(SCHEDULE)
    assert at - NOON == timedelta(hours=75, minutes=35, seconds=5)
    assert selectors.deliveries(sandbox)[0].state is DeliveryState.FAILED
    assert (selectors.endpoints(sandbox)[0].active, "十次" in selectors.endpoints(sandbox)[0].problem) == (False, True)
    assert len({got["webhook-id"] for got, _body in receiver.got}) == 1


def test_a_redirect_is_not_followed_and_counts_as_a_failure(receiver, sandbox):
    endpoint_add(org_id=sandbox, url=receiver.url, events=[], at=NOON)
    receiver.answers = [302]
    tell(sandbox)

    run_jobs()

    assert len(receiver.got) == 1
    assert "跳转" in selectors.deliveries(sandbox)[0].tries[0].problem


def test_a_receiver_that_says_gone_is_not_asked_again_until_it_is_entered_anew(receiver, sandbox):
    endpoint_add(org_id=sandbox, url=receiver.url, events=[], at=NOON)
    receiver.answers = [410]
    tell(sandbox)
    run_jobs()
    assert tell(sandbox, "k2") is not None
    run_jobs()
    assert len(receiver.got) == 1

    endpoint_add(org_id=sandbox, url=receiver.url, events=[], at=NOON)
    tell(sandbox, "k3")
    run_jobs()

    assert len(receiver.got) == 2


def test_the_receiver_may_have_the_same_news_again(receiver, sandbox):
    endpoint_add(org_id=sandbox, url=receiver.url, events=[], at=NOON)
    tell(sandbox)
    run_jobs()
    sent = selectors.deliveries(sandbox)[0]

    delivery_replay(org_id=sandbox, delivery_id=sent.id, at=NOON)
    run_jobs()

    assert len(receiver.got) == 2
    assert receiver.got[0][1] == receiver.got[1][1]
    assert receiver.got[0][0]["webhook-id"] == receiver.got[1][0]["webhook-id"]
    with pytest.raises(NotFound):
        delivery_replay(org_id=an_org(OrgKind.PLATFORM).id, delivery_id=sent.id, at=NOON)


def test_during_a_change_of_secrets_both_sign(receiver, sandbox):
    old = endpoint_add(org_id=sandbox, url=receiver.url, events=[], at=NOON)
    new = endpoint_secret_change(org_id=sandbox, endpoint_id=old.id, at=NOON)
    tell(sandbox)
    run_jobs()

    (got, body) = receiver.got[0]
    both = {signature(key.secret, got["webhook-id"], int(got["webhook-timestamp"]), body) for key in (old, new)}
    assert set(got["webhook-signature"].split()) == both
    with time_machine.travel(NOON + timedelta(hours=25), tick=False):
        tell(sandbox, "later")
        run_jobs()
    assert len(receiver.got[1][0]["webhook-signature"].split()) == 1


def test_a_lost_job_is_found_by_the_sweep_and_a_killed_try_by_the_next(receiver, sandbox):
    endpoint = endpoint_add(org_id=sandbox, url=receiver.url, events=[], at=NOON)
    tell(sandbox)
    hooks_sweep()
    run_jobs()
    assert len(receiver.got) == 1

    message = tell(sandbox, "k2")
    delivery = HookMessage.objects.get(pk=message).deliveries.get()
    delivery.attempts, delivery.next_at = 1, NOON + timedelta(minutes=2)
    delivery.save()
    later = NOON + timedelta(minutes=2)
    with time_machine.travel(later, tick=False):
        assert hooks_deliver(endpoint_id=endpoint.id, at=later) == 1


def test_addresses_are_few_own_and_removable(receiver, sandbox):
    first = endpoint_add(org_id=sandbox, url=receiver.url, events=[], at=NOON)
    for number in range(4):
        endpoint_add(org_id=sandbox, url=f"{receiver.url}/{number}", events=[], at=NOON)
    with pytest.raises(Refused, match="最多"):
        endpoint_add(org_id=sandbox, url=f"{receiver.url}/more", events=[], at=NOON)
    with pytest.raises(NotFound):
        endpoint_remove(org_id=an_org(OrgKind.PLATFORM).id, endpoint_id=first.id)

    endpoint_remove(org_id=sandbox, endpoint_id=first.id)

    assert len(selectors.endpoints(sandbox)) == 4


def test_the_secret_is_sealed_and_old_news_are_forgotten(sandbox):
    endpoint_add(org_id=sandbox, url="http://127.0.0.1:9/x", events=[], at=NOON)
    tell(sandbox)
    HookMessage.objects.update(at=NOON - timedelta(days=31))

    hooks_prune()

    assert not HookMessage.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT notify_hookendpoint::text FROM notify_hookendpoint")
        assert "whsec" not in str(cursor.fetchall())
