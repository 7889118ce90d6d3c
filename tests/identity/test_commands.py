"""The commands of an operator, and what is deleted when it has served."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from anxin.identity.bootstrap import bureau_open
from anxin.identity.management.commands.keys import key_add
from anxin.identity.models import DemoMessage, HeldForm, LoginAttempt, OneTimeCode
from anxin.identity.selectors import actor_for, sign_in_state
from anxin.identity.services import (
    WrongPassword,
    attempts_prune,
    code_send,
    codes_prune,
    form_hold,
    forms_prune,
    password_check,
)
from anxin.identity.types import Role
from anxin.kit.errors import Refused
from tests.given.people import NOON, a_staff, a_worker

pytestmark = pytest.mark.django_db
BUREAU = {"name": "安心市人社局", "region_code": "990000", "system_admin": "韩试系", "security_admin": "杨试安"}


def _run(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_an_empty_installation_gets_two_administrators_who_must_set_their_own_passwords():
    logins = bureau_open(**BUREAU, at=NOON)

    for login in logins:
        account_id = password_check(username=login.username, password=login.password, address="127.0.0.1", at=NOON)
        assert actor_for(account_id, on=NOON.date()).has(login.role)
        assert sign_in_state(account_id).password_temporary
        assert login.password not in repr(login)
    assert [login.role for login in logins] == [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN]
    with pytest.raises(Refused, match="已有"):
        bureau_open(**BUREAU, at=NOON)


def test_the_command_prints_the_first_logins_once():
    args = ("bureau", "安心市人社局", "--region", "990000", "--system-admin", "韩试系", "--security-admin", "杨试安")

    assert "用户名 secadmin" in _run(*args)
    with pytest.raises(CommandError, match="已有"):
        _run(*args)


def test_a_new_key_goes_into_the_file_and_the_file_stays_private(tmp_path):
    path = tmp_path / "secrets.json"
    path.write_text(json.dumps({"secret_key": "s", "field_keys": {"1": "aa" * 32}, "index_key": "bb" * 32}))

    assert key_add(path) == 2

    held = json.loads(path.read_text())
    assert held["field_keys"]["1"] == "aa" * 32
    assert len(bytes.fromhex(held["field_keys"]["2"])) == 32
    assert path.stat().st_mode & 0o077 == 0


def test_rotation_by_command():
    a_worker()

    assert "还有 0 个值" in _run("keys", "status")
    assert "全部值" in _run("keys", "rotate")


def test_the_operator_reads_the_demo_channel(settings):
    code_send(phone="13900000061", address="127.0.0.1", at=NOON)

    assert "验证码" in _run("messages", "13900000061")
    assert _run("messages", "13900000062") == ""
    with pytest.raises(CommandError, match="11 位"):
        _run("messages", "12345")


def test_what_has_served_is_deleted_and_tries_are_kept_for_the_law(settings):
    code_send(phone="13900000063", address="127.0.0.1", at=NOON)
    form_hold(account_id=a_staff(Role.AUDITOR).account_id, path="/x/", fields=(), files=(), at=NOON)
    with pytest.raises(WrongPassword):
        password_check(username="nobody", password="x", address="127.0.0.1", at=NOON)

    assert codes_prune(at=NOON + timedelta(hours=23)) == 0
    assert codes_prune(at=NOON + timedelta(hours=25)) == 2
    assert forms_prune(at=NOON + timedelta(hours=1)) == 0
    assert forms_prune(at=NOON + timedelta(hours=3)) == 1
    assert attempts_prune(at=NOON + timedelta(days=180), keep_days=settings.ANXIN_LOGIN_KEPT_DAYS) == 0
    assert attempts_prune(at=NOON + timedelta(days=201), keep_days=settings.ANXIN_LOGIN_KEPT_DAYS) == 1
    assert not any(model.objects.exists() for model in (DemoMessage, HeldForm, LoginAttempt, OneTimeCode))


def test_an_empty_installation_says_how_to_begin_and_a_full_one_says_nothing():
    assert "script/anxin bureau" in _run("bureau")
    assert "script/anxin bureau" in Client().get(reverse("staff-login")).content.decode()

    bureau_open(**BUREAU, at=NOON)

    assert _run("bureau") == ""
    assert "script/anxin bureau" not in Client().get(reverse("staff-login")).content.decode()


def test_a_bureau_without_its_people_names_what_is_missing():
    with pytest.raises(CommandError, match="还缺：--system-admin、--security-admin"):
        call_command("bureau", "安心市人社局", "--region", "990000")
