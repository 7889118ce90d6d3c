"""A platform's own declaration beside our books (平台申报), down to the order."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.cover import tasks
from anxin.cover.comparing import Declared, Found, compare, declared_orders
from anxin.cover.models import Bill, Declaration, Difference
from anxin.cover.months import month_after
from anxin.cover.rates import fen_of
from anxin.cover.services.closing import check_finance
from anxin.cover.types import BillState, ReadState
from anxin.identity.types import Actor, Role
from anxin.kit.clock import at_start_of
from anxin.kit.errors import BadInput, NotAllowed, NotFound
from anxin.kit.jobs import defer
from anxin.kit.text import sentence

LISTED_MAX: Final = 5000
"""Differences kept one by one; the counts go on."""

SIDES: Final = (Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER)


def bill_locked(bill_id: UUID, actor: Actor) -> Bill:
    """A bill under lock, for its own platform or the bureau's finance.

    Raises:
        NotFound: there is none, or it is nobody's business.
    """
    bill = Bill.objects.select_for_update(of=("self",)).filter(pk=bill_id).first()
    if bill is None or not (
        actor.is_system or actor.has(Role.FINANCE_MAKER, Role.FINANCE_CHECKER) or bill.platform_id in actor.orgs(*SIDES)
    ):
        raise NotFound(_("没有这份账单。"))
    return bill


@transaction.atomic
def declaration_take(*, bill_id: UUID, name: str, content: bytes, actor: Actor, at: datetime) -> UUID:
    """Keep a platform's declaration, a file of its orders, for a worker to read and compare.

    Columns: order number, moment of acceptance, and the premium in yuan where the platform states it. A new
    declaration replaces the one before as soon as it is read; the bill itself never changes.

    Raises:
        NotFound: no such bill of the actor's platform. BadInput: an empty file.
    """
    bill = bill_locked(bill_id, actor)
    if not content:
        raise BadInput(_("文件是空的，请重新选择。"))
    declaration = Declaration.objects.create(
        bill=bill,
        declared_at=at,
        declared_by=actor.account_id,
        file_name=name[:200],
        state=ReadState.WAITING.value,
        content=content,
        orders=0,
        amount_fen=0,
    )
    defer(tasks.declaration_read, lock=f"declaration:{declaration.pk}", declaration_id=str(declaration.pk))
    return declaration.pk


def declaration_compare(*, declaration_id: UUID) -> None:
    """Read a kept declaration and compare it to ours, order by order. Again, or after a kill, it starts anew."""
    row = Declaration.objects.select_related("bill").filter(pk=declaration_id).first()
    if row is None or row.content is None:
        return
    with tempfile.TemporaryDirectory(prefix="anxin-") as folder:
        listed = Path(folder) / "declared.csv"
        try:
            told = declared_orders(bytes(row.content), into=listed, read=partial(_so_far, row.pk))
        except BadInput as problem:
            _kept(row.pk).update(state=ReadState.REFUSED.value, problem=problem.sentence[:300], content=None, orders=0)
            return
        first, after = at_start_of(row.bill.month), at_start_of(month_after(row.bill.month))
        found = compare(platform_id=row.bill.platform_id, first=first, after=after, told=listed)
    _compared(row, told, found)


def _kept(declaration_id: UUID) -> QuerySet[Declaration]:
    return Declaration.objects.filter(pk=declaration_id, content__isnull=False)


def _so_far(declaration_id: UUID, orders: int) -> None:
    _kept(declaration_id).update(state=ReadState.RUNNING.value, orders=orders)


@transaction.atomic
def _compared(row: Declaration, told: Declared, found: Sequence[Found]) -> None:
    """Write what was found, once: of two who read the same declaration the later one finds its content gone."""
    bill = Bill.objects.select_for_update(of=("self",)).get(pk=row.bill_id)
    mine = _kept(row.pk).update(
        state=ReadState.DONE.value,
        content=None,
        orders=told.orders,
        amount_fen=fen_of(told.hao) if told.hao is not None else bill.amount_fen,
        differences=dict(Counter(one.kind.value for one in found)),
    )
    if not mine:
        return
    Difference.objects.bulk_create(
        [
            Difference(
                declaration=row,
                kind=one.kind.value,
                order_no=one.order_no,
                day=one.day,
                ours_hao=one.ours_hao,
                theirs_hao=one.theirs_hao,
            )
            for one in found[:LISTED_MAX]
        ],
        batch_size=1000,
    )
    _restate(bill)


@transaction.atomic
def declaration_state(*, bill_id: UUID, orders: int, amount_fen: int, actor: Actor, at: datetime) -> UUID:
    """Take a platform's declaration as two numbers: how many orders, how much money.

    Raises:
        NotFound: no such bill of the actor's platform. BadInput: a number below zero.
    """
    if orders < 0 or amount_fen < 0:
        raise BadInput(_("订单数和金额不能是负数。"))
    bill = bill_locked(bill_id, actor)
    same = (orders, amount_fen) == (bill.orders, bill.amount_fen)
    declaration = Declaration.objects.create(
        bill=bill,
        declared_at=at,
        declared_by=actor.account_id,
        orders=orders,
        amount_fen=amount_fen,
        differences={} if same else {"sum": 1},
    )
    _restate(bill)
    return declaration.pk


@transaction.atomic
def difference_settle(*, difference_id: UUID, note: str, actor: Actor, at: datetime) -> None:
    """Say what was done about one difference. The platform sends what was missing or wrong as orders; that moves
    the next month, never this bill.

    Raises:
        NotFound: no such open difference of the actor's. BadInput: nothing was said.
    """
    said = sentence(note, most=200, label=_("处理意见"))
    if not said:
        raise BadInput(_("请写一句怎么处理的。"), field="note")
    row = Difference.objects.select_related("declaration").filter(pk=difference_id, settled_at=None).first()
    if row is None:
        raise NotFound(_("没有这条差异，可能已经处理过了。"))
    bill = bill_locked(row.declaration.bill_id, actor)
    Difference.objects.filter(pk=row.pk, settled_at=None).update(note=said, settled_at=at, settled_by=actor.account_id)
    _restate(bill)


@transaction.atomic
def bill_agree(*, bill_id: UUID, actor: Actor, at: datetime) -> None:
    """Close the matter of a bill whose every difference is settled, or whose sums were cleared up in talk.

    Raises:
        NotAllowed: not the bureau's finance, or differences are still open.
    """
    check_finance(actor)
    bill = bill_locked(bill_id, actor)
    if _open_differences(bill):
        raise NotAllowed(_("还有差异没有处理，请逐条写明处理意见。"))
    bill.state = BillState.PAID.value if bill.received_fen >= bill.amount_fen else BillState.AGREED.value
    bill.save(update_fields=["state"])


def _open_differences(bill: Bill) -> int:
    newest = newest_read(bill)
    return newest.listed.filter(settled_at=None).count() if newest else 0


def newest_read(bill: Bill) -> Declaration | None:
    """The declaration that holds: the newest that was read to its end."""
    read = bill.declarations.filter(state=ReadState.DONE.value)
    return read.defer("content").order_by("-declared_at").first()


def _restate(bill: Bill) -> None:
    bill.state = state_of(bill).value
    bill.save(update_fields=["state"])


def state_of(bill: Bill) -> BillState:
    """How far a bill is, from what is recorded about it."""
    newest = newest_read(bill)
    if newest is None:
        return BillState.PAID if _covered(bill) else BillState.OPEN
    if newest.differences and (newest.listed.filter(settled_at=None).exists() or not newest.listed.exists()):
        return BillState.DIFFERS
    return BillState.PAID if _covered(bill) else BillState.AGREED


def _covered(bill: Bill) -> bool:
    return bill.received_fen >= bill.amount_fen > 0
