"""What the worker's pages show: one word, five dots, one next thing to do, in finished sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.registry import case_type
from anxin.cases.selectors import clocks
from anxin.cases.types import HOLDER_NAMES, ClockView
from anxin.claims import forms
from anxin.claims.errors import NoSuchClaim
from anxin.claims.models import InjuryClaim
from anxin.claims.objecting import still_possible
from anxin.claims.records import settled_record
from anxin.claims.selectors.access import claim_visible, claims_visible
from anxin.claims.selectors.decisions import decision_view
from anxin.claims.selectors.objections import objection_steps, objection_view
from anxin.claims.selectors.paying import payment_sentence
from anxin.claims.selectors.saying import assessed_words, late, next_step, objected_step, paused_step, said_timeline
from anxin.claims.services.ground import grade_of, papers_of_claim
from anxin.claims.services.handlers import handler_cards
from anxin.claims.snapshots import order_card, order_sentence
from anxin.claims.types import (
    OBJECTION,
    OBJECTION_PAID,
    OBJECTION_UNDECIDED,
    PAYMENT_FIX,
    PLATFORM_ANSWER_NAMES,
    WHAT_NAMES,
    ApplicationDraft,
    ClaimCard,
    DueView,
    HandlerCard,
    NextStep,
    OrderCard,
    PlatformAnswer,
    ReportPreset,
    SlotState,
    SlotView,
    What,
    WorkerClaimView,
    WorkerStatus,
)
from anxin.cover.selectors import cover_at
from anxin.cover.types import CoverAnswer
from anxin.identity.consent_texts import consent_text
from anxin.identity.selectors import org, payee_account, worker_by_id
from anxin.identity.types import Actor
from anxin.kit.clock import day_of, now
from anxin.kit.dates import say_day, say_left
from anxin.kit.text import mask_account, mask_id, mask_phone, one_after_another
from anxin.kit.workdays import current_calendar

DOT_OF_STATUS: Final[Mapping[WorkerStatus, int]] = {
    WorkerStatus.REPORTED: 1,
    WorkerStatus.WAITING_FOR_YOU: 2,
    WorkerStatus.REVIEWING: 3,
    WorkerStatus.REFUSED: 4,
    WorkerStatus.DECIDED: 4,
    WorkerStatus.PAYING: 4,
    WorkerStatus.PAID: 5,
    WorkerStatus.WITHDRAWN: 1,
}
_TOLD_BY_PAYMENT: Final = ("approved", PAYMENT_FIX)
"""Steps at which what the payment says is the next thing to know, in place of the usual sentence."""

RECENT: Final = timedelta(hours=2)
"""An order that ended less than this ago is still offered on the report page."""


def claims_of_worker(*, actor: Actor) -> list[ClaimCard]:
    """The worker's claims, newest first. A page of them costs the same queries however many there are."""
    if actor.worker_id is None:
        return []
    rows: list[Any] = list(claims_visible(actor).filter(worker_id=actor.worker_id).order_by("-reported_at"))
    ids = [row.pk for row in rows]
    handlers, objections = handler_cards(ids), objection_steps(ids)
    return [_card(row, handlers.get(row.pk), objections.get(row.pk, "")) for row in rows]


def _card(row: Any, handler: HandlerCard | None, objection: str) -> ClaimCard:
    status = status_of(row, objection)
    return ClaimCard(
        case_id=row.pk,
        number=row.number,
        status=status,
        dot=dot_of(row, status, objection),
        happened_at=row.happened_at,
        title=title_of(row),
        handler=handler,
        next=_next_of(row, objection, None, payee_known=True),
        fast=row.fast,
    )


def dot_of(row: Any, status: WorkerStatus, objection: str = "") -> int:
    """How far the claim is; a payment that failed does not take back what was decided."""
    return DOT_OF_STATUS[WorkerStatus.DECIDED if _step_of(row, objection) == PAYMENT_FIX else status]


def status_of(row: Any, objection: str = "") -> WorkerStatus:
    """The outer word for an inner step. An objection that is paid has the last word."""
    if (step := _step_of(row, objection)) != row.step:
        return WorkerStatus(case_type(OBJECTION).step(step).worker_label)
    return WorkerStatus(case_type(row.type, row.type_version).step(step).worker_label)


def _step_of(row: Any, objection: str) -> str:
    """The step a worker goes by: that of an objection once it is to be paid, else the claim's own."""
    return objection if objection in OBJECTION_PAID and row.step != PAYMENT_FIX else row.step


def _next_of(row: Any, objection: str, slots: Sequence[SlotView] | None, *, payee_known: bool) -> NextStep:
    """The next thing to do: who has objected waits, and after the answer goes by it."""
    if objection in OBJECTION_UNDECIDED and row.step != PAYMENT_FIX:
        return objected_step()
    if row.paused_on is not None:
        return paused_step()
    answered = objection if objection == "kept" and row.step == "refused" else _step_of(row, objection)
    return next_step(answered, row.applied_at is not None, slots, payee_known=payee_known)


def title_of(claim: InjuryClaim) -> str:
    """``11月23日 周一 摔倒``."""
    return f"{say_day(day_of(claim.happened_at))} {_(WHAT_NAMES[What(claim.what)])}"


def claim_for_worker(*, actor: Actor, case_id: UUID) -> WorkerClaimView:
    """One claim as its worker sees it.

    Raises:
        NoSuchClaim: it is not the actor's own.
    """
    claim = claim_visible(actor, case_id)
    if actor.worker_id != claim.worker_id:
        raise NoSuchClaim(_("没有找到这个案件。"))
    papers = papers_of_claim(case_id)
    record = settled_record(case_id)
    objection = objection_view(actor, case_id)
    objected_at = objection.step if objection else ""
    status, handler = status_of(claim, objected_at), handler_cards([case_id]).get(case_id)
    payee = payee_account(claim.worker_id)
    payment = payment_sentence(case_id, claim.step)
    step = _next_of(claim, objected_at, papers.slots, payee_known=payee is not None)
    check = getattr(claim, "platform_check", None)
    answer = PlatformAnswer(check.answer) if check else PlatformAnswer.NONE
    return WorkerClaimView(
        case_id=case_id,
        number=claim.number,
        status=status,
        dot=dot_of(claim, status, objected_at),
        fast=claim.fast,
        happened_at=claim.happened_at,
        reported_at=claim.reported_at,
        title=title_of(claim),
        place=claim.place,
        narrative=claim.narrative,
        order=None if claim.cover.get("not_this_order") else order_card(claim.cover),
        cover_sentence=claim.cover["sentence"],
        platform_answer=answer,
        platform_sentence=_(PLATFORM_ANSWER_NAMES[answer]) if check else "",
        handler=handler,
        next=replace(step, sentence=payment) if payment and claim.step in _TOLD_BY_PAYMENT else step,
        due=None if payment and claim.step == "approved" else due_view(claim, clocks(case_id), handler),
        slots=papers.slots,
        scene=papers.scene,
        decision=decision_view(record) if record else None,
        assessed=assessed_words(grade_of(case_id)),
        payment_sentence="" if claim.step in _TOLD_BY_PAYMENT else payment,
        objection=objection,
        timeline=said_timeline(actor, case_id),
        can_withdraw=_may(claim, "withdraw"),
        can_object=record is not None and not (objection and objection.is_open),
        still_possible=still_possible(day_of(record.settled_at), day_of(now())) if record and record.settled_at else (),
        version=claim.version,
    )


def _may(claim: Any, move: str) -> bool:
    declared = case_type(claim.type, claim.type_version)
    return any(one.key == move for one in declared.moves_from(claim.step))


def due_view(claim: Any, running: Sequence[ClockView], handler: HandlerCard | None) -> DueView | None:
    """The nearest limit that runs, in a sentence."""
    ticking = [clock for clock in running if clock.running and not clock.paused]
    if not ticking:
        return None
    first = min(ticking, key=lambda clock: clock.due_on)
    step = case_type(claim.type, claim.type_version).step(claim.step)
    today = day_of(now())
    if first.due_on < today:
        sentence = late(_(first.label), say_day(first.due_on, today=today), claim.step, step.holder, handler)
        return DueView(first.due_on, sentence, HOLDER_NAMES[step.holder], first.provisional)
    left = say_left(first.due_on, today, current_calendar())
    sentence = _("%(label)s：%(day)s 前，%(left)s。") % {
        "label": _(first.label),
        "day": say_day(first.due_on, today=today),
        "left": left,
    }
    return DueView(first.due_on, sentence, HOLDER_NAMES[step.holder], first.provisional)


def report_preset(*, actor: Actor, at: datetime) -> ReportPreset:
    """The order of a moment for the report page. An order that has just ended is offered too."""
    if actor.worker_id is None:
        return ReportPreset(at, None, "")
    answer = cover_at(worker_id=actor.worker_id, at=at)
    return ReportPreset(at, _offered(answer), answer.sentence)


def _offered(answer: CoverAnswer) -> OrderCard | None:
    near = next((item.order for item in answer.nearest if timedelta() < item.gap <= RECENT), None)
    order = answer.order or near
    if order is None:
        return None
    sentence = order_sentence(order.platform_name, order.order_no, order.accepted_at)
    return OrderCard(
        order.platform_id, order.platform_name, order.order_no, order.accepted_at, order.ended_at, sentence
    )


def application_draft(*, actor: Actor, case_id: UUID) -> ApplicationDraft:
    """The two forms, filled from what is known.

    Raises:
        NoSuchClaim: it is not the actor's own.
    """
    claim = claim_visible(actor, case_id)
    worker = worker_by_id(claim.worker_id)
    if worker is None or actor.worker_id != claim.worker_id:
        raise NoSuchClaim(_("没有找到这个案件。"))
    payee = payee_account(worker.id)
    platform = org(claim.platform_id) if claim.platform_id else None
    consent = consent_text(forms.CONSENT_KEY)
    slots = {slot.key: slot for slot in papers_of_claim(case_id).slots}
    return ApplicationDraft(
        case_id=case_id,
        number=claim.number,
        name=worker.name,
        id_number_masked=mask_id(worker.id_number),
        phone_masked=mask_phone(worker.phone),
        happened_at=claim.happened_at,
        place=claim.place,
        what=_(WHAT_NAMES[What(claim.what)]),
        platform_name=platform.name if platform else "",
        order_no=claim.order_no,
        bank_name=payee.bank_name if payee else "",
        account_masked=mask_account(payee.number) if payee else "",
        consent_title=consent.title,
        consent_body=consent.body,
        consent_sha256=consent.sha256,
        declaration=_declaration(),
        signed_application=_signed(slots["application"]),
        signed_consent=_signed(slots["consent"]),
    )


def _signed(slot: SlotView) -> bool:
    return slot.state is SlotState.READY


def _declaration() -> str:
    return one_after_another((_("我看过申请表和知情同意确认书，同意并声明："), *forms.STATEMENTS))
