"""Looking at prevention: one's own courses, completion by platform and level, hot spots, effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from anxin.cover.people import orders_counted
from anxin.identity.selectors import orgs, orgs_by_id
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.errors import NotFound
from anxin.prevention.models import Accident, Assignment, Drive, Quiz
from anxin.prevention.services.assigning import people_at
from anxin.prevention.services.learning import person
from anxin.prevention.types import Assigned, Cause, CertificateView, Completion, Effect, Level, Span, Spot

OWN: Final = (Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER)
SPOT_LEAST: Final = 2
"""Accidents that make a place a hot spot; one alone could be somebody."""

SPOT_HOURS: Final = 3
SPOT_DAYS: Final = 90
EFFECT_DAYS: Final = 30
ROWS_MOST: Final = 100


def assigned_to(actor: Actor, *, most: int = ROWS_MOST) -> list[Assigned]:
    """The actor's own assignments, open ones first, the most urgent first; none for a visitor."""
    if not actor.is_signed_in:
        return []
    rows = Assignment.objects.filter(**person(actor)).order_by("due_on", "assigned_at")[:most]
    views = [
        Assigned(
            row.pk,
            row.course,
            Level(row.level),
            Cause(row.cause),
            row.note,
            row.platform_id,
            row.assigned_at,
            row.due_on,
            row.passed_at,
        )
        for row in rows
    ]
    return sorted(views, key=lambda view: view.passed_at is not None)


def passed_courses(actor: Actor) -> dict[str, CertificateView]:
    """The newest certificate of each course the actor has passed."""
    if not actor.is_signed_in:
        return {}
    rows = Quiz.objects.filter(**person(actor), passed=True).order_by("at")
    return {row.course: CertificateView(row.number, row.course, row.at, row.score) for row in rows}


def certificate(actor: Actor, course: str) -> CertificateView:
    """The actor's own certificate of a course.

    Raises:
        NotFound: it was not passed.
    """
    found = passed_courses(actor).get(course)
    if found is None:
        raise NotFound(_("还没有这门课的结业证，答对四题就能拿到。"))
    return found


def platforms_seen(actor: Actor) -> tuple[UUID, ...]:
    """The platforms whose prevention the actor may look at."""
    if actor.is_system or actor.has(Role.SUPERVISOR):
        return tuple(home.id for home in orgs(OrgKind.PLATFORM))
    return actor.orgs(*OWN)


def completions(actor: Actor, *, on: date) -> list[Completion]:
    """Who has done what was assigned, by platform and level."""
    ids = platforms_seen(actor)
    names = orgs_by_id(set(ids))
    late = Count("id", filter=Q(passed_at=None, due_on__lt=on))
    rows = Assignment.objects.filter(platform_id__in=ids).order_by().values("platform_id", "level")
    sums = rows.annotate(assigned=Count("id"), passed=Count("passed_at"), overdue=late)
    found: dict[tuple[UUID, str], dict[str, Any]] = {(row["platform_id"], row["level"]): dict(row) for row in sums}
    return [_completion(names[one].short_name, one, level, found, on) for one in ids for level in Level]


def _completion(
    name: str, platform_id: UUID, level: Level, found: dict[tuple[UUID, str], dict[str, Any]], on: date
) -> Completion:
    row = found.get((platform_id, level.value), {})
    people = sum(len(some) for some in people_at(platform_id, level, on))
    return Completion(
        platform_id, name, level, people, row.get("assigned", 0), row.get("passed", 0), row.get("overdue", 0)
    )


def hot_spots(actor: Actor, *, on: date, days: int = SPOT_DAYS, most: int = 20) -> list[Spot]:
    """Where and when accidents gather, the worst first. A place stands here only with several of them."""
    rows = Accident.objects.filter(day__gte=on - timedelta(days=days), platform_id__in=platforms_seen(actor))
    groups: dict[tuple[str, int], list[tuple[datetime, str]]] = {}
    for place, hour, at, what in rows.exclude(place="").values_list("place", "hour", "happened_at", "what"):
        groups.setdefault((place, hour - hour % SPOT_HOURS), []).append((at, what))
    spots = [
        Spot(
            place,
            hour,
            len(some),
            max(at for at, _what in some),
            Counter(what for _at, what in some).most_common(1)[0][0],
        )
        for (place, hour), some in groups.items()
        if len(some) >= SPOT_LEAST
    ]
    return sorted(spots, key=lambda spot: (-spot.accidents, spot.place))[:most]


def _drives(actor: Actor, *, most: int = ROWS_MOST) -> list[Drive]:
    return list(Drive.objects.filter(platform_id__in=platforms_seen(actor)).order_by("-at")[:most])


def effects(actor: Actor, *, on: date, most: int = 20) -> list[Effect]:
    """Accidents per 10,000 orders before and after each drive for the front line.

    It is a comparison of two months, not a proof: weather and season differ. Both spans are equally long.
    """
    rows = [row for row in _drives(actor) if row.level in (Level.FRONT.value, Level.NEWCOMER.value)][:most]
    names = orgs_by_id({row.platform_id for row in rows})
    return [_effect(row, names[row.platform_id].short_name, on) for row in rows]


def _effect(row: Drive, name: str, on: date) -> Effect:
    days = max(min((on - row.started_on).days, EFFECT_DAYS), 1)
    before = _span([row.platform_id], row.started_on - timedelta(days=days), row.started_on - timedelta(days=1))
    after = _span([row.platform_id], row.started_on, row.started_on + timedelta(days=days - 1))
    return Effect(name, row.course, Cause(row.cause), row.started_on, before, after)


def _span(platform_ids: Sequence[UUID], first: date, last: date) -> Span:
    accidents = Accident.objects.filter(platform_id__in=platform_ids, day__gte=first, day__lte=last).count()
    return Span(first, last, accidents, orders_counted(platform_ids=platform_ids, first=first, last=last))
