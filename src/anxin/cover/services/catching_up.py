"""Placing what was kept (补入库), when the store is whole again."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from anxin.cover.models import KeptBatch
from anxin.cover.services.events import events_read
from anxin.cover.services.keeping import AWAY, Batch, name_of, waiting
from anxin.cover.services.merging import batch_read
from anxin.cover.types import EventLine, OrderLine, Source
from anxin.identity.types import Actor

log = logging.getLogger(__name__)

MERGED_AT_ONCE: Final = 200
"""Batches of one platform that one run of the catching-up takes; the next run takes the rest."""


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
        first = waiting(platform_id).values_list("pk", flat=True).first()
        if first is None or not _merge_or_note(first, at):
            return merged
    return MERGED_AT_ONCE


def _merge_or_note(kept_id: UUID, at: datetime) -> bool:
    """Whatever is wrong with one platform's batch, the others' must not wait for it."""
    try:
        return _merge_one(kept_id, at)
    except Exception as error:
        if not isinstance(error, AWAY):
            log.error("a kept batch could not be merged: %s", name_of(error))
        KeptBatch.objects.filter(pk=kept_id).update(tries=F("tries") + 1, problem=name_of(error))
        return False


def _merge_one(kept_id: UUID, at: datetime) -> bool:
    with transaction.atomic():
        kept = KeptBatch.objects.select_for_update(skip_locked=True).filter(pk=kept_id, merged_at=None).first()
        if kept is None:
            return False
        _read(kept).merge(actor=Actor.system(), at=kept.received_at, source=Source(kept.source), placed_at=at)
        kept.merged_at, kept.content = at, []
        kept.save(update_fields=["merged_at", "content"])
    return True


def _read(kept: KeptBatch) -> Batch:
    """As it would have been understood when it arrived."""
    if any("event" in line for line in kept.content):
        events = [EventLine(**line) for line in kept.content]
        return events_read(events, platform_id=kept.platform_id, at=kept.received_at)
    lines = [OrderLine(**line) for line in kept.content]
    return batch_read(lines, platform_id=kept.platform_id, at=kept.received_at)
