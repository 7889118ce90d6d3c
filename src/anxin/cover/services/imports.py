"""Orders in by file (订单文件导入): in pieces, each committed, so that a killed import goes on where it stopped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cover.comparing import table_rows
from anxin.cover.models import OrderImport
from anxin.cover.services.orders import check_sender, orders_take
from anxin.cover.types import LineAnswer, LineState, OrderLine, Source
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput

PIECE: Final = 1000
"""Lines taken in one transaction."""

REFUSALS_KEPT: Final = 1000
"""Refused lines whose reason is kept; the counter goes on."""

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "order_no": ("订单号", "order_no"),
    "worker": ("身份证件号码", "身份证号", "id_number", "worker"),
    "accepted_at": ("接单时间", "accepted_at"),
    "picked_at": ("取货时间", "picked_at"),
    "finished_at": ("完成时间", "finished_at"),
    "cancelled_at": ("取消时间", "cancelled_at"),
    "industry": ("行业", "industry"),
    "region": ("区划代码", "region"),
}
"""Columns of the file and the headings they may carry."""

_NEEDED: Final = ("order_no", "worker", "accepted_at")


def orders_import_file(*, platform_id: UUID, name: str, content: bytes, actor: Actor, at: datetime) -> UUID:
    """Keep a file of orders for import; :func:`orders_import_run` takes its lines.

    Raises:
        NotAllowed: the actor does not act for this platform.
        BadInput: it is no table, or a needed column is missing.
    """
    check_sender(actor, platform_id)
    rows = table_rows(name, content)
    first = next(rows, None)
    if first is None:
        raise BadInput(_("文件里没有订单。第一行写列名，从第二行起每行一单。"))
    for key in _NEEDED:
        if not any(heading in first for heading in COLUMNS[key]):
            raise BadInput(_("文件缺少“%(column)s”一列。") % {"column": COLUMNS[key][0]})
    row = OrderImport.objects.create(
        platform_id=platform_id,
        by_account=actor.account_id,
        file_name=name[:200],
        content=content,
        lines=1 + sum(1 for _row in rows),
        created_at=at,
    )
    return row.pk


def orders_import_run(*, import_id: UUID, actor: Actor, at: datetime) -> tuple[LineAnswer, ...]:
    """Take what is left of a kept file, piece by piece; return the refused lines of this run.

    Safe to call again after a kill: lines already taken are skipped, and taking one twice would be harmless.
    """
    row = OrderImport.objects.get(pk=import_id)
    if row.content is None:
        return ()
    rows = table_rows(row.file_name, bytes(row.content))
    refused: list[LineAnswer] = []
    done = row.accepted + row.same + row.corrected + row.refused
    pieces = islice(rows, done, None)
    while piece := [line_of(values) for values in islice(pieces, PIECE)]:
        refused += _take_piece(row, piece, done, actor, at)
        done += len(piece)
    OrderImport.objects.filter(pk=row.pk).update(state="done", finished_at=at, content=None)
    return tuple(refused)


def _take_piece(row: OrderImport, piece: list[OrderLine], done: int, actor: Actor, at: datetime) -> list[LineAnswer]:
    with transaction.atomic():
        answers = orders_take(platform_id=row.platform_id, lines=piece, actor=actor, at=at, source=Source.FILE)
        for answer in answers:
            setattr(row, answer.state.value, getattr(row, answer.state.value) + 1)
        refused = [
            LineAnswer(answer.line + done, answer.order_no, answer.state, answer.reason)
            for answer in answers
            if answer.state is LineState.REFUSED
        ]
        kept = [{"line": one.line, "order_no": one.order_no, "reason": one.reason} for one in refused]
        row.refusals = (row.refusals + kept)[:REFUSALS_KEPT]
        row.state = "running"
        row.save(update_fields=["accepted", "same", "corrected", "refused", "refusals", "state"])
    return refused


def line_of(values: Mapping[str, str]) -> OrderLine:
    """One row of a table as an order line; unknown columns are ignored."""
    found = {
        key: next((values[heading] for heading in headings if values.get(heading)), "")
        for key, headings in COLUMNS.items()
    }
    return OrderLine(**{key: value for key, value in found.items() if value or key in _NEEDED})
