"""Pictures and sheets of a claim, for who may see the claim."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.claims.errors import NoSuchClaim
from anxin.claims.guards import subject
from anxin.claims.models import Objection
from anxin.claims.records import counting
from anxin.claims.selectors.access import claim_visible
from anxin.claims.selectors.objections import objections_visible
from anxin.documents.selectors import original, preview, subject_of
from anxin.identity.types import Actor
from anxin.kit.errors import NotFound


def paper_image(*, actor: Actor, case_id: UUID, paper_id: UUID, page: int = 0) -> bytes | None:
    """A page of a paper as a picture without metadata; None while it is not read.

    Only the worker's own claim: staff see papers through the case, each look of theirs being a look at the file.

    Raises:
        NoSuchClaim: the claim or the paper is not the actor's.
    """
    claim = claim_visible(actor, case_id)
    if actor.worker_id != claim.worker_id or subject_of(paper_id) != subject(case_id):
        raise NoSuchClaim(_("没有找到这份材料。"))
    return preview(paper_id, page)


def decision_sheet(*, actor: Actor, case_id: UUID) -> bytes:
    """The PDF of the decision that counts, of a claim or of an objection, also of one that changed nothing.

    Raises:
        NoSuchClaim: it is not the actor's to see. NotFound: it is not made yet.
    """
    if not objections_visible(actor).filter(pk=case_id).exists():
        claim_visible(actor, case_id)
    made: Iterable[QuerySet[Any]] = (counting(case_id), Objection.objects.filter(pk=case_id))
    sheets = (rows.exclude(sheet_paper_id=None).values_list("sheet_paper_id", flat=True).first() for rows in made)
    paper_id = next((paper_id for paper_id in sheets if paper_id), None)
    if paper_id is None:
        raise NotFound(_("决定书还没有做好，请过几分钟再来下载。"))
    return original(paper_id)[1]
