"""Handing a suspected crime over to the police (涉嫌犯罪移送): an officer proposes, a lead approves, five papers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.engine import open_case
from anxin.cases.selectors import case_view, documents
from anxin.cases.services import document_attach, entry_add, link_add
from anxin.cases.types import Audience, CaseRef, Channel, LinkKind, PartyIn
from anxin.documents.letters import render
from anxin.documents.selectors import original
from anxin.documents.services import file_store, paper_add
from anxin.documents.types import PaperKind
from anxin.identity.selectors import org
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.dates import formal_day
from anxin.kit.errors import NotFound
from anxin.kit.money import in_words, yuan_sign
from anxin.kit.text import paragraph
from anxin.wages.crime import CrimeStandard
from anxin.wages.errors import NotReady
from anxin.wages.models import Handover, Served, WageCase
from anxin.wages.selectors.arrears import arrears_facts
from anxin.wages.services.letters import worker_rows
from anxin.wages.services.working import officer_case
from anxin.wages.types import CRIME, LETTER_NAMES, SERVE_NAMES, LetterKind, ServeMethod
from anxin.wages.wording import wordings

FIVE: Final = (LetterKind.TRANSFER, LetterKind.REPORT, LetterKind.GOODS)
"""Papers of the hand-over that we write; expert reports and other material come from the case file."""

MATERIAL: Final = frozenset(
    {"letter", "wage_sheet", "served", "statement", "contract", "roster", "wage_book", "attendance", "payslip", "iou"}
)
"""Kinds of papers in the case file that go along."""


@transaction.atomic
def handover_propose(*, case_id: UUID, fled: bool, fled_why: str, reason: str, actor: Actor, at: datetime) -> CaseRef:
    """Propose to hand a case over to the police (提出移送): a case of its own, with its own limits.

    The order must have been served and not obeyed, and the sum must reach the standard of the day; where the
    province's number is missing, the officer says why he proposes it all the same.

    Raises:
        NotReady: not ordered, not served, not overdue, below the standard, or proposed already. NotYours, MoveBlocked.
    """
    case = officer_case(case_id, actor, at)
    facts = arrears_facts(case_id, at=at)
    assert facts is not None, "it was locked a moment ago"
    why = paragraph(reason, most=2000, label=_("移送理由"))
    if not why or actor.account_id is None:
        raise NotReady(_("请写明为什么移送。"))
    if not facts.ordered_and_unpaid:
        raise NotReady(_("责令支付的期限还没有过，或者已经付清，不能移送。"))
    if facts.served_on is None:
        raise NotReady(_("限期改正指令书还没有送达记录，请先记录送达（在住所或工地张贴并拍照也算）。"))
    if facts.crime.reached == "no":
        raise NotReady(_("没有达到“数额较大”的标准：%(sentence)s") % {"sentence": facts.crime.sentence})
    if Handover.objects.filter(wage=case, case__closed_on=None).exists():
        raise NotReady(_("已经有一件移送正在办理。"))
    view = case_view(Actor.system(), case_id)
    named = "" if case.employer_id else case.employer_name
    employer = PartyIn("employer", org_id=case.employer_id, name=named)
    ref = open_case(
        type=CRIME,
        org_id=view.org_id,
        actor=actor,
        at=at,
        channel=Channel.SYSTEM,
        parties=(employer,),
        handler_id=view.handler_id,
    )
    Handover.objects.create(
        case_id=ref.case_id,
        number=ref.public_id,
        wage=case,
        standard=standard_facts(facts.crime),
        proposed_by=actor.account_id,
        fled=fled,
        fled_why=paragraph(fled_why, most=1000, label=_("逃匿情况")),
    )
    link_add(case_id=ref.case_id, other_id=case_id, kind=LinkKind.REFERRED, actor=actor, at=at)
    entry_add(case_id=ref.case_id, key="wage.proposed", words={"reason": why}, actor=actor, at=at)
    return ref


def standard_facts(crime: CrimeStandard) -> dict[str, Any]:
    """What the thresholds said, as it is kept with the hand-over."""
    return {
        "reached": crime.reached.value,
        "sentence": crime.sentence,
        "articles": list(crime.articles),
        "workers": crime.workers,
        "total_fen": crime.total_fen,
    }


def package_make(*, handover_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Pack the papers of a hand-over as one ZIP (移送材料包) and put it into its file; give the paper's id.

    Five parts: transfer letter, investigation report, list of goods, expert reports (none in wage cases, said so in
    the list), and other material: letters, proof of service, wage sheets, evidence.

    Raises:
        NotFound: no such hand-over. NotYours, MoveBlocked.
    """
    handover = Handover.objects.select_related("wage").filter(pk=handover_id).first()
    if handover is None:
        raise NotFound(_("没有找到这件移送。"))
    with transaction.atomic():  # asked first: drawing takes seconds, and nobody waits for the case meanwhile
        officer_case(handover.wage_id, actor, at)
    papers = [(f"{number}_{LETTER_NAMES[kind]}.pdf", _paper(handover, kind, at)) for number, kind in enumerate(FIVE, 1)]
    content = _zipped([*papers, *_material(handover.wage)])
    name = f"{handover.number}-移送材料.zip"
    file = file_store(name=name, content=content, actor=actor, at=at)
    with transaction.atomic():
        paper_id = paper_add(
            file_id=file.id,
            kind=PaperKind.OTHER,
            subject=f"case:{handover_id}",
            actor=actor,
            at=at,
            name=name,
            read=False,
        )
        document_attach(
            case_id=handover_id,
            kind="package",
            paper_id=paper_id,
            actor=actor,
            at=at,
            label=_("移送材料包"),
            audience=Audience.STAFF,
        )
        Handover.objects.filter(pk=handover_id).update(package_paper=paper_id)
    return paper_id


def _paper(handover: Handover, kind: LetterKind, at: datetime) -> bytes:
    case = handover.wage
    wording = wordings(day_of(at)).letters[kind]
    words = _words(handover, at)
    view = case_view(Actor.system(), case.pk)
    bureau = org(view.org_id)
    headers, rows = _list(handover, kind)
    data = {
        "title": LETTER_NAMES[kind],
        "number": f"{handover.number}-{kind.value[:2].upper()}",
        "case_number": case.number,
        "to": handover.police_name or _("公安机关"),
        "paragraphs": [text for text in (one.format(**words) for one in wording.paragraphs) if text.strip()],
        "list_title": _("随案材料") if kind is LetterKind.GOODS else _("未付工资明细"),
        "headers": headers,
        "rows": rows,
        "widths": [1] * len(headers),
        "sums": 3 if kind is LetterKind.REPORT else 0,
        "remedies": "",
        "org": bureau.name if bureau else "",
        "decided_on": formal_day(day_of(at)),
        "officers": words["officers"],
    }
    return render("wage_letter", data, at=at)


def _list(handover: Handover, kind: LetterKind) -> tuple[list[str], list[list[str]]]:
    if kind is LetterKind.REPORT:
        headers = [_("姓名"), _("时段"), _("核定"), _("已付"), _("未付")]
        return headers, worker_rows(handover.wage, secret_hidden=False)
    if kind is LetterKind.GOODS:
        names = [name for name, _content in _material(handover.wage)]
        return [_("序号"), _("材料")], [[str(number), name] for number, name in enumerate(names, 1)]
    return [_("项目")], []


def _words(handover: Handover, at: datetime) -> dict[str, str]:
    case = handover.wage
    view = case_view(Actor.system(), case.pk)
    served = Served.objects.filter(letter__case=case, letter__kind=LetterKind.ORDER).order_by("served_on").last()
    left = case.owed_fen - case.paid_fen
    return {
        "employer": case.employer_name,
        "case_number": case.number,
        "officers": "、".join(name for name in (view.handler_name, case.second_name) if name),
        "workers": str(handover.standard["workers"]),
        "amount": yuan_sign(left),
        "amount_words": in_words(left),
        "standard": handover.standard["sentence"],
        "articles": "；".join(handover.standard["articles"]),
        "accepted_on": formal_day(day_of(view.opened_at)),
        "ordered_on": formal_day(day_of(case.ordered_at)) if case.ordered_at else "____",
        "pay_by": formal_day(case.pay_by) if case.pay_by else "____",
        "served": _(SERVE_NAMES[ServeMethod(served.method)]) if served else "____",
        "fled": (_("视为逃匿：") + handover.fled_why) if handover.fled else "",
    }


def _material(case: WageCase) -> list[tuple[str, bytes]]:
    """Papers of the case file that go along, numbered as they lie there."""
    found = []
    for number, entry in enumerate((one for one in documents(Actor.system(), case.pk) if one.live), 1):
        if entry.kind in MATERIAL:
            file, content = original(entry.paper_id)
            ending = file.media_type.rpartition("/")[2].replace("jpeg", "jpg")
            label = (entry.label or entry.kind_label).replace("/", "-")
            found.append((f"5_其他材料/{number:02d}_{label}.{ending}", content))
    return found


def _zipped(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """One archive; the same parts give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return out.getvalue()
