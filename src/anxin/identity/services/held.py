"""Forms kept while somebody signs in again: what was typed is not lost when a session runs out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from anxin.identity.models import HeldForm

Pairs = tuple[tuple[str, str], ...]

HELD_MOST = 5
"""Per account; the oldest gives way."""


@dataclass(frozen=True, slots=True)
class Held:
    """A kept form: the address it was sent to, its fields in order, and the files to choose again (field, name)."""

    id: UUID
    path: str
    held_at: datetime
    fields: Pairs = field(repr=False)
    files: Pairs = field(repr=False, default=())


@transaction.atomic
def form_hold(*, account_id: UUID, path: str, fields: Pairs, files: Pairs, at: datetime) -> UUID:
    """Keep a form for its account for ``ANXIN_HELD_FORM_MINUTES``, sealed."""
    row = HeldForm.objects.create(
        account_id=account_id,
        path=path[:500],
        fields={"fields": fields, "files": files},
        held_at=at,
        expires_at=at + timedelta(minutes=settings.ANXIN_HELD_FORM_MINUTES),
    )
    newest = HeldForm.objects.filter(account_id=account_id).order_by("-held_at", "-id")
    keep = list(newest.values_list("id", flat=True)[:HELD_MOST])
    HeldForm.objects.filter(account_id=account_id).exclude(pk__in=keep).delete()
    return row.id


def form_held(*, account_id: UUID, at: datetime) -> Held | None:
    """The newest form still kept for an account."""
    row = HeldForm.objects.filter(account_id=account_id, expires_at__gt=at).order_by("-held_at", "-id").first()
    if row is None:
        return None
    return Held(
        id=row.id,
        path=row.path,
        held_at=row.held_at,
        fields=tuple((name, value) for name, value in row.fields["fields"]),
        files=tuple((name, value) for name, value in row.fields["files"]),
    )


def form_forget(*, account_id: UUID, held_id: UUID) -> None:
    """The form was sent again, or is not wanted any more."""
    HeldForm.objects.filter(pk=held_id, account_id=account_id).delete()


def forms_prune(*, at: datetime) -> int:
    """Delete what has expired; returns how many."""
    deleted, _ = HeldForm.objects.filter(expires_at__lte=at).delete()
    return deleted
