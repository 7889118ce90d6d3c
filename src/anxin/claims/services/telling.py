"""Telling people what happened to a claim (消息). The wording stands in ``notify``; here is who hears what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from anxin.cases.events import CaseMoved
from anxin.cases.selectors import clocks, timeline
from anxin.claims.events import AccidentReported
from anxin.claims.models import AdverseProposal, DecisionRecord, InjuryClaim, Objection
from anxin.claims.objecting import object_until
from anxin.claims.records import current_record
from anxin.claims.selectors.objections import keeping
from anxin.claims.services.ground import papers_of_claim
from anxin.claims.services.handlers import handler_card
from anxin.claims.types import OBJECTION, ORDINARY, SMALL
from anxin.funds.selectors import payouts_of
from anxin.funds.types import PayoutState
from anxin.identity.events import PayeeChanged
from anxin.identity.selectors import payee_account, staff_with
from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of, today
from anxin.kit.dates import say_day, say_moment
from anxin.kit.money import yuan_sign
from anxin.notify.services import tell
from anxin.notify.types import Audience, Recipient


@dataclass(frozen=True, slots=True)
class Told:
    """A claim as messages speak of it."""

    claim: InjuryClaim
    case_id: UUID
    number: str
    handler_id: UUID | None
    org_id: UUID

    @property
    def is_objection(self) -> bool:
        return bool(self.case_id != self.claim.pk)

    @property
    def subject(self) -> str:
        return f"case:{self.case_id}"


def accident_reported(event: AccidentReported) -> None:
    """Listener: the first message."""
    move_told(case_id=event.case_id, move="report", seq=1, at=event.at)


def is_another_account(event: PayeeChanged) -> bool:
    """Was there an account before? Then the worker hears of the change, in case somebody else made it."""
    return not event.first


def payee_changed(event: PayeeChanged) -> None:
    """Listener: money will go elsewhere. Said at once, while nothing can be paid to the new account yet."""
    payee = payee_account(event.worker_id)
    if payee is None or payee.id != event.payee_id:
        return
    tell(
        event="payee_changed",
        audience=Audience.WORKER,
        recipients=[Recipient(worker_id=event.worker_id)],
        data={
            "bank": payee.bank_name,
            "account_tail": payee.number[-4:],
            "from_when": say_moment(event.usable_from, today=today()),
        },
        key=f"payee:{event.payee_id}",
        at=event.at,
        subject=f"payee:{event.payee_id}",
    )


def is_told(event: CaseMoved) -> bool:
    """Does somebody want to hear of this move?"""
    return event.type in (SMALL, ORDINARY, OBJECTION) and event.move in MOVES


def case_moved(event: CaseMoved) -> None:
    """Listener: a move somebody wants to hear of."""
    move_told(case_id=event.case_id, move=event.move, seq=event.seq, at=event.at)


def objection_told(*, case_id: UUID) -> int:
    """Tell everybody concerned of an objection; again changes nothing."""
    raised = Objection.objects.filter(pk=case_id).values_list("raised_at", flat=True).first()
    return move_told(case_id=case_id, move="objection", seq=1, at=raised) if raised else 0


def decision_told(*, record_id: UUID) -> int:
    """Tell the worker what was decided; again changes nothing."""
    record = DecisionRecord.objects.filter(pk=record_id, settled_at__isnull=False).first()
    told = told_of(record.case_id) if record else None
    if record is None or record.settled_at is None or told is None:
        return 0
    at = record.settled_at
    if told.is_objection:
        said, fact = _objection_paid(told, record), f"decision:{record_id}"
        return sum(_tell(told, "objection_decided", audience, said, fact, at) for audience in (_W, _H))
    approved = record.approved_fen or 0
    whole = approved >= record.claimed_fen
    event = "claim_approved" if whole else ("claim_approved_part" if approved else "claim_refused")
    return _tell(told, event, Audience.WORKER, (_money if whole else _adverse)(told), f"decision:{record_id}", at)


def _tell(told: Told, event: str, audience: Audience, data: Mapping[str, str], fact: str, at: datetime) -> int:
    recipients = _recipients(told, audience)
    if not recipients:
        return 0
    return tell(
        event=event,
        audience=audience,
        recipients=recipients,
        data={"number": told.number, **data},
        key=f"{fact}:{event}",
        at=at,
        subject=told.subject,
    )


def move_told(*, case_id: UUID, move: str, seq: int, at: datetime) -> int:
    """Tell everybody concerned of one entry of a case; again changes nothing. Returns how many were told."""
    told = told_of(case_id)
    if told is None:
        return 0
    fact, move = f"case:{case_id}:{seq}", _OBJECTION_MOVES.get(move, move) if told.is_objection else move
    return sum(_tell(told, event, audience, data(told), fact, at) for event, audience, data in MOVES[move])


def told_of(case_id: UUID) -> Told | None:
    """A claim or an objection by its case; None for a case of another context."""
    rows = InjuryClaim.objects.annotate(handler=F("case__handler_id"), org=F("case__org_id"))
    claim: Any = rows.filter(pk=case_id).first()
    if claim is not None:
        return Told(claim, case_id, claim.number, claim.handler, claim.org)
    found = Objection.objects.select_related("claim").annotate(handler=F("case__handler_id"), org=F("case__org_id"))
    objection: Any = found.filter(pk=case_id).first()
    if objection is None:
        return None
    return Told(objection.claim, case_id, objection.claim.number, objection.handler, objection.org)


def _recipients(told: Told, audience: Audience) -> list[Recipient]:
    if audience is Audience.WORKER:
        return [Recipient(worker_id=told.claim.worker_id)]
    if audience is Audience.HANDLER:
        return [Recipient(account_id=told.handler_id)] if told.handler_id else []
    if audience is Audience.PLATFORM and told.claim.platform_id:
        people = staff_with(Role.PLATFORM_OPERATOR, [told.claim.platform_id])
        return [Recipient(account_id=person.account_id) for person in people]
    if audience is Audience.BUREAU:
        return [Recipient(account_id=person.account_id) for person in staff_with(Role.BUREAU_REVIEWER, [told.org_id])]
    if audience is Audience.SUPERVISOR:
        return [Recipient(account_id=person.account_id) for person in staff_with(Role.SUPERVISOR)]
    return []


def _nothing(told: Told) -> Mapping[str, str]:
    return {}


def handler_words(told: Told) -> Mapping[str, str]:
    """Name and telephone of whoever looks after the claim."""
    card = handler_card(told.claim.pk)
    return {"handler": card.name if card else _("经办员"), "phone": card.phone if card else _("见案件页面")}


def _due(told: Told) -> Mapping[str, str]:
    known = clocks(told.case_id)
    running = [clock for clock in known if clock.running]
    nearest = min(running or known, key=lambda clock: clock.due_on, default=None)
    return {"due": say_day(nearest.due_on, today=today()) if nearest else _("规定期限")}


def _handler_due(told: Told) -> Mapping[str, str]:
    return {**handler_words(told), **_due(told)}


def _platform_due(told: Told) -> Mapping[str, str]:
    check = getattr(told.claim, "platform_check", None)
    return {"due": say_moment(check.due_at) if check else _("规定期限")}


def _money(told: Told) -> Mapping[str, str]:
    record = current_record(told.case_id)
    payee = payee_account(told.claim.worker_id)
    return {
        "amount": yuan_sign(record.approved_fen or 0) if record else "",
        "account_tail": payee.number[-4:] if payee else "",
    }


def _adverse(told: Told) -> Mapping[str, str]:
    """Reason, article and the way to object, in the same breath."""
    record = current_record(told.case_id)
    proposal = AdverseProposal.objects.filter(claim_id=told.case_id, state="confirmed").order_by("-settled_at").first()
    until = object_until(day_of(record.settled_at)) if record and record.settled_at else None
    return {
        **_money(told),
        "cut": yuan_sign((record.claimed_fen - (record.approved_fen or 0)) if record else 0),
        "reason": proposal.reason if proposal else "",
        "article": proposal.article if proposal else "",
        "objection_due": say_day(until, today=today()) if until else "",
    }


def _reason(told: Told) -> Mapping[str, str]:
    """The words somebody wrote with the last entry, without the full stop: the message ends the sentence itself."""
    spoken = next((item.text for item in timeline(Actor.system(), told.case_id) if item.text), "")
    return {"reason": spoken.rstrip("。；;，,. ") or _("见案件页面")}


def _ordinary(told: Told) -> Mapping[str, str]:
    return {**_reason(told), **handler_words(told)}


def _wanted(told: Told) -> Mapping[str, str]:
    missing = [slot.label for slot in papers_of_claim(told.case_id).slots if not slot.handed_in]
    return {**_due(told), "missing": "、".join(missing) or _reason(told)["reason"]}


def _failed(told: Told) -> Mapping[str, str]:
    payments = payouts_of(told.subject)
    last = payments[-1] if payments else None
    problem = last.why if last else _("银行没有说明原因")
    if last and last.state is PayoutState.RETURNED:
        problem = _("付出去后被银行退了回来")
    return {**_money(told), "problem": problem}


def _person(told: Told) -> Mapping[str, str]:
    return {**_due(told), "reason": _("系统核算后不能自动支付")}


def _objection_kept(told: Told) -> Mapping[str, str]:
    kept = keeping(told.case_id)
    return {"outcome": kept.outcome, "reason": kept.because}


def _objection_paid(told: Told, record: DecisionRecord) -> Mapping[str, str]:
    outcome = _("改变原决定，再支付 %(amount)s") % {"amount": yuan_sign(record.approved_fen or 0)}
    return {"outcome": outcome, "reason": record.reason.rstrip("。；;，,. ")}


Data = Callable[[Told], Mapping[str, str]]
_W, _H, _P, _B = Audience.WORKER, Audience.HANDLER, Audience.PLATFORM, Audience.BUREAU
_S = Audience.SUPERVISOR

MOVES: Final[Mapping[str, tuple[tuple[str, Audience, Data], ...]]] = {
    "report": (
        ("report_received", _W, _handler_due),
        ("report_received", _H, _due),
        ("report_received", _P, _platform_due),
    ),
    "platform_confirm": (("platform_confirmed", _W, _nothing), ("platform_confirmed", _H, _nothing)),
    "platform_dispute": (("platform_disputed", _W, handler_words), ("platform_disputed", _H, _nothing)),
    "platform_silent": tuple(("platform_silent", audience, _nothing) for audience in (_P, _H, _S)),
    "submit": (("claim_submitted", _W, _due), ("claim_submitted", _H, _nothing), ("claim_submitted", _B, _due)),
    "ask_more": (("documents_wanted", _W, _wanted),),
    "referred": (("claim_wants_person", _B, _person),),
    "propose_adverse": (("refusal_proposed", _B, _due),),
    **dict.fromkeys(
        ("leave_fast", "leave_fast_uncalled"),
        (("claim_to_ordinary", _W, _ordinary), ("claim_to_ordinary", _H, _reason)),
    ),
    **dict.fromkeys(
        ("rejoin_fast", "rejoin_fast_uncalled"),
        (("claim_to_fast", _W, _ordinary), ("claim_to_fast", _H, _reason)),
    ),
    "withdraw": (("claim_withdrawn", _W, _nothing), ("claim_withdrawn", _H, _nothing)),
    "batched": (("payment_sent", _W, _money),),
    "paid": (("payment_paid", _W, _money),),
    "pay_failed": (("payment_failed", _W, _failed), ("payment_failed", _H, _nothing)),
    "objection_withdraw": (("objection_withdrawn", _W, _nothing), ("objection_withdrawn", _H, _nothing)),
    "objection": (
        ("objection_received", _W, _due),
        ("objection_received", _H, _due),
        ("objection_received", _B, _due),
    ),
    **dict.fromkeys(
        ("confirm_keep", "confirm_turn_away"),
        (("objection_decided", _W, _objection_kept), ("objection_decided", _H, _objection_kept)),
    ),
}
"""What happened -> who hears which wording with which data."""

_OBJECTION_MOVES: Final[Mapping[str, str]] = {"withdraw": "objection_withdraw"}
"""Moves that say something else of an objection than of a claim."""
