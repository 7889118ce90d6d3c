"""What staff see of a claim: facts with their origin, the checklist, the rules' lines, and the review desk's list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from anxin.cases.registry import case_type
from anxin.cases.selectors import applicants
from anxin.claims.facts import JUDGED, LABELS, as_json, gather
from anxin.claims.models import AdverseProposal, DecisionRecord, InjuryClaim
from anxin.claims.records import counting, current_record
from anxin.claims.selectors.access import claim_visible, claims_visible
from anxin.claims.selectors.decisions import decision_view
from anxin.claims.selectors.objections import objections_visible
from anxin.claims.selectors.saying import assessed_words
from anxin.claims.services.ground import Papers, grade_of, ground_of, judgements_of, papers_of_claim
from anxin.claims.snapshots import order_card
from anxin.claims.types import (
    OBJECTION_UNDECIDED,
    SMALL,
    WHAT_NAMES,
    AdverseKind,
    AdverseView,
    DecisionView,
    DeskPanel,
    Fact,
    PaperCard,
    PlatformAnswer,
    ReviewRow,
    SlotState,
    What,
)
from anxin.documents.selectors import receipt_use
from anxin.documents.types import PaperKind
from anxin.identity.types import Actor
from anxin.kit.clock import day_of, now
from anxin.policy.selectors import fact_choices, facts_said, open_sentences

REVIEW_STEPS: Final = ("reviewing", "deciding", "second_review")
ROWS_MAX: Final = 200


def desk_panel(*, actor: Actor, case_id: UUID) -> DeskPanel:
    """Everything about a claim that stands beside its timeline.

    Raises:
        NoSuchClaim: it is not the actor's to see.
    """
    claim = claim_visible(actor, case_id)
    papers = papers_of_claim(case_id)
    check = getattr(claim, "platform_check", None)
    record = current_record(case_id)
    return DeskPanel(
        case_id=case_id,
        number=claim.number,
        fast=claim.fast,
        what=WHAT_NAMES[What(claim.what)],
        happened_at=claim.happened_at,
        place=claim.place,
        narrative=claim.narrative,
        cover_sentence=claim.cover["sentence"],
        covered=claim.covered,
        declared_late=claim.declared_late,
        order=order_card(claim.cover),
        not_this_order=bool(claim.cover.get("not_this_order")),
        near_orders=tuple(_near(item) for item in claim.cover.get("nearest", ())),
        platform_answer=PlatformAnswer(check.answer) if check else PlatformAnswer.NONE,
        platform_reason=check.reason if check else "",
        platform_due=check.due_at if check else None,
        reports=claim.reports.count(),
        slots=papers.slots,
        scene=papers.scene,
        to_confirm=_to_confirm(papers),
        facts=_said(claim, _facts(claim, papers)),
        decision=decision_view(record) if record else None,
        recommended=record is not None and record.settled_at is None,
        assessed=assessed_words(grade_of(case_id)),
        adverse=adverse_open(case_id),
        version=claim.version,
    )


def _near(item: dict[str, Any]) -> str:
    return _("%(platform)s %(order)s：%(why)s") % {
        "platform": item["platform"],
        "order": item["order_no"],
        "why": item["why_not"],
    }


def _to_confirm(papers: Papers) -> tuple[PaperCard, ...]:
    """What a person must look at: also what could not be read beside something that could, for nothing else asks it."""
    wanted = {False: {SlotState.TO_CONFIRM}, True: {SlotState.TO_CONFIRM, SlotState.PROBLEM}}
    return tuple(card for slot in papers.slots for card in slot.papers if card.state in wanted[slot.legible])


def claim_facts(*, actor: Actor, case_id: UUID) -> tuple[Fact, ...]:
    """The facts of a claim as they stand now, each with its origin.

    Raises:
        NoSuchClaim: it is not the actor's to see.
    """
    claim = claim_visible(actor, case_id)
    return _said(claim, _facts(claim, papers_of_claim(case_id)))


def _facts(claim: Any, papers: Papers) -> tuple[Fact, ...]:
    check = getattr(claim, "platform_check", None)
    answer = PlatformAnswer(check.answer) if check else PlatformAnswer.SILENT
    return gather(ground_of(claim, answer, papers, _receipts_seen(papers, claim.pk), judgements_of(claim.pk), now()))


def judgement_choices(*, actor: Actor, case_id: UUID) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """What a person may judge of a claim, under the rules of the accident's day: (fact in words, (value, words) …).

    A value names its fact too (``situation=brave_act``), so that one choice says everything.

    Raises:
        NoSuchClaim: it is not the actor's to see.
    """
    claim = claim_visible(actor, case_id)
    known = fact_choices(topic=SMALL, law_on=day_of(claim.happened_at))
    judged = [name for name in JUDGED if name in known]
    return tuple(
        (str(LABELS[name]), tuple((f"{name}={value}", words) for value, words in known[name])) for name in judged
    )


def _said(claim: Any, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Facts with their words, for people."""
    words = facts_said(topic=SMALL, law_on=day_of(claim.happened_at), facts=as_json(facts))
    return tuple(replace(fact, words=words.get(fact.name, str(fact.value))) for fact in facts)


def _receipts_seen(papers: Papers, case_id: UUID) -> dict[UUID, bool | None]:
    """Whether the receipts are free or this claim's own: a look, which takes nothing."""
    seen: dict[UUID, bool | None] = {}
    for paper in papers.papers:
        if paper.kind is PaperKind.RECEIPT:
            values = paper.values()
            code, number = values.get("ticket_code"), values.get("ticket_number")
            use = receipt_use(code, number) if code and number else None
            seen[paper.id] = (use is None or use.used_by == f"case:{case_id}") if code and number else None
    return seen


def adverse_open(case_id: UUID) -> AdverseView | None:
    """The refusal or cut that waits for a second person. For a case already looked up."""
    row = AdverseProposal.objects.filter(claim_id=case_id, state="open").first()
    if row is None:
        return None
    return AdverseView(
        id=row.pk,
        case_id=row.claim_id,
        kind=AdverseKind(row.kind),
        amount_fen=row.amount_fen,
        reason=row.reason,
        article=row.article,
        proposed_by=row.proposed_by_name,
        proposed_by_id=row.proposed_by,
        proposed_at=row.proposed_at,
    )


def decision_history(*, actor: Actor, case_id: UUID) -> tuple[DecisionView, ...]:
    """Every decision of a case, newest first, superseded ones too.

    Raises:
        NoSuchClaim: it is not the actor's to see.
    """
    claim_visible(actor, case_id)
    rows = DecisionRecord.objects.filter(case_id=case_id).order_by("-made_at", "-id")
    return tuple(decision_view(row) for row in rows)


def review_rows(*, actor: Actor, step: str = "", fast_only: bool = False) -> tuple[ReviewRow, ...]:
    """What the reviewer's desk holds: fast lane first, then by due day. Five queries however long."""
    rows: QuerySet[InjuryClaim] = claims_visible(actor).filter(case__step__in=[step] if step else REVIEW_STEPS)
    if fast_only:
        rows = rows.filter(fast=True)
    records = counting(OuterRef("pk"))
    annotated: Iterable[Any] = rows.annotate(
        outcome=Subquery(records.values("outcome")[:1]),
        by_rules=Subquery(records.values("decision_id")[:1]),
        amount=Subquery(records.values("amount_fen")[:1]),
        adverse_waits=Exists(AdverseProposal.objects.filter(claim_id=OuterRef("pk"), state="open")),
    ).order_by("-fast", "case__sort_due", "pk")[:ROWS_MAX]
    found = list(annotated)
    names = applicants([row.pk for row in found])
    doubts = open_sentences({row.by_rules for row in found if row.by_rules})
    return tuple(_row(row, names.get(row.pk, ""), doubts.get(row.by_rules, "")) for row in found)


def objection_rows(*, actor: Actor) -> tuple[ReviewRow, ...]:
    """The objections somebody must look at, those due first; whoever had a part in the decision sees them too."""
    rows = objections_visible(actor).filter(step__in=OBJECTION_UNDECIDED).select_related("claim")
    proposed = counting(OuterRef("pk")).values("amount_fen")[:1]
    annotated = rows.annotate(
        type=F("case__type"),
        type_version=F("case__type_version"),
        entered_at=F("case__entered_at"),
        next_due=F("case__next_due"),
        amount=Subquery(proposed),
    )
    found = list(annotated.order_by("case__sort_due", "pk")[:ROWS_MAX])
    names = applicants([row.pk for row in found])
    return tuple(_objection_row(row, names.get(row.pk, "")) for row in found)


def _objection_row(row: Any, worker_name: str) -> ReviewRow:
    step = case_type(row.type, row.type_version).step(row.step)
    said = {"number": row.claim.number, "reason": Truncator(row.reason).chars(40), "days": row.late_days}
    undecided = row.late_days and row.step == "received"
    return ReviewRow(
        case_id=row.pk,
        number=row.number,
        step=row.step,
        step_label=step.label,
        fast=False,
        worker_name=worker_name,
        happened_at=row.claim.happened_at,
        amount_fen=row.amount,
        outcome="",
        why=(_("晚了 %(days)s 天，先决定是否受理：%(reason)s") if undecided else _("不同意 %(number)s：%(reason)s"))
        % said,
        due_day=row.next_due,
        waiting_since=row.entered_at,
        is_objection=True,
    )


def _row(row: Any, worker_name: str, doubt: str) -> ReviewRow:
    step = case_type(row.type, row.type_version).step(row.step)
    return ReviewRow(
        case_id=row.pk,
        number=row.number,
        step=row.step,
        step_label=step.label,
        fast=row.fast,
        worker_name=worker_name,
        happened_at=row.happened_at,
        amount_fen=row.amount,
        outcome=row.outcome or "",
        why=_why(row) or doubt or _("需要人工判断"),
        due_day=row.next_due,
        waiting_since=row.entered_at,
    )


def _why(row: Any) -> str:
    if row.adverse_waits:
        return _("不利决定等第二人确认")
    if row.step == "second_review":
        return _("金额等第二人确认")
    if row.outcome is None:
        return _("等材料核对或平台答复") if row.type == SMALL else _("调查完毕，等您拟定支付金额")
    return {"pay": _("建议支付，等收款账户"), "refuse": _("建议不予支付")}.get(row.outcome, "")
