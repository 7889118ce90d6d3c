"""The first people of an empty installation: a bureau and its two administrators, who let everybody else in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from anxin.identity.selectors import orgs
from anxin.identity.services import org_create, post_grant, staff_create, temporary_password
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.clock import day_of
from anxin.kit.errors import Refused

_SYSTEM = Actor.system("系统初始化")


@dataclass(frozen=True, slots=True)
class FirstLogin:
    """A user name and the temporary password to hand over."""

    role: Role
    username: str
    password: str = field(repr=False)


def is_empty() -> bool:
    """Is there no bureau yet, so that nobody can log in?"""
    return not orgs(OrgKind.BUREAU, active=False)


@transaction.atomic
def bureau_open(
    *, name: str, region_code: str, system_admin: str, security_admin: str, at: datetime
) -> tuple[FirstLogin, FirstLogin]:
    """Enter the city bureau with a system administrator (accounts) and a security administrator (posts).

    Args:
        system_admin: the name of a person; the user name is fixed. Likewise ``security_admin``.

    Raises:
        Refused: a bureau is there already; its own administrators let people in.
    """
    if not is_empty():
        raise Refused("已有人社部门，请用系统管理员和安全管理员账号登录后办理。")
    bureau = org_create(kind=OrgKind.BUREAU, name=name, region_code=region_code, actor=_SYSTEM, at=at)
    people = ((Role.SYSTEM_ADMIN, "sysadmin", system_admin), (Role.SECURITY_ADMIN, "secadmin", security_admin))
    logins = []
    for role, username, person in people:
        password = temporary_password()
        account_id = staff_create(username=username, name=person, password=password, actor=_SYSTEM, at=at)
        post_grant(account_id=account_id, org_id=bureau.id, role=role, starts_on=day_of(at), actor=_SYSTEM, at=at)
        logins.append(FirstLogin(role, username, password))
    first, second = logins
    return first, second
