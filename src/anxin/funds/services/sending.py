"""Handing released batches to the bank, and asking what became of them (报送、查询)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from anxin.funds.bankdays import bank_days
from anxin.funds.banks import BankFault, BankSilent, bank
from anxin.funds.failpoints import passing
from anxin.funds.models import Batch, PayoutOrder
from anxin.funds.rules import payout_rules
from anxin.funds.services.moves import Move, lock_payouts, move
from anxin.funds.services.problems import note_problem
from anxin.funds.states import Cause
from anxin.funds.types import BatchState, PayoutState, SendState, Severity
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.statements import Prepared

log = logging.getLogger(__name__)

WAITING_STATES = (PayoutState.SUBMITTED, PayoutState.ACCEPTED)


def batches_send(*, at: datetime) -> int:
    """Send every released batch that has not been sent; return how many went.

    May run twice at once and again after any crash: the bytes and the MsgId are stored, so the bank can only
    recognise a file, never book it twice.
    """
    return sum(_send(batch_id, at) for (batch_id,) in _waiting())


_waiting: Prepared[Any] = Prepared(
    lambda: (
        Batch.objects.filter(state=BatchState.RELEASED, send_state=SendState.NOT_SENT, fund__frozen_at__isnull=True)
        .order_by("id")
        .values_list("id")
    )
)


@transaction.atomic
def _send(batch_id: UUID, at: datetime) -> bool:
    batch = _locked(batch_id, SendState.NOT_SENT)
    if batch is None or batch.fund.frozen_at:
        return False
    passing("send.before")
    batch.sends += 1
    try:
        bank(batch.bank).send(msg_id=batch.msg_id, name=batch.file.name, content=batch.file.content, at=at)
    except BankSilent:
        _nobody_knows(batch, at)
        passing("send.silent")
    except BankFault:
        detail = _("银行没有收下批次 %(number)s 的付款文件，会自动再送；一直不成请联系银行。") % {
            "number": batch.number
        }
        note_problem(
            fund=batch.fund,
            kind="not_taken",
            reference=batch.msg_id,
            severity=Severity.DIFFERENCE,
            detail=detail,
            at=at,
        )
    else:
        passing("send.after")
        batch.send_state, batch.sent_at = SendState.SENT, at
    batch.save(update_fields=["send_state", "sent_at", "sends"])
    return batch.send_state == SendState.SENT


def _locked(batch_id: UUID, *states: SendState) -> Batch | None:
    """The batch under a row lock; None when another worker holds it or it has moved on."""
    rows = Batch.objects.select_for_update(of=("self",), skip_locked=True).select_related("fund", "file")
    return rows.filter(pk=batch_id, state=BatchState.RELEASED, send_state__in=states).first()


def _nobody_knows(batch: Batch, at: datetime) -> None:
    """A time-out is neither paid nor failed: the items wait as unknown until the bank or two people say."""
    batch.send_state = SendState.UNCLEAR
    orders = lock_payouts(Q(batch=batch, state__in=WAITING_STATES))
    note = _("送出付款文件后银行没有答复")
    move([Move(order, Cause.NO_ANSWER, note=note) for order in orders], actor=Actor.system(), at=at)


def batches_ask(*, at: datetime) -> int:
    """Ask the bank about batches with an unknown outcome, by the same MsgId; return how many were asked.

    Asked at most every few minutes and a bounded number of times; then people decide.
    """
    rested = at - timedelta(minutes=settings.ANXIN_BANK_ASK_MINUTES)
    return sum(_ask(batch_id, at) for (batch_id,) in _open(rested=rested))


def _open_batches(rested: datetime) -> QuerySet[Batch, Any]:
    """Batches with an unknown outcome that were last asked about before a moment, and not too often."""
    unknown = PayoutOrder.objects.filter(state=PayoutState.UNKNOWN).values("batch_id")
    open_ones = Batch.objects.filter(
        Q(asked_at__isnull=True) | Q(asked_at__lte=rested),
        Q(send_state=SendState.UNCLEAR) | Q(pk__in=unknown),
        state=BatchState.RELEASED,
        asks__lt=settings.ANXIN_BANK_ASKS_MAX,
    ).exclude(send_state=SendState.NOT_SENT)
    return open_ones.order_by("id").values_list("id")


_open: Prepared[Any] = Prepared(_open_batches)


@transaction.atomic
def _ask(batch_id: UUID, at: datetime) -> bool:
    batch = _locked(batch_id, SendState.UNCLEAR, SendState.SENT)
    if batch is None:
        return False
    batch.asked_at, batch.asks = at, batch.asks + 1
    adapter = bank(batch.bank)
    try:
        known = adapter.ask(msg_id=batch.msg_id, at=at)
        if not known and not batch.fund.frozen_at:
            # The bank never saw the file. The same bytes under the same name can be booked once at most.
            batch.sends += 1
            adapter.send(msg_id=batch.msg_id, name=batch.file.name, content=batch.file.content, at=at)
            known = True
    except BankFault:
        log.warning("bank %s did not answer about %s", batch.bank, batch.number)
    else:
        passing("ask.after")
        if known:
            batch.send_state, batch.sent_at = SendState.SENT, batch.sent_at or at
    batch.save(update_fields=["send_state", "sent_at", "sends", "asked_at", "asks"])
    return True


@transaction.atomic
def overdue_mark(*, at: datetime) -> int:
    """Turn payments whose answer is overdue into unknown (结果不明); return how many."""
    today = day_of(at)
    days, allowed = bank_days(today), payout_rules(today).answer_bank_days
    overdue = [day for (day,) in set(_waited()) if day is not None and days.between(day, today) > allowed]
    if not overdue:
        return 0
    orders = lock_payouts(Q(state__in=WAITING_STATES, submitted_on__in=overdue))
    note = _("送银行后 %(days)s 个银行营业日没有结果") % {"days": allowed}
    move([Move(order, Cause.NO_ANSWER, note=note) for order in orders], actor=Actor.system(), at=at)
    return len(orders)


_waited: Prepared[Any] = Prepared(
    lambda: PayoutOrder.objects.filter(state__in=WAITING_STATES).values_list("submitted_on")
)
