"""Putting a receipt to use, once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from anxin.documents.models import ReceiptUse
from anxin.documents.types import ReceiptClaim
from anxin.identity.types import Actor
from anxin.kit.crypto import blind
from anxin.kit.errors import BadInput
from anxin.kit.text import fold


def ticket_blind(code: str, number: str) -> str:
    """The keyed hash under which a ticket is registered."""
    return blind(f"{fold(code)}/{fold(number)}", purpose="documents.receipt.ticket")


@transaction.atomic(savepoint=False)
def receipt_use_claim(*, code: str, number: str, subject: str, actor: Actor, at: datetime) -> ReceiptClaim:
    """Take a receipt (票据代码 + 号码) for a subject, so that nobody is paid for it twice.

    Taking it again for the same subject changes nothing. Two who take it at once: one gets it, by constraint.

    Raises:
        BadInput: when code or number is missing; without them nobody can say whether it was used.
    """
    if not code or not number:
        raise BadInput("票据代码和票据号码都要有，才能查是否用过。请对照票据补全。")
    ticket = ticket_blind(code, number)
    row = ReceiptUse(ticket_blind=ticket, subject=subject, taken_at=at, taken_by_id=actor.account_id)
    live = None
    while live is None:  # the holder may give it back between our refused insert and our look
        ReceiptUse.objects.bulk_create([row], ignore_conflicts=True)
        live = ReceiptUse.objects.filter(ticket_blind=ticket, released_at=None).first()
    return ReceiptClaim(taken=live.subject == subject, used_by=live.subject, used_at=live.taken_at)


@transaction.atomic
def receipt_use_release(*, subject: str, actor: Actor, at: datetime) -> int:
    """Give back every receipt of a subject (withdrawn or refused for another reason). Returns how many."""
    return ReceiptUse.objects.filter(subject=subject, released_at=None).update(released_at=at)
