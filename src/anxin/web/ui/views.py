"""Pages that belong to no audience in particular: preferences and the offline page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from anxin.web.ui.context import LARGE_TYPE_COOKIE

_YEAR_SECONDS = 365 * 24 * 3600


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Remember the type size or the language in this browser, then go back to the page."""
    response = HttpResponseRedirect(safe_next(request))
    size, language = request.POST.get("large_type"), request.POST.get("language")
    if size in {"0", "1"}:
        response.set_cookie(LARGE_TYPE_COOKIE, size, max_age=_YEAR_SECONDS, samesite="Lax", secure=settings.ANXIN_HTTPS)
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=_YEAR_SECONDS, samesite="Lax", secure=settings.ANXIN_HTTPS
        )
    return response


def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows when a page cannot be reached."""
    return render(request, "ui/offline.html")


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """The address to go back to, when it is one of ours."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()) else fallback
