"""What is owed and what was paid (核定与支付): rows, sums and ledger change together or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from anxin.cases.services import entry_add
from anxin.cases.types import Audience
from anxin.funds.memo import ARREARS, CLAIMS, DETERMINED, PAID
from anxin.funds.services import memo_post
from anxin.funds.services.posting import two_legs
from anxin.funds.types import Posting, TransferKind
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput
from anxin.kit.events import emit
from anxin.kit.ids import uuid7
from anxin.kit.money import yuan_sign
from anxin.kit.text import paragraph, sentence
from anxin.wages.errors import SumsDisagree
from anxin.wages.events import WagesPaid
from anxin.wages.models import Payment, WageCase, WageWorker
from anxin.wages.services.clearing import owner_advances
from anxin.wages.services.sites import deposit_gets_back, deposit_letter, deposit_pays
from anxin.wages.services.working import officer_case
from anxin.wages.sheet import EARLIEST, PLAUSIBLE_FEN
from anxin.wages.types import PaySource

NOTE_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class PaymentIn:
    """A payment to one worker of a case, as it is registered.

    ``key`` is the same for every retry; ``note`` is said of this payment alone.
    """

    wage_worker_id: UUID
    amount_fen: int
    key: str
    note: str = ""


def subject_of(wage_worker_id: UUID) -> str:
    """The name under which the ledger keeps a worker's wages."""
    return f"wage:{wage_worker_id}"


def owed_set(row: WageWorker, owed_fen: int, *, key: str, memo: str, actor: Actor, at: datetime) -> None:
    """Put what a locked worker is owed to a new sum, in row and ledger. Sums of the case follow later.

    Raises:
        SumsDisagree: less than has been paid already.
    """
    memo_post(owed_change(row, owed_fen, key=key, memo=memo), fund=ARREARS, actor=actor, at=at)


def owed_change(row: WageWorker, owed_fen: int, *, key: str, memo: str) -> list[Posting]:
    """Put what a locked worker is owed to a new sum, in the row; give what the ledger must be told, if anything.

    Raises:
        SumsDisagree: less than has been paid already.
    """
    if owed_fen < row.paid_fen:
        raise SumsDisagree(
            _("核定金额 %(owed)s 少于已付 %(paid)s。请先核对支付，多付的先撤销支付登记。")
            % {"owed": yuan_sign(owed_fen), "paid": yuan_sign(row.paid_fen)}
        )
    change = owed_fen - row.owed_fen
    row.owed_fen = owed_fen
    return [_posting(key, row.pk, TransferKind.ARREARS, CLAIMS, DETERMINED, change, memo)] if change else []


def _posting(key: str, worker: UUID, kind: TransferKind, up: str, down: str, fen: int, memo: str) -> Posting:
    """A transfer; a negative amount turns it round, because entries are debit positive and a leg is never zero."""
    debit, credit = (up, down) if fen > 0 else (down, up)
    return two_legs(
        key=key, kind=kind, subject=subject_of(worker), memo=memo, debit=debit, credit=credit, amount_fen=abs(fen)
    )


def sums_follow(case_id: UUID) -> WageCase:
    """Bring a locked case's own sums to those of its workers."""
    totals = WageWorker.objects.filter(case_id=case_id).aggregate(
        owed=Sum("owed_fen"), extra=Sum("extra_fen"), paid=Sum("paid_fen")
    )
    active = WageWorker.objects.filter(case_id=case_id, withdrawn_at=None)
    claimed = active.aggregate(fen=Sum("claimed_fen"))["fen"]
    WageCase.objects.filter(pk=case_id).update(
        owed_fen=totals["owed"] or 0,
        extra_fen=totals["extra"] or 0,
        paid_fen=totals["paid"] or 0,
        claimed_fen=claimed or 0,
        workers_count=active.count(),
    )
    return WageCase.objects.get(pk=case_id)


@transaction.atomic
def payments_register(
    *,
    case_id: UUID,
    payments: Sequence[PaymentIn],
    source: PaySource,
    paid_on: date,
    actor: Actor,
    at: datetime,
    proof_paper: UUID | None = None,
    note: str = "",
) -> frozenset[str]:
    """Register what workers were paid (登记支付); give the keys that are new. The same key again changes nothing.

    All of them or none: a list with a faulty line is refused with that line, so that a group payment cannot stand half.
    Money from the wage deposit is drawn there in the same transaction.

    Raises:
        NotYours, MoveBlocked: not one of the case's officers, or the case is closed.
        SumsDisagree: somebody would get more than is owed, or the owner advance more than he has to.
        BadInput: a day or sum that cannot be right.
        NotReady, Refused: the deposit of the case's project is not known, or does not hold so much.
    """
    case = officer_case(case_id, actor, at)
    _check(payments, paid_on, at)
    known = set(Payment.objects.filter(key__in=[one.key for one in payments]).values_list("key", flat=True))
    fresh = [one for one in payments if one.key not in known]
    if not fresh:
        return frozenset()
    rows = _locked(case_id, [one.wage_worker_id for one in fresh])
    made = [_register(rows, one, source, paid_on, actor, at, proof_paper, one.note or note) for one in fresh]
    if source is PaySource.DEPOSIT:
        deposit_pays(case, made, actor=actor, at=at)
    if source is PaySource.OWNER:
        owner_advances(case, sum(one.amount_fen for one in made))
    _pay_ledger(made, actor, at)
    _finish(case_id, rows.values(), sum(one.amount_fen for one in made), actor, at)
    entry = entry_add(
        case_id=case_id,
        key="wage.paid",
        audience=Audience.STAFF,
        data={"payments": len(made), "source": source.value, "amount_fen": sum(one.amount_fen for one in made)},
        actor=actor,
        at=at,
    )
    if source is PaySource.DEPOSIT:
        deposit_letter(case, made, actor=actor, at=at, seq=entry.seq)
    return frozenset(one.key for one in fresh)


def paid_on_check(paid_on: date, *, at: datetime) -> None:
    """Raises ``BadInput`` for a day of payment that has not come, or was decades ago."""
    if not EARLIEST <= paid_on <= day_of(at):
        raise BadInput(_("支付日期须在今天或者以前，请核对。"), field="paid_on")


def _check(payments: Sequence[PaymentIn], paid_on: date, at: datetime) -> None:
    paid_on_check(paid_on, at=at)
    for one in payments:
        if not 0 < one.amount_fen <= PLAUSIBLE_FEN:
            raise BadInput(_("支付金额须大于零且合乎常理，请核对。"), field="amount")


def _locked(case_id: UUID, ids: Iterable[UUID]) -> dict[UUID, WageWorker]:
    rows = WageWorker.objects.select_for_update().filter(case_id=case_id, pk__in=set(ids)).order_by("pk")
    return {row.pk: row for row in rows}


def _register(
    rows: Mapping[UUID, WageWorker],
    one: PaymentIn,
    source: PaySource,
    paid_on: date,
    actor: Actor,
    at: datetime,
    proof_paper: UUID | None,
    note: str,
) -> Payment:
    row = rows.get(one.wage_worker_id)
    if row is None:
        raise BadInput(_("这名劳动者不在本案里，请核对名单。"))
    if row.paid_fen + one.amount_fen > row.owed_fen:
        raise SumsDisagree(
            _("%(name)s 还欠 %(open)s，登记的 %(paid)s 多了，请核对。")
            % {"name": row.name, "open": yuan_sign(row.owed_fen - row.paid_fen), "paid": yuan_sign(one.amount_fen)}
        )
    row.paid_fen += one.amount_fen
    return Payment(
        case_id=row.case_id,
        worker=row,
        key=one.key,
        source=source.value,
        amount_fen=one.amount_fen,
        paid_on=paid_on,
        proof_paper=proof_paper,
        note=sentence(note, most=NOTE_LENGTH, label=_("说明")),
        made_at=at,
        made_by=actor.account_id,
        made_by_name=actor.public_name,
    )


def _pay_ledger(made: Sequence[Payment], actor: Actor, at: datetime) -> None:
    Payment.objects.bulk_create(made)
    memo_post(
        [
            _posting(
                f"wage-paid:{one.pk}",
                one.worker_id,
                TransferKind.SETTLED,
                f"{PAID}{one.source}",
                CLAIMS,
                one.amount_fen,
                _("欠薪支付"),
            )
            for one in made
        ],
        fund=ARREARS,
        actor=actor,
        at=at,
    )


def _finish(case_id: UUID, rows: Iterable[WageWorker], amount_fen: int, actor: Actor, at: datetime) -> None:
    WageWorker.objects.bulk_update(rows, ["paid_fen"])
    case = sums_follow(case_id)
    emit(WagesPaid(case_id, amount_fen, case.owed_fen - case.paid_fen, at))


@transaction.atomic
def payment_withdraw(*, payment_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """A payment turns out not to have arrived (撤销支付登记): it stays in the file, its money is open again.

    Raises:
        BadInput: no reason, or no such payment. NotYours, MoveBlocked: as when registering.
    """
    why = paragraph(reason, most=NOTE_LENGTH, label=_("撤销原因"))
    if not why:
        raise BadInput(_("请写明为什么撤销这笔支付登记。"), field="reason")
    case_id = Payment.objects.filter(pk=payment_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise BadInput(_("没有找到这笔支付，请刷新页面。"))
    case = officer_case(case_id, actor, at)
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    if payment.withdrawn_at is not None:
        return
    if payment.source == PaySource.DEPOSIT:
        deposit_gets_back(case, payment, actor=actor, at=at)
    WageWorker.objects.filter(pk=payment.worker_id).update(paid_fen=F("paid_fen") - payment.amount_fen)
    payment.withdrawn_at, payment.withdrawn_by, payment.withdrawn_why = at, actor.account_id, why
    payment.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    posting = _posting(
        f"wage-unpaid:{payment.pk}",
        payment.worker_id,
        TransferKind.SETTLED,
        f"{PAID}{payment.source}",
        CLAIMS,
        -payment.amount_fen,
        _("撤销支付登记"),
    )
    memo_post([posting], fund=ARREARS, actor=actor, at=at)
    case = sums_follow(case_id)
    emit(WagesPaid(case_id, -payment.amount_fen, case.owed_fen - case.paid_fen, at))
    entry_add(
        case_id=case_id,
        key="wage.payment_withdrawn",
        audience=Audience.STAFF,
        data={"payment": payment.pk, "amount_fen": payment.amount_fen},
        words={"reason": why},
        actor=actor,
        at=at,
    )


def new_key() -> str:
    """A key for one submission of a form."""
    return uuid7().hex
