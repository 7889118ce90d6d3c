"""What need not be kept for ever: merged batches, settled lines of the quarantine, old records of arrival."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from anxin.cover.models import Delivery, KeptBatch, QuarantinedLine

MERGED_KEPT: Final = timedelta(days=30)
SETTLED_KEPT: Final = timedelta(days=90)
DELIVERIES_KEPT: Final = timedelta(days=400)
"""How long each is of use to somebody who asks what happened. Orders and money are not touched."""


def arrivals_tidy(*, at: datetime) -> int:
    """Delete what is older; return how many rows went."""
    old = (
        KeptBatch.objects.filter(merged_at__lt=at - MERGED_KEPT),
        QuarantinedLine.objects.filter(settled_at__lt=at - SETTLED_KEPT),
        Delivery.objects.filter(received_at__lt=at - DELIVERIES_KEPT),
    )
    return sum(rows.delete()[0] for rows in old)
