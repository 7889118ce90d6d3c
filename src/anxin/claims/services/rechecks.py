"""The blind second look (盲审): who looks sees the facts and says an amount; only then is it compared."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.claims.errors import NotReady, SecondPersonNeeded
from anxin.claims.models import AdverseProposal, DecisionRecord, Recheck
from anxin.claims.types import Verdict
from anxin.identity.types import Actor, Role
from anxin.kit.errors import BadInput, NotAllowed, NotFound
from anxin.kit.money import FEN_MAX
from anxin.kit.text import paragraph

RECHECKERS = (Role.BUREAU_REVIEWER, Role.BUREAU_LEAD)


def recheck_give(*, actor: Actor, recheck_id: UUID, amount_fen: int, note: str, at: datetime) -> Verdict:
    """Say what the claim should have been paid; give what that means against what was decided.

    Args:
        amount_fen: what the looker would pay; 0 is a refusal.

    Raises:
        SecondPersonNeeded: the actor had a part in the decision. NotReady: somebody has looked already.
    """
    if actor.account_id is None or not actor.has(*RECHECKERS):
        raise NotAllowed(_("盲审由人社部门审核员办理。"))
    if not 0 <= amount_fen <= FEN_MAX:
        raise BadInput(_("金额填写有误，请核对。"), field="amount_fen")
    with transaction.atomic():
        row = Recheck.objects.select_for_update(of=("self",)).select_related("decision").filter(pk=recheck_id).first()
        if row is None:
            raise NotFound(_("没有这件盲审。"))
        if row.verdict:
            raise NotReady(_("这件盲审已经有人办完。"))
        if actor.account_id in involved(row.decision):
            raise SecondPersonNeeded(_("这件由您经办过，请由另一人盲审。"))
        verdict = verdict_of(decided_fen=row.decision.approved_fen or 0, amount_fen=amount_fen)
        row.verdict, row.amount_fen, row.note = verdict.value, amount_fen, paragraph(note, most=2000, label=_("说明"))
        row.by_account, row.by_name, row.at = actor.account_id, actor.name, at
        row.save()
    return verdict


def involved(decision: DecisionRecord) -> set[UUID]:
    """Everybody who had a part in a decision."""
    pairs = AdverseProposal.objects.filter(decision=decision).values_list("proposed_by", "settled_by")
    people = (decision.proposed_by, decision.settled_by, *(person for pair in pairs for person in pair))
    return {person for person in people if person is not None}


def verdict_of(*, decided_fen: int, amount_fen: int) -> Verdict:
    """What a second amount says of the first."""
    if decided_fen == amount_fen:
        return Verdict.AGREE
    if amount_fen == 0:
        return Verdict.SHOULD_REFUSE
    if decided_fen == 0:
        return Verdict.SHOULD_PAY
    return Verdict.TOO_MUCH if decided_fen > amount_fen else Verdict.TOO_LITTLE
