"""The city as it works (实时): orders a minute by platform, accidents, reports, claims; drawn anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anxin.claims.selectors import ClaimMoments, claim_moments
from anxin.cover.selectors import arrivals, paces
from anxin.cover.types import Pace
from anxin.identity.types import Actor, Role
from anxin.kit import clock
from anxin.web.staff.premium import VIEW_ROLES
from anxin.web.ui.routes import actor_of, page, staff

HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)
DAY_STEPS: Final = 48
"""A day is drawn in half hours, an hour in minutes."""


@dataclass(frozen=True, slots=True)
class Paced:
    """Orders by platform in equal steps of a time."""

    first: datetime
    step: timedelta
    steps: int
    platforms: Sequence[Pace]

    @property
    def labels(self) -> list[str]:
        return [f"{clock.local(self.first + number * self.step):%H:%M}" for number in range(self.steps)]

    @property
    def minutes(self) -> int:
        return int(self.step / MINUTE)

    def from_first_order(self) -> Paced:
        """The same without the steps before anybody ordered anything."""
        quiet = next((place for place, counts in enumerate(self._steps()) if any(counts)), 0)
        platforms = [replace(one, counts=one.counts[quiet:]) for one in self.platforms]
        return Paced(self.first + quiet * self.step, self.step, self.steps - quiet, platforms)

    def _steps(self) -> Iterable[tuple[int, ...]]:
        return zip(*(one.counts for one in self.platforms), strict=True)

    def counted(self, moments: Iterable[datetime]) -> list[int]:
        """How many moments fall into each step."""
        counts = [0] * self.steps
        for at in moments:
            counts[min(max((at - self.first) // self.step, 0), self.steps - 1)] += 1
        return counts


def last_hour(actor: Actor, at: datetime, *, platform_ids: Sequence[UUID] | None = None) -> Paced:
    """The last sixty minutes, the running one included."""
    first = at.replace(second=0, microsecond=0) - HOUR + MINUTE
    return _paced(actor, first, first + HOUR, MINUTE, platform_ids)


def whole_day(actor: Actor, at: datetime) -> Paced:
    """The legal day until now, in half hours, from the first order on."""
    first = clock.at_start_of(clock.day_of(at))
    step = timedelta(days=1) / DAY_STEPS
    return _paced(actor, first, first + ((at - first) // step + 1) * step, step, None).from_first_order()


def _paced(actor: Actor, first: datetime, after: datetime, step: timedelta, ids: Sequence[UUID] | None) -> Paced:
    found = paces(actor=actor, first=first, after=after, step=step, platform_ids=ids)
    return Paced(first, step, int((after - first) / step), found)


def chart_of(paced: Paced) -> dict[str, Any]:
    """What the browser draws: a line a platform, orders a minute."""
    return {
        "labels": paced.labels,
        "series": [
            {"name": one.name, "values": [round(count / paced.minutes, 2) for count in one.counts]}
            for one in paced.platforms
        ],
    }


def _events(paced: Paced, moments: ClaimMoments) -> list[tuple[str, list[int]]]:
    told = (
        (_("事故"), moments.happened),
        (_("报案"), moments.reported),
        (_("申请"), moments.applied),
        (_("核定"), moments.settled),
    )
    return [(name, paced.counted(some)) for name, some in told]


def _event_rows(paced: Paced, events: list[tuple[str, list[int]]]) -> list[tuple[Any, ...]]:
    """Steps in which something happened, the newest first."""
    rows = zip(paced.labels, *(counts for _name, counts in events), strict=True)
    return [row for row in rows if any(row[1:])][::-1]


@never_cache
@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The page; it asks for itself every five seconds. ``?span=day`` for the whole day."""
    actor, at, day = actor_of(request), clock.now(), request.GET.get("span") == "day"
    paced = whole_day(actor, at) if day else last_hour(actor, at)
    moments = claim_moments(actor=actor, first=paced.first, after=paced.first + paced.steps * paced.step)
    events = _events(paced, moments)
    today = arrivals(actor=actor, day=clock.day_of(at))
    facts = {
        "tab": "live",
        "sees_bills": actor.has(*VIEW_ROLES),
        "sees_arrivals": True,
        "day": day,
        "as_of": at,
        "orders": sum(row.accepted for row in today),
        "late": sum(row.late for row in today),
        "now_running": sum(one.counts[-1] for one in paced.platforms),
        "step_minutes": paced.minutes,
        "events_sum": [(name, sum(counts)) for name, counts in events],
        "states": moments.states,
        "pace_rows": list(zip(paced.labels, *(one.counts for one in paced.platforms), strict=True))[::-1],
        "platforms": [one.name for one in paced.platforms],
        "event_rows": _event_rows(paced, events),
        "event_names": [name for name, _counts in events],
        "charts": {
            "minutes": chart_of(paced),
            "events": {
                "labels": paced.labels,
                "series": [{"name": name, "values": counts} for name, counts in events],
            },
        },
    }
    return render(request, "staff/premium/live.html", facts)


urlpatterns: list[URLPattern] = [
    page("premium/live/", live, name="live", audience=staff(*VIEW_ROLES, Role.BUREAU_LEAD)),
]
