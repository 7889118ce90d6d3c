"""The decision sheet of record (核定决定书): what, why, by which rules, what would change it, how to object."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.cases.services import document_attach
from anxin.cases.types import Audience
from anxin.claims.guards import subject
from anxin.claims.models import AdverseProposal, DecisionRecord, Objection
from anxin.claims.objecting import object_until
from anxin.claims.selectors.decisions import CHECKED, LEFT_OPEN, LOOKED_AT, by_person, looked_at
from anxin.documents.letters import render
from anxin.documents.services import file_store, paper_add
from anxin.documents.types import PaperKind
from anxin.identity.selectors import org, worker_by_id
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.dates import formal_day
from anxin.kit.money import in_words, yuan_sign
from anxin.policy.selectors import decision as stored_decision
from anxin.policy.selectors import limit, rules_in_words
from anxin.policy.types import Decision, Line

RESULT_WORDS = {
    "pass": "符合",
    "pay": "支付",
    "info": "说明",
    "cut": "核减",
    "refer": "人工审核",
    CHECKED: "人工核对",
    "refuse": "不符合",
    "missing": "待补",
}


def sheet_make(*, record_id: UUID, at: datetime) -> UUID | None:
    """Make the sheet of a settled decision and put it into the file. Made once; again gives the same paper."""
    record = DecisionRecord.objects.select_related("claim").filter(pk=record_id).first()
    if record is None or record.settled_at is None or record.sheet_paper_id is not None:
        return record.sheet_paper_id if record else None
    pdf = render(*_letter(record), at=record.settled_at)
    name = _("核定决定书") + f"-{record.claim.number}.pdf"
    return sheet_file(DecisionRecord.objects.filter(pk=record_id), record.case_id, name, pdf, at)


def sheet_file(row: QuerySet[Any], case_id: UUID, name: str, pdf: bytes, at: datetime) -> UUID:
    """Put a sheet into the file of its case, once: the row it belongs to is locked and remembers it."""
    system = Actor.system()
    file = file_store(name=name, content=pdf, actor=system, at=at)
    with transaction.atomic():
        made: UUID | None = row.select_for_update().values_list("sheet_paper_id", flat=True).get()
        if made is not None:
            return made
        paper_id = paper_add(
            file_id=file.id,
            kind=PaperKind.OTHER,
            subject=subject(case_id),
            actor=system,
            at=at,
            name=name,
            read=False,
        )
        document_attach(
            case_id=case_id,
            kind="decision_sheet",
            paper_id=paper_id,
            actor=system,
            at=at,
            label=name,
            audience=Audience.APPLICANT,
        )
        row.update(sheet_paper_id=paper_id)
    return paper_id


def _letter(record: DecisionRecord) -> tuple[str, dict[str, Any]]:
    decision = stored_decision(record.decision_id) if record.decision_id else None
    adverse = AdverseProposal.objects.filter(decision=record, state="confirmed").first()
    common = _common(record, decision)
    if record.approved_fen == 0:
        return "refusal", common | _refusal(record, decision, adverse)
    return "decision", common | _decision(record, decision, adverse)


def _common(record: DecisionRecord, decision: Decision | None) -> dict[str, Any]:
    worker = worker_by_id(record.claim.worker_id)
    settled = record.settled_at or record.made_at
    bureau = org(_org_of(record))
    return {
        "number": str(record.pk)[-12:].upper(),
        "case_number": record.claim.number,
        "name": worker.name if worker else "",
        "happened_on": formal_day(day_of(record.claim.happened_at)),
        "rules": rules_in_words(decision) if decision else _("人工核定"),
        "digest": decision.pack.digest[:16] if decision else "",
        "org": bureau.name if bureau else "",
        "decided_on": formal_day(day_of(settled)),
        "would_change": _would_change(record, decision),
        "objection": objection_words(settled),
    }


def _would_change(record: DecisionRecord, decision: Decision | None) -> list[str]:
    settled = LEFT_OPEN if looked_at(record) else ()
    return (
        [line.would_change for line in decision.lines if line.would_change and line.result not in settled]
        if decision
        else []
    )


def _org_of(record: DecisionRecord) -> UUID:
    return DecisionRecord.objects.filter(pk=record.pk).values_list("case__org_id", flat=True).get()


def objection_words(settled: datetime) -> str:
    """How to object: to the bureau, by review, by suit; the terms come from the rules."""
    on = day_of(settled)
    review, suit = limit("review", on=on), limit("suit", on=on)
    return _(
        "您可以在案件页面直接提出异议，最后一天是 %(until)s，由没有办过此案的人复查。"
        "您也可以自收到本决定之日起 %(review)s 日内申请行政复议，或者 %(suit)s 个月内向人民法院起诉。"
        "异议和复议期间，已经核定的款项照常支付。"
    ) % {"until": formal_day(object_until(on)), "review": review.length, "suit": suit.length}


def _decision(record: DecisionRecord, decision: Decision | None, adverse: AdverseProposal | None) -> dict[str, Any]:
    approved = record.approved_fen or 0
    lines = decision.lines if decision else ()
    items = _items(lines, looked_at(record))
    return {
        "amount": yuan_sign(approved),
        "amount_words": in_words(approved),
        "payment": _("款项付到您登记的收款账户，一般当天送银行。"),
        "items": [*items, *_by_person(record, adverse)] if items else [_whole(record)],
        "lines": [_reason(line, looked_at(record)) for line in lines if line.amount_fen is None]
        + (_adverse_lines(adverse) or _approved_lines(record)),
        "opening": _opening(record),
        "decided_by": _decided_by(record, adverse),
    }


def _decided_by(record: DecisionRecord, adverse: AdverseProposal | None) -> str:
    """The names under the sheet: both, where it took two."""
    if record.kind == "auto":
        return _("系统自动核定")
    names = (adverse or record).proposed_by_name, (adverse or record).settled_by_name
    return "、".join(name for name in names if name)


def _opening(record: DecisionRecord) -> str:
    """What was decided on: the claim, or an objection to what was decided before."""
    objection = Objection.objects.filter(pk=record.case_id).first()
    if objection is not None:
        said = _("您%(day)s 对案件 %(number)s 提出的异议（%(own)s）已经复查，改变原决定，另外再付。")
        on, own = objection.raised_at, objection.number
    else:
        said, on, own = _("您%(day)s 的职业伤害待遇申请（案件 %(number)s）已经核定。"), record.claim.happened_at, ""
    return said % {"day": formal_day(day_of(on)), "number": record.claim.number, "own": own}


def _items(lines: Sequence[Line], looked_at: bool) -> list[dict[str, str]]:
    return [
        {
            "name": line.sentence_worker.split("：")[0],
            "claimed": yuan_sign((line.amount_fen or 0) + (line.cut_fen or 0)),
            "paid": yuan_sign(line.amount_fen or 0),
            "why": str(LOOKED_AT) if looked_at and line.result in LEFT_OPEN else line.sentence_worker,
        }
        for line in lines
        if line.amount_fen is not None and (line.amount_fen or line.cut_fen)
    ]


def _by_person(record: DecisionRecord, adverse: AdverseProposal | None) -> list[dict[str, str]]:
    return [
        {"name": line.title, "claimed": "", "paid": yuan_sign(line.amount_fen or 0), "why": line.sentence}
        for line in by_person(record, adverse)
        if line.amount_fen is not None
    ]


def _whole(record: DecisionRecord) -> dict[str, str]:
    paid = yuan_sign(record.approved_fen or 0)
    return {"name": _("核定金额"), "claimed": yuan_sign(record.claimed_fen), "paid": paid, "why": record.reason}


def _reason(line: Line, looked_at: bool) -> dict[str, str]:
    result = CHECKED if looked_at and line.result in LEFT_OPEN else line.result
    unknown = looked_at and line.result == "missing"
    return {
        "article": line.article,
        "result": RESULT_WORDS.get(result, result),
        "sentence": str(LOOKED_AT) if unknown else line.sentence_worker,
    }


def _adverse_lines(adverse: AdverseProposal | None) -> list[dict[str, str]]:
    if adverse is None:
        return []
    return [{"article": adverse.article, "result": _("部分支付"), "sentence": adverse.reason}]


def _approved_lines(record: DecisionRecord) -> list[dict[str, str]]:
    """Why a person approved what the rules would not settle by themselves."""
    return [
        {"article": line.title, "result": RESULT_WORDS[CHECKED], "sentence": line.sentence}
        for line in by_person(record, None)
        if line.amount_fen is None
    ]


def _refusal(record: DecisionRecord, decision: Decision | None, adverse: AdverseProposal | None) -> dict[str, Any]:
    reasons = [
        {"sentence": line.sentence_worker, "article": line.article, "text": line.article_text}
        for line in (decision.lines if decision else ())
        if line.result == "refuse"
    ]
    if adverse is not None:
        reasons.insert(0, {"sentence": adverse.reason, "article": adverse.article, "text": ""})
    return {
        "claimed": yuan_sign(record.claimed_fen) if record.claimed_fen else "",
        "reasons": reasons or [{"sentence": record.reason, "article": "", "text": ""}],
        "decided_by": adverse.proposed_by_name if adverse else "",
        "checked_by": adverse.settled_by_name if adverse else record.settled_by_name,
    }
