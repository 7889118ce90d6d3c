"""Times to meet, with a waiting list (面试时段)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.text import sentence
from anxin.market.jobs.models import Application, InterviewSlot
from anxin.market.jobs.rights import managed_post, workers_side
from anxin.market.jobs.services.applications import application_of, locked
from anxin.market.jobs.services.moves import move, note_event, slot_leave
from anxin.market.jobs.services.posts import post_locked
from anxin.market.jobs.types import ApplicationState, InterviewKind

S = ApplicationState
_SEATS_MOST, _MINUTES_MOST = 200, 480


@transaction.atomic
def slot_add(
    *,
    post_id: int,
    slot_at: datetime,
    minutes: int,
    kind: InterviewKind,
    where: str,
    seats: int,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Offer a time to meet (添加面试时段). The same time and way again gives the one that stands.

    Raises:
        NotFound: not the actor's post. BadInput: in the past, or numbers that cannot be.
    """
    post = managed_post(actor, post_locked(post_id))
    said = sentence(where, most=200, label=_("地点、电话或链接"))
    if slot_at <= at:
        raise BadInput(_("面试时间已经过去了，请改。"), field="slot_at")
    if not (0 < seats <= _SEATS_MOST and 0 < minutes <= _MINUTES_MOST):
        raise BadInput(_("人数或时长不对，请改。"), field="seats")
    if not said:
        raise BadInput(_("请写清楚在哪里见面、打哪个电话，或者视频链接。"), field="where")
    row, _new = InterviewSlot.objects.get_or_create(
        post=post, at=slot_at, kind=kind.value, defaults={"minutes": minutes, "where": said, "seats": seats}
    )
    return row.pk


@transaction.atomic
def slot_book(*, application_id: UUID, slot_id: UUID, actor: Actor, at: datetime) -> bool:
    """Take a seat, or a place in the waiting list when none is left (约面试).

    Choosing another time gives the first back.

    Returns:
        True with a seat, False when waiting.

    Raises:
        NotFound: not the actor's application, or no such time. Refused: the application has ended, or it is over.
    """
    row = workers_side(actor, application_of(application_id))
    row = locked(row.pk)
    slot = InterviewSlot.objects.select_for_update().filter(pk=slot_id, cancelled_at__isnull=True).first()
    if slot is None or slot.post_id != row.post_id:
        raise NotFound(_("没有这个面试时段，请重新选。"))
    if row.state not in (S.APPLIED, S.INTERVIEW):
        raise Refused(_("这份报名已经有结果，不用再约面试。"))
    if slot.at <= at:
        raise Refused(_("这个时段已经过去了，请选别的。"))
    if row.slot_id == slot.pk:
        return not row.waiting
    if row.slot_id is not None:
        slot_leave(row, at=at)
    row.waiting = slot.bookings.filter(waiting=False).count() >= slot.seats
    row.slot, row.booked_at = slot, at
    row.save(update_fields=["slot", "waiting", "booked_at"])
    if row.state == S.APPLIED:
        move(row, S.INTERVIEW, actor=actor, side="worker", at=at)
    else:
        note_event(row, "rebooked", actor=actor, side="worker", at=at)
    return not row.waiting


@transaction.atomic
def slot_cancel(*, slot_id: UUID, actor: Actor, at: datetime) -> int:
    """The employer cannot meet then (取消时段): everybody who booked stays an applicant and is told.

    Returns how many.
    """
    slot = InterviewSlot.objects.filter(pk=slot_id).first()
    if slot is None:
        raise NotFound(_("没有这个面试时段，请刷新页面再看。"))
    managed_post(actor, post_locked(slot.post_id))
    booked = list(Application.objects.select_for_update().filter(slot=slot).order_by("booked_at", "id"))
    if slot.cancelled_at is None:
        slot.cancelled_at = at
        slot.save(update_fields=["cancelled_at"])
    for row in booked:
        if row.state == S.INTERVIEW:
            move(row, S.APPLIED, actor=actor, side="employer", at=at)
    return len(booked)
