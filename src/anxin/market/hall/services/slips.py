"""Slips that kiosks printed (岗位匹配单). Each is entered once, however often the kiosk sends it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from anxin.market.hall.models import Slip
from anxin.market.hall.types import SlipOutcome


def slip_enter(
    *,
    device_id: UUID,
    number: str,
    post_id: int,
    worker_id: UUID | None,
    outcome: SlipOutcome,
    printed_at: datetime,
    at: datetime,
    offline: bool = False,
) -> None:
    """Note a slip that was printed. A second report of the same number changes nothing."""
    row = Slip(
        device_id=device_id,
        number=number,
        post_id=post_id,
        worker_id=worker_id,
        offline=offline,
        outcome=outcome.value,
        printed_at=printed_at,
        settled_at=at,
    )
    Slip.objects.bulk_create([row], ignore_conflicts=True)


def slip_known(*, device_id: UUID, number: str) -> SlipOutcome | None:
    """What became of a slip that was reported before."""
    found = Slip.objects.filter(device_id=device_id, number=number).values_list("outcome", flat=True).first()
    return None if found is None else SlipOutcome(found)
