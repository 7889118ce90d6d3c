"""A decision as pages show it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from anxin.claims.models import AdverseProposal, DecisionRecord
from anxin.claims.objecting import object_until
from anxin.claims.types import DecisionLine, DecisionView
from anxin.kit.clock import day_of
from anxin.policy.selectors import decision as stored_decision
from anxin.policy.selectors import rules_in_words
from anxin.policy.types import Decision, Line

LOOKED_AT: Final = lazy("审核员已对照原件核对，结果见“审核员核定”。")
"""What stands for the rules' sentence of such a line."""

LEFT_OPEN: Final = ("refer", "missing")
"""Results of the rules that leave a line to a person: something looks odd, or a fact is not known."""

CHECKED: Final = "checked"
"""The result of such a line, once a person has settled the decision."""


def decision_view(record: DecisionRecord) -> DecisionView:
    """A decision with its lines: what was approved once it is settled, what the rules recommend before."""
    stored = stored_decision(record.decision_id) if record.decision_id else None
    adverse = AdverseProposal.objects.filter(decision=record, state="confirmed").first()
    settled = record.settled_at
    return DecisionView(
        decision_id=record.pk,
        outcome=_outcome(record),
        amount_fen=record.amount_fen if record.approved_fen is None else record.approved_fen,
        claimed_fen=record.claimed_fen,
        lines=_lines(record, stored, adverse) if stored else (),
        rules=stored.pack.name if stored else _("人工核定"),
        rules_words=rules_in_words(stored) if stored else _("人工核定"),
        made_at=settled or record.made_at,
        made_by=_made_by(record, adverse),
        adverse_reason=f"{adverse.reason}（{adverse.article}）" if adverse else _manual_reason(record, stored),
        sheet_paper_id=record.sheet_paper_id,
        object_until=object_until(day_of(settled)) if settled else None,
        stored_id=record.decision_id,
    )


def looked_at(record: DecisionRecord) -> bool:
    """Did a person settle it and pay? Then what the rules left to a person has been looked at and is open no more."""
    return bool(record.approved_fen) and record.kind != "auto"


def by_person(record: DecisionRecord, adverse: AdverseProposal | None) -> tuple[DecisionLine, ...]:
    """What people decided beside the rules, as a line of its own: the lines of a decision add up to its amount."""
    said = adverse.reason if adverse else record.reason
    if record.approved_fen is None or record.kind == "auto" or not said:
        return ()
    more = record.approved_fen - record.amount_fen
    return (
        DecisionLine(
            rule_id="",
            title=_("审核员核定"),
            result=("pay" if more > 0 else "cut") if more else CHECKED,
            sentence=f"{_made_by(record, adverse)}：{said}",
            sentence_staff=f"{_made_by(record, adverse)}：{said}",
            article=adverse.article if adverse else "",
            article_text="",
            amount_fen=more or None,
            cut_fen=None,
            would_change="",
            mark="",
        ),
    )


def rest_of(first: DecisionRecord) -> int | None:
    """What a decision by the rules left unpaid; None for a sum set by hand, which says nothing of what was claimed."""
    return None if first.decision_id is None else max(first.claimed_fen - (first.approved_fen or 0), 0)


def settled_records(case_id: UUID) -> list[DecisionRecord]:
    """Settled decisions of a case, newest first."""
    return list(DecisionRecord.objects.filter(case_id=case_id, settled_at__isnull=False).order_by("-settled_at"))


def _outcome(record: DecisionRecord) -> str:
    if record.approved_fen is None:
        return record.outcome
    return "pay" if record.approved_fen else "refuse"


def _made_by(record: DecisionRecord, adverse: AdverseProposal | None) -> str:
    proposal = adverse or (record if record.proposed_by_name else None)
    if proposal is not None and proposal.settled_by_name:
        return _("%(first)s 提出、%(second)s 复核") % {
            "first": proposal.proposed_by_name,
            "second": proposal.settled_by_name,
        }
    if proposal is not None:
        return _("%(first)s 提出") % {"first": proposal.proposed_by_name}
    return record.settled_by_name if record.kind != "auto" else _("系统")


def _manual_reason(record: DecisionRecord, stored: Decision | None) -> str:
    return record.reason if stored is None else ""


def _lines(record: DecisionRecord, stored: Decision, adverse: AdverseProposal | None) -> tuple[DecisionLine, ...]:
    lines = [_line(line) for line in stored.lines]
    if looked_at(record):
        lines = [_looked_at(one) if one.result in LEFT_OPEN else one for one in lines]
    return (*lines, *by_person(record, adverse))


def _looked_at(line: DecisionLine) -> DecisionLine:
    """A line the rules left to a person, once that person has settled it: "being checked" would be untrue."""
    unknown = str(LOOKED_AT) if line.result == "missing" else line.sentence
    sentence = f"{line.title}：{LOOKED_AT}" if line.title else unknown
    return replace(line, result=CHECKED, would_change="", sentence=sentence)


def _line(line: Line) -> DecisionLine:
    about_money = line.amount_fen is not None or line.cut_fen is not None
    return DecisionLine(
        rule_id=line.rule_id,
        title=line.sentence_worker.partition("：")[0] if about_money else "",
        result=line.result,
        sentence=line.sentence_worker,
        sentence_staff=line.sentence_staff,
        article=line.article,
        article_text=line.article_text,
        amount_fen=line.amount_fen,
        cut_fen=line.cut_fen,
        would_change=line.would_change or "",
        mark=line.mark,
    )
