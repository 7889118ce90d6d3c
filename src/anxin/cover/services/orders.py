"""Orders in (接单数据接收): each line gets its own answer, and a bad line never costs a good one."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from anxin.cover.limits import longest_of_all
from anxin.cover.models import Order, OrderChange
from anxin.cover.parsing import OrderFacts, ParsedLine, is_progress, merged, parse_line
from anxin.cover.types import Industry, LineAnswer, LineState, OrderLine
from anxin.identity.selectors import workers_by_id_numbers
from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput, NotAllowed

LINES_MAX: Final = 10_000
"""Lines of one batch; a larger file goes in pieces (a technical limit)."""

_VALUES: Final = ("accepted_at", "picked_at", "finished_at", "cancelled_at", "industry", "region")


@dataclass(slots=True)
class _Batch:
    """What a batch changes, gathered before anything is written."""

    known: dict[tuple[UUID, str], Order]
    fresh: dict[tuple[UUID, str], Order] = field(default_factory=dict)
    touched: dict[tuple[UUID, str], Order] = field(default_factory=dict)
    changes: list[OrderChange] = field(default_factory=list)
    answers: list[LineAnswer] = field(default_factory=list)


def orders_take(*, platform_id: UUID, lines: Sequence[OrderLine], actor: Actor, at: datetime) -> list[LineAnswer]:
    """Take a batch of orders from a platform and answer each line.

    The same order again is harmless; a value filled in later (picked up, finished) is progress; a changed value
    is a correction whose former form is kept. Writers of one platform queue behind an advisory lock: without it,
    two senders of the same batch would each think the order new.

    Args:
        platform_id: whose orders these are; the actor must hold a post there, or be the system.
        at: when the batch reached us. It becomes ``declared_at``, which no platform can choose.

    Raises:
        NotAllowed: the actor does not act for this platform.
        BadInput: more than ``LINES_MAX`` lines.
    """
    check_sender(actor, platform_id)
    if len(lines) > LINES_MAX:
        raise BadInput(_("一批最多 %(most)s 行，请分批发送。") % {"most": LINES_MAX})
    parsed, refused = _parsed(lines, at)
    workers = workers_by_id_numbers({line.worker for line in parsed.values()})
    with transaction.atomic():
        _queue_behind(platform_id)
        batch = _Batch(known=_known(platform_id, parsed.values(), workers))
        for number, line in parsed.items():
            worker_id = workers.get(line.worker)
            if worker_id is None:
                refused[number] = _("没有找到这位劳动者：请先为其办理实名登记，再发送订单。")
                continue
            state = _apply(batch, line.of(worker_id), platform_id, actor, at)
            batch.answers.append(LineAnswer(number, line.order_no, state))
        _write(batch)
    batch.answers += [
        LineAnswer(number, lines[number - 1].order_no[:64], LineState.REFUSED, reason)
        for number, reason in refused.items()
    ]
    return sorted(batch.answers, key=lambda answer: answer.line)


def check_sender(actor: Actor, platform_id: UUID) -> None:
    """Refuse anyone who does not act for this platform."""
    if actor.is_system or platform_id in actor.orgs(Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER):
        return
    raise NotAllowed(_("只能发送本平台的订单。"))


def _parsed(lines: Sequence[OrderLine], at: datetime) -> tuple[dict[int, ParsedLine], dict[int, str]]:
    parsed: dict[int, ParsedLine] = {}
    refused: dict[int, str] = {}
    most = longest_of_all(day_of(at))
    for number, line in enumerate(lines, start=1):
        try:
            parsed[number] = parse_line(line, received_at=at, longest=most)
        except BadInput as error:
            refused[number] = error.sentence
    return parsed, refused


def _queue_behind(platform_id: UUID) -> None:
    lock = int.from_bytes(hashlib.sha256(b"cover.orders" + platform_id.bytes).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


def _known(
    platform_id: UUID, lines: Collection[ParsedLine], workers: Mapping[str, UUID]
) -> dict[tuple[UUID, str], Order]:
    rows = Order.objects.filter(
        worker_id__in=set(workers.values()), platform_id=platform_id, order_no__in={line.order_no for line in lines}
    )
    return {(row.worker_id, row.order_no): row for row in rows}


def _apply(batch: _Batch, told: OrderFacts, platform_id: UUID, actor: Actor, at: datetime) -> LineState:
    key = (told.worker_id, told.order_no)
    row = batch.known.get(key)
    if row is None:
        batch.known[key] = batch.fresh[key] = _new(told, platform_id, at)
        return LineState.ACCEPTED
    before = facts_of(row)
    after = merged(before, told)
    if after == before:
        return LineState.SAME
    for name in _VALUES:
        setattr(row, name, getattr(after, name))
    if key not in batch.fresh:
        batch.touched[key] = row
    if is_progress(before, after):
        return LineState.ACCEPTED
    row.revised_at = at
    batch.changes.append(_change(row, before, after, actor, at))
    return LineState.CORRECTED


def _new(told: OrderFacts, platform_id: UUID, at: datetime) -> Order:
    return Order(**asdict(told), platform_id=platform_id, declared_at=at)


def facts_of(row: Order) -> OrderFacts:
    """The values of a stored order."""
    return OrderFacts(
        worker_id=row.worker_id,
        order_no=row.order_no,
        industry=Industry(row.industry),
        region=row.region,
        accepted_at=row.accepted_at,
        picked_at=row.picked_at,
        finished_at=row.finished_at,
        cancelled_at=row.cancelled_at,
    )


def _change(row: Order, before: OrderFacts, after: OrderFacts, actor: Actor, at: datetime) -> OrderChange:
    def told(facts: OrderFacts) -> dict[str, str]:
        return {
            name: value.isoformat() if isinstance(value, datetime) else str(value or "")
            for name in _VALUES
            if (value := getattr(facts, name)) is not None
        }

    return OrderChange(
        worker_id=row.worker_id,
        platform_id=row.platform_id,
        order_no=row.order_no,
        before=told(before),
        after=told(after),
        at=at,
        by_account=actor.account_id,
    )


def _write(batch: _Batch) -> None:
    if batch.fresh:
        Order.objects.bulk_create(batch.fresh.values(), batch_size=1000)
    if batch.touched:
        Order.objects.bulk_create(
            batch.touched.values(),
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["worker", "platform", "order_no"],
            update_fields=[*_VALUES, "revised_at"],
        )
    if batch.changes:
        OrderChange.objects.bulk_create(batch.changes, batch_size=1000)
