"""Applying, inviting, accepting, refusing, taking back (报名和录用)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput, NotAllowed, NotFound, Refused
from anxin.kit.events import emit
from anxin.kit.ids import public_number
from anxin.kit.text import sentence
from anxin.market.jobs.events import ApplicationMoved
from anxin.market.jobs.models import Application, JobPost, Profile
from anxin.market.jobs.rights import employers_side, is_market_staff, managed_post, workers_side
from anxin.market.jobs.services.holds import free_places, hold_release_of
from anxin.market.jobs.services.moves import clashes, make_obsolete, move, note_event, overlapping
from anxin.market.jobs.services.posts import post_locked
from anxin.market.jobs.trades import condition_names
from anxin.market.jobs.types import (
    EMPLOYER_REASONS,
    ENGAGED,
    PENDING,
    WORKER_REASONS,
    ApplicationState,
    PostState,
    ProfileState,
)

S = ApplicationState
_OPEN = [state.value for state in (*PENDING, S.ACCEPTED, S.STARTED)]


@transaction.atomic
def application_make(*, worker_id: UUID, post_id: int, key: str, actor: Actor, at: datetime) -> UUID:
    """Apply for a job in one tap (报名). The same key, or a job already applied for, gives the application that stands.

    Raises:
        Refused: no place, a condition is missing, or the hours are promised already: each names what to do.
        NotFound: no profile, or the post is not open.
    """
    profile = _profile(worker_id, actor)
    standing = Application.objects.filter(Q(key=key) | Q(post_id=post_id, state__in=_OPEN), profile=profile).first()
    if standing is not None:
        return standing.pk
    post = _open_post(post_id, at)
    _refuse_unfit(profile, post)
    held = profile.holds.filter(post=post, released_at__isnull=True, until__gt=at).exists()
    if free_places(post, at) + held <= 0:
        raise Refused(_("名额刚被占满，请看别的岗位。"))
    row = _make(profile, post, S.APPLIED, key=key, actor=actor, side="worker", at=at)
    hold_release_of(profile, post, at)
    return row.pk


@transaction.atomic
def application_invite(*, post_id: int, profile_id: int, actor: Actor, at: datetime) -> UUID:
    """An employer asks a worker to come (邀约). Inviting twice is inviting once; somebody who applied stays so.

    Raises:
        NotFound: not the actor's post, or the worker is not looking for work now.
    """
    profile = Profile.objects.select_for_update().filter(pk=profile_id, state=ProfileState.ACTIVE.value).first()
    post = managed_post(actor, post_locked(post_id))
    if profile is None or post.state != PostState.LIVE:
        raise NotFound(_("对方现在不找活，或者岗位没有在招。"))
    standing = Application.objects.filter(post=post, profile=profile, state__in=_OPEN).first()
    if standing is not None:
        return standing.pk
    _refuse_unfit(profile, post)
    return _make(profile, post, S.INVITED, key=f"invite:{post.pk}:{at:%Y%m%d}", actor=actor, side="employer", at=at).pk


def _make(
    profile: Profile, post: JobPost, state: ApplicationState, *, key: str, actor: Actor, side: str, at: datetime
) -> Application:
    row = Application.objects.create(
        number=public_number("BM", at),
        post=post,
        profile=profile,
        state=state.value,
        key=key[:64],
        made_at=at,
        changed_at=at,
    )
    note_event(row, state.value, actor=actor, side=side, at=at)
    emit(ApplicationMoved(row.pk, state.value, "", at))
    return row


def _profile(worker_id: UUID, actor: Actor) -> Profile:
    if actor.worker_id != worker_id and not is_market_staff(actor):
        raise NotAllowed(_("只能为本人报名。"))
    row = Profile.objects.select_for_update().filter(worker_id=worker_id).first()
    if row is None or row.state == ProfileState.LEFT:
        raise NotFound(_("还没有登记找活，请先登记，两分钟就好。"))
    return row


def _open_post(post_id: int, at: datetime) -> JobPost:
    post = post_locked(post_id)
    if post is None or post.state not in (PostState.LIVE, PostState.FILLED) or post.expires_on < day_of(at):
        raise NotFound(_("这个岗位不招了，请看别的。"))
    return post


def _refuse_unfit(profile: Profile, post: JobPost) -> None:
    if post.employer.worker_id == profile.worker_id:
        raise Refused(_("这是您自己发布的活。"))
    missing = condition_names(post.conditions & ~profile.conditions)
    if missing:
        raise Refused(
            _("这个岗位要求：%(missing)s。如果您有，请到“我的登记”里添加。") % {"missing": "、".join(missing)}
        )
    promised = Application.objects.filter(
        overlapping(post), profile=profile, state__in=[state.value for state in ENGAGED]
    ).select_related("post")
    meeting = clashes(post, promised)
    if meeting:
        raise Refused(_("这个时间您已经答应了“%(title)s”，时间冲突。") % {"title": meeting[0].post.title})


@transaction.atomic
def application_accept(*, application_id: UUID, actor: Actor, at: datetime) -> None:
    """Promise the job: the employer takes an applicant, or an invited worker says yes (录用).

    The worker's other pending applications for the same hours become obsolete and their employers are told.

    Raises:
        NotFound: not the actor's. Refused: no place left, or the worker promised these hours elsewhere.
    """
    found = application_of(application_id)
    invited = found is not None and found.state == S.INVITED
    row = workers_side(actor, found) if invited else employers_side(actor, found)
    if row.state == S.ACCEPTED:
        return
    profile = Profile.objects.select_for_update().get(pk=row.profile_id)
    post = post_locked(row.post_id)
    row = locked(row.pk)
    assert post is not None, "an application has a post"
    if post.taken >= post.headcount:
        raise Refused(_("人已经招满了。要再招，请先增加人数。"))
    _refuse_unfit(profile, post)
    move(row, S.ACCEPTED, actor=actor, side="worker" if invited else "employer", at=at)
    Application.objects.filter(pk=row.pk).update(accepted_at=at)
    hold_release_of(profile, post, at)
    make_obsolete(profile, post, actor=actor, at=at)


@transaction.atomic
def application_refuse(*, application_id: UUID, reason: str, actor: Actor, at: datetime, note: str = "") -> None:
    """Say no, with a coded reason (不录用).

    Raises:
        NotFound: not the actor's. BadInput: no such reason.
    """
    row = employers_side(actor, application_of(application_id))
    if reason not in EMPLOYER_REASONS:
        raise BadInput(_("请选一个原因，对方会看到。"), field="reason")
    row = _with_post_locked(row)
    said = sentence(note, most=200, label=_("说明"))
    if row.state != S.REFUSED:
        move(row, S.REFUSED, actor=actor, side="employer", at=at, reason=reason, note=said)


@transaction.atomic
def application_withdraw(*, application_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """Take an application back, or say that one cannot come after all (撤回). The place is free again at once.

    Raises:
        NotFound: not the actor's. BadInput: no such reason.
    """
    row = workers_side(actor, application_of(application_id))
    if reason not in WORKER_REASONS:
        raise BadInput(_("请选一个原因。"), field="reason")
    row = _with_post_locked(row)
    if row.state != S.WITHDRAWN:
        move(row, S.WITHDRAWN, actor=actor, side="worker", at=at, reason=reason)


@transaction.atomic
def application_no_show(*, application_id: UUID, actor: Actor, at: datetime) -> None:
    """Somebody who was taken did not come (没有到岗). Not before the work was to start.

    Raises:
        NotFound: not the actor's. Refused: it is too early to say.
    """
    row = _with_post_locked(employers_side(actor, application_of(application_id)))
    if row.state == S.NO_SHOW:
        return
    if row.post.start_minute * 60 > at.timestamp():
        raise Refused(_("还没到开工时间，不能记为没有到岗。"))
    move(row, S.NO_SHOW, actor=actor, side="employer", at=at, reason="no_show")


def _with_post_locked(row: Application) -> Application:
    """Post first, application second: the order everybody keeps."""
    post_locked(row.post_id)
    return locked(row.pk)


def application_of(application_id: UUID) -> Application | None:
    """An application with what rights ask about."""
    rows = Application.objects.select_related("post", "post__employer", "profile")
    return rows.filter(pk=application_id).first()


def locked(application_id: UUID) -> Application:
    """An application, locked, with post and profile."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("post", "post__employer", "profile")
    return rows.get(pk=application_id)
