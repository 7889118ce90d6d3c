"""A batch into the books (合并): one transaction with its history, the day's sums and the record of its arrival."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cover import partitions, store
from anxin.cover.events import OrdersToldLate, SuspectOrder
from anxin.cover.judging import Change, Judge, Outcome
from anxin.cover.limits import first_open_day, late_after, longest_of_all, longest_order
from anxin.cover.models import Delivery, OrderChange, PremiumBook
from anxin.cover.months import EVER, month_after
from anxin.cover.parsing import ORDER_NO_MAX, BadLine, Bounds, OrderFacts, parse_line
from anxin.cover.rates import contributor_of, rate_or_none
from anxin.cover.services.setting_aside import SetAside, set_aside
from anxin.cover.types import LineAnswer, LineState, OrderLine, Source
from anxin.identity.numbers import is_test_number
from anxin.identity.selectors import org, workers_by_id_numbers
from anxin.identity.types import Actor, OrgKind, OrgView
from anxin.kit.clock import at_start_of, day_of
from anxin.kit.errors import NotFound
from anxin.kit.events import emit
from anxin.kit.statements import insert

_TOLD: Final = ("accepted_at", "picked_at", "finished_at", "cancelled_at", "industry", "region")


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """A batch understood: the facts by line number, and what could not be understood."""

    platform: OrgView
    lines: Sequence[OrderLine]
    facts: Mapping[int, OrderFacts]
    bad: Mapping[int, BadLine]

    def people(self) -> set[UUID]:
        """Whom the orders are about."""
        return {one.worker_id for one in self.facts.values()}

    def apart(self, away: Set[UUID]) -> tuple[ReadBatch | None, ReadBatch]:
        """The orders of others with the bad lines, None when there are none, and those of these people."""
        here = {number: one for number, one in self.facts.items() if one.worker_id not in away}
        there = {number: one for number, one in self.facts.items() if one.worker_id in away}
        return (replace(self, facts=here), replace(self, facts=there, bad={})) if here else (None, self)

    def to_keep(self) -> list[OrderLine]:
        """The lines as they came."""
        return [self.lines[number - 1] for number in sorted({*self.facts, *self.bad})]

    def when_kept(self) -> list[LineAnswer]:
        """The answers when the batch is kept."""
        good = (LineAnswer(number, one.order_no, LineState.KEPT) for number, one in self.facts.items())
        return [*good, *self.refusals()]

    def refusals(self) -> list[LineAnswer]:
        """The answers to lines that were not understood."""
        return [
            LineAnswer(number, self.lines[number - 1].order_no[:ORDER_NO_MAX], LineState.REFUSED, bad.sentence)
            for number, bad in self.bad.items()
        ]

    @transaction.atomic
    def merge(
        self, *, actor: Actor, at: datetime, source: Source, placed_at: datetime | None = None
    ) -> list[LineAnswer]:
        """Everything the batch changes, all of it or nothing.

        Args:
            at: when it reached us.
            placed_at: when it is placed, if it had to wait: its orders could not be asked for in between.

        Raises:
            OperationalError: a part of the store is away, or does not answer in time.
        """
        out = Outcome()
        if self.facts:
            out = _placed(self, actor=actor, at=at, placed_at=placed_at)
        if self.bad:
            aside = [SetAside(self.lines[number - 1], bad.problem, bad.sentence) for number, bad in self.bad.items()]
            set_aside(platform_id=self.platform.id, lines=aside, at=at)
        _record(self, out, at=at, source=source)
        return [*(LineAnswer(*state) for state in out.states), *self.refusals()]


def batch_read(lines: Sequence[OrderLine], *, platform_id: UUID, at: datetime) -> ReadBatch:
    """Understand each line, or say why not. Two queries, for the platform and its workers.

    Raises:
        NotFound: there is no such platform.
    """
    platform = sender(platform_id)
    today = day_of(at)
    bounds = Bounds(at, longest_of_all(today), at_start_of(first_open_day(today)))
    workers = workers_known_to(platform, (line.worker for line in lines))
    facts: dict[int, OrderFacts] = {}
    bad: dict[int, BadLine] = {}
    for number, line in enumerate(lines, start=1):
        try:
            facts[number] = parse_line(line, workers=workers, bounds=bounds)
        except BadLine as error:
            bad[number] = error
    return ReadBatch(platform, lines, facts, bad)


def sender(platform_id: UUID) -> OrgView:
    """Whose orders these are.

    Raises:
        NotFound: there is no such platform.
    """
    platform = org(platform_id)
    if platform is None:
        raise NotFound(_("没有这个平台。"))
    return platform


def workers_known_to(platform: OrgView, texts: Iterable[str]) -> dict[str, UUID]:
    """The workers behind these ID numbers. A sandbox knows test people only, and a real platform none of them."""
    sandbox = platform.kind is OrgKind.SANDBOX
    return workers_by_id_numbers({text for text in set(texts) if text and is_test_number(text) == sandbox})


def _placed(batch: ReadBatch, *, actor: Actor, at: datetime, placed_at: datetime | None) -> Outcome:
    platform_id = batch.platform.id
    partitions.ensure({day_of(one.accepted_at) for one in batch.facts.values()})
    store.lock_platform(platform_id)
    known = store.known(platform_id, list(batch.facts.values()))
    out = _judge(batch.platform, at).judge(known, batch.facts.items())
    _write(platform_id, out, actor=actor, at=at)
    suspect = out.suspect if placed_at is None else out.written
    if suspect:
        emit(OrdersToldLate(platform_id, tuple(map(_suspect, suspect)), placed_at or at))
    return out


def _judge(platform: OrgView, at: datetime) -> Judge:
    closed = PremiumBook.objects.filter(pk=platform.id).values_list("closed_until", flat=True).first()
    open_month = month_after(closed) if closed else EVER
    return Judge(partial(rate_or_none, contributor_of(platform)), at, late_after(day_of(at)), open_month)


def _write(platform_id: UUID, out: Outcome, *, actor: Actor, at: datetime) -> None:
    store.take_out(platform_id, out.gone)
    store.put_fresh(platform_id, list(out.fresh.values()), at=at)
    store.put_touched(platform_id, list(out.touched.values()))
    store.tally(platform_id, out.tallies)
    if out.changes:
        changes = [_change(platform_id, change, actor, at) for change in out.changes]
        OrderChange.objects.bulk_create(changes, batch_size=1000)


def _suspect(facts: OrderFacts) -> SuspectOrder:
    until = facts.ended_at or facts.accepted_at + longest_order(facts.industry, day_of(facts.accepted_at))
    return SuspectOrder(facts.worker_id, facts.order_no, facts.accepted_at, until)


def _change(platform_id: UUID, change: Change, actor: Actor, at: datetime) -> OrderChange:
    return OrderChange(
        worker_id=change.after.worker_id,
        platform_id=platform_id,
        order_no=change.after.order_no,
        before=_told(change.before),
        after=_told(change.after),
        at=at,
        by_account=actor.account_id,
    )


def _told(facts: OrderFacts) -> dict[str, str]:
    values = {name: getattr(facts, name) for name in _TOLD}
    return {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in values.items()
        if value is not None
    }


def _record(batch: ReadBatch, out: Outcome, *, at: datetime, source: Source) -> None:
    counts = Counter(state for _line, _order_no, state in out.states)
    insert(
        Delivery(
            platform_id=batch.platform.id,
            received_at=at,
            source=source.value,
            lines=len(batch.facts) + len(batch.bad),
            accepted=counts[LineState.ACCEPTED],
            same=counts[LineState.SAME],
            corrected=counts[LineState.CORRECTED],
            refused=len(batch.bad),
            late=out.late,
            delay_seconds=int(out.delay.total_seconds()),
            delay_seconds_max=int(out.delay_max.total_seconds()),
        )
    )
