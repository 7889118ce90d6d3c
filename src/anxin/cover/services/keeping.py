"""Batches kept while a part of the store is away (待入库): what can be placed is placed, the rest waits."""

from __future__ import annotations

import logging
from collections.abc import Sequence, Set
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Final, Protocol, Self
from uuid import UUID

from django.db import InternalError, OperationalError, transaction
from django.db.models import QuerySet

from anxin.cover import distribution
from anxin.cover.models import KeptBatch
from anxin.cover.types import EventLine, LineAnswer, OrderLine, Source
from anxin.identity.types import Actor, OrgView
from anxin.kit.chain import canonical

log = logging.getLogger(__name__)

AWAY: Final = (OperationalError, InternalError)
"""What the database says when a part of it is away; the first word after a node died is an internal error."""


class Batch(Protocol):
    """Lines of a platform, understood as far as that needs nothing from the part of the store that can be away."""

    @property
    def platform(self) -> OrgView: ...

    def people(self) -> Set[UUID]:
        """Whom the lines are about."""

    def apart(self, away: Set[UUID]) -> tuple[Self | None, Self]:
        """The lines about others, None when there are none, and those about these people."""

    def to_keep(self) -> Sequence[OrderLine | EventLine]:
        """The lines as they came, for another try."""

    def when_kept(self) -> list[LineAnswer]:
        """The answers when the batch is kept: good lines as ``kept``, the others refused."""

    def merge(
        self, *, actor: Actor, at: datetime, source: Source, placed_at: datetime | None = None
    ) -> list[LineAnswer]:
        """Place everything, or nothing."""


def batch_place(batch: Batch, *, actor: Actor, at: datetime, source: Source) -> list[LineAnswer]:
    """Merge a batch, or as much of it as can be placed now, and keep the rest.

    While something of a platform waits, nothing about the same people overtakes it: an older word that is merged
    after a newer one would win.

    Raises:
        OperationalError: it can neither be placed nor kept; nothing of it is acknowledged (or ``InternalError``).
    """
    why = "waiting"
    if not waiting(batch.platform.id).exists():
        try:
            return batch.merge(actor=actor, at=at, source=source)
        except AWAY as error:
            why = name_of(error)
    away = distribution.away(batch.people())
    here, there = batch.apart(away) if away else (None, batch)  # on one server everything or nothing can be placed
    if here is None:
        return batch_keep(batch, source=source, at=at, why=why)
    try:
        placed = here.merge(actor=actor, at=at, source=source)
    except AWAY as error:
        return batch_keep(batch, source=source, at=at, why=name_of(error))
    return placed + batch_keep(there, source=source, at=at, why=why)


def batch_keep(batch: Batch, *, source: Source, at: datetime, why: str) -> list[LineAnswer]:
    """Keep a batch whose rows cannot be placed now. The same batch is kept once.

    Raises:
        OperationalError: it cannot even be kept.
    """
    content = [asdict(line) for line in batch.to_keep()]
    kept = KeptBatch(
        platform_id=batch.platform.id,
        received_at=at,
        source=source.value,
        content=content,
        digest=sha256(canonical(content)).hexdigest(),
        lines=len(content),
        problem=why,
    )
    with transaction.atomic():
        KeptBatch.objects.bulk_create([kept], ignore_conflicts=True)
    log.warning("a batch of %d lines was kept: %s", len(content), why)
    return batch.when_kept()


def waiting(platform_id: UUID) -> QuerySet[KeptBatch]:
    """What a platform sent and could not be placed yet, in the order of arrival."""
    return KeptBatch.objects.filter(platform_id=platform_id, merged_at=None).order_by("received_at", "pk")


def name_of(error: Exception) -> str:
    """What went wrong, as the kept batch notes it: no value of a line stands in it."""
    return type(error.__cause__ or error).__name__
