"""The daily run (每日付款): approved payments become a batch with the very bytes the bank will get."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from anxin.funds.bankdays import bank_days
from anxin.funds.errors import WrongState
from anxin.funds.failpoints import passing
from anxin.funds.iso.order import OrderFile, OrderItem, build
from anxin.funds.models import BankFile, Batch, Fund, PayoutOrder
from anxin.funds.rights import require
from anxin.funds.rules import band_for, payout_rules
from anxin.funds.services.balances import spendable_fen
from anxin.funds.services.holding import lock_fund, require_open
from anxin.funds.services.moves import Move, move
from anxin.funds.services.problems import note_problem
from anxin.funds.states import Cause
from anxin.funds.types import BatchRef, BatchState, FileKind, PayoutState, Severity
from anxin.identity.selectors import restrictions
from anxin.identity.types import Actor, RestrictionKind, Role
from anxin.kit.chain import canonical, digest
from anxin.kit.clock import day_of

SIGNATURES_MAX: Final = 3
"""Checker, releaser, second releaser."""


@transaction.atomic
def payout_run(*, fund: str = "injury", actor: Actor, at: datetime) -> BatchRef | None:
    """Put what is approved and payable into a batch (制单); None when nothing waits.

    Oldest first, as far as the money in the bank reaches. The batch carries the file as it will be sent; the
    sum's band says how many people must sign it. Two runs at once: the second finds nothing left.

    Raises:
        NotAllowed: the actor is no maker.
        PayoutsFrozenNow: the fund is frozen.
        WrongState: the bank does not book today, or nobody has said yet whether it does.
    """
    require(actor, Role.FINANCE_MAKER)
    row = lock_fund(fund)
    require_open(row)
    day = _bank_day(at)
    orders = _payable(row, at)
    if not orders:
        return None
    batch = _batch(row, orders, day, actor, at)
    moves = [Move(order, Cause.RUN, note=_("列入批次 %(number)s") % {"number": batch.number}) for order in orders]
    move(moves, actor=actor, at=at, batch=batch)
    passing("run.built")
    return batch_reference(batch)


def batch_reference(batch: Batch) -> BatchRef:
    """A batch as services hand it back."""
    state = BatchState(batch.state)
    return BatchRef(batch.pk, batch.number, state, batch.items, batch.total_fen, batch.persons, batch.day)


def _bank_day(at: datetime) -> date:
    day = day_of(at)
    days = bank_days(day)
    if days.calendar.is_provisional(day):
        raise WrongState(
            _("%(year)s 年的节假日安排还没有录入，不能判断银行是否营业；请先录入工作日历。") % {"year": day.year}
        )
    if not days.is_open(day):
        raise WrongState(_("今天银行不办理对公付款，下一个银行营业日会自动制单。"))
    return day


def payable_at(at: datetime) -> Q:
    """Not held back because the account was changed a short while ago."""
    return Q(pay_from__isnull=True) | Q(pay_from__lte=at)


def _payable(fund: Fund, at: datetime) -> list[PayoutOrder]:
    """What can be paid now, under row locks: oldest first, as far as the money reaches."""
    stopped = [held.subject_id for held in restrictions(kind=RestrictionKind.PAYMENT_STOPPED, on=day_of(at))]
    ready = PayoutOrder.objects.filter(payable_at(at), fund=fund, state=PayoutState.APPROVED)
    queue = ready.order_by("approved_at", "id")
    if stopped:
        queue = queue.filter(Q(worker_id__isnull=True) | ~Q(worker_id__in=stopped))
    amounts = list(queue.values_list("id", "amount_fen")[: settings.ANXIN_BATCH_ITEMS_MAX])
    chosen = _affordable(fund, amounts, at)
    locked = PayoutOrder.objects.select_for_update(of=("self",)).filter(pk__in=chosen, state=PayoutState.APPROVED)
    return list(locked.order_by("id"))


def _affordable(fund: Fund, amounts: Sequence[tuple[UUID, int]], at: datetime) -> list[UUID]:
    left_fen = spendable_fen(fund.code) if amounts else 0
    chosen: list[UUID] = []
    for payout_id, amount_fen in amounts:
        left_fen -= amount_fen
        if left_fen < 0:
            waiting = len(amounts) - len(chosen)
            detail = _("专户余额不够，%(count)s 笔付款在等基金拨入。") % {"count": waiting}
            note_problem(
                fund=fund,
                kind="fund_short",
                reference=f"{fund.code}:{day_of(at)}",
                severity=Severity.DIFFERENCE,
                detail=detail,
                at=at,
            )
            break
        chosen.append(payout_id)
    return chosen


def _batch(fund: Fund, orders: Sequence[PayoutOrder], day: date, actor: Actor, at: datetime) -> Batch:
    last = Batch.objects.filter(fund=fund, day=day).aggregate(last=Max("run"))["last"]
    run = int(last or 0) + 1
    total_fen = sum(order.amount_fen for order in orders)
    persons = band_for(total_fen, payout_rules(day).bands).persons
    msg_id = message_id(fund.code, day, run, orders)
    number = f"{day:%Y%m%d}-{run:02d}" if fund.code == "injury" else f"{fund.code}-{day:%Y%m%d}-{run:02d}"
    batch = Batch(
        number=number,
        fund=fund,
        bank=fund.bank,
        day=day,
        run=run,
        msg_id=msg_id,
        file=_file(fund, orders, msg_id, number, day, at),
        items=len(orders),
        total_fen=total_fen,
        persons=persons,
        signatures=min(SIGNATURES_MAX, persons if actor.account_id is None else persons - 1),
        state=BatchState.BUILT,
        made_by_id=actor.account_id,
        made_by_name=actor.name,
        made_at=at,
    )
    batch.save(force_insert=True)
    return batch


def message_id(fund: str, day: date, run: int, orders: Sequence[PayoutOrder]) -> str:
    """The name of the file at the bank, made from its content: sending again is asking again, never paying again."""
    content = {
        "fund": fund,
        "day": day,
        "run": run,
        "items": [[order.end_to_end_id, order.amount_fen] for order in orders],
    }
    return f"AXB{base64.b32encode(digest(canonical(content))).decode()[:29]}"


def _file(fund: Fund, orders: Sequence[PayoutOrder], msg_id: str, number: str, day: date, at: datetime) -> BankFile:
    content = build(
        OrderFile(
            msg_id=msg_id,
            made_at=at.replace(microsecond=0),
            pay_on=day,
            debtor=fund.account_holder,
            debtor_account=fund.account_number,
            debtor_bank_code=fund.bank_code,
            purpose=_("职业伤害待遇"),
            items=tuple(_item(order) for order in orders),
        )
    )
    file = BankFile(
        bank=fund.bank,
        kind=FileKind.ORDER,
        name=f"{number}.pain001.xml",
        reference=msg_id,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=content,
        at=at,
        by_name=_("系统"),
        items=len(orders),
    )
    file.save(force_insert=True)
    return file


def _item(order: PayoutOrder) -> OrderItem:
    return OrderItem(
        end_to_end_id=order.end_to_end_id,
        amount_fen=order.amount_fen,
        name=order.payee_name,
        account_number=order.account_number,
        bank_code=order.bank_code,
        bank_name=order.bank_name,
    )
