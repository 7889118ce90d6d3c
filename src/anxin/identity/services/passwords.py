"""The first factor of staff: a password (Argon2id)."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext as _

from anxin.identity.models import Account
from anxin.identity.models.people import AccountKind
from anxin.identity.services.attempts import attempt_begin, attempt_succeeded
from anxin.identity.services.records import account_event
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput


class WrongPassword(BadInput):
    """Unknown user name, wrong password or closed account: all look and take the same."""


def password_check(*, username: str, password: str, address: str, at: datetime) -> UUID:
    """Check a user name and a password; returns the account that must still show its second factor.

    An unknown name costs one hash as well, so the time tells nothing either.

    Raises:
        WrongPassword: one sentence for every reason. TooManyTries: see ``attempts``.
    """
    name = username.strip().lower()
    attempt_id = attempt_begin(who=name, factor="password", address=address, at=at)
    account = Account.objects.filter(username=name, kind=AccountKind.STAFF, is_active=True).first()
    matches = check_password(password, account.password if account else _nobodys_password())
    if account is None or not matches:
        if account is not None:
            account_event(account_id=account.id, what="password_wrong", actor=Actor.anonymous(), at=at, address=address)
        raise WrongPassword(_("用户名或密码不对，请重新输入。"), field="password")
    attempt_succeeded(attempt_id)
    return account.id


@lru_cache(maxsize=1)
def _nobodys_password() -> str:
    return make_password("nobody has this password")
