"""Saying where a line in suspense belongs: one person proposes, another posts it (待查款项更正)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.funds import chart, states
from anxin.funds.chart import account_id
from anxin.funds.errors import SamePerson, WrongState
from anxin.funds.models import Correction, LedgerAccount, PayoutOrder, StatementLine, Transfer
from anxin.funds.rights import DESK_ROLES, require_person
from anxin.funds.services.moves import Move, lock_payouts, move
from anxin.funds.services.posting import post, two_legs
from anxin.funds.services.problems import problems_close
from anxin.funds.states import Cause
from anxin.funds.types import LineState, PayoutState, TransferKind
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotFound
from anxin.kit.text import sentence

TARGETS = (chart.EXPENSE, chart.CAPITAL)
"""Accounts a stray line may belong to; payables and transit are reached through a payment only."""


@transaction.atomic
def correction_propose(
    *, line_id: UUID, reason: str, actor: Actor, at: datetime, end_to_end_id: str = "", account: str = ""
) -> UUID:
    """Propose that a suspense line is a payment of ours, or belongs to an account (提出更正).

    Raises:
        BadInput: neither or both targets, or an unknown one.
        WrongState: the line is explained already, does not fit the payment, or is proposed already.
    """
    person = require_person(actor, *DESK_ROLES)
    reason = sentence(reason, most=400, label=_("更正原因"))
    if not reason:
        raise BadInput(_("请写明更正的原因和依据。"), field="reason")
    line = _suspense(line_id)
    fund = line.statement.fund_id
    payout = _payout(line, end_to_end_id) if end_to_end_id else None
    if bool(payout) == bool(account) or (account and account not in TARGETS):
        raise BadInput(_("请选一个去处：一笔付款，或一个科目。"), field="account")
    if Correction.objects.filter(line=line, withdrawn_at__isnull=True).exists():
        raise WrongState(_("这条流水已有更正在等确认。"))
    target = LedgerAccount.objects.get(pk=account_id(fund, account)) if account else None
    row = Correction(
        fund_id=fund,
        line=line,
        payout=payout,
        account=target,
        reason=reason,
        proposed_by_id=person,
        proposed_by_name=actor.name,
        proposed_at=at,
    )
    row.save(force_insert=True)
    return row.pk


@transaction.atomic
def correction_withdraw(*, correction_id: UUID, actor: Actor, at: datetime) -> None:
    """Take back a proposal that nobody has confirmed (撤回更正)."""
    require_person(actor, *DESK_ROLES)
    row = _waiting(correction_id)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])


@transaction.atomic
def correction_confirm(*, correction_id: UUID, actor: Actor, at: datetime) -> None:
    """Another person agrees, and the money leaves suspense (确认更正).

    Raises:
        SamePerson: the actor proposed it.
        WrongState: it was confirmed or withdrawn, or the payment has moved on.
    """
    require_person(actor, *DESK_ROLES)
    row = _waiting(correction_id)
    if row.proposed_by_id == actor.account_id:
        raise SamePerson(_("提出和确认不能是同一个人，请由另一位同事确认。"))
    line = _suspense(row.line_id)
    transfer = _to_payment(row, line, actor, at) if row.payout_id else _to_account(row, line, actor, at)
    row.confirmed_by_id, row.confirmed_at, row.transfer = actor.account_id, at, transfer
    row.save(update_fields=["confirmed_by_id", "confirmed_at", "transfer"])
    StatementLine.objects.filter(pk=line.pk).update(state=LineState.RESOLVED, payout=row.payout_id)
    problems_close(lines=[line.pk], how=_("已更正：%(why)s") % {"why": row.reason}, at=at)


def _waiting(correction_id: UUID) -> Correction:
    row = Correction.objects.select_for_update(of=("self",)).filter(pk=correction_id).first()
    if row is None:
        raise NotFound(_("没有找到这条更正。"))
    if row.confirmed_at or row.withdrawn_at:
        raise WrongState(_("这条更正已办结，请刷新页面。"))
    return row


def _suspense(line_id: UUID) -> StatementLine:
    line = StatementLine.objects.select_for_update(of=("self",)).select_related("statement").filter(pk=line_id).first()
    if line is None:
        raise NotFound(_("没有找到这条银行流水。"))
    if line.state != LineState.SUSPENSE:
        raise WrongState(_("这条流水已核对清楚，不需要更正。"))
    return line


def _payout(line: StatementLine, end_to_end_id: str) -> PayoutOrder:
    order = PayoutOrder.objects.filter(end_to_end_id=end_to_end_id.strip(), fund=line.statement.fund).first()
    if order is None:
        raise BadInput(_("没有这个端到端标识的付款，请核对。"), field="end_to_end_id")
    if abs(line.amount_fen) != order.amount_fen or states.after(PayoutState(order.state), _cause(line, order)) is None:
        raise WrongState(_("这条流水的金额或方向与该付款不符，不能对到一起。"))
    return order


def _cause(line: StatementLine, order: PayoutOrder) -> Cause:
    if line.amount_fen > 0:
        return Cause.BANK_RETURNS
    return Cause.RECOVERED if order.state == PayoutState.APPROVED else Cause.BANK_BOOKS


def _to_payment(row: Correction, line: StatementLine, actor: Actor, at: datetime) -> Transfer:
    (order,) = lock_payouts(Q(pk=row.payout_id))
    found = Move(
        order,
        _cause(line, order),
        note=_("更正：%(why)s") % {"why": row.reason},
        reason_code=line.reason_code,
        from_suspense=True,
    )
    return move([found], actor=actor, at=at)[order.pk]


def _to_account(row: Correction, line: StatementLine, actor: Actor, at: datetime) -> Transfer:
    assert row.account is not None
    into, out_of = (row.account.code, chart.SUSPENSE) if line.amount_fen < 0 else (chart.SUSPENSE, row.account.code)
    posting = two_legs(
        key=f"correction:{row.pk}",
        kind=TransferKind.CORRECTION,
        subject=f"correction:{row.pk}",
        memo=row.reason[:200],
        debit=into,
        credit=out_of,
        amount_fen=abs(line.amount_fen),
    )
    return post([posting], fund=row.fund_id, by_id=actor.account_id, at=at)[0]
