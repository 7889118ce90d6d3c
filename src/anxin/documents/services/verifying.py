"""Verifying a receipt with the office that issued it, by its platform or by a person who looked there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.documents.events import ReceiptVerified
from anxin.documents.keepers import confirmable
from anxin.documents.models import Paper, ReceiptVerification
from anxin.documents.selectors import paper
from anxin.documents.services.papers import paper_locked
from anxin.documents.types import PaperKind
from anxin.documents.verification import Answer, Ticket, Verdict, verifier
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput
from anxin.kit.events import emit
from anxin.kit.text import sentence

_NOTE_LENGTH_MOST: Final = 200


def receipt_verify(*, paper_id: UUID, actor: Actor, at: datetime) -> Verdict:
    """Ask the platform about a receipt and keep its answer. The call is made outside any transaction.

    Raises:
        NotAllowed: it is not the actor's to verify.
        BadInput: no receipt, numbers are missing, or no platform is set up.
    """
    _allowed(paper_id, actor)
    platform = verifier()
    if not platform.online:
        raise BadInput(_("还没有接通联网查验平台，请到本省财政电子票据查验网站查验后，在这里登记结果。"))
    answer = platform.check(_ticket(paper(paper_id).kind, paper(paper_id).values()))
    _keep(paper_id, answer, platform.key, actor, at)
    return answer.verdict


def receipt_verified_by_hand(*, paper_id: UUID, verdict: Verdict, note: str, actor: Actor, at: datetime) -> None:
    """A person looked a receipt up and says what the platform showed; the note says where.

    Raises:
        NotAllowed: it is not the actor's to verify.
        BadInput: no receipt, or nothing that a platform can say.
    """
    _allowed(paper_id, actor)
    _ticket(paper(paper_id).kind, paper(paper_id).values())
    if verdict is Verdict.UNANSWERED:
        raise BadInput(_("请选一下查验结果。"), field="verdict")
    reference = sentence(note, most=_NOTE_LENGTH_MOST, label="查验说明") if note.strip() else ""
    _keep(paper_id, Answer(verdict, reference), "by_hand", actor, at)


def _allowed(paper_id: UUID, actor: Actor) -> None:
    """Asked before the office is, and without a lock: the answer may take seconds."""
    if (row := Paper.objects.filter(pk=paper_id).first()) is not None:
        confirmable(actor, row)


def _ticket(kind: PaperKind | None, values: dict[str, Any]) -> Ticket:
    if kind is not PaperKind.RECEIPT:
        raise BadInput(_("只有医疗收费票据可以查验。"))
    code, number = values.get("ticket_code"), values.get("ticket_number")
    if not code or not number:
        raise BadInput(_("票据代码和票据号码都要有才能查验，请先对照票据补全。"), field="ticket_number")
    day = values.get("issued_on")
    issued_on = date.fromisoformat(day) if day else None
    return Ticket(code, number, values.get("check_code") or "", issued_on, values.get("total_fen"))


@transaction.atomic
def _keep(paper_id: UUID, answer: Answer, platform: str, actor: Actor, at: datetime) -> None:
    row: Paper = paper_locked(paper_id)
    ReceiptVerification.objects.create(
        paper=row,
        verdict=answer.verdict.value,
        platform=platform,
        reference=answer.reference,
        by_id=actor.account_id,
        by_name=actor.name,
        at=at,
    )
    emit(ReceiptVerified(row.pk, row.subject, answer.verdict.value))
