"""Orders in by file (订单文件导入): in pieces, each committed, so that a killed import goes on where it stopped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cover import tasks
from anxin.cover.comparing import table_rows
from anxin.cover.models import OrderImport
from anxin.cover.services.orders import check_sender, orders_take
from anxin.cover.types import LineAnswer, LineState, OrderLine, ReadState, Source
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput
from anxin.kit.jobs import defer

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


@transaction.atomic
def orders_import_file(
    *, platform_id: UUID, name: str, content: bytes, actor: Actor, at: datetime, later: bool = True
) -> UUID:
    """Keep a file of orders for import; :func:`orders_import_run` takes its lines.

    Args:
        later: have a worker take them; False for a caller who does it himself, now.

    Raises:
        NotAllowed: the actor does not act for this platform. BadInput: an empty file.
    """
    check_sender(actor, platform_id)
    if not content:
        raise BadInput(_("文件是空的，请重新选择。"))
    row = OrderImport.objects.create(
        platform_id=platform_id, by_account=actor.account_id, file_name=name[:200], content=content, created_at=at
    )
    if later:
        defer(tasks.import_file, lock=f"orders:{row.pk}", import_id=str(row.pk))
    return row.pk


def orders_import_run(*, import_id: UUID, actor: Actor, at: datetime) -> tuple[LineAnswer, ...]:
    """Take what is left of a kept file, piece by piece; return the refused lines of this run.

    The whole file is read once before any line is taken, so that a file broken at its end changes nothing. Safe to
    call again after a kill: lines already taken are skipped. Of two runs at once one gives way at its next piece.
    """
    row = OrderImport.objects.get(pk=import_id)
    if row.content is None:
        return ()
    content, refused = bytes(row.content), []
    try:
        if not row.lines:
            OrderImport.objects.filter(pk=row.pk).update(state=ReadState.RUNNING.value, lines=_counted(content))
        done = _done(row)
        pieces = islice(table_rows(content), done, None)
        while piece := [line_of(values) for values in islice(pieces, PIECE)]:
            refused += _take_piece(row.pk, piece, done, actor, at)
            done += len(piece)
    except _Overtaken:
        return tuple(refused)
    except BadInput as problem:
        _end(row.pk, ReadState.REFUSED, at, problem=problem.sentence[:300])
        return tuple(refused)
    _end(row.pk, ReadState.DONE, at)
    return tuple(refused)


_COUNTERS: Final = ("accepted", "same", "corrected", "kept", "refused")


def _done(row: OrderImport) -> int:
    """How many lines have been taken, whatever became of them."""
    return sum(getattr(row, name) for name in _COUNTERS)


class _Overtaken(Exception):
    """Another run has taken this piece."""


def _counted(content: bytes) -> int:
    """How many orders a file holds.

    Raises:
        BadInput: it is no table, a needed column is missing, or there is none.
    """
    rows = table_rows(content)
    first = next(rows, None)
    if first is None:
        raise BadInput(_("文件里没有订单。第一行写列名，从第二行起每行一单。"))
    for key in _NEEDED:
        if not any(heading in first for heading in COLUMNS[key]):
            raise BadInput(_("文件缺少“%(column)s”一列。") % {"column": COLUMNS[key][0]})
    return 1 + sum(1 for _row in rows)


def _end(import_id: UUID, state: ReadState, at: datetime, *, problem: str = "") -> None:
    OrderImport.objects.filter(pk=import_id).update(state=state.value, problem=problem, finished_at=at, content=None)


@transaction.atomic
def _take_piece(import_id: UUID, piece: list[OrderLine], done: int, actor: Actor, at: datetime) -> list[LineAnswer]:
    row = OrderImport.objects.select_for_update(of=("self",)).defer("content").get(pk=import_id)
    if _done(row) != done:
        raise _Overtaken
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
    row.save(update_fields=[*_COUNTERS, "refusals"])
    return refused


def line_of(values: Mapping[str, str]) -> OrderLine:
    """One row of a table as an order line; unknown columns are ignored."""
    found = {
        key: next((values[heading] for heading in headings if values.get(heading)), "")
        for key, headings in COLUMNS.items()
    }
    return OrderLine(**{key: value for key, value in found.items() if value or key in _NEEDED})
