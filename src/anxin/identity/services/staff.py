"""Staff accounts: made by the system administrator, reset and unlocked by the security administrator."""

from __future__ import annotations

import re
import secrets
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anxin.identity.models import Account, Authenticator, LoginAttempt, Post
from anxin.identity.models.people import AccountKind
from anxin.identity.names import person_name_parse
from anxin.identity.numbers import id_number_parse
from anxin.identity.rights import require_admin
from anxin.identity.services.records import account_event
from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of
from anxin.kit.crypto import blind
from anxin.kit.errors import BadInput, NotAllowed, NotFound, Refused
from anxin.kit.statements import insert

_USERNAME_SHAPE = re.compile(r"[a-z0-9][a-z0-9._\-]{2,39}", re.ASCII)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def temporary_password() -> str:
    """A password to hand over once; the owner must replace it at the first sign-in (about 69 bits)."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))


@transaction.atomic
def staff_create(
    *,
    username: str,
    name: str,
    password: str,
    actor: Actor,
    at: datetime,
    id_number: str = "",
    temporary: bool = True,
) -> UUID:
    """Open a staff account (新建工作人员账号). It has no rights until the security administrator grants a post.

    Args:
        id_number: when given, only its keyed hash is kept, so that one person cannot hold two accounts.
        temporary: the owner must set an own password at the first sign-in.

    Raises:
        Refused: user name taken, or this person already has an account.
    """
    require_admin(actor, Role.SYSTEM_ADMIN, org_path=_own_path(actor), deed=_("新建工作人员账号"))
    username = username.strip().lower()
    if not _USERNAME_SHAPE.fullmatch(username):
        raise BadInput(_("用户名请用 3 至 40 位小写字母、数字、点或横线，以字母或数字开头。"), field="username")
    account = Account(
        kind=AccountKind.STAFF,
        username=username,
        display_name=person_name_parse(name),
        person_blind=_person_blind(id_number, day_of(at)),
        password_set_at=at,
        password_temporary=temporary,
        created_at=at,
    )
    check_password_strength(password, account)
    account.password = make_password(password)
    try:
        with transaction.atomic():
            insert(account)
    except IntegrityError as error:
        raise Refused(_("这个用户名或这位人员已有账号，请在人员列表里查找。"), field="username") from error
    account_event(account_id=account.id, what="created", actor=actor, at=at)
    return account.id


def _own_path(actor: Actor) -> str | None:
    """A district administrator may open accounts too; they get posts only inside the district."""
    paths = actor.paths(Role.SYSTEM_ADMIN)
    return paths[0] if paths else None


def _person_blind(id_number: str, on: date) -> str:
    return blind(id_number_parse(id_number, on=on), purpose="staff.person") if id_number else ""


def check_password_strength(password: str, account: Account) -> None:
    """Raises BadInput with Django's own sentences when a password is weak."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise BadInput("".join(error.messages), field="password") from error


@transaction.atomic
def password_change(*, account_id: UUID, old: str, new: str, actor: Actor, at: datetime) -> None:
    """Replace one's own password. All other sessions of the account end.

    Raises:
        NotAllowed: somebody else's account. BadInput: the old one is wrong, or the new one weak or the same.
    """
    if actor.account_id != account_id:
        raise NotAllowed(_("只能修改自己的密码。"))
    account = Account.objects.select_for_update().get(pk=account_id)
    if not account.check_password(old):
        raise BadInput(_("原密码不对，请重新输入。"), field="old")
    _replace(account, new, actor=actor, at=at)


@transaction.atomic
def password_replace(*, account_id: UUID, new: str, at: datetime) -> None:
    """Replace a temporary password during sign-in, after both factors were shown.

    Raises:
        NotAllowed: the password is not a temporary one. BadInput: the new one is weak or the same.
    """
    account = Account.objects.select_for_update().get(pk=account_id)
    if not account.password_temporary:
        raise NotAllowed(_("请在“修改密码”页面更换密码。"))
    _replace(account, new, actor=Actor(account_id, account.display_name), at=at)


def _replace(account: Account, new: str, *, actor: Actor, at: datetime) -> None:
    if account.check_password(new):
        raise BadInput(_("新密码不能和原密码一样。"), field="password")
    check_password_strength(new, account)
    account.password = make_password(new)
    account.password_set_at, account.password_temporary = at, False
    account.save(update_fields=["password", "password_set_at", "password_temporary"])
    account_event(account_id=account.id, what="password_changed", actor=actor, at=at)


@transaction.atomic
def staff_reset(*, account_id: UUID, password: str, actor: Actor, at: datetime) -> None:
    """Give a temporary password and forget the second factors (重置). All sessions of the account end."""
    account = _staff_locked(account_id)
    _require_security_admin(actor, account, deed=_("重置账号"))
    account.password = make_password(password)
    account.password_set_at, account.password_temporary = at, True
    account.access_stamp = F("access_stamp") + 1
    account.save(update_fields=["password", "password_set_at", "password_temporary", "access_stamp"])
    Authenticator.objects.filter(account=account, removed_at__isnull=True).update(removed_at=at)
    account_event(account_id=account_id, what="reset", actor=actor, at=at)


@transaction.atomic
def staff_unlock(*, account_id: UUID, actor: Actor, at: datetime) -> None:
    """Forgive the failed attempts of an account, so that its owner may try again at once (解锁)."""
    account = _staff_locked(account_id)
    _require_security_admin(actor, account, deed=_("解锁账号"))
    LoginAttempt.objects.filter(who=blind(account.username, purpose="attempt.who"), succeeded=False).update(
        forgiven=True
    )
    account_event(account_id=account_id, what="unlocked", actor=actor, at=at)


@transaction.atomic
def staff_close(*, account_id: UUID, actor: Actor, at: datetime) -> None:
    """Close an account for good (停用): posts end, sessions end. The rows stay, because the records name them."""
    account = _staff_locked(account_id)
    _require_security_admin(actor, account, deed=_("停用账号"))
    account.is_active = False
    account.access_stamp = F("access_stamp") + 1
    account.save(update_fields=["is_active", "access_stamp"])
    day = day_of(at)
    running = Post.objects.filter(account=account, ended_at__isnull=True)
    running.filter(starts_on__gt=day).update(ended_at=at, ended_by_id=actor.account_id, ends_on=F("starts_on"))
    running.filter(starts_on__lte=day).update(ended_at=at, ended_by_id=actor.account_id, ends_on=day)
    account_event(account_id=account_id, what="closed", actor=actor, at=at)


def _staff_locked(account_id: UUID) -> Account:
    account = Account.objects.select_for_update().filter(pk=account_id, kind=AccountKind.STAFF).first()
    if account is None:
        raise NotFound(_("没有找到这个账号，请回到人员列表重新选择。"))
    return account


def _require_security_admin(actor: Actor, account: Account, *, deed: str) -> None:
    if actor.account_id == account.id:
        raise NotAllowed(_("这是您自己的账号，请由另一位安全管理员办理。"))
    held = Post.objects.filter(account=account, ended_at__isnull=True).values_list("org__path", flat=True)
    paths: list[str | None] = [*held]
    for path in paths or [None]:
        require_admin(actor, Role.SECURITY_ADMIN, org_path=path, deed=deed)
