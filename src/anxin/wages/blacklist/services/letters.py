"""The letters of a listing procedure (事先告知书、列入决定书、移出决定书), as PDF in its file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.selectors import case_view, documents
from anxin.cases.services import document_attach
from anxin.cases.types import Audience, CaseView
from anxin.documents.letters import render
from anxin.documents.services import file_store, paper_add
from anxin.documents.types import PaperKind
from anxin.identity.selectors import org
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.dates import formal_day
from anxin.kit.text import mask_id
from anxin.policy.selectors import limit, parameter
from anxin.wages.blacklist.effects import reason_of
from anxin.wages.blacklist.models import Entry, Procedure
from anxin.wages.blacklist.types import BASIS, PERSON_NAMES, REMOVAL_NAMES, PersonKind, Removal

TITLES: Final = {
    "notice": "列入拖欠农民工工资失信联合惩戒对象名单事先告知书",
    "decision": "列入拖欠农民工工资失信联合惩戒对象名单决定书",
    "removal_decision": "移出拖欠农民工工资失信联合惩戒对象名单决定书",
}
WORDS: Final = "blacklist_letters"


def letter_write(*, case_id: UUID, kind: str, seq: int, at: datetime) -> UUID | None:
    """Write a letter once for each entry of the history that asks for it; None when it is there already."""
    label = f"{TITLES[kind]}（{seq}）"
    system = Actor.system()
    if any(paper.label == label for paper in documents(system, case_id)):
        return None
    view = case_view(system, case_id)
    pdf = render("wage_letter", _data(case_id, kind, seq, view, at), at=at)
    name = f"{TITLES[kind]}-{view.public_id}-{seq}.pdf"
    file = file_store(name=name, content=pdf, actor=system, at=at)
    paper_id = paper_add(
        file_id=file.id,
        kind=PaperKind.OTHER,
        subject=f"case:{case_id}",
        actor=system,
        at=at,
        name=name,
        read=False,
    )
    document_attach(
        case_id=case_id, kind=kind, paper_id=paper_id, actor=system, at=at, label=label, audience=Audience.PARTIES
    )
    return paper_id


def _data(case_id: UUID, kind: str, seq: int, view: CaseView, at: datetime) -> dict[str, Any]:
    procedure = Procedure.objects.select_related("unit").get(pk=case_id)
    bureau = org(view.org_id)
    words = _words(procedure, at)
    return {
        "title": TITLES[kind],
        "number": f"{view.public_id}-{seq}",
        "case_number": view.public_id,
        "to": procedure.unit.name,
        "paragraphs": [text.format_map(words) for text in _paragraphs(kind, at)],
        "list_title": _("责任人员"),
        "headers": [_("身份"), _("姓名"), _("证件号码")],
        "rows": [
            [PERSON_NAMES[PersonKind(one.kind)], one.name, mask_id(one.id_number)]
            for one in procedure.persons.order_by("pk")
        ],
        "widths": [2, 2, 3],
        "sums": 0,
        "remedies": "" if kind == "notice" else _remedies(at),
        "org": bureau.name if bureau else "",
        "decided_on": formal_day(day_of(at)),
        "officers": view.handler_name,
    }


def _paragraphs(kind: str, at: datetime) -> Sequence[str]:
    """The sentences of a letter, from the dated rules."""
    value = parameter(WORDS, kind, on=day_of(at)).value
    assert isinstance(value, tuple)
    return [str(text) for text in value]


def _words(procedure: Procedure, at: datetime) -> dict[str, str]:
    entry = Entry.objects.filter(procedure=procedure).order_by("-decided_on", "-pk").first()
    day: Callable[[Any], str] = lambda value: formal_day(value) if value else "____"  # noqa: E731 - one expression
    return {
        "reason": reason_of(procedure),
        "basis": BASIS,
        "ordered_on": day(procedure.ordered_on),
        "pay_by": day(procedure.pay_by),
        "order": procedure.order_number,
        "objection_days": str(limit("bl.objection", on=day_of(at)).length),
        "decided_on": day(entry.decided_on if entry else None),
        "ends_on": day(entry.ends_on if entry else None),
        "number": entry.number if entry else "____",
        "why": REMOVAL_NAMES[Removal(entry.removed_why)] if entry and entry.removed_why else "____",
    }


def _remedies(at: datetime) -> str:
    review, suit = limit("review", on=day_of(at)), limit("suit", on=day_of(at))
    return _("可以自收到本决定书之日起 %(days)s 日内申请行政复议，或者 %(months)s 个月内提起行政诉讼。") % {
        "days": review.length,
        "months": suit.length,
    }
