"""Building an index: copied, arranged, written aside, put in place (重建索引)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anxin.kit.clock import monotonic
from anxin.kit.ids import uuid7
from anxin.market.jobs.selectors import changes_since
from anxin.market.matching import hearing
from anxin.market.matching.models import IndexVersion

KINDS = ("post", "profile")
TAIL_MOST = 2_000
"""So many changed rows are looked at beside the index before it is made anew."""
_KEPT = 2


def index_build(*, kind: str, at: datetime) -> UUID:
    """Make a new index of a kind and let every process use it. The horizon is read first, so no change is missed."""
    from anxin.market.matching import store  # its numpy takes long to import, and few processes ever match
    from anxin.market.matching.columns import arranged, copied, size

    begun = monotonic()
    horizon = changes_since(kind, 2**62).horizon
    columns = copied(kind)
    if kind == "post":
        columns = arranged(columns)
    version = uuid7()
    store.save(kind, version, columns)
    with transaction.atomic():
        IndexVersion.objects.create(
            id=version,
            kind=kind,
            horizon=horizon,
            rows=len(columns["id"]),
            bytes=size(columns),
            milliseconds=round((monotonic() - begun) * 1000),
            built_at=at,
        )
        newest = IndexVersion.objects.filter(kind=kind).order_by("-built_at", "-id")
        keep = set(newest.values_list("id", flat=True)[:_KEPT])
        IndexVersion.objects.filter(kind=kind).exclude(pk__in=keep).delete()
        hearing.tell(kind)
    store.forget(kind, keep)
    return version


def index_refresh(*, at: datetime) -> list[str]:
    """Build what is missing, lies elsewhere, or has a long tail. Returns the kinds that were built."""
    built = [kind for kind in KINDS if _is_due(kind)]
    for kind in built:
        index_build(kind=kind, at=at)
    return built


def _is_due(kind: str) -> bool:
    from anxin.market.matching import store

    newest = IndexVersion.objects.filter(kind=kind).order_by("-built_at", "-id").first()
    if newest is None or store.load(kind, newest.pk) is None:
        return True
    changes = changes_since(kind, newest.horizon, most=TAIL_MOST + 1)
    restored = changes.horizon < newest.horizon
    return restored or not changes.complete or len(changes.rows) > TAIL_MOST
