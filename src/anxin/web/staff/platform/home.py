"""Today at a platform: what came in, what waits for it, how its workers' claims stand."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from anxin.claims.selectors import platform_checks, platform_claims
from anxin.kit import clock
from anxin.platforms.selectors import joinings, quota_of, requests
from anxin.web.staff.platform.frame import OWN, Home, home_for, shown
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
    waiting = platform_checks(actor=actor) if place.id in actor.orgs(*OWN) else ()
    claims = platform_claims(actor=actor) if place.id in actor.orgs(*OWN) else ()
    facts = _today(request, place) | {
        "waiting": waiting[:ROWS],
        "waiting_count": len(waiting),
        "states": sorted(Counter(view.status for view in claims).items(), key=lambda item: -item[1]),
        "claims_count": len(claims),
        "joinings": joinings(platform_id=place.id, on=clock.today()),
    }
    return shown(request, "home.html", place, facts)


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The figures of today alone; the page asks for them again and again."""
    place = home_for(request)
    return render(request, "staff/platform/today.html", _today(request, place) | {"home": place})


def _today(request: HttpRequest, place: Home) -> dict[str, Any]:
    actor = actor_of(request)
    recent = requests(actor=actor, platform_id=place.id, test=False, most=ROWS)
    return {
        "recent": recent,
        "quota": quota_of(actor=actor, platform_id=place.id),
        "as_of": clock.now(),
    }
