"""Bringing cases to where their payments are, for news that was lost with a killed process."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import F

from anxin.claims.models import DecisionRecord
from anxin.claims.services.paying import MOVES, follow
from anxin.funds.selectors import payout_states

AHEAD: Final = 500
"""Payments looked at in one run, the longest waiting first."""

STEPS: Final = {"batched": ("paying", "paid", "payment_fix"), "paid": ("paid",), "pay_failed": ("payment_fix",)}
"""A move, and the steps on which it has happened already."""


def payments_catch_up(*, at: datetime) -> int:
    """Move every case whose payment has gone on without it. Returns how many were moved."""
    rows = DecisionRecord.objects.filter(
        payout_id__isnull=False, superseded_at=None, case__step__in=("approved", "paying", "payment_fix", "paid")
    ).annotate(step=F("case__step"))
    waiting = {row.payout_id: row for row in rows.order_by("settled_at")[:AHEAD] if row.payout_id}
    moved = 0
    for payout_id, state in payout_states(waiting).items():
        row = waiting[payout_id]
        move = MOVES.get(state)
        if move is not None and row.step not in STEPS[move]:
            follow(row.case_id, state, at)
            moved += 1
    return moved
