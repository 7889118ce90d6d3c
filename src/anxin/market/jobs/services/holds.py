"""Places kept for people on their way (名额保留)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import NotAllowed, NotFound, Refused
from anxin.kit.ids import public_number
from anxin.market.jobs.models import Hold, JobPost, Profile
from anxin.market.jobs.rights import is_market_staff
from anxin.market.jobs.services.posts import post_locked
from anxin.market.jobs.types import HoldView, PostState
from anxin.policy.selectors import parameter


class NoPlaceLeft(Refused):
    """Every place is promised or kept for somebody: show the next best job."""


@transaction.atomic
def hold_make(*, post_id: int, worker_id: UUID | None, actor: Actor, at: datetime, who: str = "") -> HoldView:
    """Keep one place of a post for twenty minutes: printed on a slip, shown to others as taken (保留名额).

    Asking again for the same worker gives the hold that stands. Places promised and places kept together never exceed
    the head-count, so one job cannot be printed on sixty slips.

    Args:
        worker_id: None for somebody who is not registered; ``who`` then says what the slip calls him.

    Raises:
        NoPlaceLeft: nothing is free at this moment.
        NotFound: the post is not open.
        NotAllowed: for somebody else, by anybody but market staff.
    """
    if (worker_id is None or actor.worker_id != worker_id) and not is_market_staff(actor):
        raise NotAllowed(_("只能为本人保留名额。"))
    post = post_locked(post_id)
    if post is None or post.state != PostState.LIVE or post.expires_on < day_of(at):
        raise NotFound(_("这个岗位不招了，请看别的。"))
    profile = Profile.objects.filter(worker_id=worker_id).first() if worker_id else None
    standing = Hold.objects.filter(post=post, profile=profile, released_at__isnull=True).first() if profile else None
    if standing is not None and standing.until > at:
        return _view(standing)
    if standing is not None:
        Hold.objects.filter(pk=standing.pk).update(released_at=at)
    if free_places(post, at) <= 0:
        raise NoPlaceLeft(_("名额刚被占满，请选下一个岗位。"))
    minutes = parameter("market", "hold_minutes", on=day_of(at)).number
    row = Hold.objects.create(
        post=post,
        profile=profile,
        code=public_number("PD", at),
        who=who[:60],
        made_at=at,
        until=at + timedelta(minutes=minutes),
    )
    return _view(row)


def free_places(post: JobPost, at: datetime) -> int:
    """Places that are neither promised nor kept at a moment."""
    kept = Hold.objects.filter(post=post, released_at__isnull=True, until__gt=at).count()
    return post.headcount - post.taken - kept


def hold_release_of(profile: Profile, post: JobPost, at: datetime) -> None:
    """The holder has applied, or gave up: the place is free or taken for good."""
    Hold.objects.filter(post=post, profile=profile, released_at__isnull=True).update(released_at=at)


@transaction.atomic
def hold_release(*, code: str, actor: Actor, at: datetime) -> None:
    """Give a kept place back early. Doing it twice is doing it once."""
    row = Hold.objects.select_for_update(of=("self",)).select_related("profile").filter(code=code).first()
    mine = row is not None and row.profile is not None and row.profile.worker_id == actor.worker_id
    if row is None or not (mine or is_market_staff(actor)):
        raise NotFound(_("没有找到这张匹配单，请核对编号。"))
    if row.released_at is None:
        row.released_at = at
        row.save(update_fields=["released_at"])


def _view(row: Hold) -> HoldView:
    return HoldView(row.pk, row.post_id, row.code, row.until)
