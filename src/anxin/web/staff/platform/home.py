"""Today at a platform: what came in, what waits for it, how its workers' claims stand."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from anxin.claims.selectors import platform_checks, platform_claims
from anxin.cover.selectors import arrivals
from anxin.identity.types import Actor
from anxin.kit import clock
from anxin.platforms.selectors import joinings, quota_of, requests
from anxin.prevention.courses import courses
from anxin.prevention.selectors import assigned_to, completions
from anxin.web.staff.live import chart_of, last_hour
from anxin.web.staff.platform.bills import premium_of
from anxin.web.staff.platform.frame import Home, home_for, shown
from anxin.web.ui.routes import actor_of

ROWS = 8


@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """The way in for a platform's own people."""
    return redirect("platform-home")


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the portal."""
    place, actor = home_for(request), actor_of(request)
    facts = _today(request, place) | {"joinings": joinings(platform_id=place.id, on=clock.today())}
    return shown(request, "home.html", place, facts | (_duties(actor, place) if place.own else {}))


def _duties(actor: Actor, place: Home) -> dict[str, Any]:
    """What waits for the platform's own people: accidents to confirm, claims, premium, courses."""
    waiting, claims, today = platform_checks(actor=actor), platform_claims(actor=actor), clock.today()
    states = Counter(view.status for view in claims)
    titles = {one.key: one.title for one in courses()}
    due = [one for one in assigned_to(actor) if one.passed_at is None]
    return premium_of(actor, place.id) | {
        "waiting": waiting[:ROWS],
        "waiting_count": len(waiting),
        "states": states.most_common(),
        "claims_count": len(claims),
        "due": [(one, titles.get(one.course, one.course)) for one in due[:ROWS]],
        "completions": [one for one in completions(actor, on=today) if one.platform_id == place.id],
    }


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The figures of today alone; the page asks for them again and again."""
    place = home_for(request)
    return render(request, "staff/platform/live.html", _today(request, place) | {"home": place})


def _today(request: HttpRequest, place: Home) -> dict[str, Any]:
    actor, own = actor_of(request), [place.id] if place.own else []
    return {
        "arrivals": arrivals(actor=actor, day=clock.today(), platform_ids=own),
        "charts": {"minutes": chart_of(last_hour(actor, clock.now(), platform_ids=own))},
        "recent": requests(actor=actor, platform_id=place.id, test=False, most=ROWS),
        "quota": quota_of(actor=actor, platform_id=place.id),
        "as_of": clock.now(),
    }
