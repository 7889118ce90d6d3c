"""Putting a receipt to use, once."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.documents.models import ReceiptUse
from anxin.documents.tickets import ticket_blind
from anxin.documents.types import ReceiptClaim
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput
from anxin.kit.ids import uuid7
from anxin.kit.statements import ask

_TAKE: Final = """
INSERT INTO documents_receiptuse AS kept (id, ticket_blind, subject, taken_at, taken_by_id)
VALUES (%(id)s, %(ticket)s, %(subject)s, %(at)s, %(by)s)
ON CONFLICT (ticket_blind) WHERE released_at IS NULL DO UPDATE SET subject = kept.subject
RETURNING kept.subject, kept.taken_at
"""
"""Take it or learn who has it, in one statement: nobody can give it back in between."""


def receipt_use_claim(*, code: str, number: str, subject: str, actor: Actor, at: datetime) -> ReceiptClaim:
    """Take a receipt (票据代码 + 号码) for a subject, so that nobody is paid for it twice.

    Taking it again for the same subject changes nothing. Two who take it at once: one gets it, by constraint.

    Raises:
        BadInput: when code or number is missing; without them nobody can say whether it was used.
    """
    if not code or not number:
        raise BadInput(_("票据代码和票据号码都要有，才能查是否用过。请对照票据补全。"))
    values: dict[str, UUID | str | datetime | None] = {
        "id": uuid7(),
        "ticket": ticket_blind(code, number),
        "subject": subject,
        "at": at,
        "by": actor.account_id,
    }
    ((used_by, used_at),) = ask(_TAKE, values)
    return ReceiptClaim(taken=used_by == subject, used_by=used_by, used_at=used_at)


@transaction.atomic
def receipt_use_release(*, subject: str, actor: Actor, at: datetime) -> int:
    """Give back every receipt of a subject (withdrawn or refused for another reason). Returns how many."""
    return ReceiptUse.objects.filter(subject=subject, released_at=None).update(released_at=at)
