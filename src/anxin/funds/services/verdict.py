"""The second door out of "unknown": two people decide that the payment was not made (两人核实未付)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.funds.bankdays import bank_days
from anxin.funds.errors import SamePerson, WrongState
from anxin.funds.models import BankStatement, PayoutOrder, StatementLine, Verdict
from anxin.funds.rights import DESK_ROLES, require_person
from anxin.funds.rules import payout_rules
from anxin.funds.services.clearing import complete_until
from anxin.funds.services.moves import Move, lock_payouts, move
from anxin.funds.states import Cause
from anxin.funds.types import LineState, PayoutState
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput, NotFound
from anxin.kit.text import sentence


@transaction.atomic
def verdict_propose(*, payout_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """One person finds that the bank never made a payment, and says why (提出核实结论).

    Raises:
        WrongState: the payment is not unknown, the statements do not reach far enough, or one shows the payment.
    """
    person = require_person(actor, *DESK_ROLES)
    reason = sentence(reason, most=400, label=_("核实依据"))
    if not reason:
        raise BadInput(_("请写明怎样向银行核实的。"), field="reason")
    order = _unknown(payout_id)
    _statements_show_nothing(order, at)
    _verdict, created = Verdict.objects.get_or_create(
        payout=order,
        defaults={
            "reason": reason,
            "proposed_by_id": person,
            "proposed_by_name": actor.name,
            "proposed_at": at,
        },
    )
    if not created:
        raise WrongState(_("已有同事提出核实结论，请另一位同事确认。"))


@transaction.atomic
def verdict_confirm(*, payout_id: UUID, actor: Actor, at: datetime) -> None:
    """Another person agrees: the payment is failed, and the worker is asked to fix the account (确认核实结论).

    Raises:
        SamePerson: the actor proposed it.
        WrongState: nothing was proposed, or the bank has answered meanwhile.
    """
    require_person(actor, *DESK_ROLES)
    order = _unknown(payout_id)
    verdict = Verdict.objects.select_for_update().filter(payout=order, confirmed_at__isnull=True).first()
    if verdict is None:
        raise WrongState(_("这笔付款还没有人提出核实结论。"))
    if verdict.proposed_by_id == actor.account_id:
        raise SamePerson(_("提出和确认不能是同一个人，请由另一位同事确认。"))
    _statements_show_nothing(order, at)
    verdict.confirmed_by_id, verdict.confirmed_by_name, verdict.confirmed_at = actor.account_id, actor.name, at
    verdict.save(update_fields=["confirmed_by_id", "confirmed_by_name", "confirmed_at"])
    note = _("%(one)s、%(two)s 核实未付：%(why)s") % {
        "one": verdict.proposed_by_name,
        "two": actor.name,
        "why": verdict.reason,
    }
    move([Move(order, Cause.TWO_PEOPLE, note=note, reason=_("银行核实未付出"))], actor=actor, at=at)


def verdict_hindrance(order: PayoutOrder, today: datetime) -> str:
    """Empty when two people may decide now; else what is still missing, in words."""
    assert order.submitted_on is not None
    wait = payout_rules(day_of(today)).silent_bank_days
    until = bank_days(day_of(today)).add(order.submitted_on, wait)
    whole = complete_until(order.fund_id)
    closed = BankStatement.objects.filter(fund=order.fund_id, closes_day=True, day__gte=until).exists()
    if whole is None or not closed:
        return _("须有到 %(day)s 为止连续不缺的日终对账单，才能核实未付。") % {"day": f"{until.month}月{until.day}日"}
    if StatementLine.objects.filter(end_to_end_id=order.end_to_end_id).exists():
        return _("对账单上有这笔付款的流水，不能按未付处理。")
    alike = _unexplained_alike(order)
    if alike:
        said = _("待查流水 %(reference)s 与它金额相同，可能就是这一笔；请先查清这条流水，免得重付。")
        return said % {"reference": alike}
    return ""


def _unexplained_alike(order: PayoutOrder) -> str:
    """A booking of the bank in the same sum that nobody has explained: its name may merely have been garbled."""
    lines = StatementLine.objects.filter(state=LineState.SUSPENSE, amount_fen=-order.amount_fen)
    ours = lines.filter(statement__fund=order.fund_id, booked_on__gte=order.submitted_on)
    return ours.order_by("id").values_list("reference", flat=True).first() or ""


def _unknown(payout_id: UUID) -> PayoutOrder:
    orders = lock_payouts(Q(pk=payout_id))
    if not orders:
        raise NotFound(_("没有找到这笔付款。"))
    if orders[0].state != PayoutState.UNKNOWN:
        raise WrongState(_("这笔付款已不是“结果不明”，请刷新页面。"))
    return orders[0]


def _statements_show_nothing(order: PayoutOrder, at: datetime) -> None:
    why_not = verdict_hindrance(order, at)
    if why_not:
        raise WrongState(why_not)
