"""Batches kept while a part of the store is away (待入库), and catching up when it is back."""

from __future__ import annotations

import logging
from dataclasses import asdict, replace
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db import InternalError, OperationalError, transaction
from django.db.models import F, QuerySet

from anxin.cover import distribution
from anxin.cover.models import KeptBatch
from anxin.cover.services.merging import ReadBatch, batch_merge, batch_read, refusals
from anxin.cover.types import LineAnswer, LineState, OrderLine, Source
from anxin.identity.types import Actor
from anxin.kit.chain import canonical

log = logging.getLogger(__name__)

AWAY: Final = (OperationalError, InternalError)
"""What the database says when a part of it is away; the first word after a node died is an internal error."""

MERGED_AT_ONCE: Final = 200
"""Batches of one platform that one run of the catching-up takes; the next run takes the rest."""


def batch_place(batch: ReadBatch, *, actor: Actor, at: datetime, source: Source) -> list[LineAnswer]:
    """Merge a batch, or as much of it as can be placed now, and keep the rest.

    While something of a platform waits, nothing about the same people overtakes it: an older word that is merged
    after a newer one would win.

    Raises:
        OperationalError: it can neither be placed nor kept; nothing of it is acknowledged (or ``InternalError``).
    """
    why = "waiting"
    if not _waiting(batch.platform.id).exists():
        try:
            return batch_merge(batch, actor=actor, at=at, source=source)
        except AWAY as error:
            why = _name(error)
    here, away = _apart(batch)
    if here is None:
        return batch_keep(batch, source=source, at=at, why=why)
    try:
        placed = batch_merge(here, actor=actor, at=at, source=source)
    except AWAY as error:
        return batch_keep(batch, source=source, at=at, why=_name(error))
    return placed + batch_keep(away, source=source, at=at, why=why)


def _apart(batch: ReadBatch) -> tuple[ReadBatch | None, ReadBatch]:
    """The lines that can be placed now, None when there are none, and those whose people lie on a node that is away.

    On one server everything or nothing can be placed.
    """
    away = distribution.away({facts.worker_id for facts in batch.facts.values()})
    if not away:
        return None, batch
    here = {number: facts for number, facts in batch.facts.items() if facts.worker_id not in away}
    there = {number: facts for number, facts in batch.facts.items() if facts.worker_id in away}
    if not here:
        return None, batch
    return replace(batch, facts=here), replace(batch, facts=there, bad={})


def batch_keep(batch: ReadBatch, *, source: Source, at: datetime, why: str) -> list[LineAnswer]:
    """Keep a batch whose rows cannot be placed now; answer its good lines as ``kept``. The same batch is kept once.

    Raises:
        OperationalError: it cannot even be kept.
    """
    lines = [batch.lines[number - 1] for number in sorted({*batch.facts, *batch.bad})]
    content = [asdict(line) for line in lines]
    kept = KeptBatch(
        platform_id=batch.platform.id,
        received_at=at,
        source=source.value,
        content=content,
        digest=sha256(canonical(content)).hexdigest(),
        lines=len(lines),
        problem=why,
    )
    with transaction.atomic():
        KeptBatch.objects.bulk_create([kept], ignore_conflicts=True)
    log.warning("a batch of %d lines was kept: %s", len(lines), why)
    good = (LineAnswer(number, facts.order_no, LineState.KEPT) for number, facts in batch.facts.items())
    return [*good, *refusals(batch)]


def kept_merge(*, at: datetime) -> int:
    """Merge what was kept, in the order of arrival, each as if taken when it arrived; return how many batches.

    Stops at a platform's first batch that still cannot be placed, so that nothing overtakes it; other platforms go
    on. Safe to call by several at once and after a kill: a batch is marked in the transaction that merges it.
    """
    platforms = KeptBatch.objects.filter(merged_at=None).order_by().values_list("platform_id", flat=True).distinct()
    return sum(_catch_up(platform_id, at) for platform_id in platforms)


def _catch_up(platform_id: UUID, at: datetime) -> int:
    """Until nothing waits any more, what arrived meanwhile included: only then are batches merged at once again."""
    for merged in range(MERGED_AT_ONCE):
        first = _waiting(platform_id).values_list("pk", flat=True).first()
        if first is None or not _merge_or_note(first, at):
            return merged
    return MERGED_AT_ONCE


def _waiting(platform_id: UUID) -> QuerySet[KeptBatch]:
    return KeptBatch.objects.filter(platform_id=platform_id, merged_at=None).order_by("received_at", "pk")


def _merge_or_note(kept_id: UUID, at: datetime) -> bool:
    """Whatever is wrong with one platform's batch, the others' must not wait for it."""
    try:
        return _merge_one(kept_id, at)
    except Exception as error:
        if not isinstance(error, AWAY):
            log.error("a kept batch could not be merged: %s", _name(error))
        KeptBatch.objects.filter(pk=kept_id).update(tries=F("tries") + 1, problem=_name(error))
        return False


def _name(error: Exception) -> str:
    return type(error.__cause__ or error).__name__


def _merge_one(kept_id: UUID, at: datetime) -> bool:
    with transaction.atomic():
        kept = KeptBatch.objects.select_for_update(skip_locked=True).filter(pk=kept_id, merged_at=None).first()
        if kept is None:
            return False
        lines = [OrderLine(**line) for line in kept.content]
        batch_merge(
            batch_read(lines, platform_id=kept.platform_id, at=kept.received_at),
            actor=Actor.system(),
            at=kept.received_at,
            source=Source(kept.source),
            placed_at=at,
        )
        kept.merged_at, kept.content = at, []
        kept.save(update_fields=["merged_at", "content"])
    return True
