"""Putting in rates that were published after the orders came (补定费率)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from anxin.cover import store
from anxin.cover.models import Order, Tally
from anxin.cover.months import last_day
from anxin.cover.rates import CANCELLED_FIRST, Rate, contributor_of, rate_or_none
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
    contributor, known_on = contributor_of(orgs_by_id([platform_id])[platform_id]), day_of(at)
    first, after = at_start_of(day), at_start_of(day + timedelta(days=1))
    rows = Order.objects.filter(
        platform_id=platform_id, accepted_at__gte=first, accepted_at__lt=after, premium_hao=UNRATED
    )
    month = _booked_into(platform_id, day)
    if month is None:
        return 0
    moved: Counter[store.TallyKey] = Counter()
    for industry, region in sorted(set(rows.order_by().values_list("industry", "region").distinct())):
        rate = rate_or_none(contributor, Industry(industry), region, day, known_on)
        if rate.hao == UNRATED:
            continue
        alike = rows.filter(industry=industry, region=region)
        unrated = store.TallyKey(month, day, Industry(industry), region, UNRATED)
        for hao, count in _put_in(alike, rate):
            moved[unrated] -= count
            moved[unrated._replace(premium_hao=hao)] += count
    store.tally(platform_id, moved)
    return sum(count for key, count in moved.items() if key.premium_hao != UNRATED)


def _booked_into(platform_id: UUID, day: date) -> date | None:
    """The month in which the day's unrated orders stand: one, because no month is closed while such stand in it.

    None when somebody else has just given them their rate.
    """
    unrated = Tally.objects.filter(platform_id=platform_id, day=day, premium_hao=UNRATED, orders__gt=0)
    return unrated.values_list("month", flat=True).first()


def _put_in(alike: QuerySet[Order], rate: Rate) -> Iterator[tuple[int, int]]:
    """Give orders of one kind their premium, by how they ended; what one costs, and how many there were."""
    cancelled, picked = CANCELLED_FIRST, Q(picked_at__isnull=False)
    ends = (
        (cancelled & picked, {"picked": True, "cancelled_first": True}),
        (cancelled & ~picked, {"picked": False, "cancelled_first": True}),
        (~cancelled, {"picked": True, "cancelled_first": False}),
    )
    for which, how in ends:
        hao = rate.of(**how)
        yield hao, alike.filter(which).update(premium_hao=hao)
