"""What a pain.002 does to payments: item by item, and never more than the state table allows (回执入账)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.funds import states
from anxin.funds.banks import bank
from anxin.funds.iso.answer import AnswerFile, AnswerItem
from anxin.funds.models import BankFile, Batch, ItemAnswer, PayoutOrder
from anxin.funds.services.clearing import rejections_clear
from anxin.funds.services.moves import Move, lock_payouts, move
from anxin.funds.services.problems import note_problem
from anxin.funds.states import Cause
from anxin.funds.types import PAYOUT_STATE_NAMES, PayoutState, Severity
from anxin.identity.types import Actor
from anxin.kit.statements import insert_all

MOVED, REPEAT, CONTRADICTION, STRANGER, OTHER_BATCH, UNREAD = (
    "moved",
    "repeat",
    "contradiction",
    "stranger",
    "other_batch",
    "unread",
)


def apply_answer(answer: AnswerFile, file: BankFile, at: datetime) -> tuple[int, int]:
    """Apply each item; return how many items there were and how many moved a payment."""
    orders = {
        order.end_to_end_id: order
        for order in lock_payouts(Q(end_to_end_id__in=[i.end_to_end_id for i in answer.items]))
    }
    batch = Batch.objects.filter(msg_id=answer.order_msg_id).first()
    causes = bank(file.bank).status_causes
    effects: list[str] = []
    wave: dict[str, Move] = {}
    for item in answer.items:
        if item.end_to_end_id in wave:
            _apply(wave, file, at)
        effect, wanted = _judge(item, orders.get(item.end_to_end_id), batch, causes.get(item.status))
        effects.append(effect)
        if wanted:
            wave[item.end_to_end_id] = wanted
    _apply(wave, file, at)
    _keep(answer, effects, orders, file, at)
    if batch:
        rejections_clear(fund=batch.fund_id, at=at)
    return len(answer.items), sum(effect == MOVED for effect in effects)


def _judge(
    item: AnswerItem, order: PayoutOrder | None, batch: Batch | None, cause: Cause | None
) -> tuple[str, Move | None]:
    """What an item means for its payment: an effect, and a move when there is one."""
    if order is None:
        return STRANGER, None
    if batch is None or order.batch_id != batch.pk:
        return OTHER_BATCH, None
    state = PayoutState(order.state)
    effect = MOVED
    if cause is None:
        # A code nobody has declared says nothing about the money: the payment becomes unknown, not failed.
        effect, cause = UNREAD, Cause.NO_ANSWER
    if states.after(state, cause):
        note = f"{item.status} {item.reason_code}".strip()
        reason = (item.reason_code, item.reason) if cause is Cause.BANK_REJECTS else ("", "")
        return effect, Move(order, cause, note=note, reason_code=reason[0], reason=reason[1])
    if effect == UNREAD:
        return UNREAD, None
    return (REPEAT if states.is_repeat(state, cause) else CONTRADICTION), None


def _apply(wave: dict[str, Move], file: BankFile, at: datetime) -> None:
    if wave:
        move(list(wave.values()), actor=Actor.system(_("银行")), at=at, file=file)
        wave.clear()


def _keep(answer: AnswerFile, effects: list[str], orders: dict[str, PayoutOrder], file: BankFile, at: datetime) -> None:
    rows = [
        ItemAnswer(
            file=file,
            place=place,
            end_to_end_id=item.end_to_end_id,
            payout=orders.get(item.end_to_end_id),
            status=item.status,
            reason_code=item.reason_code,
            reason=item.reason,
            effect=effect,
        )
        for place, (item, effect) in enumerate(zip(answer.items, effects, strict=True), start=1)
    ]
    insert_all(rows)
    for row in rows:
        if row.effect in (STRANGER, OTHER_BATCH, UNREAD, CONTRADICTION):
            note_problem(
                kind=f"answer_{row.effect}",
                reference=_reference(row, answer),
                severity=Severity.DIFFERENCE,
                detail=_say(row),
                payout=row.payout,
                file=file,
                at=at,
            )
    if answer.group_status == "RJCT" and answer.group_reason != "DUPL" and not answer.items:
        detail = _("银行整批退回了文件 %(msg_id)s（%(why)s），没有逐笔结果；请向银行要逐笔回执。") % {
            "msg_id": answer.order_msg_id,
            "why": answer.group_reason or _("未说明原因"),
        }
        note_problem(
            kind="group_rejected",
            reference=answer.reference,
            severity=Severity.DIFFERENCE,
            detail=detail,
            file=file,
            at=at,
        )


def _reference(row: ItemAnswer, answer: AnswerFile) -> str:
    """A bank that says the same unheard word about a payment each time it is asked says one thing."""
    return f"{row.end_to_end_id}:{row.status}" if row.effect == UNREAD else f"{answer.reference}:{row.place}"


def _say(row: ItemAnswer) -> str:
    values = {"e2e": row.end_to_end_id, "status": row.status}
    if row.effect == STRANGER:
        return _("回执里的标识 %(e2e)s 不是我们的付款，请向银行核实。") % values
    if row.effect == OTHER_BATCH:
        return _("回执里的 %(e2e)s 属于另一个批次，没有据此变动。") % values
    if row.effect == UNREAD:
        return _("银行给 %(e2e)s 的状态码 %(status)s 没有登记含义，按“结果不明”处理；请向银行核实。") % values
    assert row.payout is not None
    state = PAYOUT_STATE_NAMES[PayoutState(row.payout.state)]
    return _("银行对 %(e2e)s 答复 %(status)s，但这笔付款已是“%(state)s”；没有变动，请向银行核实。") % {
        **values,
        "state": state,
    }
