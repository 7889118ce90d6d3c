"""Premium to and from the tax office (报送与入库): one file of charges, payments booked once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anxin.cover.models import Bill, Receipt
from anxin.cover.services.closing import check_finance
from anxin.cover.services.declaring import state_of
from anxin.cover.tax import Charge, ChargeFile, Paid, tax_office
from anxin.funds.memo import COLLECTED, PREMIUM, RECEIVABLE
from anxin.funds.services import memo_post
from anxin.funds.services.posting import two_legs
from anxin.funds.types import TransferKind
from anxin.identity.selectors import orgs, orgs_by_id
from anxin.identity.types import Actor, OrgKind
from anxin.kit.errors import BadInput

PAYER_MAX: Final = 100


def charges_file(*, month: date, actor: Actor) -> ChargeFile:
    """The month's bills as the tax office wants them.

    Raises:
        BadInput: the month has no bill yet.
    """
    check_finance(actor)
    bills = list(Bill.objects.filter(month=month, amount_fen__gt=0))
    if not bills:
        raise BadInput(_("%(month)s 还没有账单，请先结账。") % {"month": f"{month:%Y-%m}"})
    payers = orgs_by_id(bill.platform_id for bill in bills)
    return tax_office().charge_file(
        month,
        [
            Charge(
                bill=str(bill.pk),
                payer=payers[bill.platform_id].name,
                credit_code=payers[bill.platform_id].credit_code,
                month=month,
                orders=bill.orders,
                amount_fen=bill.amount_fen,
                due_on=bill.due_on,
            )
            for bill in bills
        ],
    )


def charges_send(*, month: date, actor: Actor) -> str:
    """Hand the month's charges to the tax office; return the file's name. Sending again sends the same bytes."""
    file = charges_file(month=month, actor=actor)
    tax_office().send(file)
    return file.name


def receipts_collect(*, actor: Actor, at: datetime) -> int:
    """Book what the tax office reports as paid; return how many payments were new.

    A payment told twice is booked once; one that fits no bill is kept with its problem and booked nowhere.
    """
    check_finance(actor)
    return sum(_take(paid, actor, at) for paid in tax_office().payments())


@transaction.atomic
def _take(paid: Paid, actor: Actor, at: datetime) -> bool:
    bill = _bill_of(paid)
    row = Receipt(
        reference=paid.reference,
        bill=bill,
        payer=paid.payer[:PAYER_MAX],
        month=paid.month,
        paid_on=paid.paid_on,
        amount_fen=paid.amount_fen,
        taken_at=at,
        problem="" if bill else _("没有找到这个单位这个月的账单，请核对信用代码和所属期。"),
    )
    Receipt.objects.bulk_create([row], ignore_conflicts=True)
    if not Receipt.objects.filter(pk=row.pk).exists():
        return False
    if bill is not None:
        _book(bill.pk, row, actor, at)
    return True


def _bill_of(paid: Paid) -> Bill | None:
    payer = next((org for org in orgs(OrgKind.PLATFORM) if org.credit_code == paid.credit_code != ""), None)
    return Bill.objects.filter(platform_id=payer.id, month=paid.month).first() if payer else None


def _book(bill_id: UUID, receipt: Receipt, actor: Actor, at: datetime) -> None:
    memo_post(
        [
            two_legs(
                key=f"premium.receipt:{receipt.reference}",
                kind=TransferKind.RECEIVED,
                subject=f"bill:{bill_id}",
                memo=_("税务入库 %(number)s") % {"number": receipt.reference},
                debit=COLLECTED,
                credit=RECEIVABLE,
                amount_fen=receipt.amount_fen,
            )
        ],
        fund=PREMIUM,
        actor=actor,
        at=at,
    )
    Bill.objects.filter(pk=bill_id).update(received_fen=F("received_fen") + receipt.amount_fen)
    bill = Bill.objects.select_for_update(of=("self",)).get(pk=bill_id)
    bill.state = state_of(bill).value
    bill.save(update_fields=["state"])
