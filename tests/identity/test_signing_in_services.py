"""Codes, passwords, second factors: right ones pass once, wrong ones never, and guessing is hopeless."""

from __future__ import annotations

import threading
from base64 import b32encode
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import get_hasher
from django.db import connection

from anxin.identity.models import Account, AccountEvent, DemoMessage, LoginAttempt, OneTimeCode
from anxin.identity.selectors import demo_message
from anxin.identity.services import (
    TooManyTries,
    TooSoon,
    WrongCode,
    WrongFactor,
    WrongPassword,
    code_check,
    code_send,
    password_change,
    password_check,
    password_replace,
    staff_create,
    staff_reset,
    staff_unlock,
    totp_check,
    totp_code,
    totp_confirm,
    totp_enrol,
)
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.errors import BadInput, NotAllowed
from tests.given.people import LONG_AGO, NOON, PASSWORD, a_staff, an_org

pytestmark = pytest.mark.django_db
HALL, HOME, ELSEWHERE = "203.0.113.7", "198.51.100.20", "192.0.2.99"
PHONE = "13900000009"
SYSTEM = Actor.system()


def _sent_code(phone: str = PHONE) -> str:
    text = DemoMessage.objects.order_by("-sent_at", "-id").first().text
    return "".join(letter for letter in text if letter.isdigit())[:6]


def _login_name(actor: Actor) -> str:
    return Account.objects.get(pk=actor.account_id).username


def _guess(username: str, *, address: str, minutes: int = 0, password: str = "wrong"):
    return password_check(username=username, password=password, address=address, at=NOON + timedelta(minutes=minutes))


# --- codes ---


def test_a_code_opens_once():
    code_send(phone="139 0000 0009", address=HOME, at=NOON)
    code = _sent_code()

    assert code_check(phone=PHONE, code=f" {code} ", at=NOON) == PHONE
    with pytest.raises(WrongCode):
        code_check(phone=PHONE, code=code, at=NOON)


def test_a_code_expires_and_an_older_one_is_void_once_a_new_one_was_sent():
    code_send(phone=PHONE, address=HOME, at=NOON)
    old = _sent_code()
    code_send(phone=PHONE, address=HOME, at=NOON + timedelta(minutes=2))
    new = _sent_code()

    if old != new:
        with pytest.raises(WrongCode):
            code_check(phone=PHONE, code=old, at=NOON + timedelta(minutes=3))
    with pytest.raises(WrongCode):
        code_check(phone=PHONE, code=new, at=NOON + timedelta(minutes=7, seconds=1))


def test_after_five_wrong_tries_the_right_code_is_refused_too():
    code_send(phone=PHONE, address=HOME, at=NOON)
    right = _sent_code()
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    for _ in range(5):
        with pytest.raises(WrongCode):
            code_check(phone=PHONE, code=wrong, at=NOON)
    with pytest.raises(WrongCode):
        code_check(phone=PHONE, code=right, at=NOON)


def test_every_wrong_code_is_refused_with_the_same_sentence():
    code_send(phone=PHONE, address=HOME, at=NOON)
    sentences = set()
    for phone, code in ((PHONE, "000000x"), (PHONE, ""), ("13900000777", "123456"), (PHONE, "一二三四五六")):
        with pytest.raises(WrongCode) as refused:
            code_check(phone=phone, code=code, at=NOON)
        sentences.add(str(refused.value))

    assert len(sentences) == 1


def test_one_phone_cannot_be_bombed_with_messages(settings):
    code_send(phone=PHONE, address=HOME, at=NOON)
    with pytest.raises(TooSoon, match="60 秒"):
        code_send(phone=PHONE, address=ELSEWHERE, at=NOON + timedelta(seconds=59))

    for number in range(1, settings.ANXIN_CODES_PER_HOUR):
        code_send(phone=PHONE, address=HOME, at=NOON + timedelta(minutes=number * 2))
    with pytest.raises(TooSoon, match="一小时"):
        code_send(phone=PHONE, address=HOME, at=NOON + timedelta(minutes=30))
    code_send(phone=PHONE, address=HOME, at=NOON + timedelta(minutes=72))


def test_one_address_cannot_bomb_many_phones_but_a_hall_can_sign_in(settings):
    settings.ANXIN_CODES_PER_ADDRESS_HOUR = 20
    for number in range(20):
        code_send(phone=f"1390001{number:04d}", address=HALL, at=NOON)

    with pytest.raises(TooSoon, match="网络"):
        code_send(phone="13900019999", address=HALL, at=NOON)
    code_send(phone="13900019999", address=HOME, at=NOON)


def test_the_table_of_codes_holds_no_code_and_no_phone():
    code_send(phone=PHONE, address=HOME, at=NOON)
    code = _sent_code()

    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_onetimecode::text FROM identity_onetimecode")
        codes = cursor.fetchone()[0]
        cursor.execute("SELECT identity_demomessage::text FROM identity_demomessage")
        messages = cursor.fetchone()[0]
    row = OneTimeCode.objects.get()
    assert code not in row.code_hash
    assert PHONE not in codes + messages
    assert code not in messages


def test_codes_are_shown_on_pages_of_the_demo_city_only(settings):
    code_send(phone=PHONE, address=HOME, at=NOON)

    settings.ANXIN_DEMO = False
    assert demo_message(PHONE) == ""
    settings.ANXIN_DEMO = True
    assert _sent_code() in demo_message(PHONE)


# --- passwords ---


def test_passwords_are_kept_as_argon2id():
    actor = a_staff(Role.BUREAU_INTAKE)

    assert get_hasher("default").algorithm == "argon2"
    assert Account.objects.get(pk=actor.account_id).password.startswith("argon2$argon2id$")


def test_unknown_wrong_closed_and_worker_accounts_are_refused_alike():
    known = _login_name(a_staff(Role.BUREAU_INTAKE))
    closed = _login_name(a_staff(Role.BUREAU_INTAKE))
    Account.objects.filter(username=closed).update(is_active=False)
    sentences = set()
    for username, password in ((known, "wrong"), ("nobody", PASSWORD), (closed, PASSWORD), ("", "")):
        with pytest.raises(WrongPassword) as refused:
            _guess(username, address=HOME, password=password)
        sentences.add(str(refused.value))

    assert len(sentences) == 1
    assert _guess(known, address=HOME, password=PASSWORD)


def test_an_unknown_name_costs_one_hash_like_a_known_one(monkeypatch):
    """Counted, not timed: a clock on a busy machine proves nothing."""
    hasher = type(get_hasher("default"))
    known, verified = _login_name(a_staff(Role.BUREAU_INTAKE)), []
    real = hasher.verify
    monkeypatch.setattr(hasher, "verify", lambda self, *args: verified.append(1) or real(self, *args))

    costs = []
    for username in (known, "nobody-at-all"):
        verified.clear()
        with pytest.raises(WrongPassword):
            _guess(username, address=HOME)
        costs.append(len(verified))

    assert costs == [1, 1]


def test_five_failures_lock_the_name_at_that_address_for_a_quarter_of_an_hour():
    username = _login_name(a_staff(Role.BUREAU_INTAKE))
    for minute in range(5):
        with pytest.raises(WrongPassword):
            _guess(username, address=HOME, minutes=minute)

    with pytest.raises(TooManyTries, match="15 分钟"):
        _guess(username, address=HOME, minutes=5, password=PASSWORD)
    assert _guess(username, address=ELSEWHERE, minutes=5, password=PASSWORD)
    assert _guess(username, address=HOME, minutes=20, password=PASSWORD)


def test_an_unknown_name_locks_like_a_known_one():
    for _ in range(5):
        with pytest.raises(WrongPassword):
            _guess("nobody", address=HOME)
    with pytest.raises(TooManyTries):
        _guess("nobody", address=HOME)


def test_guessing_from_many_addresses_locks_the_name_but_not_at_the_owners_desk():
    username = _login_name(a_staff(Role.BUREAU_INTAKE))
    assert _guess(username, address=HOME, minutes=-60, password=PASSWORD)
    for number in range(20):
        with pytest.raises(WrongPassword):
            _guess(username, address=f"203.0.113.{number + 100}")

    with pytest.raises(TooManyTries):
        _guess(username, address=ELSEWHERE, password=PASSWORD)
    assert _guess(username, address=HOME, password=PASSWORD)


def test_a_vandal_in_the_hall_does_not_lock_out_his_neighbours(settings):
    settings.ANXIN_LOGIN_TRIES_ADDRESS = 30
    neighbour, stranger = _login_name(a_staff(Role.BUREAU_INTAKE)), _login_name(a_staff(Role.BUREAU_INTAKE))
    assert _guess(neighbour, address=HALL, minutes=-600, password=PASSWORD)
    for number in range(30):
        with pytest.raises(WrongPassword):
            _guess(f"guess-{number}", address=HALL)

    assert _guess(neighbour, address=HALL, password=PASSWORD)
    with pytest.raises(TooManyTries):
        _guess(stranger, address=HALL, password=PASSWORD)


def test_a_security_administrator_unlocks_at_once():
    bureau = an_org(OrgKind.BUREAU)
    actor, admin = a_staff(Role.BUREAU_INTAKE, org=bureau), a_staff(Role.SECURITY_ADMIN, org=bureau)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            _guess(_login_name(actor), address=HOME)

    staff_unlock(account_id=actor.account_id, actor=admin, at=NOON)

    assert _guess(_login_name(actor), address=HOME, password=PASSWORD)
    assert AccountEvent.objects.filter(account_id=actor.account_id, what="unlocked", by=admin.account_id).exists()


@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_do_not_slip_past_the_count():
    username = _login_name(a_staff(Role.BUREAU_INTAKE))
    outcomes: list[str] = []
    start = threading.Barrier(12)

    def guess() -> None:
        start.wait()
        try:
            _guess(username, address=HOME)
        except (WrongPassword, TooManyTries) as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["TooManyTries"] * 7 + ["WrongPassword"] * 5
    assert LoginAttempt.objects.count() == 5


@pytest.mark.parametrize("weak", ["short", "1234567890", "password123", "aaaaaaaaaa"[:9]])
def test_weak_passwords_are_refused(weak: str):
    with pytest.raises(BadInput):
        staff_create(username="weak", name="王试甲", password=weak, actor=SYSTEM, at=NOON)


def test_a_changed_password_ends_other_sessions_and_the_old_one_opens_nothing():
    actor = a_staff(Role.BUREAU_INTAKE)
    before = Account.objects.get(pk=actor.account_id)

    with pytest.raises(BadInput, match="原密码"):
        password_change(account_id=actor.account_id, old="wrong", new="another-long-one-7", actor=actor, at=NOON)
    password_change(account_id=actor.account_id, old=PASSWORD, new="another-long-one-7", actor=actor, at=NOON)

    after = Account.objects.get(pk=actor.account_id)
    assert before.get_session_auth_hash() != after.get_session_auth_hash()
    with pytest.raises(WrongPassword):
        _guess(before.username, address=HOME, password=PASSWORD)


def test_a_reset_makes_the_password_temporary_and_forgets_the_factors():
    bureau = an_org(OrgKind.BUREAU)
    actor, admin = a_staff(Role.BUREAU_INTAKE, org=bureau), a_staff(Role.SECURITY_ADMIN, org=bureau)
    secret = _enrolled(actor)

    staff_reset(account_id=actor.account_id, password="temporary-one-77", actor=admin, at=NOON)

    with pytest.raises(WrongFactor):
        totp_check(account_id=actor.account_id, code=totp_code(secret, NOON), address=HOME, at=NOON)
    with pytest.raises(BadInput, match="不能和原密码一样"):
        password_replace(account_id=actor.account_id, new="temporary-one-77", at=NOON)
    password_replace(account_id=actor.account_id, new="one-of-my-own-77", at=NOON)
    with pytest.raises(NotAllowed):
        password_replace(account_id=actor.account_id, new="one-of-my-own-78", at=NOON)


# --- authenticator codes ---


def _enrolled(actor: Actor, *, at=LONG_AGO) -> str:
    secret = totp_enrol(account_id=actor.account_id, at=at).secret
    totp_confirm(account_id=actor.account_id, code=totp_code(secret, at), at=at)
    return secret


def test_codes_are_those_of_the_standard():
    """RFC 6238, appendix B, SHA-1, cut to six digits."""
    secret = b32encode(b"12345678901234567890").decode()
    known = {59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037"}

    from datetime import UTC, datetime

    assert {at: totp_code(secret, datetime.fromtimestamp(at, UTC)) for at in known} == known


def test_a_code_works_once_and_only_near_its_time():
    actor = a_staff(Role.BUREAU_INTAKE)
    secret = _enrolled(actor)
    check = {"account_id": actor.account_id, "address": HOME, "at": NOON}

    totp_check(code=totp_code(secret, NOON), **check)
    with pytest.raises(WrongFactor):
        totp_check(code=totp_code(secret, NOON), **check)
    totp_check(code=totp_code(secret, NOON + timedelta(seconds=30)), **check)
    with pytest.raises(WrongFactor):
        totp_check(code=totp_code(secret, NOON + timedelta(seconds=90)), **check)


def test_guessing_codes_locks_after_five():
    actor = a_staff(Role.BUREAU_INTAKE)
    secret = _enrolled(actor)
    for _ in range(5):
        with pytest.raises(WrongFactor):
            totp_check(account_id=actor.account_id, code="x", address=HOME, at=NOON)

    with pytest.raises(TooManyTries):
        totp_check(account_id=actor.account_id, code=totp_code(secret, NOON), address=HOME, at=NOON)


def test_an_offered_secret_counts_only_after_its_first_code():
    actor = a_staff(Role.BUREAU_INTAKE)
    old = _enrolled(actor)
    offer = totp_enrol(account_id=actor.account_id, at=NOON)

    assert offer.secret in offer.address
    with pytest.raises(WrongFactor):
        totp_check(account_id=actor.account_id, code=totp_code(offer.secret, NOON), address=HOME, at=NOON)
    totp_confirm(account_id=actor.account_id, code=totp_code(offer.secret, NOON), at=NOON)
    with pytest.raises(WrongFactor):
        totp_check(account_id=actor.account_id, code=totp_code(old, NOON), address=HOME, at=NOON)


def test_an_authenticator_secret_is_sealed_at_rest():
    secret = _enrolled(a_staff(Role.BUREAU_INTAKE))

    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_authenticator::text FROM identity_authenticator")
        assert secret.encode().hex() not in cursor.fetchone()[0]
