"""Noting an accident for prevention (事故记录): a street and an hour, and the course that helps against it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from anxin.kit.clock import day_of, local
from anxin.prevention.courses import courses_for
from anxin.prevention.models import Accident
from anxin.prevention.services.assigning import assign_to_worker
from anxin.prevention.types import Cause, Level

_STREET: Final = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:大街|大道|胡同|高架|立交桥|广场|小区|路|街|巷|桥|环)")
_MOST_STREETS: Final = 2
COURSES_MOST: Final = 2
"""Courses after an accident: more than two nobody takes."""


@transaction.atomic
def accident_note(
    *,
    case_id: UUID,
    worker_id: UUID,
    platform_id: UUID | None,
    happened_at: datetime,
    place: str,
    what: str,
    at: datetime,
) -> None:
    """Count an accident once, and give the worker the courses that help against its kind."""
    row = Accident(
        case_id=case_id,
        platform_id=platform_id,
        place=street_of(place),
        hour=local(happened_at).hour,
        what=what,
        day=day_of(happened_at),
        happened_at=happened_at,
    )
    Accident.objects.bulk_create([row], ignore_conflicts=True)
    if platform_id is None:
        return
    helps = dict.fromkeys(one.key for event in ("accident", what) for one in courses_for(event))
    assign_to_worker(
        worker_id=worker_id,
        platform_id=platform_id,
        courses=list(helps)[:COURSES_MOST],
        cause=Cause.ACCIDENT,
        key=str(case_id),
        level=Level.FRONT,
        at=at,
    )


def street_of(place: str) -> str:
    """The streets in a place as typed (``示范路与试验街路口``), without house numbers or names of people."""
    found = list(dict.fromkeys(_STREET.findall(place.replace("与", " ").replace("和", " ").replace("交", " "))))
    return "与".join(found[:_MOST_STREETS])[:40]
