"""Receiving accounts (收款账户): only the worker's own, and a change waits before money follows it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.events import PayeeChanged
from anxin.identity.models import PayeeAccount, Worker
from anxin.identity.names import org_name_parse, person_name_parse, same_name
from anxin.identity.numbers import account_number_parse, bank_code_parse
from anxin.identity.services.records import account_event
from anxin.identity.types import Actor, PayeeKind, PayeeView, Role
from anxin.identity.views import payee_view
from anxin.kit.crypto import blind
from anxin.kit.errors import BadInput, NotAllowed, NotFound
from anxin.kit.events import emit

CLERKS = (Role.BUREAU_INTAKE, Role.BUREAU_REVIEWER, Role.INSURER_HANDLER)
"""Posts that may enter an account at the window on the worker's behalf. A platform never may."""


@transaction.atomic
def payee_set(
    *,
    worker_id: UUID,
    kind: PayeeKind | str,
    bank_name: str,
    number: str,
    actor: Actor,
    at: datetime,
    bank_code: str = "",
    holder: str = "",
) -> PayeeView:
    """Set or change where a worker's benefits go. The same account again changes nothing.

    The first account can be paid to at once; a change waits ``ANXIN_PAYEE_COOLING_HOURS``, and the worker is told
    (event ``PayeeChanged``), so that a stolen phone does not redirect the money of the day.

    Args:
        bank_code: twelve digits (联行号), or empty when the worker does not know it.
        holder: the name on the account as somebody else wrote it; empty means the worker's own.

    Raises:
        NotAllowed: neither the worker nor a clerk. BadInput: the holder is somebody else, or a number is wrong.
    """
    if not (actor.is_system or actor.worker_id == worker_id or actor.has(*CLERKS)):
        raise NotAllowed(_("只有劳动者本人或受理窗口可以填写收款账户。"))
    worker = Worker.objects.select_for_update().filter(pk=worker_id).first()
    if worker is None:
        raise NotFound(_("没有找到这位劳动者，请重新查找。"))
    if holder and not same_name(person_name_parse(holder), worker.name):
        raise BadInput(_("收款账户必须是本人的，户名要和实名登记的姓名一致。"), field="holder")
    row = _parsed(worker, PayeeKind(kind), bank_name=bank_name, bank_code=bank_code, number=number)
    current = PayeeAccount.objects.filter(worker_id=worker_id, replaced_at__isnull=True).first()
    if current is not None and _same(current, row):
        return payee_view(current)
    wait = timedelta(hours=settings.ANXIN_PAYEE_COOLING_HOURS) if current else timedelta()
    row.changed_at, row.usable_from, row.changed_by_id = at, at + wait, actor.account_id
    if current is not None:
        PayeeAccount.objects.filter(pk=current.pk).update(replaced_at=at)
    row.save(force_insert=True)
    account_event(account_id=worker.account_id, what="payee_changed", actor=actor, at=at, data={"payee": str(row.id)})
    emit(PayeeChanged(worker_id=worker_id, payee_id=row.id, first=current is None, usable_from=row.usable_from, at=at))
    return payee_view(row)


def payee_verified(*, payee_id: UUID, at: datetime) -> None:
    """Note that the bank has taken money for this account, so holder and number fit."""
    PayeeAccount.objects.filter(pk=payee_id, verified_at__isnull=True).update(verified_at=at)


def _parsed(worker: Worker, kind: PayeeKind, *, bank_name: str, bank_code: str, number: str) -> PayeeAccount:
    bank = org_name_parse(bank_name, label="开户银行", most=60)
    if not bank:
        raise BadInput(_("请填写开户银行。"), field="bank_name")
    digits = account_number_parse(number)
    return PayeeAccount(
        worker=worker,
        kind=kind.value,
        bank_name=bank,
        bank_code=bank_code_parse(bank_code),
        number=digits,
        number_blind=blind(digits, purpose="payee.number"),
        holder=worker.name,
    )


def _same(one: PayeeAccount, other: PayeeAccount) -> bool:
    return (one.number_blind, one.kind, one.bank_name, one.bank_code) == (
        other.number_blind,
        other.kind,
        other.bank_name,
        other.bank_code,
    )
