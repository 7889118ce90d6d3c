"""On the site: start by QR, finish, hours and pay confirmed by both, or not paid (上岗、完工、结钱)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.events import emit
from anxin.market.jobs import hours
from anxin.market.jobs.events import GigUnpaid
from anxin.market.jobs.models import Application, JobPost
from anxin.market.jobs.rights import employers_side, managed_post, workers_side
from anxin.market.jobs.services.applications import application_of, locked
from anxin.market.jobs.services.moves import move, note_event
from anxin.market.jobs.types import ApplicationState, PayKind

S = ApplicationState
_SALT: Final = "anxin.market.start"
_FEN_BELIEVED: Final = 100_000_000


def start_code(*, post_id: int, actor: Actor, on: date) -> str:
    """What the QR on the site says on one day (上岗码): signed, so that nobody starts from home with a guess.

    Raises:
        NotFound: not the actor's post.
    """
    managed_post(actor, JobPost.objects.select_related("employer").filter(pk=post_id).first())
    return signing.dumps([post_id, on.isoformat()], salt=_SALT, compress=False)


@transaction.atomic
def work_start(*, code: str, actor: Actor, at: datetime) -> UUID:
    """The worker scanned the code on the site (扫码上岗). Scanning twice is starting once.

    Raises:
        BadInput: not a code of ours, or of another day. NotFound: this worker was not taken for the job.
    """
    try:
        post_id, day = signing.loads(code, salt=_SALT)
    except signing.BadSignature as error:
        raise BadInput(_("这不是上岗码，请扫工地或店里当天的上岗码。")) from error
    if day != day_of(at).isoformat():
        raise BadInput(_("这是 %(day)s 的上岗码，请扫今天的。") % {"day": day})
    taken = Application.objects.filter(post_id=post_id, state__in=[S.ACCEPTED.value, S.STARTED.value])
    found = taken.filter(profile__worker_id=actor.worker_id).first() if actor.worker_id is not None else None
    if found is None:
        raise NotFound(_("您还没有被这个岗位录用。请先报名，或让雇主在手机上点“录用”。"))
    row = locked(found.pk)
    if row.state == S.ACCEPTED:
        move(row, S.STARTED, actor=actor, side="worker", at=at)
        Application.objects.filter(pk=row.pk).update(started_at=at)
    return row.pk


@transaction.atomic
def work_start_by_employer(*, application_id: UUID, actor: Actor, at: datetime) -> None:
    """The worker is there but has no phone: the employer notes the start."""
    row = locked(employers_side(actor, application_of(application_id)).pk)
    if row.state == S.STARTED:
        return
    move(row, S.STARTED, actor=actor, side="employer", at=at)
    Application.objects.filter(pk=row.pk).update(started_at=at)


@transaction.atomic
def work_finish(*, application_id: UUID, minutes: int, fen: int, actor: Actor, at: datetime) -> None:
    """The worker says how long it took and what is due (报完工). Until the employer has confirmed he may correct it.

    Raises:
        NotFound: not the actor's. BadInput: more hours than the days have. Refused: not started, or confirmed already.
    """
    row = locked(workers_side(actor, application_of(application_id)).pk)
    _refuse_impossible(row, minutes, fen, at)
    if row.employer_confirmed_at is not None and row.state == S.FINISHED:
        raise Refused(_("雇主已经确认过，不能再改。不对的话，请点“数目不对”。"))
    row.worker_minutes, row.worker_fen, row.worker_confirmed_at = minutes, fen, at
    row.finished_at = row.finished_at or at
    row.save(update_fields=["worker_minutes", "worker_fen", "worker_confirmed_at", "finished_at"])
    if row.state == S.STARTED:
        move(row, S.FINISHED, actor=actor, side="worker", at=at)
    else:
        note_event(row, "corrected", actor=actor, side="worker", at=at)


def _refuse_impossible(row: Application, minutes: int, fen: int, at: datetime) -> None:
    if row.state not in (S.STARTED, S.FINISHED) or row.started_at is None:
        raise Refused(_("还没有上岗，不能报完工。"))
    days = (day_of(at) - day_of(row.started_at)).days + 1
    if not 0 < minutes <= days * hours.DAY:
        raise BadInput(_("工时不对：从上岗到现在最多 %(hours)s 小时。") % {"hours": days * 24}, field="hours")
    if not 0 < fen <= _FEN_BELIEVED:
        raise BadInput(_("工钱不对，请重新填写。"), field="pay")


@transaction.atomic
def hours_confirm(*, application_id: UUID, minutes: int, fen: int, actor: Actor, at: datetime) -> None:
    """The employer confirms hours and pay, or says what he counts (雇主确认). Both numbers stay side by side.

    Raises:
        NotFound: not the actor's. BadInput: impossible numbers. Refused: not finished yet.
    """
    row = locked(employers_side(actor, application_of(application_id)).pk)
    if row.state == S.STARTED:
        row.finished_at = at
        row.save(update_fields=["finished_at"])
        move(row, S.FINISHED, actor=actor, side="employer", at=at)
    _refuse_impossible(row, minutes, fen, at)
    row.employer_minutes, row.employer_fen, row.employer_confirmed_at = minutes, fen, at
    row.save(update_fields=["employer_minutes", "employer_fen", "employer_confirmed_at"])
    note_event(row, "confirmed", actor=actor, side="employer", at=at)


@transaction.atomic
def pay_received(*, application_id: UUID, actor: Actor, at: datetime) -> None:
    """The worker has the money (钱已收到). It also ends a complaint that was opened meanwhile."""
    row = locked(workers_side(actor, application_of(application_id)).pk)
    if row.state == S.PAID:
        return
    move(row, S.PAID, actor=actor, side="worker", at=at)
    Application.objects.filter(pk=row.pk).update(paid_at=at)


@transaction.atomic
def pay_missing(*, application_id: UUID, actor: Actor, at: datetime) -> GigUnpaid:
    """The work is done and the money has not come (没拿到钱): the wage complaint gets everything that is known here.

    Raises:
        NotFound: not the actor's. Refused: the work is not finished, or it is paid.
    """
    row = locked(workers_side(actor, application_of(application_id)).pk)
    if row.state not in (S.FINISHED, S.UNPAID):
        raise Refused(_("先报完工，写上工时和工钱，再投诉没拿到钱。"))
    if row.state == S.FINISHED:
        move(row, S.UNPAID, actor=actor, side="worker", at=at)
    news = _unpaid(row, at)
    emit(news)
    return news


def _unpaid(row: Application, at: datetime) -> GigUnpaid:
    post, employer = row.post, row.post.employer
    minutes = row.worker_minutes or row.employer_minutes or hours.length(post.day_start, post.day_end)
    fen = row.worker_fen or row.employer_fen or due_fen(post, minutes)
    return GigUnpaid(
        application_id=row.pk,
        worker_id=row.profile.worker_id,
        org_id=employer.org_id,
        employer_worker_id=employer.worker_id,
        employer_name=employer.name,
        post_id=post.pk,
        work=post.title,
        place=post.place,
        district=post.district,
        first_day=day_of(row.started_at) if row.started_at else post.first_day,
        last_day=day_of(row.finished_at) if row.finished_at else post.last_day,
        minutes=minutes,
        owed_fen=fen,
        at=at,
    )


def due_fen(post: JobPost, minutes: int) -> int:
    """What a post promises for that many minutes, rounded to the fen in the worker's favour."""
    if post.pay_kind == PayKind.DAY:
        day = hours.length(post.day_start, post.day_end)
        return -(-post.pay_fen * minutes // day)
    return -(-post.pay_hour_fen * minutes // 60)
