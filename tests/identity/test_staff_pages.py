"""The pages of administrators, auditors and one's own account."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from anxin.identity.models import Account, HeldForm, LoginAttempt, Post
from anxin.identity.selectors import (
    account_history,
    actor_for,
    factors,
    worker_view,
)
from anxin.identity.services import WrongPassword, password_check, totp_code, totp_confirm, totp_enrol
from anxin.identity.types import Actor, Role
from tests.given.passkey import SoftPasskey
from tests.given.people import LONG_AGO, NOON, PASSWORD, City, a_city, a_staff, a_worker, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def _text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def _fresh(actor: Actor) -> Client:
    """Signed in with a second factor shown just now."""
    browser = signed_in(actor)
    session = browser.session
    session["factor_at"] = int(NOON.timestamp())
    session.save()
    return browser


def _username(actor: Actor) -> str:
    return Account.objects.get(pk=actor.account_id).username


def _post_data(city: City, role: Role = Role.BUREAU_INTAKE) -> dict[str, str]:
    return {"org_id": str(city.east.id), "role": role.value, "starts_on": "2026-11-23", "ends_on": ""}


# --- people and posts ---


def test_an_account_is_opened_by_one_administrator_and_gets_its_post_from_the_other():
    city = a_city()
    system_admin, security_admin = city.staff(Role.SYSTEM_ADMIN), city.staff(Role.SECURITY_ADMIN)
    opened = signed_in(system_admin).post(reverse("staff-new"), {"name": "孙试新", "username": "sun.new"})
    password = re.findall(r"mono strong\">([^<]+)<", _text(opened))[1]
    account_id = Account.objects.get(username="sun.new").id

    listed = _text(signed_in(security_admin).get(reverse("organisations"), {"q": "孙试"}))
    granted = _fresh(security_admin).post(reverse("post-new", args=[account_id]), _post_data(city))

    assert password_check(username="sun.new", password=password, address="127.0.0.1", at=NOON) == account_id
    assert "孙试新" in listed
    assert granted["Location"] == reverse("staff-record", args=[account_id])
    assert actor_for(account_id, on=NOON.date()).has(Role.BUREAU_INTAKE)
    assert [event.what for event in account_history(security_admin, account_id)] == ["post_granted", "created"]


def test_granting_asks_for_the_factor_first_and_keeps_the_form():
    city = a_city()
    admin, somebody = city.staff(Role.SECURITY_ADMIN), city.staff(Role.BUREAU_LEAD)
    secret = totp_enrol(account_id=admin.account_id, at=LONG_AGO).secret
    totp_confirm(account_id=admin.account_id, code=totp_code(secret, LONG_AGO), at=LONG_AGO)
    browser = signed_in(admin)

    asked = browser.post(reverse("post-new", args=[somebody.account_id]), _post_data(city))
    confirmed = browser.post(reverse("staff-confirm"), {"code": totp_code(secret, NOON)})
    offered = _text(browser.get(confirmed["Location"]))
    held = HeldForm.objects.get()
    sent = browser.post(held.path, _post_data(city) | {"_held": str(held.id)})

    assert asked["Location"].startswith(reverse("staff-confirm"))
    assert confirmed["Location"] == reverse("held-form")
    assert 'name="role"' in offered
    assert sent["Location"] == reverse("staff-record", args=[somebody.account_id])
    assert Post.objects.filter(account_id=somebody.account_id, org_id=city.east.id).exists()
    assert not HeldForm.objects.exists()


def test_a_wrong_code_does_not_refresh_the_factor():
    admin = a_staff(Role.SECURITY_ADMIN)
    browser = signed_in(admin)

    page = _text(browser.post(reverse("staff-confirm"), {"code": "000000"}))

    assert "动态口令不对" in page
    assert "factor_at" not in browser.session


def test_incompatible_posts_are_refused_on_the_page_in_words():
    city = a_city()
    maker = city.staff(Role.FINANCE_MAKER)

    page = _fresh(city.staff(Role.SECURITY_ADMIN)).post(
        reverse("post-new", args=[maker.account_id]), _post_data(city, Role.FINANCE_CHECKER)
    )

    assert "财务复核员和财务制单员不能由同一个人担任" in _text(page)


def test_a_post_is_taken_back_an_account_reset_unlocked_and_closed():
    city = a_city()
    somebody, admin = city.staff(Role.BUREAU_INTAKE), _fresh(city.staff(Role.SECURITY_ADMIN))
    account_id, username = somebody.account_id, _username(somebody)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            password_check(username=username, password="x", address="127.0.0.1", at=NOON)

    assert "已锁定" in _text(admin.get(reverse("staff-record", args=[account_id])))
    admin.post(reverse("staff-unlock", args=[account_id]))
    assert "已锁定" not in _text(admin.get(reverse("staff-record", args=[account_id])))
    assert not LoginAttempt.objects.filter(forgiven=False, succeeded=False).exists()

    reset = _text(admin.post(reverse("staff-reset", args=[account_id])))
    assert "临时密码" in reset
    with pytest.raises(WrongPassword):
        password_check(username=username, password=PASSWORD, address="127.0.0.1", at=NOON)

    admin.post(reverse("post-end", args=[account_id, Post.objects.get(account_id=account_id).id]))
    assert not actor_for(account_id, on=NOON.date()).is_staff

    admin.post(reverse("staff-close", args=[account_id]))
    assert not Account.objects.get(pk=account_id).is_active


def test_nobody_resets_or_closes_himself():
    admin = a_staff(Role.SECURITY_ADMIN)
    browser = _fresh(admin)

    browser.post(reverse("staff-close", args=[admin.account_id]))
    page = _text(browser.get(reverse("staff-record", args=[admin.account_id])))

    assert Account.objects.get(pk=admin.account_id).is_active
    assert "这是您自己的账号" in page
    assert "授予岗位</h2>" not in page


def test_a_district_administrator_sees_nobody_of_the_other_district():
    city = a_city()
    admin = a_staff(Role.SECURITY_ADMIN, org=city.east)
    own, foreign = (
        a_staff(Role.BUREAU_INTAKE, org=city.east, name="曹试东"),
        a_staff(Role.BUREAU_INTAKE, org=city.west, name="严试西"),
    )
    browser = _fresh(admin)

    listed = _text(browser.get(reverse("organisations")))

    assert "曹试东" in listed
    assert "严试西" not in listed
    assert browser.get(reverse("staff-record", args=[own.account_id])).status_code == 200
    assert browser.get(reverse("staff-record", args=[foreign.account_id])).status_code == 404
    assert browser.post(reverse("staff-reset", args=[foreign.account_id])).status_code == 404
    browser.post(reverse("staff-close", args=[foreign.account_id]))
    assert Account.objects.get(pk=foreign.account_id).is_active


def test_an_organisation_is_entered_on_the_page():
    browser = signed_in(a_staff(Role.SYSTEM_ADMIN))
    wrong = {"kind": "platform", "name": "快跑外卖（试验）", "short_name": "快跑", "credit_code": "91350100M000100Y44"}

    assert "校验位" in _text(browser.post(reverse("organisation-list"), wrong))
    browser.post(reverse("organisation-list"), wrong | {"credit_code": "91350100m000100y43"})
    assert "快跑外卖（试验）" in _text(browser.get(reverse("organisation-list")))


# --- doors ---


@pytest.mark.parametrize(
    ("route", "roles"),
    [
        ("organisations", {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}),
        ("staff-new", {Role.SYSTEM_ADMIN}),
        ("organisation-list", {Role.SYSTEM_ADMIN}),
        ("read-log", {Role.AUDITOR}),
        ("read-log-xlsx", {Role.AUDITOR}),
        ("account-log", {Role.AUDITOR}),
    ],
)
def test_each_door_opens_for_its_roles_only(route: str, roles: set[Role]):
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.BUREAU_LEAD, Role.PLATFORM_MANAGER):
        status = signed_in(a_staff(role)).get(reverse(route)).status_code
        assert status == (200 if role in roles else 403), (route, role)
    assert signed_in(a_worker()).get(reverse(route)).status_code == 403
    assert Client().get(reverse(route)).status_code == 302


# --- audit ---


def test_the_auditor_finds_a_look_by_reader_purpose_and_person_and_takes_it_away_as_a_workbook():
    city = a_city()
    worker = a_worker("赵试骑", phone="13900000081")
    worker_view(city.staff(Role.INSURER_HANDLER, "王试甲"), worker.worker_id, "=cmd|核对票据", at=NOON)
    worker_view(city.staff(Role.BUREAU_INTAKE, "陈试受"), a_worker().worker_id, "电话回访", at=NOON)
    browser = signed_in(city.staff(Role.AUDITOR, "卫试审"))

    for found in ({"reader": "王试"}, {"purpose": "票据"}, {"worker": "13900000081"}):
        page = _text(browser.get(reverse("read-log"), found))
        assert "王试甲" in page
        assert "陈试受" not in page
    assert "王试甲" not in _text(browser.get(reverse("read-log"), {"worker": "139000000"}))
    assert "王试甲" not in _text(browser.get(reverse("read-log"), {"refused_only": "on"}))
    assert "王试甲" not in _text(browser.get(reverse("read-log"), {"first": "2026-11-01", "last": "2026-11-22"}))

    taken = browser.get(reverse("read-log-xlsx"), {"reader": "王试"})
    sheet = load_workbook(BytesIO(taken.content)).active
    [header, row] = list(sheet.iter_rows(values_only=True))
    assert header[0] == "时间"
    assert row[1] == "王试甲"
    assert row[3] == "赵**"
    assert "cmd" in row[5]
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


def test_the_auditor_of_a_district_reads_only_its_people(settings):
    city = a_city()
    worker = a_worker()
    worker_view(a_staff(Role.BUREAU_INTAKE, org=city.east, name="曹试东"), worker.worker_id, "核对", at=NOON)
    worker_view(a_staff(Role.BUREAU_INTAKE, org=city.west, name="严试西"), worker.worker_id, "核对", at=NOON)

    page = _text(signed_in(a_staff(Role.AUDITOR, org=city.east)).get(reverse("read-log")))

    assert "曹试东" in page
    assert "严试西" not in page


def test_the_auditor_sees_sign_ins_and_failures():
    city = a_city()
    somebody = city.staff(Role.BUREAU_INTAKE)
    with pytest.raises(WrongPassword):
        password_check(username=_username(somebody), password="x", address="192.0.2.44", at=NOON)
    browser = signed_in(city.staff(Role.AUDITOR, "卫试审"))

    page = _text(browser.get(reverse("account-log"), {"text": _username(somebody), "what": "password_wrong"}))

    assert "密码输错" in page
    assert "192.0.2.44" in page
    assert _text(browser.get(reverse("account-log"), {"first": "nonsense"}))


def test_lists_go_on_page_by_page_without_counting():
    city = a_city()
    worker, handler = a_worker(), city.staff(Role.INSURER_HANDLER)
    for number in range(51):
        worker_view(handler, worker.worker_id, f"核对 {number:03d}", at=NOON + timedelta(seconds=number))
    browser = signed_in(city.staff(Role.AUDITOR, "卫试审"))

    first, second = (_text(browser.get(reverse("read-log"), {"page": number})) for number in ("1", "2"))

    assert "核对 050" in first
    assert "核对 000" not in first
    assert "核对 000" in second
    assert "核对 050" in _text(browser.get(reverse("read-log"), {"page": "-1"}))


# --- one's own account ---


def test_a_changed_password_keeps_this_browser_and_ends_the_other():
    actor = a_staff(Role.BUREAU_INTAKE)
    here, elsewhere = signed_in(actor), signed_in(actor)
    typed = {"old": PASSWORD, "password": "my-new-words-77", "again": "my-new-words-77"}

    assert "原密码不对" in _text(here.post(reverse("account-password"), typed | {"old": "x"}))
    here.post(reverse("account-password"), typed)

    assert here.get(reverse("account-password")).status_code == 200
    assert elsewhere.get(reverse("account-password")).status_code == 302


def test_an_authenticator_is_replaced_on_the_page():
    actor = a_staff(Role.BUREAU_INTAKE)
    browser = _fresh(actor)

    browser.post(reverse("account-totp-new"))
    secret = re.search(r"login-secret\">([A-Z2-7]{32})<", _text(browser.get(reverse("account-second-factor"))))[1]
    assert "动态口令不对" in _text(browser.post(reverse("account-totp-prove"), {"code": "1"}))
    browser.post(reverse("account-totp-prove"), {"code": totp_code(secret, NOON)})

    assert [factor.kind for factor in factors(actor.account_id)] == ["totp"]
    assert secret not in _text(browser.get(reverse("account-second-factor")))


def test_a_passkey_is_added_on_the_page_and_opens_the_desk():

    actor = a_staff(Role.BUREAU_INTAKE)
    key, browser = SoftPasskey(), _fresh(actor)
    page = _text(browser.get(reverse("account-second-factor")))
    options = json.loads(re.search(r'id="passkey-options"[^>]*>(.*?)</script>', page)[1])
    browser.post(reverse("account-passkey-new"), {"label": "钥匙", "passkey": json.dumps(key.create(options))})

    fresh = Client()
    fresh.post(reverse("staff-login"), {"username": _username(actor), "password": PASSWORD})
    page = _text(fresh.get(reverse("staff-login-factor")))
    options = json.loads(re.search(r'id="passkey-options"[^>]*>(.*?)</script>', page)[1])
    opened = fresh.post(reverse("staff-login-factor"), {"passkey": json.dumps(key.get(options))})

    assert opened["Location"] == "/desk/"
    assert "通行密钥没有通过" in _text(
        _after_password(actor).post(reverse("staff-login-factor"), {"passkey": "not json"})
    )


def _after_password(actor: Actor) -> Client:
    browser = Client()
    browser.post(reverse("staff-login"), {"username": _username(actor), "password": PASSWORD})
    return browser
