"""How an application goes from state to state: the only writer of states, events and places taken."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import F, Q
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.errors import Refused
from anxin.kit.events import emit
from anxin.market.jobs.events import ApplicationMoved, InterviewMovedUp, PostEnded
from anxin.market.jobs.models import Application, ApplicationEvent, InterviewSlot, JobPost, Profile
from anxin.market.jobs.types import (
    APPLICATION_STATE_NAMES,
    ENGAGED,
    PENDING,
    TAKES_A_PLACE,
    ApplicationState,
    PostState,
)

S = ApplicationState
ALLOWED: Final[dict[ApplicationState, frozenset[ApplicationState]]] = {
    S.INVITED: frozenset({S.ACCEPTED, S.WITHDRAWN, S.OBSOLETE, S.CLOSED}),
    S.APPLIED: frozenset({S.INTERVIEW, S.ACCEPTED, S.REFUSED, S.WITHDRAWN, S.OBSOLETE, S.CLOSED}),
    S.INTERVIEW: frozenset({S.APPLIED, S.ACCEPTED, S.REFUSED, S.WITHDRAWN, S.OBSOLETE, S.CLOSED}),
    S.ACCEPTED: frozenset({S.STARTED, S.WITHDRAWN, S.NO_SHOW, S.CLOSED}),
    S.STARTED: frozenset({S.FINISHED}),
    S.FINISHED: frozenset({S.PAID, S.UNPAID}),
    S.UNPAID: frozenset({S.PAID}),
}
"""What may follow what. States that are missing are final."""


def move(
    row: Application, to: ApplicationState, *, actor: Actor, side: str, at: datetime, reason: str = "", note: str = ""
) -> None:
    """Bring a locked application into a state, keep the event, count the place, tell both sides.

    Args:
        side: ``worker``, ``employer``, ``market`` or ``system``.

    Raises:
        Refused: this state does not follow from the present one.
    """
    before = S(row.state)
    if to not in ALLOWED.get(before, frozenset()):
        raise Refused(_("这份报名现在是“%(state)s”，不能这样办。请刷新页面再看。") % {"state": _name(before)})
    row.state, row.reason, row.note, row.changed_at = to.value, reason, note[:200], at
    fields = ["state", "reason", "note", "changed_at"]
    if row.slot_id is not None and to not in (S.INTERVIEW, S.ACCEPTED, *ENGAGED):
        slot_leave(row, at=at)
        fields += ["slot", "waiting", "booked_at"]
    row.save(update_fields=fields)
    _count(row, before, to, at)
    note_event(row, to.value, actor=actor, side=side, at=at, reason=reason)
    emit(ApplicationMoved(row.pk, to.value, reason, at))


def note_event(row: Application, what: str, *, actor: Actor, side: str, at: datetime, reason: str = "") -> None:
    """Keep what happened."""
    ApplicationEvent.objects.create(
        application=row, what=what, reason=reason, by_account=actor.account_id, by_side=side, at=at
    )


def _name(state: ApplicationState) -> str:
    return str(APPLICATION_STATE_NAMES[state])


def _count(row: Application, before: ApplicationState, to: ApplicationState, at: datetime) -> None:
    """Keep ``taken`` of the post; a full one is filled, one that gets a place back is live again."""
    change = (to in TAKES_A_PLACE) - (before in TAKES_A_PLACE)
    if not change:
        return
    JobPost.objects.filter(pk=row.post_id).update(taken=F("taken") + change, changed_at=at)
    post = JobPost.objects.get(pk=row.post_id)
    if change > 0 and post.taken >= post.headcount and post.state == PostState.LIVE:
        JobPost.objects.filter(pk=post.pk).update(state=PostState.FILLED.value, changed_at=at)
        emit(PostEnded(post.pk, PostState.FILLED.value, at))
    elif change < 0 and post.state == PostState.FILLED:
        JobPost.objects.filter(pk=post.pk).update(state=PostState.LIVE.value, changed_at=at)


def slot_leave(row: Application, *, at: datetime) -> None:
    """Give an interview seat back; whoever waited longest moves up and is told."""
    assert row.slot_id is not None, "who has no seat cannot give one back"
    slot = InterviewSlot.objects.select_for_update().get(pk=row.slot_id)
    had_seat = not row.waiting
    row.slot, row.waiting, row.booked_at = None, False, None
    row.save(update_fields=["slot", "waiting", "booked_at"])
    following = (
        slot.bookings.select_for_update().filter(waiting=True).order_by("booked_at", "id").first() if had_seat else None
    )
    if following is not None and slot.cancelled_at is None:
        following.waiting = False
        following.save(update_fields=["waiting"])
        emit(InterviewMovedUp(following.pk, at))


def overlapping(post: JobPost) -> Q:
    """Posts whose hours meet those of a post: their dates meet and a quarter of the week is in both."""
    return Q(post__start_minute__lt=post.end_minute, post__end_minute__gt=post.start_minute)


def clashes(post: JobPost, others: Iterable[Application]) -> list[Application]:
    """Of these, the applications whose hours really meet those of the post."""
    return [row for row in others if hours_meet(post, row.post)]


def hours_meet(one: JobPost, other: JobPost) -> bool:
    """Do two jobs ask for the same hours? Two one-day jobs are compared to the minute, longer ones by quarters."""
    if one.start_minute >= other.end_minute or other.start_minute >= one.end_minute:
        return False
    if one.first_day == one.last_day and other.first_day == other.last_day:
        return True
    return bool(one.shifts & other.shifts)


def make_obsolete(profile: Profile, post: JobPost, *, actor: Actor, at: datetime) -> int:
    """The worker has promised these hours: pending applications for the same hours end, and their employers hear."""
    pending = (
        Application.objects.select_for_update(of=("self",))
        .filter(overlapping(post), profile=profile, state__in=[state.value for state in PENDING])
        .exclude(post=post)
        .select_related("post", "profile")
        .order_by("id")
    )
    rows = clashes(post, pending)
    for row in rows:
        move(row, S.OBSOLETE, actor=actor, side="system", at=at, reason="hired_elsewhere")
    return len(rows)


def end_pending(post: JobPost, *, reason: str, actor: Actor, at: datetime) -> int:
    """A post is gone: whoever waited for an answer is told."""
    pending = (
        Application.objects.select_for_update(of=("self",))
        .filter(post=post, state__in=[state.value for state in PENDING])
        .order_by("id")
    )
    rows = list(pending)
    for row in rows:
        move(row, S.CLOSED, actor=actor, side="system", at=at, reason=reason)
    return len(rows)


def withdraw_pending(profile: Profile, *, actor: Actor, at: datetime) -> None:
    """Take back everything that is not promised yet.

    Raises:
        Refused: something is promised, under way or not settled.
    """
    if profile.applications.filter(state__in=[state.value for state in ENGAGED]).exists():
        raise Refused(_("您还有已录用或没结清的活，先办完或取消，再注销。"))
    rows = profile.applications.select_for_update().filter(state__in=[state.value for state in PENDING])
    for row in rows.order_by("id"):
        move(row, S.WITHDRAWN, actor=actor, side="worker", at=at, reason="changed_mind")
