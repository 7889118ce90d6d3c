"""Issuing and ending keys (接口密钥): two may live at once, so that a platform can change over without a gap."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from anxin.api.models import ApiKey
from anxin.identity.selectors import org
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.errors import BadInput, NotAllowed, NotFound, Refused
from anxin.kit.text import line

LIVE_MOST: Final = 2


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A key as it is shown once, and never again."""

    key_id: str
    secret: str = field(repr=False)


@transaction.atomic
def key_issue(*, org_id: UUID, actor: Actor, at: datetime, note: str = "") -> IssuedKey:
    """Issue a key to a platform.

    Raises:
        NotAllowed: only the platform's own manager or a system administrator may.
        Refused: two keys live already; end one first.
    """
    _check(actor, org_id)
    home = org(org_id)
    if home is None or home.kind is not OrgKind.PLATFORM:
        raise BadInput(_("密钥只发给平台企业。"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [org_id.int % 2**63])
    if ApiKey.objects.filter(org_id=org_id, ended_at__isnull=True).count() >= LIVE_MOST:
        raise Refused(_("已经有两个在用的密钥。请先停用旧的，再发新的。"))
    issued = IssuedKey(f"ak_{secrets.token_hex(8)}", secrets.token_urlsafe(32))
    ApiKey.objects.create(
        key_id=issued.key_id,
        org_id=org_id,
        secret=issued.secret,
        note=line(note, most=100, label=_("用途")),
        issued_at=at,
        issued_by=actor.account_id,
    )
    return issued


@transaction.atomic
def key_end(*, key_id: str, actor: Actor, at: datetime) -> None:
    """End a key at once. Ending it again changes nothing.

    Raises:
        NotFound: no such key of an organisation of the actor's.
    """
    key = ApiKey.objects.select_for_update(of=("self",)).filter(key_id=key_id).first()
    if key is None:
        raise NotFound(_("没有这个密钥。"))
    _check(actor, key.org_id)
    ApiKey.objects.filter(pk=key.pk, ended_at__isnull=True).update(ended_at=at)


def _check(actor: Actor, org_id: UUID) -> None:
    if not (actor.is_system or actor.has(Role.SYSTEM_ADMIN) or org_id in actor.orgs(Role.PLATFORM_MANAGER)):
        raise NotAllowed(_("密钥由平台负责人或系统管理员管理。"))
