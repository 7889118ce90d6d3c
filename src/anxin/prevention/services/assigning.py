"""Assigning courses (分派): to a level of a platform by people, to one person by what happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.selectors import staff_of
from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput, NotAllowed
from anxin.kit.statements import insert
from anxin.kit.text import sentence
from anxin.notify.webhooks.services import hook_tell
from anxin.notify.webhooks.types import HookEvent
from anxin.prevention.courses import course as course_of
from anxin.prevention.models import Assignment, Drive, Known
from anxin.prevention.types import CAUSE_NAMES, Cause, Level

USUAL_DAYS: Final = 7
NEW_DAYS: Final = 30
"""How long somebody counts as a newcomer (a service setting, not law)."""

STAFF_LEVELS: Final = {Level.LEADER: Role.PLATFORM_MANAGER, Level.MANAGER: Role.PLATFORM_OPERATOR}


@transaction.atomic
def drive_start(
    *,
    platform_id: UUID,
    course: str,
    level: Level,
    actor: Actor,
    at: datetime,
    cause: Cause = Cause.CHOSEN,
    note: str = "",
    due_on: date | None = None,
) -> int:
    """Assign a course to a level of a platform and push it to the platform's app. Returns how many people it reached.

    Raises:
        NotAllowed: only the platform's own people and the bureau's supervisors may.
    """
    check_assigns(actor, platform_id)
    chosen, day = course_of(course), day_of(at)
    last = due_on or day + timedelta(days=USUAL_DAYS)
    if last < day:
        raise BadInput(_("期限不能早于今天。"), field="due_on")
    drive = Drive.objects.create(
        platform_id=platform_id,
        course=chosen.key,
        level=level.value,
        cause=cause.value,
        note=sentence(note, most=200, label=_("说明")),
        started_on=day,
        due_on=last,
        by_account=actor.account_id,
        at=at,
    )
    workers, accounts = people_at(platform_id, level, day)
    rows = [_row(drive, worker_id=one) for one in workers] + [_row(drive, account_id=one) for one in accounts]
    Assignment.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    Drive.objects.filter(pk=drive.pk).update(people=len(rows))
    told: dict[str, str | int] = {
        "course": chosen.key,
        "title": chosen.title,
        "text": drive.note or chosen.summary,
        "level": level.value,
    }
    told |= {"cause": cause.value, "due_on": last.isoformat(), "path": f"/learn/{chosen.key}/", "people": len(rows)}
    hook_tell(org_id=platform_id, event=HookEvent.PREVENTION_PUSH, data=told, key=f"drive:{drive.pk}", at=at)
    return len(rows)


def _row(drive: Drive, *, worker_id: UUID | None = None, account_id: UUID | None = None) -> Assignment:
    return Assignment(
        worker_id=worker_id,
        account_id=account_id,
        platform_id=drive.platform_id,
        course=drive.course,
        level=drive.level,
        cause=drive.cause,
        cause_key=f"drive:{drive.pk}",
        note=drive.note,
        assigned_at=drive.at,
        due_on=drive.due_on,
    )


def people_at(platform_id: UUID, level: Level, day: date) -> tuple[list[UUID], list[UUID]]:
    """Workers and staff accounts at a level of a platform on a day."""
    if level in STAFF_LEVELS:
        role = STAFF_LEVELS[level]
        return [], [one.account_id for one in staff_of([platform_id]) if role in {post.role for post in one.posts}]
    active = Known.objects.filter(platform_id=platform_id, last_on__gte=day - timedelta(days=NEW_DAYS))
    new = active.filter(first_on__gt=day - timedelta(days=NEW_DAYS))
    rows = new if level is Level.NEWCOMER else active.exclude(worker_id__in=new.values("worker_id"))
    return list(rows.values_list("worker_id", flat=True)), []


@transaction.atomic
def assign_to_worker(
    *, worker_id: UUID, platform_id: UUID, courses: Iterable[str], cause: Cause, key: str, level: Level, at: datetime
) -> int:
    """Assign courses to one worker because of something that happened, once per cause and key."""
    rows = [
        Assignment(
            worker_id=worker_id,
            platform_id=platform_id,
            course=one,
            level=level.value,
            cause=cause.value,
            cause_key=f"{cause.value}:{key}",
            note=CAUSE_NAMES[cause],
            assigned_at=at,
            due_on=day_of(at) + timedelta(days=USUAL_DAYS),
        )
        for one in courses
    ]
    made = [one.course for one in rows if insert(one, skip_known=True)]
    if made:
        told = {"courses": made, "cause": cause.value, "path": "/learn/"}
        event = HookEvent.PREVENTION_ASSIGNED
        hook_tell(org_id=platform_id, event=event, data=told, key=f"assigned:{cause.value}:{key}", at=at)
    return len(made)


def check_assigns(actor: Actor, platform_id: UUID) -> None:
    """Pass for the platform's own people, supervisors and the product itself."""
    own = platform_id in actor.orgs(Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER)
    if not (own or actor.is_system or actor.has(Role.SUPERVISOR)):
        raise NotAllowed(_("只能给本平台的人分派培训。"))
