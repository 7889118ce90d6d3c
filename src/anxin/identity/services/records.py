"""Entries that stay: what happened to an account, who read a worker's record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.models import Account, AccountEvent, ReadLog
from anxin.identity.types import Actor
from anxin.kit import chain
from anxin.kit.errors import BadInput
from anxin.kit.statements import Prepared, insert
from anxin.kit.text import sentence

PURPOSE_LENGTH_MOST = 120


@transaction.atomic
def account_event(
    *,
    account_id: UUID,
    what: str,
    actor: Actor,
    at: datetime,
    address: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Append one entry to an account's chain. The account row is the lock that keeps the chain in order."""
    if not _locked(account_id=account_id):
        raise Account.DoesNotExist(f"no account {account_id}")
    number, digest = _last.first(account_id=account_id) or (0, None)
    entry = AccountEvent(
        account_id=account_id,
        number=number + 1,
        what=what,
        by_id=actor.account_id,
        by_name=actor.public_name,
        at=at,
        address=address,
        data=dict(data or {}),
    )
    entry.digest = chain.link(None if digest is None else bytes(digest), entry_payload(entry))
    insert(entry)


_locked = Prepared(lambda account_id: Account.objects.select_for_update().filter(pk=account_id).values_list("id"))
_last = Prepared(
    lambda account_id: (
        AccountEvent.objects.filter(account_id=account_id).order_by("-number").values_list("number", "digest")[:1]
    )
)


def entry_payload(entry: AccountEvent) -> dict[str, Any]:
    """What the digest of an account event covers; the moment in UTC, as the database gives it back."""
    return {
        "account": entry.account_id,
        "number": entry.number,
        "what": entry.what,
        "by": entry.by_id,
        "by_name": entry.by_name,
        "at": entry.at.astimezone(UTC),
        "address": entry.address,
        "data": entry.data,
    }


def read_log(
    *, actor: Actor, worker_id: UUID, purpose: str, fields: tuple[str, ...], granted: bool, at: datetime
) -> None:
    """Note that somebody looked at a worker's record, or tried to.

    Raises:
        BadInput: without a purpose nobody looks at anything.
    """
    purpose = sentence(purpose, most=PURPOSE_LENGTH_MOST, label="查阅目的")
    if not purpose:
        raise BadInput(_("请写明查阅目的。"), field="purpose")
    ReadLog.objects.create(
        at=at,
        account_id=actor.account_id,
        by_name=actor.public_name,
        org_id=actor.posts[0].org_id if actor.posts else None,
        worker_id=worker_id,
        purpose=purpose,
        fields=list(fields),
        granted=granted,
    )
