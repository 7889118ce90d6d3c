"""The portal: what a platform's people see and press, and what they do not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anxin.cover.models import Order, QuarantinedLine
from anxin.cover.services import orders_take
from anxin.identity.types import Actor, Role
from anxin.kit.tables import write_csv
from anxin.notify.models import HookEndpoint, HookMessage
from anxin.notify.webhooks.services import endpoint_add
from anxin.platforms.models import ApiKey, Joining, QuotaRow, RequestRow, RunRow
from anxin.prevention.services import drive_start
from anxin.prevention.types import Level
from anxin.web.ui.sessions import FACTOR_AT
from tests.given.api import a_machine
from tests.given.claims import a_reported
from tests.given.cover import a_line, id_number_of
from tests.given.jobs import run_jobs
from tests.given.people import NOON, City, a_city, a_staff, a_worker, signed_in

OWN_PAGES = ("quarantine", "files", "bills")
PAGES = ("today", *OWN_PAGES, "keys", "requests", "hooks", "runs", "contacts")


def fresh(actor: Any) -> Client:
    browser = signed_in(actor)
    session = browser.session
    session[FACTOR_AT] = int(NOON.timestamp())
    session.save()
    return browser


def a_manager(city: City) -> Client:
    return fresh(city.staff(Role.PLATFORM_MANAGER))


def test_every_page_opens_empty_and_says_what_will_stand_there():
    browser = a_manager(a_city())

    pages = {name: browser.get(f"/desk/platform/{name}/") for name in PAGES}

    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(PAGES, 200)
    assert "还没有密钥" in pages["keys"].content.decode()
    assert "还没有做过联调测试" in pages["runs"].content.decode()
    assert browser.get("/desk/platform/").status_code == 302


def test_a_manager_issues_a_key_that_is_shown_once_and_ends_it():
    city = a_city()
    browser = a_manager(city)

    made = browser.post("/desk/platform/keys/", {"test": "live", "note": "生产", "scopes": ["orders", "cover"]})

    key = ApiKey.objects.get()
    assert key.secret in made.content.decode()
    assert key.scopes == ["orders", "cover"]
    assert key.secret not in browser.get("/desk/platform/keys/").content.decode()
    browser.post("/desk/platform/keys/", {"act": "end", "key_id": key.key_id})
    key.refresh_from_db()
    assert key.ended_at == NOON
    assert browser.post("/desk/platform/keys/", {"test": "live", "scopes": []}).status_code == 422


def test_a_key_needs_a_fresh_second_factor_and_the_right_post():
    city = a_city()

    stale = signed_in(city.staff(Role.PLATFORM_MANAGER)).post("/desk/platform/keys/", {"test": "test"})
    operator = fresh(city.staff(Role.PLATFORM_OPERATOR)).post(
        "/desk/platform/keys/", {"test": "test", "scopes": ["orders"]}
    )

    assert stale.status_code == 302
    assert operator.status_code == 422
    assert not ApiKey.objects.exists()


def test_the_first_page_shows_what_waits_and_how_claims_stand():
    given = a_reported()
    a_machine(given.city.platform).send("GET", "/checks")

    page = fresh(given.operator).get("/desk/platform/today/").content.decode()

    assert given.ref.number in page
    assert "已报案" in page
    assert RequestRow.objects.get().number in page


def test_a_request_is_found_by_its_number_and_replayed_in_the_sandbox():
    city = a_city()
    refused = a_machine(city.platform).send("POST", "/cover", {"worker": "x"})
    number, browser = refused["X-Request-Number"], a_manager(city)
    a_machine(city.platform, test=True)

    log = browser.get("/desk/platform/requests/", {"q": number, "only": "refused"}).content.decode()
    answer = browser.post(f"/desk/platform/requests/one/?no={number}").content.decode()

    assert number in log
    assert "沙箱答复 422" in answer
    assert browser.get("/desk/platform/requests/one/?no=nothing").status_code == 404


def test_pushes_are_entered_pinged_and_taken_out():
    city = a_city()
    browser = a_manager(city)
    inside = browser.post("/desk/platform/hooks/", {"act": "add", "url": "https://127.0.0.1/x"})
    made = browser.post(
        "/desk/platform/hooks/", {"act": "add", "url": "https://hooks.example/x", "events": ["claim.status"]}
    )
    endpoint = HookEndpoint.objects.get()

    assert inside.status_code == 422
    assert "内部网络" in inside.content.decode()
    assert endpoint.secret in made.content.decode()
    browser.post("/desk/platform/hooks/", {"act": "ping"})
    assert HookMessage.objects.get().type == "ping"
    changed = browser.post("/desk/platform/hooks/", {"act": "secret", "endpoint_id": endpoint.pk}).content.decode()
    endpoint.refresh_from_db()
    assert endpoint.secret in changed
    browser.post("/desk/platform/hooks/", {"act": "remove", "endpoint_id": endpoint.pk})
    assert not HookEndpoint.objects.exists()
    assert fresh(city.staff(Role.PLATFORM_OPERATOR)).post("/desk/platform/hooks/", {"act": "ping"}).status_code == 403


def test_a_push_is_shown_with_its_words_and_where_it_went_also_when_nobody_listened():
    city = a_city()
    browser, operator = a_manager(city), city.staff(Role.PLATFORM_OPERATOR)
    drive = {"platform_id": city.platform.id, "course": "rain", "level": Level.FRONT, "actor": operator}
    drive_start(**drive, note="示范路口积水，请绕行。", at=NOON)
    endpoint_add(org_id=city.platform.id, url="https://hooks.example/x", events=[], at=NOON)
    drive_start(**drive, note="示范路口结冰，请推行。", at=NOON + timedelta(minutes=1))

    page = browser.get("/desk/platform/hooks/?kind=prevention.push").content.decode()

    assert page.index("结冰，请推行") < page.index("等重试") < page.index("积水，请绕行") < page.index("没有地址")
    assert "示范路口" not in browser.get("/desk/platform/hooks/?kind=report.made").content.decode()


def test_a_run_is_started_watched_and_ended():
    city = a_city()
    browser, machine = a_manager(city), a_machine(city.platform, test=True)
    browser.post("/desk/platform/runs/", {"act": "start"})
    machine.send("GET", "/checks")
    machine.send("GET", "/checks", lie={"secret": "forged"})

    now = browser.get("/desk/platform/runs/now/").content.decode()
    assert "30 项中通过 2 项" in now
    assert "签名后改动" not in now
    browser.post("/desk/platform/runs/", {"act": "finish", "run_id": RunRow.objects.get().pk})

    run = RunRow.objects.get()
    assert (run.finished_at, sum(one["passed"] is True for one in run.result)) == (NOON, 2)
    assert "2 / 30" in browser.get("/desk/platform/runs/").content.decode()


def test_contacts_are_added_and_removed_on_the_page():
    browser = a_manager(a_city())
    told = {"kind": "emergency", "name": "周试急", "phone": "010-00000000"}

    assert browser.post("/desk/platform/contacts/", told).status_code == 302
    assert browser.post("/desk/platform/contacts/", told | {"phone": "随便"}).status_code == 422
    assert "周试急" in browser.get("/desk/platform/contacts/").content.decode()


def test_the_administrator_joins_platforms_and_sets_quotas():
    city = a_city()
    admin = fresh(city.staff(Role.SYSTEM_ADMIN))
    join = {
        "act": "join",
        "org_id": str(city.platform.id),
        "region_code": "990000",
        "industry": "delivery",
        "rate_class": "基准",
        "starts_on": "2026-01-01",
    }

    assert admin.post("/desk/platforms/", join).status_code == 302
    assert admin.post("/desk/platforms/", join).status_code == 422
    quota = {"act": "quota", "org_id": str(city.platform.id), "per_minute": 60, "burst": 10}
    assert admin.post("/desk/platforms/", quota).status_code == 302
    assert QuotaRow.objects.get(pk=city.platform.id).per_minute == 60
    page = admin.get("/desk/platforms/").content.decode()
    assert "即时配送" in page
    admin.post("/desk/platforms/", {"act": "end", "joining_id": str(Joining.objects.get(region_code="990000").pk)})
    assert Joining.objects.get(region_code="990000").ends_on == date(2026, 11, 23)
    assert admin.get(f"/desk/platform/keys/?of={city.platform.id}").status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_another_platforms_portal_looks_like_none(name):
    city = a_city()
    stranger = fresh(a_staff(Role.PLATFORM_MANAGER, org=city.other_platform))

    assert stranger.get(f"/desk/platform/{name}/?of={city.platform.id}").status_code == 404
    assert stranger.get(f"/desk/platform/{name}/?of=nonsense").status_code == 404


def test_the_state_of_the_api_is_public_and_names_nobody():
    city = a_city()
    a_machine(city.platform).send("GET", "/checks")

    page, told = Client().get("/open/api/").content.decode(), Client().get("/open/api.json").json()

    assert "正常" in page
    assert (told["state"], told["hours"][0]["requests"], told["hours"][0]["faults"]) == ("good", 1, 0)
    assert city.platform.short_name not in page


def aside(city: City, *lines: Any) -> None:
    """Lines of the platform that cannot be orders."""
    orders_take(platform_id=city.platform.id, lines=lines, actor=Actor.system(), at=NOON)


def test_a_line_that_waits_is_put_right_with_one_click():
    city, rider = a_city(), a_worker()
    early = (NOON - timedelta(hours=1)).isoformat()
    aside(city, a_line(rider, order_no="Q1", accepted_at=NOON - timedelta(minutes=20), finished_at=early))
    browser = a_manager(city)
    page = browser.get("/desk/platform/quarantine/").content.decode()
    line = QuarantinedLine.objects.get()

    told = browser.post(
        "/desk/platform/quarantine/", {"act": "one", "line_id": line.pk, "fix": "without_end"}, follow=True
    )

    assert "先不要结束时间" in page
    assert id_number_of(rider) not in page
    assert "订单 Q1 已收下" in told.content.decode()
    assert "没有等处理的订单" in told.content.decode()
    assert Order.objects.get().order_no == "Q1"


def test_lines_with_the_same_problem_are_put_right_together_and_those_still_wrong_stay():
    city, rider = a_city(), a_worker()
    early, late = (NOON - timedelta(hours=1)).isoformat(), (NOON + timedelta(days=3)).isoformat()
    good = [
        a_line(rider, order_no=f"Q{n}", accepted_at=NOON - timedelta(minutes=20 + n), finished_at=early)
        for n in range(2)
    ]
    aside(city, *good, a_line(rider, order_no="Q9", accepted_at=NOON + timedelta(hours=20), finished_at=late))
    browser = a_manager(city)

    told = browser.post(
        "/desk/platform/quarantine/?problem=ends_early",
        {"act": "alike", "problem": "ends_early", "fix": "without_end"},
        follow=True,
    ).content.decode()
    still = browser.post(
        "/desk/platform/quarantine/", {"act": "alike", "problem": "future", "fix": "again"}, follow=True
    ).content.decode()

    assert "处理了 2 行" in told
    assert "还有 1 行这样处理不了" in still
    assert set(Order.objects.values_list("order_no", flat=True)) == {"Q0", "Q1"}
    assert browser.get("/desk/platform/quarantine/?xlsx=1").content[:2] == b"PK"


def test_a_file_of_orders_is_uploaded_read_by_a_worker_and_tells_which_lines_were_not_taken():
    city, rider = a_city(), a_worker()
    headers = ["订单号", "身份证件号码", "接单时间"]
    rows = [["F1", id_number_of(rider), "2026-11-23 11:38:00"], ["F2", id_number_of(rider), "早上"]]
    browser = a_manager(city)

    page = browser.post(
        "/desk/platform/files/", {"file": SimpleUploadedFile("一天.csv", write_csv(headers, rows))}, follow=True
    )
    waiting = page.content.decode()
    run_jobs()
    done = browser.get(page.redirect_chain[-1][0]).content.decode()

    assert "排队中" in waiting
    assert "接单时间看不懂" in done
    assert Order.objects.get().order_no == "F1"
    assert browser.get(page.redirect_chain[-1][0] + "progress/").headers["HX-Refresh"] == "true"
    assert "一天.csv" in browser.get("/desk/platform/files/").content.decode()
    assert browser.get("/desk/platform/files/?template=1").content[:2] == b"PK"


def test_orders_and_premium_of_a_platform_are_nothing_to_who_only_oversees_platforms():
    city = a_city()
    overseer = fresh(city.staff(Role.SYSTEM_ADMIN))

    found = [overseer.get(f"/desk/platform/{name}/?of={city.platform.id}").status_code for name in OWN_PAGES]

    assert found == [404] * len(OWN_PAGES)
    assert overseer.get(f"/desk/platform/today/?of={city.platform.id}").status_code == 200
