"""Objecting to a decision (异议): a case of its own, linked, looked at by people who had no part in the first."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anxin.cases.engine import open_case
from anxin.cases.selectors import case_view
from anxin.cases.services import link_add
from anxin.cases.types import Channel, LinkKind, PartyIn
from anxin.claims import tasks
from anxin.claims.errors import NoSuchClaim, NotReady
from anxin.claims.models import InjuryClaim, Objection
from anxin.claims.objecting import days_late
from anxin.claims.records import settled_record
from anxin.claims.services.handlers import handler_kept
from anxin.claims.types import OBJECTION, OBJECTION_UNDECIDED, ObjectionRef
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput
from anxin.kit.jobs import defer
from anxin.kit.text import paragraph

REASON_MAX = 2000


def objection_raise(
    *,
    actor: Actor,
    case_id: UUID,
    reason: str,
    at: datetime,
    late_reason: str = "",
    channel: Channel | str = Channel.WORKER,
) -> ObjectionRef:
    """Object to the decision of a claim. What was approved is paid meanwhile.

    The claim's handler stays the worker's contact and sees the objection; only people who had no part decide it.
    After the last day it is taken all the same, marked with the days and the reason; a person decides of admitting it.

    Raises:
        NoSuchClaim: it is not the actor's claim. NotReady: nothing is decided yet, or an objection runs already.
        BadInput: no reason, or none for being late.
    """
    why = paragraph(reason, most=REASON_MAX, label=_("理由"))
    if not why:
        raise BadInput(_("请写下您为什么不同意，几句话就可以。"), field="reason")
    with transaction.atomic():
        claim = _own_claim(actor, case_id)
        late = days_late(_decided_on(case_id), day_of(at))
        why_late = paragraph(late_reason, most=REASON_MAX, label=_("为什么晚了")) if late else ""
        if late and not why_late:
            raise BadInput(_("提出异议的时间过了，请写一句为什么晚了。"), field="late_reason")
        known = case_view(Actor.system(), case_id).parties
        insurer = [PartyIn("insurer", org_id=party.org_id) for party in known if party.role == "insurer"]
        case = open_case(
            type=OBJECTION,
            org_id=claim.org_id,  # type: ignore[attr-defined]
            actor=actor,
            at=at,
            channel=channel,
            parties=(PartyIn("worker", worker_id=claim.worker_id), *insurer),
            handler_id=handler_kept(case_id, at=at),
        )
        Objection.objects.create(
            case_id=case.case_id,
            claim_id=claim.pk,
            number=case.public_id,
            reason=why,
            raised_at=at,
            late_days=late,
            late_reason=why_late,
        )
        defer(tasks.tell_of_objection, case_id=str(case.case_id))
        link_add(case_id=claim.pk, other_id=case.case_id, kind=LinkKind.OBJECTION, actor=Actor.system(), at=at)
    return ObjectionRef(case.case_id, case.public_id)


def _own_claim(actor: Actor, case_id: UUID) -> InjuryClaim:
    rows = InjuryClaim.objects.select_for_update(of=("self",)).annotate(org_id=F("case__org_id"))
    claim = rows.filter(pk=case_id, worker_id=actor.worker_id).first() if actor.worker_id else None
    if claim is None:
        raise NoSuchClaim(_("没有找到这个案件。"))
    return claim


def _decided_on(case_id: UUID) -> date:
    """The day of the decision objected to; there must be one, and nobody looking at it again already."""
    record = settled_record(case_id)
    if record is None or record.settled_at is None:
        raise NotReady(_("这个案件还没有核定，核定后才能提出异议。现在有话要说，请打经办员的电话。"))
    if Objection.objects.filter(claim_id=case_id, case__step__in=OBJECTION_UNDECIDED).exists():
        raise NotReady(_("您的异议正在复查，不用重复提出。"))
    return day_of(record.settled_at)
