"""What a move of a claim does besides changing the step, in the same transaction, from whatever page it is made."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from anxin.cases.types import EffectFacts
from anxin.claims import tasks
from anxin.claims.errors import AlreadyAnswered, NotReady
from anxin.claims.events import ClaimRefused, PlatformAnswered
from anxin.claims.facts import JUDGED
from anxin.claims.guards import subject
from anxin.claims.models import AdverseProposal, DecisionRecord, InjuryClaim, Judgement, Objection, PlatformCheck
from anxin.claims.records import current_record
from anxin.claims.selectors.decisions import rest_of
from anxin.claims.services.settling import payee_in, payout_key, settle, supersede
from anxin.claims.types import GRADE, AdverseKind, PlatformAnswer
from anxin.claims.wakening import wake_case
from anxin.documents.services import receipt_use_release
from anxin.funds.services import obligation_retry
from anxin.identity.selectors import payee_account
from anxin.kit.errors import BadInput
from anxin.kit.events import emit
from anxin.kit.jobs import defer
from anxin.kit.money import yuan_sign

ANSWERS: Final = {
    "platform_confirm": PlatformAnswer.CONFIRMED,
    "platform_dispute": PlatformAnswer.DISPUTED,
    "platform_silent": PlatformAnswer.SILENT,
}


def platform_answered(facts: EffectFacts) -> None:
    """Keep what the platform said, and decide again with it."""
    answer = ANSWERS[facts.move]
    said = answer is not PlatformAnswer.SILENT
    unanswered = PlatformCheck.objects.filter(
        claim_id=facts.case_id, answer__in=(PlatformAnswer.NONE, PlatformAnswer.SILENT)
    )
    taken = unanswered.update(
        answer=answer.value,
        reason=facts.data.get("reason", ""),
        answered_at=facts.at if said else None,
        answered_by=facts.actor.account_id if said else None,
    )
    if not taken:
        raise AlreadyAnswered(_("平台已经答复过，结论不能直接改。如有新情况，请联系本案经办员。"))
    emit(PlatformAnswered(facts.case_id, answer.value, facts.at))
    wake(facts)


def wake(facts: EffectFacts) -> None:
    """Ask for another look at the claim: something it depends on has changed."""
    wake_case(facts.case_id)


def applied(facts: EffectFacts) -> None:
    """The report becomes a claim; what the form asks for may be told again while nothing is decided."""
    rows = InjuryClaim.objects.filter(pk=facts.case_id)
    rows.update(applied_at=Coalesce("applied_at", facts.at), assessment_wanted=facts.data["assessment_wanted"])
    wake(facts)


def submitted(facts: EffectFacts) -> None:
    """All papers are there: look at them, unless the system itself has just looked."""
    if not facts.actor.is_system:
        wake(facts)


def judged(facts: EffectFacts) -> None:
    """Keep a person's judgement of a fact, and decide again with it."""
    name, text = str(facts.data["fact"]), str(facts.data["value"])
    if name not in JUDGED:
        raise BadInput(_("这一项不能人工判断，请在材料上更正。"), field="fact")
    Judgement.objects.create(
        claim_id=facts.case_id,
        fact=name,
        value=judged_value(name, text),
        reason=facts.data["reason"],
        by_account=_person(facts),
        by_name=facts.actor.name,
        at=facts.at,
    )
    wake(facts)


def judged_value(name: str, text: str) -> Any:
    """A judgement as typed, in the form the rules take: true, false, a word or a list of codes."""
    words = {"true": True, "false": False, "是": True, "否": False, "": None}
    if text in words:
        return words[text]
    return [part for part in text.replace("，", ",").split(",") if part] if name == "injured_parts" else text


def approved(facts: EffectFacts) -> None:
    """A named person approves the full amount."""
    record = _current(facts.case_id)
    record.kind, record.reason = "person", facts.data.get("reason", "")
    settle(record, approved_fen=record.claimed_fen, actor=facts.actor, at=facts.at)


def adverse_proposed(facts: EffectFacts) -> None:
    """A named person proposes to refuse or to cut; nothing is decided yet."""
    record = current_record(facts.case_id) or _empty_record(facts)
    amount = int(facts.data["amount_fen"])
    if amount and amount >= record.claimed_fen:
        raise BadInput(_("拟付金额不比申报少，请直接核定支付。"), field="amount_fen")
    AdverseProposal.objects.create(
        claim_id=facts.case_id,
        decision=record,
        kind=AdverseKind.CUT if amount else AdverseKind.REFUSE,
        amount_fen=amount,
        reason=facts.data["reason"],
        article=facts.data["article"],
        proposed_by=_person(facts),
        proposed_by_name=facts.actor.name,
        proposed_at=facts.at,
    )


def adverse_confirmed(facts: EffectFacts) -> None:
    """The second person makes it so: the rest is owed, or nothing."""
    proposal = _close_proposal(facts, "confirmed")
    record = proposal.decision
    record.kind, record.reason = "person", proposal.reason
    settle(record, approved_fen=proposal.amount_fen, actor=facts.actor, at=facts.at)
    if proposal.kind == AdverseKind.REFUSE:
        receipt_use_release(subject=subject(facts.case_id), actor=facts.actor, at=facts.at)
        emit(ClaimRefused(facts.case_id, record.claim.worker_id, facts.at))


def adverse_rejected(facts: EffectFacts) -> None:
    """The second person sends it back."""
    _close_proposal(facts, "rejected")


def _close_proposal(facts: EffectFacts, state: str) -> AdverseProposal:
    proposal = (
        AdverseProposal.objects.select_related("decision__claim").filter(claim_id=facts.case_id, state="open").first()
    )
    if proposal is None:
        raise NotReady(_("没有等待确认的不利决定。"))
    proposal.state, proposal.settled_at, proposal.settled_note = state, facts.at, facts.data.get("reason", "")
    proposal.settled_by, proposal.settled_by_name = facts.actor.account_id, facts.actor.name
    proposal.save()
    return proposal


def amount_proposed(facts: EffectFacts) -> None:
    """A named person proposes an amount by hand, with its reason."""
    supersede(facts.case_id, facts.at)
    amount = int(facts.data["amount_fen"])
    if amount <= 0:
        raise BadInput(_("支付金额应大于零；不支付请走“拟不予支付”。"), field="amount_fen")
    _must_be_within_rest(facts.case_id, amount)
    _manual_record(facts, amount).save(force_insert=True)


def _must_be_within_rest(case_id: UUID, amount: int) -> None:
    """What an objection adds is what the first decision left unpaid, at most: paid once is paid."""
    claim_id = Objection.objects.filter(pk=case_id).values_list("claim_id", flat=True).first()
    first = current_record(claim_id) if claim_id else None
    rest = rest_of(first) if first else None
    if first is None or rest is None or amount <= rest:
        return
    said = _("这里填另外再付多少：申报 %(claimed)s，原决定已核定 %(paid)s，最多再付 %(rest)s。")
    sums = {"claimed": first.claimed_fen, "paid": first.approved_fen or 0, "rest": rest}
    raise BadInput(said % {key: yuan_sign(fen) for key, fen in sums.items()}, field="amount_fen")


def amount_confirmed(facts: EffectFacts) -> None:
    """The second person confirms the amount."""
    record = _current(facts.case_id)
    settle(record, approved_fen=record.amount_fen, actor=facts.actor, at=facts.at)


def amount_returned(facts: EffectFacts) -> None:
    """The second person sends the amount back."""
    supersede(facts.case_id, facts.at)


def kept(facts: EffectFacts) -> None:
    """The worker gets it in writing, with what he can still do."""
    defer(tasks.objection_kept, case_id=str(facts.case_id))


def left_fast(facts: EffectFacts) -> None:
    """The case goes on as an ordinary one with everything kept; what the fast rules recommended counts no more.

    Another look follows: with all papers handed in already, nobody has to hand them in again.
    """
    InjuryClaim.objects.filter(pk=facts.case_id).update(fast=False, left_fast_at=facts.at)
    supersede(facts.case_id, facts.at)
    wake(facts)


def rejoined_fast(facts: EffectFacts) -> None:
    """The case is a fast one again, with everything kept; another look follows at once."""
    InjuryClaim.objects.filter(pk=facts.case_id).update(fast=True)
    supersede(facts.case_id, facts.at)
    wake(facts)


def withdrawn(facts: EffectFacts) -> None:
    """The worker takes it back: receipts may be used again."""
    supersede(facts.case_id, facts.at)
    receipt_use_release(subject=subject(facts.case_id), actor=facts.actor, at=facts.at)


def assessed(facts: EffectFacts) -> None:
    """The outcome of the assessment stands with the claim as a judgement by its author."""
    Judgement.objects.create(
        claim_id=facts.case_id,
        fact=GRADE,
        value=facts.data["grade"],
        reason=_("劳动能力鉴定结论"),
        by_account=_person(facts),
        by_name=facts.actor.name,
        at=facts.at,
    )


def payee_fixed(facts: EffectFacts) -> None:
    """The same debt is paid again, to the account as it stands now."""
    record = _current(facts.case_id)
    payee = payee_account(record.claim.worker_id)
    if payee is None:
        raise NotReady(_("请先填好收款账户。"))
    payout = obligation_retry(key=payout_key(record.pk), payee=payee_in(payee), actor=facts.actor, at=facts.at)
    DecisionRecord.objects.filter(pk=record.pk).update(payout_id=payout.id)


def _person(facts: EffectFacts) -> UUID:
    """Who acts, by account: judgements and decisions against somebody carry a name."""
    if facts.actor.account_id is None:
        raise NotReady(_("这一步要由具名的工作人员办理。"))
    return facts.actor.account_id


def _current(case_id: UUID) -> DecisionRecord:
    record = current_record(case_id)
    if record is None:
        raise NotReady(_("系统还没有核算，请稍后再试。"))
    return record


def _empty_record(facts: EffectFacts) -> DecisionRecord:
    """The record of a case on which no rules have spoken: an ordinary one that is to be refused."""
    record = _manual_record(facts, 0)
    record.save(force_insert=True)
    return record


def _manual_record(facts: EffectFacts, amount_fen: int) -> DecisionRecord:
    objection = Objection.objects.filter(pk=facts.case_id).values_list("claim_id", flat=True).first()
    return DecisionRecord(
        claim_id=objection or facts.case_id,
        case_id=facts.case_id,
        outcome="pay" if amount_fen else "refer",
        claimed_fen=amount_fen,
        amount_fen=amount_fen,
        kind="manual",
        reason=facts.data["reason"],
        proposed_by=facts.actor.account_id,
        proposed_by_name=facts.actor.name,
        made_at=facts.at,
    )
