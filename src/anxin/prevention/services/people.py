"""Who is new at a platform (新人): seen in its orders, told on the first day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from anxin.cover.people import workers_of
from anxin.identity.selectors import orgs
from anxin.identity.types import OrgKind
from anxin.kit.clock import day_of
from anxin.prevention.courses import courses_for
from anxin.prevention.models import Known
from anxin.prevention.services.assigning import assign_to_worker
from anxin.prevention.types import Cause, Level

NEWCOMER_COURSES = 3
"""What a newcomer is given on the first day; the rest stands in the list."""


def people_note(*, at: datetime) -> int:
    """Look at today's orders of every platform; returns how many newcomers were found.

    The first look at a platform finds people who have worked there for long, so nobody is new then.
    """
    return sum(_note(home.id, day_of(at), at) for home in orgs(OrgKind.PLATFORM))


@transaction.atomic
def _note(platform_id: UUID, day: date, at: datetime) -> int:
    seen = workers_of(platform_id=platform_id, first=day, last=day)
    first_look = not Known.objects.filter(platform_id=platform_id).exists()
    known = set(Known.objects.filter(platform_id=platform_id, worker_id__in=seen).values_list("worker_id", flat=True))
    Known.objects.filter(platform_id=platform_id, worker_id__in=known).update(last_on=day)
    fresh = sorted(seen - known)
    first_on = None if first_look else day
    Known.objects.bulk_create(
        [Known(platform_id=platform_id, worker_id=one, first_on=first_on, last_on=day) for one in fresh],
        ignore_conflicts=True,
    )
    if first_look:
        return 0
    for worker_id in fresh:
        assign_to_worker(
            worker_id=worker_id,
            platform_id=platform_id,
            courses=[one.key for one in courses_for("newcomer")][:NEWCOMER_COURSES],
            cause=Cause.NEWCOMER,
            key=f"{platform_id.hex}{worker_id.hex}",
            level=Level.NEWCOMER,
            at=at,
        )
    return len(fresh)
