"""Telling subscribers: at once, or once a day (即时提醒与每日汇总)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kit.clock import at_start_of, day_of
from anxin.market.jobs.selectors import post_public
from anxin.market.jobs.selectors.opened import posts_opened
from anxin.market.jobs.types import PostView
from anxin.market.outreach.fitting import fits
from anxin.market.outreach.models import Push, Subscription, Told
from anxin.market.outreach.types import TOPIC, Pace, PushKind
from anxin.notify.services import tell
from anxin.notify.types import Audience, Recipient

INSTANT_A_DAY: Final = 3
"""Nobody is disturbed oftener; the rest waits for the morning."""
NAMED_MOST: Final = 5
"""So many jobs are named in a digest; the rest is a number."""
_LOOKED_BACK: Final = timedelta(days=2)


@transaction.atomic
def instant_send(*, post_id: int, at: datetime) -> int:
    """Tell those who want to hear at once of a new post, each once and at most three times a day.

    Returns:
        How many were told.
    """
    post = post_public(post_id, at=at)
    if post is None or not post.is_open:
        return 0
    rows = [row for row in Subscription.objects.filter(pace=Pace.INSTANT.value) if _wants(row, post)]
    told = sum(_tell_now(worker_id, ways, post, at) for worker_id, ways in _by_worker(rows).items())
    if told:
        _count(PushKind.INSTANT, f"instant:{post_id}", post.title, told, at)
    return told


def _tell_now(worker_id: UUID, ways: set[str], post: PostView, at: datetime) -> int:
    today = Told.objects.filter(worker_id=worker_id, instant=True, at__gte=at_start_of(day_of(at)))
    if today.count() >= INSTANT_A_DAY or not _first_time(worker_id, [post], at, instant=True):
        return 0
    return tell(
        event="jobs_instant",
        audience=Audience.WORKER,
        recipients=[Recipient(worker_id=worker_id)],
        data={"job": post.title, "pay": post.pay_words, "when": post.when_words, "place": post.place},
        key=f"jobs:{post.id}:{worker_id.hex}",
        subject=f"post:{post.id}",
        topic=TOPIC,
        through=ways,
        at=at,
    )


def digests_send(*, at: datetime) -> int:
    """Tell every subscriber once a day what is new for him; those who hear at once get what was held back.

    Run again on the same day it tells nobody twice. Returns how many were told.
    """
    posts = posts_opened(since=at - _LOOKED_BACK, at=at)
    wanted: dict[UUID, tuple[set[str], list[PostView]]] = {}
    for row in Subscription.objects.all().iterator():
        found = [post for post in posts if _wants(row, post)]
        ways, known = wanted.setdefault(row.worker_id, (set(), []))
        ways.update(row.ways)
        known += [post for post in found if post not in known]
    told = sum(_digest(worker_id, ways, found, at) for worker_id, (ways, found) in wanted.items() if found)
    if told:
        day = day_of(at)
        _count(PushKind.DIGEST, f"digest:{day}", _("%(day)s 的每日汇总") % {"day": day}, told, at)
    return told


@transaction.atomic
def _digest(worker_id: UUID, ways: set[str], posts: list[PostView], at: datetime) -> int:
    new = _first_time(worker_id, posts, at, instant=False)
    if not new:
        return 0
    named = "；".join(f"{post.title} {post.pay_words}" for post in new[:NAMED_MOST])
    return tell(
        event="jobs_digest",
        audience=Audience.WORKER,
        recipients=[Recipient(worker_id=worker_id)],
        data={"count": str(len(new)), "jobs": named},
        key=f"jobs-digest:{day_of(at)}:{worker_id.hex}",
        topic=TOPIC,
        through=ways,
        at=at,
    )


def _first_time(worker_id: UUID, posts: Iterable[PostView], at: datetime, *, instant: bool) -> list[PostView]:
    """The posts the worker has not been told of, noted as told from now on."""
    told = set(Told.objects.filter(worker_id=worker_id).values_list("post_id", flat=True))
    new = [post for post in posts if post.id not in told]
    rows = [Told(worker_id=worker_id, post_id=post.id, at=at, instant=instant) for post in new]
    Told.objects.bulk_create(rows, ignore_conflicts=True)
    return new


def _wants(row: Subscription, post: PostView) -> bool:
    return fits(
        post,
        trades=row.trades,
        districts=row.districts,
        pay_hour_fen=row.pay_hour_fen,
        shifts=row.shifts,
    )


def _by_worker(rows: Iterable[Subscription]) -> dict[UUID, set[str]]:
    ways: dict[UUID, set[str]] = {}
    for row in rows:
        ways.setdefault(row.worker_id, set()).update(row.ways)
    return ways


def _count(kind: PushKind, key: str, text: str, told: int, at: datetime) -> None:
    push, _made = Push.objects.get_or_create(
        key=key, defaults={"kind": kind.value, "text": text[:300], "made_at": at, "told": 0}
    )
    Push.objects.filter(pk=push.pk).update(told=push.told + told)
