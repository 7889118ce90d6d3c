"""Papers for whoever tries the demo city and has none at hand (示例材料): drawn for this worker and this accident.

What draws is imported where it is used: it is large, and only a demo draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from anxin.claims.selectors.access import claim_visible
from anxin.claims.services.papers import paper_attach
from anxin.documents.types import PaperKind
from anxin.identity.numbers import resident_shaped
from anxin.identity.selectors import org, worker_by_id
from anxin.identity.types import Actor
from anxin.kit.clock import day_of, local
from anxin.kit.errors import BadInput, NotFound

if TYPE_CHECKING:
    from anxin.documents.specimens.papers import Story

_RECEIPT_DATA: Final = "Doc_0/Attachs/original.xml"
_DRAWN: Final[Mapping[str, tuple[PaperKind, str]]] = {
    "diagnosis": (PaperKind.DIAGNOSIS, "示例诊断书.pdf"),
    "receipt": (PaperKind.RECEIPT, "示例票据.ofd"),
    "liability": (PaperKind.SELF_STATEMENT, "示例事故说明.pdf"),
    "record": (PaperKind.PRESCRIPTION, "示例处方.pdf"),
}
"""Slot of the checklist -> what is drawn for it."""


def specimen_attach(*, actor: Actor, case_id: UUID, slot: str, at: datetime) -> UUID:
    """Hand in an invented paper that fits the worker and the accident; give the paper's id.

    Raises:
        NotFound: this is no demo city, or nothing is drawn for the slot.
        NoSuchClaim: the case is not the actor's to see.
        BadInput: the worker proves himself by something other than an identity card, which the drawings show.
    """
    if not settings.ANXIN_DEMO or slot not in _DRAWN:
        raise NotFound(_("没有这一种示例材料。"))
    kind, name = _DRAWN[slot]
    content = _drawn(kind, _told(actor, case_id))
    return paper_attach(actor=actor, case_id=case_id, kind=kind, name=name, content=content, at=at)


def _drawn(kind: PaperKind, told: Story) -> bytes:
    from anxin.documents.specimens import papers
    from anxin.documents.specimens.sheets import Fonts, ofd, pdf

    if kind is PaperKind.RECEIPT:
        return ofd(papers.receipt(told), {_RECEIPT_DATA: papers.receipt_xml(told)})
    paper = {
        PaperKind.DIAGNOSIS: papers.diagnosis,
        PaperKind.SELF_STATEMENT: papers.own_statement,
        PaperKind.PRESCRIPTION: papers.prescription,
    }[kind]
    return pdf(paper(told), Fonts(Path(settings.ANXIN_NODE_MODULES)))


def _told(actor: Actor, case_id: UUID) -> Story:
    """The rib of ``examples/rib-fracture``, broken by this worker on this day; its receipt has a number of its own."""
    from anxin.documents.specimens.cases import RIB

    claim = claim_visible(actor, case_id)
    worker = worker_by_id(claim.worker_id)
    if worker is None or not resident_shaped(worker.id_number):
        raise BadInput(_("示例材料只为有居民身份证的演示骑手准备。"))
    platform = org(claim.platform_id) if claim.platform_id else None
    happened_at = local(claim.happened_at)
    return replace(
        RIB,
        name=worker.name,
        id_number=worker.id_number,
        phone=worker.phone,
        platform=platform.name if platform else RIB.platform,
        order=claim.order_no,
        accepted_at=happened_at - timedelta(minutes=18),
        happened_at=happened_at,
        finished_at=happened_at + timedelta(minutes=30),
        place=claim.place or RIB.place,
        narrative=claim.narrative or RIB.narrative,
        visited_on=day_of(happened_at),
        ticket_code=f"110601{happened_at:%y}",
        ticket_number=f"{case_id.int % 10**10:010d}",
        check_code=case_id.hex[-6:],
    )
