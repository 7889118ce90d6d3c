"""Putting in rates that were published after the orders came (补定费率)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from anxin.cover import store
from anxin.cover.models import Order, Tally
from anxin.cover.months import last_day
from anxin.cover.rates import cancelled_first, contributor_of, rate_or_none
from anxin.cover.services.closing import check_finance
from anxin.cover.types import UNRATED, Industry
from anxin.identity.selectors import orgs_by_id
from anxin.identity.types import Actor
from anxin.kit.clock import at_start_of, day_of


def orders_rate(*, month: date, actor: Actor, at: datetime) -> int:
    """Give the month's orders that have no rate the one published since; return how many got one.

    One transaction a platform and day. What still has no rate stays as it is, and covers all the same.

    Raises:
        NotAllowed: not the bureau's finance.
    """
    check_finance(actor)
    waiting = Tally.objects.filter(premium_hao=UNRATED, orders__gt=0, day__gte=month, day__lte=last_day(month))
    pairs = sorted(set(waiting.values_list("platform_id", "day")))
    return sum(_rate_day(platform_id, day, at) for platform_id, day in pairs)


@transaction.atomic
def _rate_day(platform_id: UUID, day: date, at: datetime) -> int:
    store.lock_platform(platform_id)
    platform = orgs_by_id([platform_id])[platform_id]
    months = dict(
        Tally.objects.filter(platform_id=platform_id, day=day, premium_hao=UNRATED, orders__gt=0).values_list(
            "day", "month"
        )
    )
    first, after = at_start_of(day), at_start_of(day + timedelta(days=1))
    rows = Order.objects.filter(
        platform_id=platform_id, accepted_at__gte=first, accepted_at__lt=after, premium_hao=UNRATED
    )
    contributor, known_on = contributor_of(platform), day_of(at)
    moved: Counter[store.TallyKey] = Counter()
    rated = 0
    for industry, region in sorted(set(rows.order_by().values_list("industry", "region").distinct())):
        rate = rate_or_none(contributor, Industry(industry), region, day, known_on)
        if rate.hao == UNRATED:
            continue
        for row in rows.filter(industry=industry, region=region).iterator():
            hao = rate.of(
                picked=row.picked_at is not None,
                cancelled_first=cancelled_first(row.finished_at, row.cancelled_at),
            )
            moved[store.TallyKey(months[day], day, Industry(industry), region, UNRATED)] -= 1
            moved[store.TallyKey(months[day], day, Industry(industry), region, hao)] += 1
            Order.objects.filter(pk=row.pk, premium_hao=UNRATED).update(premium_hao=hao)
            rated += 1
    store.tally(platform_id, moved)
    return rated
