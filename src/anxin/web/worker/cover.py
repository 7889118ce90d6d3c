"""Today's cover: which orders, who pays for me, what I would get."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern
from django.views.decorators.http import require_GET

from anxin.cover.selectors import benefits_in_words, cover_today
from anxin.kit import clock
from anxin.web.ui.routes import WORKER, actor_of, page


@require_GET
def cover(request: HttpRequest) -> HttpResponse:
    """Orders of today with the premium each platform pays, and the benefits behind them."""
    worker_id = actor_of(request).worker_id
    assert worker_id is not None, "the audience lets only workers in"
    day = clock.today()
    facts = {"tab": "home", "cover": cover_today(worker_id, day), "benefits": benefits_in_words(day)}
    return render(request, "worker/cover.html", facts)


urlpatterns: list[URLPattern] = [page("cover/", cover, name="my-cover", audience=WORKER)]
