"""Asking for another look at a claim: by a job in the running transaction, or by news from below."""

from __future__ import annotations

from uuid import UUID

from anxin.cases.events import DocumentVoided
from anxin.claims import tasks
from anxin.claims.models import InjuryClaim
from anxin.documents.events import FieldsConfirmed, PaperRead
from anxin.identity.events import PayeeChanged
from anxin.kit.jobs import defer

CASE = "case:"


def wake_case(case_id: UUID) -> None:
    """Ask for a look at a claim, one at a time."""
    defer(tasks.advance_claim, lock=f"claim:{case_id}", case_id=str(case_id))


def paper_changed(event: PaperRead | FieldsConfirmed) -> None:
    """A paper was read or looked at: the claim it belongs to may now be complete."""
    if event.subject.startswith(CASE):
        wake_case(UUID(event.subject.removeprefix(CASE)))


def document_voided(event: DocumentVoided) -> None:
    """A paper counts no more: what it left open may be clear now."""
    if InjuryClaim.objects.filter(pk=event.case_id).exists():
        wake_case(event.case_id)


def payee_changed(event: PayeeChanged) -> None:
    """An account was entered: claims that only waited for it go on."""
    defer(tasks.advance_claims_of, worker_id=str(event.worker_id))
