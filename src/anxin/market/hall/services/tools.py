"""Tools lent and returned (工具借用)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.text import line, sentence
from anxin.market.hall.access import clerk_of, market_of
from anxin.market.hall.models import Loan, Tool


def tool_add(*, label: str, name: str, actor: Actor) -> UUID:
    """A new tool with the label stuck on it.

    Raises:
        BadInput: nothing written, or the label is taken.
    """
    mark, what = line(label, most=20, label="编号"), line(name, most=40, label="名称")
    if not mark or not what:
        raise BadInput("请填写编号和名称，例如“G-07 电钻”。", field="label" if not mark else "name")
    tool, made = Tool.objects.get_or_create(org_id=market_of(actor), label=mark, defaults={"name": what})
    if not made:
        raise BadInput("这个编号已经用过，请换一个。", field="label")
    return tool.pk


def tool_lend(*, tool_id: UUID, borrower: str, phone: str, due_at: datetime, actor: Actor, at: datetime) -> UUID:
    """Lend a tool (借出). No deposit is taken: a name and a phone are enough.

    Raises:
        BadInput: no name or phone, or it is due in the past. Refused: it is already out.
    """
    tool = Tool.objects.filter(pk=tool_id, org_id=market_of(actor), retired_at=None).first()
    if tool is None:
        raise NotFound("没有找到这件工具，请刷新页面。")
    who, number = line(borrower, most=40, label="借用人"), line(phone, most=20, label="电话")
    if not who or not number:
        raise BadInput("请填写借用人和电话。", field="phone" if who else "borrower")
    if due_at <= at:
        raise BadInput("归还时间要晚于现在。", field="due")
    try:
        with transaction.atomic():
            row = Loan.objects.create(
                tool=tool, borrower=who, phone=number, lent_at=at, due_at=due_at, lent_by=clerk_of(actor)
            )
    except IntegrityError as error:
        raise Refused(_("%(tool)s 还没有还回来，请选另一件。") % {"tool": f"{tool.name} {tool.label}"}) from error
    return row.pk


def tool_return(*, loan_id: UUID, note: str, actor: Actor, at: datetime) -> None:
    """Take a tool back (归还); ``note`` says in what state."""
    told = sentence(note, most=100, label="情况")
    rows = Loan.objects.filter(pk=loan_id, tool__org_id=market_of(actor), returned_at=None)
    if not rows.update(returned_at=at, note=told):
        raise NotFound("没有找到这笔借用，可能已经归还，请刷新页面。")
