"""Showing matches to somebody, and keeping that they were shown (展示记录)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from anxin.identity.types import Actor
from anxin.kit.statements import insert
from anxin.market.matching.models import Shown
from anxin.market.matching.selectors import matches_for_worker
from anxin.market.matching.types import Matches


def matches_show(
    *, worker_id: UUID, actor: Actor, at: datetime, channel: str = "phone", most: int | None = None
) -> Matches:
    """A worker's matches, with the record that he saw them: what a printed slip can be checked against later.

    Args:
        channel: ``phone``, ``kiosk`` or ``desk``.

    Raises:
        NotAllowed, NotFound: as ``matches_for_worker``.
    """
    found = matches_for_worker(worker_id=worker_id, actor=actor, at=at, most=most)
    row = Shown(
        profile=found.profile,
        posts=[one.post.id for one in found.rows],
        scores=[one.score for one in found.rows],
        weights=found.stamp.weights,
        index=found.stamp.index,
        channel=channel[:12],
        at=at,
    )
    insert(row)
    return replace(found, stamp=replace(found.stamp, id=row.pk))
