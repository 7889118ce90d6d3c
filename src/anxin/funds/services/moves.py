"""The only way a payment changes its state: table, row, step, ledger and news in one go (付款流转)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.funds import chart, states
from anxin.funds.errors import WrongState
from anxin.funds.events import (
    PayoutBatched,
    PayoutEvent,
    PayoutFailed,
    PayoutPaid,
    PayoutReturned,
    PayoutSubmitted,
    PayoutUnknown,
)
from anxin.funds.models import BankFile, Batch, PayoutOrder, PayoutStep, Transfer
from anxin.funds.services.posting import post, two_legs
from anxin.funds.states import Cause
from anxin.funds.types import PAYOUT_STATE_NAMES, PayoutState, TransferKind
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.events import emit
from anxin.kit.statements import insert_all


@dataclass(frozen=True, slots=True)
class Book:
    """What a cause writes into the ledger."""

    kind: TransferKind
    debit: str
    credit: str
    memo: Any


BOOKS: Final[dict[Cause, Book]] = {
    Cause.RELEASE: Book(TransferKind.SUBMITTED, chart.PAYABLE, chart.IN_TRANSIT, gettext_lazy("送银行")),
    Cause.BANK_BOOKS: Book(TransferKind.PAID, chart.IN_TRANSIT, chart.BANK, gettext_lazy("银行已付")),
    Cause.BANK_RETURNS: Book(TransferKind.RETURNED, chart.BANK, chart.RETURNED, gettext_lazy("退汇转回")),
    Cause.STATEMENT_CLEAR: Book(TransferKind.FAILED, chart.IN_TRANSIT, chart.RETURNED, gettext_lazy("未付成转回")),
    Cause.TWO_PEOPLE: Book(TransferKind.FAILED, chart.IN_TRANSIT, chart.RETURNED, gettext_lazy("未付成转回")),
    Cause.RECOVERED: Book(TransferKind.PAID, chart.PAYABLE, chart.BANK, gettext_lazy("银行已付，补记")),
    Cause.REDIRECT: Book(TransferKind.CANCELLED, chart.PAYABLE, chart.RETURNED, gettext_lazy("改付新账户，先转回")),
    Cause.WITHDRAW: Book(TransferKind.CANCELLED, chart.PAYABLE, chart.EXPENSE, gettext_lazy("撤销应付")),
}
"""Causes that are not here move no money in the ledger."""


@dataclass(frozen=True, slots=True)
class Move:
    """A payment and why it moves.

    Args:
        note: for staff; the reason is the bank's, for the payee.
        from_suspense: the bank's booking stood in suspense until now, so the money comes from there.
    """

    order: PayoutOrder
    cause: Cause
    note: str = ""
    reason_code: str = ""
    reason: str = ""
    from_suspense: bool = False


def lock_payouts(condition: Q) -> list[PayoutOrder]:
    """Payments under row locks, always taken in the order of their ids; names and accounts are not opened."""
    return list(locked_payouts(condition))


def locked_payouts(condition: Q) -> QuerySet[PayoutOrder]:
    """The same as a question still to be asked."""
    rows = PayoutOrder.objects.select_for_update(of=("self",)).defer("payee_name", "account_number")
    return rows.filter(condition).order_by("id")


def move(
    moves: Sequence[Move], *, actor: Actor, at: datetime, file: BankFile | None = None, batch: Batch | None = None
) -> dict[UUID, Transfer]:
    """Move locked payments; return the transfers that were written, by payment.

    A handful of statements for a thousand payments with equal fate.

    Raises:
        WrongState: a pair of state and cause is not in the table; nothing is changed then.
    """
    targets = [_target(each) for each in moves]
    steps = [
        PayoutStep(
            payout=each.order,
            at=at,
            cause=each.cause,
            state_from=each.order.state,
            state_to=target,
            by_id=actor.account_id,
            by_name=actor.name,
            file=file,
            note=each.note[:400],
        )
        for each, target in zip(moves, targets, strict=True)
    ]
    _write(moves, targets, at, batch)
    insert_all(steps)
    transfers = _book(moves, actor, at)
    for each in moves:
        news = _news(each.order, at)
        if news:
            emit(news)
    return transfers


def _target(each: Move) -> PayoutState:
    target = states.after(PayoutState(each.order.state), each.cause)
    if target is None:
        raise WrongState(
            _("付款单现在是“%(state)s”，不能%(cause)s；请刷新页面查看最新情况。")
            % {
                "state": PAYOUT_STATE_NAMES[PayoutState(each.order.state)],
                "cause": states.CAUSE_NAMES[each.cause],
            }
        )
    return target


def _write(moves: Sequence[Move], targets: Sequence[PayoutState], at: datetime, batch: Batch | None) -> None:
    """One UPDATE for each distinct set of new values."""
    groups: dict[tuple[tuple[str, Any], ...], list[UUID]] = defaultdict(list)
    for each, target in zip(moves, targets, strict=True):
        changes = _changes(each, target, at, batch)
        for field, value in changes.items():
            setattr(each.order, field, value)
        groups[tuple(changes.items())].append(each.order.pk)
    for values, ids in groups.items():
        PayoutOrder.objects.filter(pk__in=ids).update(**dict(values))


def _changes(each: Move, target: PayoutState, at: datetime, batch: Batch | None) -> dict[str, Any]:
    changes: dict[str, Any] = {"state": target, "changed_at": at}
    if each.cause is Cause.RUN:
        assert batch is not None
        changes["batch_id"] = batch.pk
    elif each.cause is Cause.UNBATCH:
        changes["batch_id"] = None
    elif each.cause in (Cause.RELEASE, Cause.RECOVERED):
        changes["submitted_on"] = day_of(at)
    if each.reason_code or each.reason:
        changes |= {"reason_code": each.reason_code, "reason": each.reason}
    return changes


def _book(moves: Iterable[Move], actor: Actor, at: datetime) -> dict[UUID, Transfer]:
    by_fund: dict[str, list[tuple[Move, Book]]] = defaultdict(list)
    for each in moves:
        if each.cause in BOOKS:
            by_fund[each.order.fund_id].append((each, BOOKS[each.cause]))
    written: dict[UUID, Transfer] = {}
    for fund, pairs in by_fund.items():
        postings = [
            two_legs(
                key=f"{each.order.end_to_end_id}:{book.kind}",
                kind=book.kind,
                subject=each.order.subject,
                memo=str(book.memo),
                debit=_account(each, book.debit),
                credit=_account(each, book.credit),
                amount_fen=each.order.amount_fen,
            )
            for each, book in pairs
        ]
        transfers = post(postings, fund=fund, by_id=actor.account_id, at=at)
        written |= {each.order.pk: transfer for (each, _book_of), transfer in zip(pairs, transfers, strict=True)}
    return written


def _account(each: Move, code: str) -> str:
    return chart.SUSPENSE if each.from_suspense and code == chart.BANK else code


def _news(order: PayoutOrder, at: datetime) -> PayoutEvent | None:
    common = (order.pk, order.key, order.attempt, order.subject, order.amount_fen, at)
    state = PayoutState(order.state)
    if state in (PayoutState.FAILED, PayoutState.RETURNED):
        kind = PayoutFailed if state is PayoutState.FAILED else PayoutReturned
        return kind(*common, order.reason_code, order.reason)
    plain: dict[PayoutState, type[PayoutEvent]] = {
        PayoutState.BATCHED: PayoutBatched,
        PayoutState.SUBMITTED: PayoutSubmitted,
        PayoutState.PAID: PayoutPaid,
        PayoutState.UNKNOWN: PayoutUnknown,
    }
    return plain[state](*common) if state in plain else None
