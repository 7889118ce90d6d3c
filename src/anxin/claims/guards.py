"""Why a move of a claim cannot be made now: sentences for the case page, asked again inside the move itself."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.registry import Guard
from anxin.cases.types import GuardFacts
from anxin.claims import checklist
from anxin.claims.models import AdverseProposal, DecisionRecord, InjuryClaim, Objection
from anxin.claims.records import counting, current_record
from anxin.documents.selectors import papers_of
from anxin.identity.selectors import payee_account


def subject(case_id: UUID) -> str:
    """The name under which papers, decisions and payments of a case are kept."""
    return f"case:{case_id}"


def submit_guard(facts: GuardFacts) -> str | None:
    """Everything from the worker must be there. The system has looked before it asks."""
    if facts.actor.is_system:
        return None
    slots = checklist.checklist(papers_of(subject(facts.case_id)))
    missing = checklist.missing(slots)
    return _("还缺：%(missing)s。") % {"missing": "、".join(missing)} if missing else None


def approve_guard(facts: GuardFacts) -> str | None:
    """There must be an amount to approve, and an account to pay it to."""
    record = current_record(facts.case_id)
    if record is None:
        return _("系统还没有核算：材料核对完、平台答复后会自动核算。")
    if record.claimed_fen == 0:
        return _("申报金额为零，没有可以支付的金额。")
    return payee_guard(facts)


def payee_guard(facts: GuardFacts) -> str | None:
    """Money needs somewhere to go."""
    worker_id = worker_of(facts.case_id)
    if worker_id is None or payee_account(worker_id) is None:
        return _("劳动者还没有填收款账户，请先联系补上。")
    return None


def worker_of(case_id: UUID) -> UUID | None:
    """Whose case it is, be it a claim or an objection."""
    own = InjuryClaim.objects.filter(pk=case_id).values_list("worker_id", flat=True).first()
    return own or Objection.objects.filter(pk=case_id).values_list("claim__worker_id", flat=True).first()


def refusal_guard(facts: GuardFacts) -> str | None:
    """Only a proposed refusal can be confirmed as one."""
    return _proposal_guard(facts, "refuse", _("提出的是部分支付，请办理“确认部分支付”或退回。"))


def cut_guard(facts: GuardFacts) -> str | None:
    """Only a proposed cut can be confirmed as one, and its rest must have somewhere to go."""
    return _proposal_guard(facts, "cut", _("提出的是不予支付，请办理“确认不予支付”或退回。")) or payee_guard(facts)


def _proposal_guard(facts: GuardFacts, kind: str, otherwise: str) -> str | None:
    proposal = AdverseProposal.objects.filter(claim_id=facts.case_id, state="open").first()
    if proposal is None:
        return _("没有等待确认的不利决定。")
    return None if proposal.kind == kind else otherwise


def amount_guard(facts: GuardFacts) -> str | None:
    """A proposed amount waits, and has somewhere to go."""
    record = current_record(facts.case_id)
    if record is None or record.kind != "manual" or record.amount_fen == 0:
        return _("没有等待确认的支付金额。")
    return payee_guard(facts)


def keep_guard(facts: GuardFacts) -> str | None:
    """What waits is the proposal to keep the decision, not an amount."""
    waiting = counting(facts.case_id).filter(kind="manual", settled_at=None)
    return _("提出的是支付金额，请办理“确认支付”或退回。") if waiting.exists() else None


def in_time_guard(facts: GuardFacts) -> str | None:
    """An objection that came too late is looked at only once somebody has admitted it."""
    return _("过了最后一天才提出，请先决定受理不受理。") if _late(facts) else None


def late_guard(facts: GuardFacts) -> str | None:
    """An objection in time is always looked at; only a late one can be turned away."""
    return None if _late(facts) else _("按时提出的异议都要复查，请办理“开始复查”。")


def _late(facts: GuardFacts) -> bool:
    return Objection.objects.filter(pk=facts.case_id, late_days__gt=0).exists()


def fresh_eyes_guard(facts: GuardFacts) -> str | None:
    """An objection is looked at by somebody who had no part in the decision objected to."""
    if facts.actor.is_system or facts.actor.account_id is None:
        return None
    claim_id = Objection.objects.filter(pk=facts.case_id).values_list("claim_id", flat=True).get()
    decided = DecisionRecord.objects.filter(case_id=claim_id).values_list("proposed_by", "settled_by")
    adverse = AdverseProposal.objects.filter(claim_id=claim_id).values_list("proposed_by", "settled_by")
    involved = {person for pair in (*decided, *adverse) for person in pair}
    return _("原决定由您经办过，异议要由没有参与的人复查。") if facts.actor.account_id in involved else None


def both(first: Guard | None, second: Guard) -> Guard:
    """Two guards as one: the first sentence that speaks against the move."""
    return second if first is None else lambda facts: first(facts) or second(facts)
