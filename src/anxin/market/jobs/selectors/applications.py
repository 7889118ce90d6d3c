"""Applications as workers and employers see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from anxin.identity.selectors import worker_by_id, worker_names
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import NotFound
from anxin.kit.statements import Prepared
from anxin.market.jobs.models import Application, InterviewSlot, JobPost
from anxin.market.jobs.rights import WATCHERS, is_market_staff, managed_post, may_manage
from anxin.market.jobs.types import ENGAGED, PENDING, ApplicationState, ApplicationView, InterviewView
from anxin.market.jobs.views import application_view, interview_view
from anxin.policy.selectors import parameter

S = ApplicationState
RUNNING_MOST = 3
_RUNNING = [state.value for state in (*PENDING, *ENGAGED, S.UNPAID)]


def applications_of_worker(actor: Actor, *, worker_id: UUID | None = None, most: int = 50) -> list[ApplicationView]:
    """A worker's applications, newest first: one's own, or those of somebody market staff serve."""
    wanted = worker_id or actor.worker_id
    if wanted is None or (wanted != actor.worker_id and not is_market_staff(actor)):
        return []
    rows = _loaded().filter(profile__worker_id=wanted).order_by("-made_at", "-id")
    return _views(list(rows[:most]))


def running_applications(worker_id: UUID) -> list[ApplicationView]:
    """The newest three of one's own applications that wait for an answer or an act; for the worker's own first page."""
    return _views(_running(worker_id=worker_id))


def posts_answered(worker_id: UUID) -> frozenset[int]:
    """The posts a worker has an application for that is open or was begun, for machines that compare."""
    return frozenset(post_id for (post_id,) in _answered(worker_id=worker_id))


def applications_of_post(actor: Actor, post_id: int, *, most: int = 500) -> list[ApplicationView]:
    """Who applied for a post or was invited, in the order they came.

    Raises:
        NotFound: not the actor's post.
    """
    post = JobPost.objects.select_related("employer").filter(pk=post_id).first()
    if not (post is not None and actor.has(*WATCHERS)):
        managed_post(actor, post)
    rows = list(_loaded().filter(post_id=post_id).order_by("made_at", "id")[:most])
    return _views(rows, phones=post is not None and may_manage(actor, post.employer))


def application_for(actor: Actor, application_id: UUID) -> ApplicationView:
    """One application, for either side and for market staff.

    Raises:
        NotFound: not the actor's business.
    """
    row = _loaded().filter(pk=application_id).first()
    mine = row is not None and actor.worker_id == row.profile.worker_id
    if row is None or not (mine or may_manage(actor, row.post.employer) or actor.has(*WATCHERS)):
        raise NotFound(_("没有找到这份报名，请刷新页面再看。"))
    return _views([row])[0]


def unconfirmed(actor: Actor, *, at: datetime, most: int = 50) -> list[ApplicationView]:
    """Finished work whose hours and pay the actor's firm has not confirmed in time, oldest first."""
    days = parameter("market", "confirm_days", on=day_of(at)).number
    rows = _loaded().filter(
        state=S.FINISHED.value, employer_confirmed_at__isnull=True, finished_at__lt=at - timedelta(days=days)
    )
    found = [row for row in rows.order_by("finished_at", "id")[: most * 4] if may_manage(actor, row.post.employer)]
    return _views(found[:most])


def slots_of_post(post_id: int, *, at: datetime) -> list[InterviewView]:
    """Times to meet that are still to come, with seats taken and people waiting. Nobody's name is in it."""
    rows = InterviewSlot.objects.filter(post_id=post_id, cancelled_at__isnull=True, at__gt=at).order_by("at", "id")
    counted = rows.annotate(
        taken=Count("bookings", filter=Q(bookings__waiting=False)),
        queue=Count("bookings", filter=Q(bookings__waiting=True)),
    )
    return [interview_view(row, taken=row.taken, waiting=row.queue) for row in counted]


@dataclass(frozen=True, slots=True)
class Reliability:
    """What happened with earlier promises: facts, never a rating, and nothing at all for a newcomer (履约情况)."""

    accepted: int
    came: int
    no_show: int

    @property
    def newcomer(self) -> bool:
        return self.accepted == 0

    @property
    def words(self) -> str:
        """``答应 3 次，到岗 2 次，没来 1 次``; for a newcomer that it is the first time."""
        if self.newcomer:
            return _("第一次在这里干活")
        said = _("答应 %(accepted)s 次，到岗 %(came)s 次") % {"accepted": self.accepted, "came": self.came}
        return said + (_("，没来 %(n)s 次") % {"n": self.no_show} if self.no_show else "")


def reliability(profile_ids: Sequence[int]) -> dict[int, Reliability]:
    """For each profile how many jobs were promised, begun and missed. It neither hides nor ranks anybody."""
    came = [S.STARTED.value, S.FINISHED.value, S.PAID.value, S.UNPAID.value]
    counted = (
        Application.objects.filter(profile_id__in=profile_ids)
        .values("profile_id")
        .annotate(
            accepted=Count("id", filter=Q(accepted_at__isnull=False)),
            came=Count("id", filter=Q(state__in=came)),
            missed=Count("id", filter=Q(state=S.NO_SHOW.value)),
        )
    )
    found = {one["profile_id"]: Reliability(one["accepted"], one["came"], one["missed"]) for one in counted}
    return {profile_id: found.get(profile_id, Reliability(0, 0, 0)) for profile_id in profile_ids}


def applications_counted(*, since: datetime) -> tuple[Counter[int], Counter[int]]:
    """Applications and promises by profile since a moment, for the impact report: numbers only."""
    rows = Application.objects.filter(made_at__gte=since).order_by()
    applied = rows.exclude(state=S.INVITED.value).values_list("profile_id").annotate(Count("id"))
    accepted = rows.filter(accepted_at__isnull=False).values_list("profile_id").annotate(Count("id"))
    return Counter(dict(applied)), Counter(dict(accepted))


def _loaded() -> Any:
    unseen = ("post__terms", "post__employer__contact_phone", "post__employer__controller_name", "profile__about")
    return Application.objects.select_related("post", "post__employer", "profile", "slot").defer(*unseen)


_running: Prepared[Application] = Prepared(
    lambda worker_id: (
        _loaded().filter(profile__worker_id=worker_id, state__in=_RUNNING).order_by("-made_at", "-id")[:RUNNING_MOST]
    )
)
_answered: Prepared[Any] = Prepared(
    lambda worker_id: Application.objects.filter(
        Q(state__in=[state.value for state in PENDING]) | Q(started_at__isnull=False), profile__worker_id=worker_id
    ).values_list("post_id")
)


def _views(rows: list[Application], *, phones: bool = False) -> list[ApplicationView]:
    """``phones``: for the employer, who may call those he has promised work."""
    names = worker_names(row.profile.worker_id for row in rows)
    slots = _slots({row.slot_id for row in rows if row.slot_id})
    return [
        application_view(
            row,
            worker_name=names.get(row.profile.worker_id, ""),
            worker_phone=_phone(row) if phones and row.state in ENGAGED else "",
            interview=slots.get(row.slot_id) if row.slot_id else None,
            waiting_place=_waiting_place(row) if row.waiting else 0,
        )
        for row in rows
    ]


def _phone(row: Application) -> str:
    worker = worker_by_id(row.profile.worker_id)
    return worker.phone if worker else ""


def _slots(ids: set[UUID]) -> dict[UUID, InterviewView]:
    rows = InterviewSlot.objects.filter(pk__in=ids).annotate(
        taken=Count("bookings", filter=Q(bookings__waiting=False)),
        queue=Count("bookings", filter=Q(bookings__waiting=True)),
    )
    return {row.pk: interview_view(row, taken=row.taken, waiting=row.queue) for row in rows}


def _waiting_place(row: Application) -> int:
    before = Q(booked_at__lt=row.booked_at) | Q(booked_at=row.booked_at, id__lte=row.pk)
    return Application.objects.filter(before, slot_id=row.slot_id, waiting=True).count()
