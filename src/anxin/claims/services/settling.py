"""Owing the money of a decision (核定): one transaction with the move that approves it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.claims import tasks
from anxin.claims.errors import NoPayee
from anxin.claims.events import ClaimDecided
from anxin.claims.guards import subject
from anxin.claims.models import DecisionRecord, Recheck
from anxin.claims.records import counting
from anxin.funds.services import obligation_post
from anxin.funds.types import PayeeIn
from anxin.identity.selectors import payee_account
from anxin.identity.types import Actor, PayeeView
from anxin.kit.clock import day_of
from anxin.kit.events import emit
from anxin.kit.jobs import defer
from anxin.kit.statements import insert
from anxin.policy.selectors import parameter


def payout_key(record_id: UUID) -> str:
    """The business fact a payment stands for: one decision is paid once."""
    return f"decision:{record_id}"


def supersede(case_id: UUID, at: datetime) -> None:
    """A newer decision takes the place of the one that counted; nothing is deleted."""
    counting(case_id).filter(settled_at=None).update(superseded_at=at)


def payee_in(payee: PayeeView) -> PayeeIn:
    """A worker's account as funds wants it; a changed one with the moment from which it may be paid to."""
    pay_from = payee.usable_from if payee.usable_from > payee.changed_at else None
    return PayeeIn(payee.worker_id, payee.holder, payee.number, payee.bank_name, payee.bank_code, pay_from)


def settle(
    record: DecisionRecord, *, approved_fen: int, actor: Actor, at: datetime, payee: PayeeView | None = None
) -> None:
    """Fix the amount of a decision and owe it, and let other people hear of it. Saves the record, new or not.

    Raises:
        NoPayee: an amount above zero and no account.
    """
    worker_id = record.claim.worker_id
    record.approved_fen, record.settled_at = approved_fen, at
    record.settled_by, record.settled_by_name = actor.account_id, actor.name
    if approved_fen:
        payee = payee or payee_account(worker_id)
        if payee is None:
            raise NoPayee(_("劳动者还没有填收款账户，请先联系补上。"))
        payout = obligation_post(
            key=payout_key(record.pk),
            payee=payee_in(payee),
            amount_fen=approved_fen,
            subject=subject(record.case_id),
            decision_id=record.pk,
            actor=actor,
            at=at,
        )
        record.payout_id = payout.id
    insert(record) if record._state.adding else record.save()
    _draw(record, at)
    defer(tasks.decision_made, record_id=str(record.pk))
    emit(ClaimDecided(record.claim_id, worker_id, approved_fen, record.kind == "auto", at))


def _draw(record: DecisionRecord, at: datetime) -> None:
    """Draw a random share of settled decisions, paid or not, for a blind second look.

    The random bits of the record's own key decide, so that the draw can be recounted and nobody can choose.
    """
    if record.pk.int % 1000 < _share(day_of(at)):
        Recheck.objects.create(decision=record, drawn_at=at)


def _share(on: date) -> int:
    return parameter("claims", "recheck_permille", on=on).number
