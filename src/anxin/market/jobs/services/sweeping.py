"""What time does by itself: posts run out, certificates too, confirmations stay away, ledgers end (巡查)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q

from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.events import emit
from anxin.market.jobs import hours
from anxin.market.jobs.events import PostEnded
from anxin.market.jobs.models import Application, Change, ChangeFloor, Hold, JobPost, Profile
from anxin.market.jobs.services.moves import end_pending
from anxin.market.jobs.services.profiles import conditions_count
from anxin.market.jobs.types import PostState, ProfileState
from anxin.policy.selectors import parameter

_HOLDS_KEPT = timedelta(days=2)
_LONG_JOB_DAYS = 7
_PIECE = 500


def sweep(*, at: datetime) -> int:
    """Everything that is due. Safe to repeat. Returns how many posts ended."""
    ended = posts_expire(at=at)
    starts_move_on(at=at)
    certificates_expire(on=day_of(at))
    Hold.objects.filter(until__lt=at - _HOLDS_KEPT).delete()
    ledger_purge(at=at)
    changes_forget(at=at)
    return ended


def posts_expire(*, at: datetime) -> int:
    """End posts whose last day has passed, or whose work is over; those who wait are told."""
    today = day_of(at)
    over = Q(expires_on__lt=today) | Q(end_minute__lte=int(at.timestamp()) // 60)
    states = [PostState.LIVE.value, PostState.PAUSED.value, PostState.REVIEW.value]
    ids = list(JobPost.objects.filter(over, state__in=states).order_by("id").values_list("id", flat=True))
    for post_id in ids:
        with transaction.atomic():
            post = JobPost.objects.select_for_update().filter(over, pk=post_id, state__in=states).first()
            if post is None:
                continue
            post.state, post.changed_at = PostState.EXPIRED.value, at
            post.save(update_fields=["state", "changed_at"])
            end_pending(post, reason="post_closed", actor=Actor.system(), at=at)
            emit(PostEnded(post.pk, post.state, at))
    return len(ids)


@transaction.atomic
def starts_move_on(*, at: datetime) -> int:
    """A long job that has begun and still has places can be started tomorrow. Returns how many moved."""
    today = day_of(at)
    begun = JobPost.objects.select_for_update().filter(
        state=PostState.LIVE.value,
        start_minute__lte=int(at.timestamp()) // 60,
        last_day__gte=F("first_day") + timedelta(days=_LONG_JOB_DAYS),
        last_day__gt=today,
    )
    rows = list(begun.order_by("id"))
    for row in rows:
        first = next(hours.days_of(today + timedelta(days=1), row.last_day, row.weekdays), None)
        if first is not None:
            row.first_day, row.changed_at = first, at
            row.start_minute = hours.minute_of(first, row.day_start)
            row.save(update_fields=["first_day", "start_minute", "changed_at"])
    return len(rows)


def certificates_expire(*, on: date) -> int:
    """Count anew what people can show whose certificate ran out yesterday, or who turned eighteen."""
    yesterday = on - timedelta(days=1)
    rows = Profile.objects.filter(certificates__expires_on=yesterday, state=ProfileState.ACTIVE.value).distinct()
    for row in rows:
        conditions_count(row, on=on)
    return len(rows)


@transaction.atomic
def changes_forget(*, at: datetime) -> int:
    """Forget changes that readers had ``ANXIN_MARKET_CHANGES_DAYS`` to fetch, and note up to where. Gives how many."""
    before = at - timedelta(days=settings.ANXIN_MARKET_CHANGES_DAYS)
    forgotten = 0
    for kind in ("post", "profile"):
        old = Change.objects.filter(kind=kind, at__lt=before)
        last = old.aggregate(last=Max("transaction"))["last"]
        if last is None:
            continue
        forgotten += old.delete()[0]
        ChangeFloor.objects.update_or_create(kind=kind, defaults={"transaction": last})
    return forgotten


def ledger_purge(*, at: datetime) -> int:
    """Delete what the service ledger no longer has to keep. The longer of the two lawful terms counts."""
    on = day_of(at)
    years = max(
        parameter("market", name, on=on, jurisdiction="cn").number for name in ("ledger_years", "online_records_years")
    )
    before = at - timedelta(days=366 * years)
    old = list(Application.objects.filter(changed_at__lt=before).values_list("id", flat=True)[:_PIECE])
    Application.objects.filter(pk__in=old).delete()
    return len(old)
