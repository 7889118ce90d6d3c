"""The sheet of an objection that changed nothing (异议结果通知书): what, why, by which rules, what one can still do."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.selectors import case_view
from anxin.claims.models import AdverseProposal, DecisionRecord, Objection
from anxin.claims.objecting import outside
from anxin.claims.records import settled_record
from anxin.claims.selectors.objections import Keeping, keeping
from anxin.claims.services.sheets import sheet_file
from anxin.documents.letters import render
from anxin.identity.selectors import org, worker_by_id
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.dates import formal_day
from anxin.kit.money import yuan_sign
from anxin.policy.selectors import decision as stored_decision
from anxin.policy.selectors import rules_in_words


def kept_sheet_make(*, case_id: UUID, at: datetime) -> UUID | None:
    """Make the sheet of an objection that changed nothing and put it into its file. Made once; again gives the same."""
    rows = Objection.objects.select_related("claim").filter(pk=case_id, case__step="kept")
    row = rows.first()
    first = settled_record(row.claim_id) if row else None
    if row is None or first is None or row.sheet_paper_id is not None:
        return row.sheet_paper_id if row else None
    kept = keeping(case_id)
    pdf = render("objection_kept", _letter(row, first, kept), at=kept.made[-1].at)
    name = _("异议结果通知书") + f"-{row.number}.pdf"
    return sheet_file(Objection.objects.filter(pk=case_id), case_id, name, pdf, at)


def _letter(row: Objection, first: DecisionRecord, kept: Keeping) -> dict[str, Any]:
    kept_on = day_of(kept.made[-1].at)
    worker, view = worker_by_id(row.claim.worker_id), case_view(Actor.system(), row.pk)
    bureau = org(view.org_id)
    decision = stored_decision(first.decision_id) if first.decision_id else None
    return {
        "title": _("异议复查结果通知书") if kept.admitted else _("异议不予受理通知书"),
        "number": row.number,
        "name": worker.name if worker else "",
        "opening": _opening(row, kept),
        "first": _first(first),
        "said": row.reason,
        "late": _late(row),
        "reason": kept.because + "。",
        "articles": _articles(first),
        "rules": rules_in_words(decision) if decision else _("人工核定"),
        "digest": decision.pack.digest[:16] if decision else "",
        "outside": outside(day_of(first.settled_at or first.made_at), kept_on),
        "org": bureau.name if bureau else "",
        "decided_on": formal_day(kept_on),
        "decided_by": kept.names,
    }


def _opening(row: Objection, kept: Keeping) -> str:
    said = {"day": formal_day(day_of(row.raised_at)), "number": row.claim.number}
    if kept.admitted:
        return _("您%(day)s 对案件 %(number)s 的决定提出异议，已由没有办过此案的人复查，维持原决定。") % said
    return _("您%(day)s 对案件 %(number)s 的决定提出异议，过了最后一天，没有受理，原决定不变。") % said


def _first(first: DecisionRecord) -> str:
    """What the decision objected to had said."""
    on, approved = formal_day(day_of(first.settled_at or first.made_at)), first.approved_fen or 0
    if not approved:
        return _("%(day)s 决定不予支付。") % {"day": on}
    said = {"day": on, "paid": yuan_sign(approved), "claimed": yuan_sign(first.claimed_fen)}
    return _("%(day)s 决定支付 %(paid)s（申报 %(claimed)s）。") % said


def _late(row: Objection) -> str:
    if not row.late_days:
        return ""
    return _("晚了 %(days)s 天提出，您写的原因：%(reason)s") % {"days": row.late_days, "reason": row.late_reason}


def _articles(first: DecisionRecord) -> list[dict[str, str]]:
    """What the part rests on that was not paid: the words of people first, then the rules that speak against it."""
    adverse = AdverseProposal.objects.filter(decision=first, state="confirmed").first()
    said = [{"article": adverse.article, "sentence": adverse.reason}] if adverse else []
    lines = stored_decision(first.decision_id).lines if first.decision_id else ()
    against = [line for line in lines if line.result in ("cut", "refuse") or line.cut_fen]
    return said + [{"article": line.article, "sentence": line.sentence_worker} for line in against]
