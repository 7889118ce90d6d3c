"""How the API does (接口运行状况): for everybody whose machines depend on it."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from anxin.kit import clock
from anxin.notify.webhooks.selectors import waiting_count
from anxin.platforms.selectors import api_hours

HOURS = 24
GOOD_PERMILLE = 995


@require_GET
@cache_control(public=True, max_age=30)
def status(request: HttpRequest) -> HttpResponse:
    """The last day, hour by hour."""
    return render(request, "public/status.html", _status())


@require_GET
@cache_control(public=True, max_age=30)
def status_json(request: HttpRequest) -> HttpResponse:
    """The same for machines."""
    found = _status()
    body = {
        "state": found["state"],
        "as_of": found["as_of"].isoformat(),
        "pushes_waiting": found["waiting"],
        "hours": [
            {
                "start": hour.start.isoformat(),
                "requests": hour.requests,
                "faults": hour.faults,
                "slowest_tenth_ms": hour.slowest_tenth_ms,
            }
            for hour in found["hours"]
        ],
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def _status() -> dict[str, Any]:
    at = clock.now()
    try:
        with transaction.atomic():
            hours, waiting = api_hours(at=at, hours=HOURS), waiting_count()
    except DatabaseError:
        return {"state": "down", "hours": [], "waiting": 0, "as_of": at}
    newest = hours[-1].good_permille if hours else 1000
    state = "good" if newest >= GOOD_PERMILLE else "troubled"
    return {"state": state, "hours": hours[::-1], "waiting": waiting, "as_of": at}
