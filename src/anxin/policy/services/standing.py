"""The standing replay test (每夜重放): past decisions must come out as they were written."""

from datetime import datetime
from uuid import UUID

from anxin.kit.events import emit
from anxin.policy.events import ReplayDiffered
from anxin.policy.models import ReplayRun, StoredDecision
from anxin.policy.services.decisions import ReplayTotals, replay_all

SAMPLE = 1_000
"""Decisions of all time drawn each night, besides the newest ones."""


def replay_sample(*, at: datetime, size: int = SAMPLE) -> ReplayTotals:
    """Replay the newest decisions and a random draw of all, keep the result, and tell when something differs."""
    newest = StoredDecision.objects.order_by("-decided_at", "-id").values_list("id", flat=True)[:size]
    drawn = StoredDecision.objects.order_by("?").values_list("id", flat=True)[:size]
    chosen: set[UUID] = {*newest, *drawn}
    totals = replay_all(chosen)
    run = ReplayRun.objects.create(at=at, replayed=totals.replayed, different=[str(one) for one in totals.different])
    if totals.different:
        emit(ReplayDiffered(run.id, totals.different))
    return totals
