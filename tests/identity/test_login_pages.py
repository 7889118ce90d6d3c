"""Signing in through the pages: phone and desk, sessions, and forms that survive the end of a session."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from anxin.identity.models import Account, AccountEvent, Consent, HeldForm, Worker
from anxin.identity.selectors import consents, worker_by_id_number
from anxin.identity.services import post_end, staff_create, totp_code, totp_confirm, totp_enrol
from anxin.identity.types import Actor, Role
from tests.given.people import LONG_AGO, NOON, PASSWORD, a_staff, a_worker, an_id_number, signed_in

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
PHONE = "13900000042"


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.ANXIN_DEMO = True


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def _shown_code(page: str) -> str:
    found = re.search(r"验证码 (\d{6})", page)
    assert found, "the demo page shows the code"
    return found[1]


def _text(response) -> str:
    return response.content.decode()


def _ask_code(browser: Client, phone: str = PHONE, **more: str) -> str:
    response = browser.post(reverse("login"), {"phone": phone, **more}, follow=True)
    return _shown_code(_text(response))


def _enrolled(actor: Actor) -> str:
    secret = totp_enrol(account_id=actor.account_id, at=LONG_AGO).secret
    totp_confirm(account_id=actor.account_id, code=totp_code(secret, LONG_AGO), at=LONG_AGO)
    return secret


def _username(actor: Actor) -> str:
    return Account.objects.get(pk=actor.account_id).username


def _desk_login(browser: Client, actor: Actor, secret: str, at: datetime = NOON, **more: str):
    browser.post(reverse("staff-login"), {"username": _username(actor), "password": PASSWORD, **more})
    return browser.post(reverse("staff-login-factor"), {"code": totp_code(secret, at), **more})


# --- workers ---


def test_a_known_worker_signs_in_with_phone_and_code(clock):
    worker = a_worker(phone=PHONE, at=NOON)
    browser = Client()
    code = _ask_code(browser, next="/offline/")

    response = browser.post(reverse("login-code"), {"code": code, "next": "/offline/"})

    assert response["Location"] == "/offline/"
    assert browser.session["_auth_user_id"] == str(worker.account_id)
    assert AccountEvent.objects.filter(account_id=worker.account_id, what="signed_in").count() == 1


def test_the_code_page_says_that_no_message_was_really_sent(clock):
    browser = Client()

    assert "演示短信通道" in _text(browser.get(reverse("login")))
    assert "演示短信通道" in _text(browser.post(reverse("login"), {"phone": PHONE}, follow=True))


def test_known_and_unknown_phones_see_the_same_page(clock):
    a_worker(phone="13900000043")
    pages = []
    for phone in ("13900000043", "13900000044"):
        page = _text(Client().post(reverse("login"), {"phone": phone}, follow=True))
        page = page.replace(phone, "").replace(f"139****{phone[-4:]}", "")
        pages.append(re.sub(r'验证码 \d{6}|csrfmiddlewaretoken" value="\w+|X-CSRFToken[^}]+', "", page))

    assert pages[0] == pages[1]


def test_a_new_worker_says_who_he_is_once_and_the_consent_is_kept(clock):
    browser = Client(headers={"User-Agent": "TestPhone/1"})
    browser.post(reverse("login-code"), {"code": _ask_code(browser)})

    page = _text(browser.get(reverse("login-register")))
    response = browser.post(
        reverse("login-register"), {"name": "钱试骑", "id_number": an_id_number(5).lower(), "agreed": "on"}
    )

    worker = Worker.objects.get()
    assert "模拟实名核验" in page
    assert response["Location"] == "/"
    assert worker.real_name_state == "confirmed"
    assert [consent.key for consent in consents(worker.id)] == ["privacy"]
    assert Consent.objects.get().device == "TestPhone/1"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "钱试骑", "id_number": "990101199005170056"}, "校验位"),
        ({"name": "钱试骑\x00", "id_number": "valid"}, "看不见的符号"),
        ({"name": "钱不符", "id_number": "valid"}, "没能完成登记"),
    ],
)
def test_a_wrong_registration_keeps_what_was_typed_and_says_what_to_do(clock, typed, said):
    browser = Client()
    browser.post(reverse("login-code"), {"code": _ask_code(browser)})
    number = an_id_number(5) if typed["id_number"] == "valid" else typed["id_number"]

    page = _text(browser.post(reverse("login-register"), typed | {"id_number": number, "agreed": "on"}))

    assert said in page
    assert not Worker.objects.exists()


def test_the_session_table_holds_no_phone(clock):
    browser = Client()
    browser.post(reverse("login-code"), {"code": _ask_code(browser)})

    assert PHONE not in str([row.get_decoded() for row in Session.objects.all()])


def test_nobody_registers_without_having_proved_a_phone():
    response = Client().post(
        reverse("login-register"), {"name": "钱试骑", "id_number": an_id_number(5), "agreed": "on"}
    )

    assert response["Location"] == reverse("login")
    assert not Worker.objects.exists()


def test_the_login_never_leads_to_another_house(clock):
    a_worker(phone=PHONE, at=NOON)
    browser = Client()
    code = _ask_code(browser)

    response = browser.post(reverse("login-code"), {"code": code, "next": "https://evil.example/"})

    assert response["Location"] == "/"


# --- staff ---


def test_staff_need_both_factors(clock):
    actor = a_staff(Role.BUREAU_REVIEWER)
    secret = _enrolled(actor)
    browser = Client()

    first = browser.post(reverse("staff-login"), {"username": _username(actor), "password": PASSWORD})
    between = browser.get(reverse("staff-confirm"))
    second = browser.post(reverse("staff-login-factor"), {"code": totp_code(secret, NOON)})

    assert first["Location"] == reverse("staff-login-factor")
    assert between.status_code == 302
    assert "_auth_user_id" in browser.session
    assert second["Location"] == "/desk/"


def test_the_second_step_alone_opens_nothing(clock):
    response = Client().post(reverse("staff-login-factor"), {"code": "123456"})

    assert response["Location"] == reverse("staff-login")


def test_a_password_shown_eleven_minutes_ago_must_be_shown_again(clock):
    actor = a_staff(Role.BUREAU_REVIEWER)
    secret = _enrolled(actor)
    browser = Client()
    browser.post(reverse("staff-login"), {"username": _username(actor), "password": PASSWORD})

    clock.shift(timedelta(minutes=11))
    response = browser.post(reverse("staff-login-factor"), {"code": totp_code(secret, NOON + timedelta(minutes=11))})

    assert response["Location"] == reverse("staff-login")


def test_a_newcomer_sets_up_an_authenticator_and_an_own_password(clock):
    staff_create(username="newcomer", name="孙试甲", password=PASSWORD, actor=SYSTEM, at=LONG_AGO)
    browser = Client()

    first = browser.post(reverse("staff-login"), {"username": "newcomer", "password": PASSWORD})
    page = _text(browser.get(reverse("staff-login-enrol")))
    secret = re.search(r"login-secret\">([A-Z2-7]{32})<", page)[1]
    skipped = browser.get(reverse("staff-login-password"))
    second = browser.post(reverse("staff-login-enrol"), {"code": totp_code(secret, NOON)})
    differing = browser.post(reverse("staff-login-password"), {"password": "my-own-words-99", "again": "other"})
    third = browser.post(reverse("staff-login-password"), {"password": "my-own-words-99", "again": "my-own-words-99"})

    assert first["Location"] == reverse("staff-login-enrol")
    assert skipped["Location"] == reverse("staff-login-factor")
    assert second["Location"] == reverse("staff-login-password")
    assert "两次输入的密码不一样" in _text(differing)
    assert third["Location"] == "/desk/"


def test_every_sign_in_gets_a_new_session_id(clock):
    """Fixation: a session id planted before the sign-in is worth nothing after it."""
    actor = a_staff(Role.BUREAU_REVIEWER)
    secret = _enrolled(actor)
    browser = Client()
    browser.get(reverse("staff-login"))
    ids = [browser.session.session_key]
    browser.post(reverse("staff-login"), {"username": _username(actor), "password": PASSWORD})
    ids.append(browser.session.session_key)
    browser.post(reverse("staff-login-factor"), {"code": totp_code(secret, NOON)})
    ids.append(browser.session.session_key)

    assert len(set(ids)) == 3
    assert not Session.objects.filter(session_key__in=ids[:2]).exists()


def test_a_late_answer_to_the_old_cookie_takes_the_new_one_from_nobody(clock):
    browser = signed_in(a_worker())
    slow = Client()
    slow.cookies["sessionid"] = browser.cookies["sessionid"].value
    left = browser.post(reverse("logout"))

    late = slow.get("/sw.js")

    assert left.cookies["sessionid"].value == ""
    assert "sessionid" not in late.cookies


def test_a_copied_cookie_opens_nothing_after_logout(clock):
    actor = a_staff(Role.BUREAU_REVIEWER)
    browser = Client()
    _desk_login(browser, actor, _enrolled(actor))
    thief = Client()
    thief.cookies["sessionid"] = browser.cookies["sessionid"].value

    assert thief.get(reverse("staff-confirm")).status_code == 200
    browser.post(reverse("logout"))
    assert thief.get(reverse("staff-confirm")).status_code == 302


def test_logging_out_needs_a_form_of_ours():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(Account.objects.get(pk=a_staff(Role.BUREAU_REVIEWER).account_id))

    assert browser.post(reverse("logout")).status_code == 403


def test_losing_a_post_ends_the_session(clock):
    actor = a_staff(Role.BUREAU_REVIEWER)
    browser = signed_in(actor)
    assert browser.get(reverse("staff-confirm")).status_code == 200

    post_end(post_id=Account.objects.get(pk=actor.account_id).posts.get().id, actor=SYSTEM, at=NOON)

    assert browser.get(reverse("staff-confirm")).status_code == 302


# --- the end of a session ---


def test_an_idle_desk_closes_after_a_quarter_of_an_hour_and_work_keeps_it_open(clock):
    actor = a_staff(Role.BUREAU_REVIEWER)
    browser = Client()
    _desk_login(browser, actor, _enrolled(actor))
    for _ in range(3):
        clock.shift(timedelta(minutes=14))
        assert browser.get(reverse("staff-confirm")).status_code == 200

    clock.shift(timedelta(minutes=16))

    assert browser.get(reverse("staff-confirm")).status_code == 302
    assert "_auth_user_id" not in browser.session


def test_a_worker_stays_signed_in_for_weeks(clock):
    a_worker(phone=PHONE, at=NOON)
    browser = Client()
    browser.post(reverse("login-code"), {"code": _ask_code(browser)})

    clock.shift(timedelta(days=29))
    assert browser.post(reverse("logout"))["Location"] == reverse("login")


def test_what_was_typed_when_the_session_ran_out_is_offered_again_and_arrives(clock):
    actor = a_staff(Role.BUREAU_REVIEWER)
    secret = _enrolled(actor)
    browser = Client()
    _desk_login(browser, actor, secret)
    clock.shift(timedelta(minutes=16))
    later = NOON + timedelta(minutes=16)
    browser.get("/sw.js")  # a browser asks for such by itself: the session must be there for the form that comes next

    late = browser.post(
        reverse("staff-confirm"),
        {"code": "", "note": "第一行\n第二行<script>", "pick": ["a", "b"]},
        headers={"Referer": "http://testserver/desk/somewhere/"},
    )
    assert late["Location"] == f"{reverse('staff-login')}?next=%2Fdesk%2Fsomewhere%2F"
    assert "已自动退出" in _text(browser.get(late["Location"]))

    again = _desk_login(browser, actor, secret, later, next="/desk/somewhere/")
    page = browser.get(again["Location"])

    assert again["Location"] == f"{reverse('held-form')}?next=%2Fdesk%2Fsomewhere%2F"
    assert 'href="/desk/somewhere/"' in _text(page), "who is unsure looks at the page first"
    assert f'action="{reverse("staff-confirm")}"' in _text(page)
    assert "第一行\n第二行&lt;script&gt;" in _text(page)
    assert _text(page).count('name="pick"') == 2

    held = HeldForm.objects.get()
    browser.post(held.path, {"code": "", "note": "第一行", "_held": str(held.id)})
    assert not HeldForm.objects.exists()


def test_a_kept_form_is_shown_to_nobody_else_and_not_for_ever(clock):
    owner, other = a_staff(Role.BUREAU_REVIEWER), a_staff(Role.BUREAU_REVIEWER)
    browser = signed_in(owner)
    browser.get(reverse("staff-confirm"))
    clock.shift(timedelta(minutes=16))
    browser.post(reverse("staff-confirm"), {"note": "只给本人看"})

    assert HeldForm.objects.get().account_id == owner.account_id
    assert signed_in(other).get(reverse("held-form"))["Location"] == "/desk/"
    assert "只给本人看" in _text(signed_in(owner).get(reverse("held-form")))
    clock.shift(timedelta(hours=3))
    assert signed_in(owner).get(reverse("held-form"))["Location"] == "/desk/"


def test_no_other_page_can_plant_a_form_in_an_expired_session(clock):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(Account.objects.get(pk=a_staff(Role.BUREAU_REVIEWER).account_id))
    browser.get(reverse("staff-confirm"))
    clock.shift(timedelta(minutes=16))

    assert browser.post(reverse("staff-confirm"), {"note": "planted"}).status_code == 403
    assert not HeldForm.objects.exists()


def test_a_form_sent_by_htmx_is_kept_as_well(clock):
    browser = signed_in(a_staff(Role.BUREAU_REVIEWER))
    browser.get(reverse("staff-confirm"))
    clock.shift(timedelta(minutes=16))

    response = browser.post(
        reverse("staff-confirm"),
        {"note": "x"},
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/x/"},
    )

    assert response["HX-Redirect"].startswith(reverse("staff-login"))
    assert HeldForm.objects.count() == 1


def test_kept_forms_are_sealed_in_the_table(clock):
    from django.db import connection

    browser = signed_in(a_staff(Role.BUREAU_REVIEWER))
    browser.get(reverse("staff-confirm"))
    clock.shift(timedelta(minutes=16))
    browser.post(reverse("staff-confirm"), {"note": "诊断：肋骨骨折"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(fields, 'escape') FROM identity_heldform")
        assert "诊断" not in cursor.fetchone()[0]


# --- a phone that may have a new owner; documents other than ID cards ---


def _at_the_question(clock, days: int = 91) -> tuple[Client, Worker]:
    """Somebody proves a phone whose account nobody has opened for a long time."""
    worker = Worker.objects.get(pk=a_worker(phone=PHONE, at=NOON - timedelta(days=days)).worker_id)
    browser = Client()
    code = _ask_code(browser)
    browser.post(reverse("login-code"), {"code": code})
    return browser, worker


def test_after_a_long_time_a_code_alone_opens_no_account(clock):
    browser, worker = _at_the_question(clock)

    assert browser.get("/cases/").status_code == 302
    wrong = browser.post(reverse("login-question"), {"answer": "000000"})
    assert wrong.status_code == 200
    assert "和登记的证件号码对不上" in _text(wrong)
    assert browser.get("/cases/").status_code == 302

    browser.post(reverse("login-question"), {"answer": worker.id_number[-6:].lower()})
    assert browser.get("/cases/").status_code == 200


def test_the_question_cannot_be_guessed_for_ever(clock, settings):
    browser, worker = _at_the_question(clock)
    for _ in range(settings.ANXIN_LOGIN_TRIES):
        browser.post(reverse("login-question"), {"answer": "000000"})

    late = browser.post(reverse("login-question"), {"answer": worker.id_number[-6:]})

    assert "次数太多" in _text(late)
    assert browser.get("/cases/").status_code == 302


def test_an_account_in_use_is_opened_by_the_code(clock):
    browser, _worker = _at_the_question(clock, days=89)

    assert browser.get("/cases/").status_code == 200


def test_the_question_is_for_those_only_who_have_proved_the_phone(clock):
    a_worker(phone=PHONE, at=NOON - timedelta(days=400))

    assert Client().get(reverse("login-question"))["Location"] == reverse("login")


def test_a_foreigner_registers_with_a_passport_and_is_checked_at_the_window_later(clock):
    browser = Client()
    browser.post(reverse("login-code"), {"code": _ask_code(browser)})
    form = {"name": "TESTOVA ANNA", "id_kind": "passport", "id_number": "e 1234567", "agreed": "on"}

    refused = browser.post(reverse("login-register"), form | {"id_kind": "resident"})
    assert "18 位" in _text(refused)
    browser.post(reverse("login-register"), form)

    worker = Worker.objects.get()
    assert worker.id_number == "E1234567"
    assert worker.real_name_state == "unchecked"
    assert worker_by_id_number("E1234567").id == worker.pk


def test_a_form_that_came_without_a_session_leads_back_to_the_page_it_stood_on():
    browser = Client()

    sent = browser.post(
        reverse("desk-search"), {"q": "x"}, headers={"Referer": "http://testserver/desk/payouts/trouble/"}
    )

    assert sent["Location"] == f"{reverse('staff-login')}?next=%2Fdesk%2Fpayouts%2Ftrouble%2F"
    assert "填写的内容还在" in _text(browser.get(sent["Location"]))
