"""Who works for a platform, and how much (在岗人员与单量): what prevention asks of the orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Max, Sum

from anxin.cover.models import Order, Tally
from anxin.kit.clock import at_start_of

PLATFORM_DAYS: Final = 30
"""How far back an order makes somebody a platform's worker."""


def workers_of(*, platform_id: UUID, first: date, last: date) -> set[UUID]:
    """Everybody who accepted an order of the platform from one day to another, both included."""
    start, end = at_start_of(first), at_start_of(last + timedelta(days=1))
    rows = Order.objects.filter(platform_id=platform_id, accepted_at__gte=start, accepted_at__lt=end)
    return set(rows.order_by().values_list("worker_id", flat=True).distinct())


def platforms_of_worker(*, worker_id: UUID, on: date) -> list[UUID]:
    """The platforms somebody took orders from lately, the newest first."""
    start = at_start_of(on - timedelta(days=PLATFORM_DAYS))
    end = at_start_of(on + timedelta(days=1))
    rows = Order.objects.filter(worker_id=worker_id, accepted_at__gte=start, accepted_at__lt=end)
    found = rows.order_by().values("platform_id").annotate(newest=Max("accepted_at")).order_by("-newest")
    return [row["platform_id"] for row in found]


def orders_counted(*, platform_ids: Sequence[UUID], first: date, last: date) -> int:
    """How many orders these platforms had from one day to another, from the day's sums."""
    rows = Tally.objects.filter(platform_id__in=platform_ids, day__gte=first, day__lte=last)
    return int(rows.aggregate(sum=Sum("orders"))["sum"] or 0)
