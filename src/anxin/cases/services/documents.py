"""Papers in the file of a case (案卷材料): attached, replaced, voided, never overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.access import sight_of
from anxin.cases.engine.journal import public_name
from anxin.cases.engine.recording import WORKING_SIGHTS, locked_for, record
from anxin.cases.engine.situation import Situation
from anxin.cases.engine.transactions import one_transaction
from anxin.cases.errors import MoveBlocked
from anxin.cases.events import DocumentAttached, DocumentVoided
from anxin.cases.models import CaseDocument
from anxin.cases.types import Audience, PaperIn, Sight
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput
from anxin.kit.events import emit
from anxin.kit.text import paragraph

ATTACHED: Final = "document.attached"
VOIDED: Final = "document.voided"

_AUDIENCES: Final = {Sight.APPLICANT: Audience.APPLICANT, Sight.LIMITED: Audience.PARTIES, Sight.FULL: Audience.STAFF}


def document_attach(
    *,
    case_id: UUID,
    kind: str,
    paper_id: UUID,
    actor: Actor,
    at: datetime,
    label: str = "",
    audience: Audience | None = None,
    replaces: UUID | None = None,
) -> UUID:
    """Put a paper into the file and give the id of its entry there; see ``documents_attach``."""
    paper = PaperIn(kind, paper_id, label, replaces)
    return documents_attach(case_id=case_id, papers=(paper,), actor=actor, at=at, audience=audience)[0]


def documents_attach(
    *, case_id: UUID, papers: Sequence[PaperIn], actor: Actor, at: datetime, audience: Audience | None = None
) -> tuple[UUID, ...]:
    """Put papers into the file, in one entry of the history; the same paper twice is there once.

    Args:
        audience: who may see them; by default the applicant sees his own, the parties what a platform sends,
            and only staff what staff add.

    Raises:
        BadInput: the type of the case knows no such paper.
        MoveBlocked: a paper to replace is gone, or the case is closed to its parties.
    """
    with one_transaction():
        here = locked_for(case_id, actor, at, what=_("添加材料"), sights=WORKING_SIGHTS)
        sight = sight_of(here.roles)
        if here.case.closed_on is not None and sight is not Sight.FULL:
            raise MoveBlocked(_("案件已经办结，不能再添加材料。如有新情况，请联系经办员。"))
        for paper in papers:
            if paper.kind not in here.declared.documents:
                raise BadInput(
                    _("“%(type)s”不收这种材料，请重新选择种类。") % {"type": here.declared.label}, field="kind"
                )
            if paper.replaces is not None:
                _must_be_live(here, paper.replaces)
        wanted = {paper.paper_id: paper for paper in papers}
        known = _known(here, wanted)
        fresh = [paper for paper_id, paper in wanted.items() if paper_id not in known]
        added = papers_attach(here, fresh, audience or _AUDIENCES[sight]) if fresh else {}
        return tuple((known | added)[paper.paper_id] for paper in papers)


def _known(here: Situation, paper_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    rows = CaseDocument.objects.filter(case=here.case, paper_id__in=list(paper_ids))
    return dict(rows.values_list("paper_id", "pk"))


def _must_be_live(here: Situation, document_id: UUID) -> None:
    live = CaseDocument.objects.filter(case=here.case, pk=document_id, voided_at__isnull=True, replaced_by__isnull=True)
    if not live.exists():
        raise MoveBlocked(_("这份材料已经作废或被替换，请刷新页面。"))


@transaction.atomic(savepoint=False)
def papers_attach(here: Situation, papers: Sequence[PaperIn], audience: Audience) -> dict[UUID, UUID]:
    """Write entries of a locked case's file; what is there already is not asked here. Paper -> entry."""
    rows = [
        CaseDocument(
            case=here.case,
            kind=paper.kind,
            paper_id=paper.paper_id,
            label=paragraph(paper.label, most=100, label=_("材料说明")),
            audience=audience.value,
            uploaded_by_id=here.actor.account_id,
            uploaded_by_name=public_name(here.actor),
            uploaded_at=here.at,
            replaces_id=paper.replaces,
        )
        for paper in papers
    ]
    CaseDocument.objects.bulk_create(rows)
    record(here, ATTACHED, audience=audience, data={"papers": [_entry(row) for row in rows]})
    for row in rows:
        emit(DocumentAttached(here.case.pk, row.kind, row.paper_id, here.at))
    return {row.paper_id: row.pk for row in rows}


def _entry(row: CaseDocument) -> dict[str, object]:
    entry = {"kind": row.kind, "document": row.pk, "paper": row.paper_id}
    return entry | ({"replaces": row.replaces_id} if row.replaces_id else {})


def document_void(*, case_id: UUID, document_id: UUID, actor: Actor, at: datetime, reason: str) -> None:
    """Take a paper out of account, with a reason; it stays in the file to be seen.

    Raises:
        BadInput: without a reason. MoveBlocked: it does not count any more already.
    """
    why = paragraph(reason, most=200, label=_("作废原因"))
    if not why:
        raise BadInput(_("请写明作废原因。"), field="reason")
    with one_transaction():
        here = locked_for(case_id, actor, at, what=_("作废材料"))
        _must_be_live(here, document_id)
        with transaction.atomic(savepoint=False):
            CaseDocument.objects.filter(pk=document_id).update(voided_at=at, void_reason=why)
            record(here, VOIDED, audience=Audience.STAFF, data={"document": document_id}, words={"reason": why})
            emit(DocumentVoided(here.case.pk, at))
