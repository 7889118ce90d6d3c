"""Issuing and ending keys (接口密钥): two may live at once, so that a platform can change over without a gap."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.identity.selectors import org
from anxin.identity.types import Actor, OrgKind
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.text import sentence
from anxin.platforms.models import ApiKey
from anxin.platforms.rights import check_manages
from anxin.platforms.services.sandbox import sandbox_of
from anxin.platforms.twins import platform_of
from anxin.platforms.types import ALL_SCOPES, PARTNER_SCOPES, TEST_PREFIX, IssuedKey

SCOPES_OF: Final = {OrgKind.PLATFORM: ALL_SCOPES, OrgKind.JOINT: PARTNER_SCOPES}
LIVE_MOST: Final = 2
USED_STEP: Final = timedelta(minutes=1)
"""How fine "last used" is kept: a busy key must not write a row each time."""


@transaction.atomic
def key_issue(
    *,
    org_id: UUID,
    actor: Actor,
    at: datetime,
    note: str = "",
    scopes: Sequence[str] | None = None,
    test: bool = False,
) -> IssuedKey:
    """Issue a key to a platform, for the real thing or (``test``) for its sandbox; or to another office (联办部门).

    Args:
        scopes: what it may be used for; everything that its kind of organisation may when nothing is said.

    Raises:
        NotAllowed: only the platform's own manager or a system administrator may.
        Refused: two keys live already; end one first.
    """
    check_manages(actor, org_id)
    home = org(org_id)
    allowed = SCOPES_OF.get(home.kind) if home else None
    if allowed is None or (test and home is not None and home.kind is not OrgKind.PLATFORM):
        raise BadInput(_("密钥只发给平台企业和联办部门，沙箱密钥只发给平台企业。"))
    scopes = allowed if scopes is None else scopes
    if not scopes or not set(scopes) <= set(allowed):
        raise BadInput(_("这类机构的密钥没有这项权限，请重新选择。"), field="scopes")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [org_id.int % 2**63])
    owner = sandbox_of(platform_id=org_id, at=at) if test else org_id
    if ApiKey.objects.filter(org_id=owner, ended_at__isnull=True).count() >= LIVE_MOST:
        raise Refused(_("已经有两个在用的密钥。请先停用旧的，再发新的。"))
    prefix = TEST_PREFIX if test else ""
    issued = IssuedKey(f"{prefix}ak_{secrets.token_hex(8)}", f"{prefix}{secrets.token_urlsafe(32)}")
    ApiKey.objects.create(
        key_id=issued.key_id,
        org_id=owner,
        secret=issued.secret,
        note=sentence(note, most=100, label=_("用途")),
        scopes=[scope for scope in allowed if scope in scopes],
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
    check_manages(actor, platform_of(key.org_id))
    ApiKey.objects.filter(pk=key.pk, ended_at__isnull=True).update(ended_at=at)


def key_used(*, key_id: str, at: datetime) -> None:
    """Remember that a key was used, to the minute: a key that nobody uses any more can be ended without fear."""
    stale = Q(used_at__isnull=True) | Q(used_at__lt=at - USED_STEP)
    ApiKey.objects.filter(stale, key_id=key_id).update(used_at=at)
