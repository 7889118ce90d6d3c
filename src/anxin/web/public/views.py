"""What everybody may read: the figures of the service, how each is counted, and since when."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from anxin.supervise.selectors import latest_sheet


@require_GET
@cache_control(public=True, max_age=300)
def figures(request: HttpRequest) -> HttpResponse:
    """The newest public figures."""
    return render(request, "public/figures.html", {"sheet": latest_sheet()})


@require_GET
@cache_control(public=True, max_age=300)
def figures_json(request: HttpRequest) -> HttpResponse:
    """The same figures for machines."""
    sheet = latest_sheet()
    body = (
        {}
        if sheet is None
        else {
            "from": sheet.first.isoformat(),
            "to": sheet.last.isoformat(),
            "counted_at": sheet.made_at.isoformat(),
            "cases": sheet.cases,
            "figures": sheet.figures,
        }
    )
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})
