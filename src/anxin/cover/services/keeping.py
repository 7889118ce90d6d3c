"""Batches kept while a part of the store is away (待入库), and catching up when it is back."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import F

from anxin.cover.models import KeptBatch
from anxin.cover.services.merging import ReadBatch, batch_merge, batch_read, refusals
from anxin.cover.types import LineAnswer, LineState, OrderLine, Source
from anxin.identity.types import Actor
from anxin.kit.chain import canonical

log = logging.getLogger(__name__)

MERGED_AT_ONCE: Final = 200
"""Batches one run of the catching-up takes; the next run takes the rest."""


def batch_keep(batch: ReadBatch, *, source: Source, at: datetime, error: OperationalError) -> list[LineAnswer]:
    """Keep a batch whose rows cannot be placed now; answer its good lines as ``kept``. The same batch is kept once.

    Raises:
        OperationalError: it cannot even be kept; nothing of it is acknowledged.
    """
    content, why = [asdict(line) for line in batch.lines], type(error.__cause__ or error).__name__
    kept = KeptBatch(
        platform_id=batch.platform.id,
        received_at=at,
        source=source.value,
        content=content,
        digest=sha256(canonical(content)).hexdigest(),
        lines=len(batch.lines),
        problem=why,
    )
    with transaction.atomic():
        KeptBatch.objects.bulk_create([kept], ignore_conflicts=True)
    log.warning("a batch of %d lines was kept: %s", len(batch.lines), why)
    good = (LineAnswer(number, facts.order_no, LineState.KEPT) for number, facts in batch.facts.items())
    return [*good, *refusals(batch)]


def kept_merge(*, at: datetime) -> int:
    """Merge what was kept, in the order of arrival, each as if taken when it arrived; return how many batches.

    Stops at a platform's first batch that still cannot be placed, so that nothing overtakes it. Safe to call by
    several at once and after a kill: a batch is marked in the transaction that merges it.
    """
    waiting = KeptBatch.objects.filter(merged_at=None).order_by("received_at").values_list("pk", "platform_id")
    stuck: set[UUID] = set()
    merged = 0
    for kept_id, platform_id in waiting[:MERGED_AT_ONCE]:
        if platform_id in stuck:
            continue
        try:
            merged += _merge_one(kept_id, at)
        except OperationalError as error:
            stuck.add(platform_id)
            KeptBatch.objects.filter(pk=kept_id).update(
                tries=F("tries") + 1, problem=type(error.__cause__ or error).__name__
            )
    return merged


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
        )
        kept.merged_at, kept.content = at, []
        kept.save(update_fields=["merged_at", "content"])
    return True
