"""The notice board of a construction site (维权信息告示牌): for a wall, with a code that leads here."""

from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from anxin.kit import clock
from anxin.projects.selectors import notice


@require_GET
@cache_control(public=True, max_age=300)
def site_notice(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Who builds here, when wages are paid, whom to turn to."""
    board = notice(project_id, on=clock.today())
    address = request.build_absolute_uri(reverse("site-notice", args=[project_id]))
    code = segno.make(address, error="m").svg_data_uri(scale=6, border=2)
    return render(request, "public/site.html", {"board": board, "address": address, "code": code})
