"""Passkeys: made, used, refused when copied, replayed, foreign or not ours."""

from __future__ import annotations

import json

import pytest

from anxin.identity.models import AccountEvent, Authenticator
from anxin.identity.selectors import factors
from anxin.identity.services import (
    WrongFactor,
    authenticator_remove,
    passkey_add,
    passkey_ask,
    passkey_begin,
    passkey_check,
    totp_code,
    totp_confirm,
    totp_enrol,
)
from anxin.identity.types import Actor, Role
from anxin.kit.errors import Refused
from tests.given.passkey import SoftPasskey
from tests.given.people import NOON, a_staff

pytestmark = pytest.mark.django_db
HOST, ADDRESS = "testserver", "192.0.2.5"


def _add(actor: Actor, key: SoftPasskey, label: str = "办公室的钥匙"):
    options, state = passkey_begin(account_id=actor.account_id, host=HOST)
    return passkey_add(
        account_id=actor.account_id, host=HOST, state=state, response=key.create(options), label=label, at=NOON
    )


def _ask(actor: Actor):
    asked = passkey_ask(account_id=actor.account_id, host=HOST)
    assert asked is not None
    return asked


def _check(actor: Actor, state, response) -> None:
    passkey_check(account_id=actor.account_id, host=HOST, state=state, response=response, address=ADDRESS, at=NOON)


def test_a_passkey_opens_and_its_options_fit_into_a_page():
    actor, key = a_staff(Role.BUREAU_REVIEWER), SoftPasskey()
    _add(actor, key)
    options, state = _ask(actor)

    _check(actor, state, key.get(options))

    assert json.dumps(options)
    assert [(factor.kind, factor.label) for factor in factors(actor.account_id)] == [("passkey", "办公室的钥匙")]
    assert Authenticator.objects.get().sign_count == 1


def test_an_answer_cannot_be_used_for_another_question():
    actor, key = a_staff(Role.BUREAU_REVIEWER), SoftPasskey()
    _add(actor, key)
    answered = key.get(_ask(actor)[0])

    with pytest.raises(WrongFactor):
        _check(actor, _ask(actor)[1], answered)


def test_a_page_on_another_host_gets_nothing():
    actor, key = a_staff(Role.BUREAU_REVIEWER), SoftPasskey()
    _add(actor, key)
    options, state = _ask(actor)
    key.origin = "https://testserver.evil.example"

    with pytest.raises(WrongFactor):
        _check(actor, state, key.get(options))


def test_another_persons_passkey_opens_nothing():
    actor, other = a_staff(Role.BUREAU_REVIEWER), a_staff(Role.BUREAU_REVIEWER)
    mine, theirs = SoftPasskey(), SoftPasskey()
    _add(actor, mine)
    _add(other, theirs)
    options, state = _ask(actor)

    with pytest.raises(WrongFactor):
        _check(actor, state, theirs.get(options))


def test_a_counter_that_goes_back_shows_a_copied_key():
    actor, key = a_staff(Role.BUREAU_REVIEWER), SoftPasskey()
    _add(actor, key)
    options, state = _ask(actor)
    _check(actor, state, key.get(options))
    key.counter = 0
    options, state = _ask(actor)

    with pytest.raises(WrongFactor, match="复制"):
        _check(actor, state, key.get(options))
    assert AccountEvent.objects.filter(account_id=actor.account_id, what="passkey_copied").exists()


def test_one_passkey_belongs_to_one_account():
    key = SoftPasskey()
    _add(a_staff(Role.BUREAU_REVIEWER), key)

    with pytest.raises(Refused, match="添加过"):
        _add(a_staff(Role.BUREAU_LEAD), key)


@pytest.mark.parametrize("answer", [{}, {"id": "x"}, {"rawId": "x", "response": []}, {"response": {"signature": 1}}])
def test_nonsense_instead_of_an_answer_is_refused_in_words(answer):
    actor = a_staff(Role.BUREAU_REVIEWER)
    _add(actor, SoftPasskey())

    with pytest.raises(WrongFactor, match="动态口令"):
        _check(actor, _ask(actor)[1], answer)
    with pytest.raises(WrongFactor):
        _check(actor, {}, answer)


def test_the_last_factor_stays():
    actor, key = a_staff(Role.BUREAU_REVIEWER), SoftPasskey()
    first = _add(actor, key)
    with pytest.raises(Refused, match="最后一个"):
        authenticator_remove(account_id=actor.account_id, authenticator_id=first, at=NOON)

    secret = totp_enrol(account_id=actor.account_id, at=NOON).secret
    totp_confirm(account_id=actor.account_id, code=totp_code(secret, NOON), at=NOON)
    authenticator_remove(account_id=actor.account_id, authenticator_id=first, at=NOON)

    assert [factor.kind for factor in factors(actor.account_id)] == ["totp"]
    assert passkey_ask(account_id=actor.account_id, host=HOST) is None
