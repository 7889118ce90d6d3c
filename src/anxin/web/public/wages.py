"""Unpaid wages in figures, for everybody and for machines."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from anxin.kit import clock
from anxin.kit.money import yuan
from anxin.wages.selectors.public import SHOWN_FROM, wage_figures


@require_GET
@cache_control(public=True, max_age=300)
def figures(request: HttpRequest) -> HttpResponse:
    """The year so far."""
    return render(request, "public/wages.html", {"figures": wage_figures(at=clock.now()), "shown_from": SHOWN_FROM})


@require_GET
@cache_control(public=True, max_age=300)
def figures_json(request: HttpRequest) -> HttpResponse:
    """The same for machines; nothing while there are too few cases."""
    found = wage_figures(at=clock.now())
    body = (
        {}
        if not found.enough
        else {
            "from": found.first.isoformat(),
            "counted_at": found.counted_at.isoformat(),
            "complaints": found.complaints,
            "clues": found.clues,
            "clues_handled": found.clues_handled,
            "workers": found.workers,
            "workers_paid": found.workers_paid,
            "recovered_yuan": yuan(found.recovered_fen),
            "closed": found.closed,
            "in_time_percent": found.in_time_percent,
            "districts": [
                {"name": one.name, "open": one.open_cases, "overdue": one.overdue, "zero": one.is_zero}
                for one in found.districts
            ],
        }
    )
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})
