"""Handing in papers of a claim (交材料)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.selectors import documents
from anxin.cases.services import document_attach
from anxin.cases.types import Audience
from anxin.claims.checklist import SLOTS, paper_state
from anxin.claims.guards import subject
from anxin.claims.types import SlotState
from anxin.claims.wakening import wake_case
from anxin.documents.selectors import paper
from anxin.documents.services import file_store, paper_add
from anxin.documents.types import PaperKind
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput

HANDED_IN_KINDS = frozenset(kind for slot in SLOTS for kind in slot.accepts) | {
    PaperKind.SCENE_PHOTO,
    PaperKind.ID_CARD,
    PaperKind.BANK_CARD,
    PaperKind.OTHER,
}


def paper_attach(
    *,
    actor: Actor,
    case_id: UUID,
    kind: PaperKind | str,
    name: str,
    content: bytes,
    at: datetime,
    retakes: UUID | None = None,
) -> UUID:
    """Hand in one paper, a photo or a file; give the paper's id. Reading starts by itself.

    Args:
        kind: what the person says it is.
        retakes: a paper that could not be read and is taken again; it counts no more. Anything else stays beside.

    Raises:
        BadInput: no such kind, or the file is of no kind we read, too large or empty.
        NoSuchCase, NotYours, MoveBlocked: the case is not the actor's, or closed.
    """
    if kind not in {known.value for known in HANDED_IN_KINDS}:
        raise BadInput(_("请先选这是什么材料。"), field="kind")
    file = file_store(name=name, content=content, actor=actor, at=at)
    return stored_attach(
        actor=actor,
        case_id=case_id,
        kind=PaperKind(kind),
        name=name,
        file_id=file.id,
        at=at,
        replaces=_entry_of(actor, case_id, retakes) if retakes else None,
    )


def _entry_of(actor: Actor, case_id: UUID, paper_id: UUID) -> UUID | None:
    """Where an illegible paper stands in the file; None when it is gone, has been read meanwhile, or is another's."""
    entry = next((one for one in documents(actor, case_id) if one.paper_id == paper_id and one.live), None)
    return entry.id if entry and paper_state(paper(paper_id)) is SlotState.PROBLEM else None


@transaction.atomic
def stored_attach(
    *,
    actor: Actor,
    case_id: UUID,
    kind: PaperKind,
    name: str,
    file_id: UUID,
    at: datetime,
    replaces: UUID | None = None,
    read: bool = True,
    document_kind: str = "",
) -> UUID:
    """Put a stored file into the case as a paper; the applicant sees what others hand in for him too."""
    paper_id = paper_add(file_id=file_id, kind=kind, subject=subject(case_id), actor=actor, at=at, name=name, read=read)
    document_attach(
        case_id=case_id,
        kind=document_kind or kind.value,
        paper_id=paper_id,
        actor=actor,
        at=at,
        audience=Audience.APPLICANT,
        replaces=replaces,
    )
    if not read:
        wake_case(case_id)
    return paper_id
