"""Owing money: one payment per business key, a new attempt only after the old one is finally without effect."""

from __future__ import annotations

import base64
import re
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.funds import chart
from anxin.funds.errors import BadPayee, KeyReused, WrongState
from anxin.funds.models import PayoutOrder
from anxin.funds.services.moves import Move, move
from anxin.funds.services.posting import post, two_legs
from anxin.funds.states import Cause
from anxin.funds.types import RETRY_STATES, PayeeIn, PayoutRef, PayoutState, TransferKind
from anxin.identity.types import Actor
from anxin.kit.chain import canonical, digest
from anxin.kit.crypto import blind
from anxin.kit.money import FEN_MAX
from anxin.kit.statements import Prepared, insert
from anxin.kit.text import fold

E2E_LENGTH: Final = 16
"""Some banks cut the field after 16 characters; 70 bits of digest fit in front of that."""

_ACCOUNT = re.compile(r"[0-9A-Za-z]{8,34}")
_BANK_CODE = re.compile(r"[0-9]{12}")
_NAME_MAX = 140


_newest_attempt = Prepared(lambda key: PayoutOrder.objects.filter(key=key).order_by("-attempt")[:1])


def obligation_post(
    *,
    key: str,
    payee: PayeeIn,
    amount_fen: int,
    subject: str,
    decision_id: UUID,
    actor: Actor,
    at: datetime,
    fund: str = "injury",
) -> PayoutRef:
    """Owe a payee an amount and queue its payment (确认应付), idempotent by ``key``; at most 3 statements.

    The caller's transaction decides: the decision and the debt are committed together or not at all. Posting
    a key again returns the payment that stands, whatever became of it.

    Args:
        key: the business fact, e.g. ``decision:<id>``; never reused for another fact.
        amount_fen: in fen, above zero.
        subject: what the payment is for, e.g. ``case:<id>``; events carry it back.

    Raises:
        BadPayee: the account cannot be paid to as written.
        KeyReused: the key stands for another amount, payee or subject.
    """
    payee = _checked(payee)
    if not isinstance(amount_fen, int) or isinstance(amount_fen, bool) or not 0 < amount_fen <= FEN_MAX:
        raise BadPayee(_("付款金额须大于零，请核对决定。"))
    wanted = _order(
        key=key,
        attempt=1,
        fund=fund,
        subject=subject,
        decision_id=decision_id,
        payee=payee,
        amount_fen=amount_fen,
        actor=actor,
        at=at,
    )
    with transaction.atomic(savepoint=False):
        if not insert(wanted, skip_known=True):
            return _same_or_refuse(_newest_attempt.first(key=key), wanted)
        post(
            [
                two_legs(
                    key=f"{wanted.end_to_end_id}:{TransferKind.OBLIGATION}",
                    kind=TransferKind.OBLIGATION,
                    subject=subject,
                    memo=_("确认应付"),
                    debit=chart.EXPENSE,
                    credit=chart.PAYABLE,
                    amount_fen=amount_fen,
                )
            ],
            fund=fund,
            by_id=actor.account_id,
            at=at,
        )
    return reference(wanted, created=True)


@transaction.atomic
def obligation_retry(*, key: str, payee: PayeeIn, actor: Actor, at: datetime) -> PayoutRef:
    """Pay the same debt again, to a corrected account (改账户重付).

    Only when the last attempt is finally failed or returned; a live payment is never doubled. Asking twice
    with the same account gives the same attempt; with another one, before that attempt has left, it gives way.

    Raises:
        BadPayee: the account cannot be paid to as written.
        WrongState: the payment is still under way or has arrived, or the key is unknown.
    """
    payee = _checked(payee)
    last = _lock_newest(key)
    if last.state == PayoutState.APPROVED and last.attempt > 1:
        if last.account_blind == account_blind(payee):
            return reference(last, created=False)
        move([Move(last, Cause.REDIRECT, note=_("收款账户又改了"))], actor=actor, at=at)
    elif last.state not in RETRY_STATES:
        raise WrongState(_("上一次付款还没有最终结果，不能重付；请等银行对账单核实后再试。"))
    again = _order(
        key=key,
        attempt=last.attempt + 1,
        fund=last.fund_id,
        subject=last.subject,
        decision_id=last.decision_id,
        payee=payee,
        amount_fen=last.amount_fen,
        actor=actor,
        at=at,
    )
    again.save(force_insert=True)
    post(
        [
            two_legs(
                key=f"{again.end_to_end_id}:{TransferKind.RETRIED}",
                kind=TransferKind.RETRIED,
                subject=last.subject,
                memo=_("改账户重付"),
                debit=chart.RETURNED,
                credit=chart.PAYABLE,
                amount_fen=last.amount_fen,
            )
        ],
        fund=last.fund_id,
        by_id=actor.account_id,
        at=at,
    )
    return reference(again, created=True)


def _lock_newest(key: str) -> PayoutOrder:
    """The newest attempt, with the first one locked: the first never changes places, so it stands for the key.

    Locking "the newest" itself would let two people wait for the same row and both go on from it.
    """
    list(PayoutOrder.objects.select_for_update().filter(key=key, attempt=1).values_list("id"))
    newest = PayoutOrder.objects.select_for_update().filter(key=key).order_by("-attempt").first()
    if newest is None:
        raise WrongState(_("没有找到这笔付款，请从案件页重新进入。"))
    return newest


def end_to_end_id(key: str, attempt: int) -> str:
    """The bank-side name of an attempt, made from its content: the same after every crash and restart."""
    text = base64.b32encode(digest(canonical({"key": key, "attempt": attempt}))).decode()
    return f"AX{text[: E2E_LENGTH - 2]}"


def reference(order: PayoutOrder, *, created: bool) -> PayoutRef:
    """A payment as other contexts may know it."""
    return PayoutRef(order.id, order.key, order.attempt, PayoutState(order.state), order.amount_fen, created)


def _order(
    *,
    key: str,
    attempt: int,
    fund: str,
    subject: str,
    decision_id: UUID,
    payee: PayeeIn,
    amount_fen: int,
    actor: Actor,
    at: datetime,
) -> PayoutOrder:
    return PayoutOrder(
        key=key,
        attempt=attempt,
        fund_id=fund,
        subject=subject,
        decision_id=decision_id,
        worker_id=payee.worker_id,
        payee_name=payee.name,
        account_number=payee.account_number,
        account_blind=account_blind(payee),
        bank_name=payee.bank_name,
        bank_code=payee.bank_code,
        amount_fen=amount_fen,
        state=PayoutState.APPROVED,
        end_to_end_id=end_to_end_id(key, attempt),
        approved_at=at,
        approved_by_id=actor.account_id,
        pay_from=payee.pay_from,
        changed_at=at,
    )


def account_blind(payee: PayeeIn) -> str:
    """An account without its number: equal accounts are equal."""
    return blind(payee.account_number, purpose="funds.account_number")


def _checked(payee: PayeeIn) -> PayeeIn:
    """The payee with folded spelling. The name itself is never altered beyond trimming: the bank compares it."""
    name = payee.name.strip()
    number = re.sub(r"[\s-]", "", fold(payee.account_number))
    code = fold(payee.bank_code)
    if not name or len(name) > _NAME_MAX or not name.isprintable():
        raise BadPayee(_("收款人姓名写法不对，请按银行卡上的户名填写。"), field="name")
    if not _ACCOUNT.fullmatch(number):
        raise BadPayee(_("收款账号应为 8 到 34 位数字或字母，请对照银行卡填写。"), field="account_number")
    if not _BANK_CODE.fullmatch(code):
        raise BadPayee(_("联行号应为 12 位数字，请向开户行核对。"), field="bank_code")
    return PayeeIn(payee.worker_id, name, number, fold(payee.bank_name), code, payee.pay_from)


def _same_or_refuse(stands: PayoutOrder | None, wanted: PayoutOrder) -> PayoutRef:
    same = stands is not None and (
        stands.fund_id == wanted.fund_id
        and stands.amount_fen == wanted.amount_fen
        and stands.subject == wanted.subject
        and stands.decision_id == wanted.decision_id
        and (stands.attempt > 1 or stands.account_blind == wanted.account_blind)
    )
    if stands is None or not same:
        raise KeyReused(_("同一决定已按另外的金额或账户登记过付款，不能改记；请在付款台核对。"))
    return reference(stands, created=False)
