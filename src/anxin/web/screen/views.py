"""The big screen of a market hall (大屏)."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from anxin.identity.selectors import org, orgs
from anxin.identity.types import OrgKind, OrgView
from anxin.kit import clock
from anxin.kit.errors import NotFound
from anxin.wages.selectors.public import wage_figures
from anxin.web.screen.feeding import feed_of
from anxin.web.ui.language import speak

FILES = ("ui/favicon.svg", "screen/screen.css", "screen/screen.js")


@require_GET
def screen(request: HttpRequest) -> HttpResponse:
    """The page: it fetches everything else itself, and goes on showing the last state when it cannot."""
    market = _market(request)
    language = _language(request)
    address = f"{reverse('screen-feed')}?{urlencode({'market': str(market.id), 'language': language})}"
    speak(request, language)
    return render(request, "screen/screen.html", {"market": market, "feed": address, "language": language})


@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """What the wall shows now."""
    market = _market(request)
    site = f"{request.scheme}://{request.get_host()}"
    with override(_language(request)):
        body = feed_of(market, site=site, at=clock.now())
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


DISTRICTS_MOST = 16
"""Two columns of eight: what can be read from five metres."""


@require_GET
def wages(request: HttpRequest) -> HttpResponse:
    """The wall of unpaid wages: the public figures, the districts with something overdue first."""
    at = clock.now()
    figures = wage_figures(at=at)
    context = {
        "figures": figures,
        "districts": figures.districts[:DISTRICTS_MOST],
        "made": f"{clock.local(at):%H:%M}",
    }
    speak(request, "zh-hans")
    return render(request, "screen/wages.html", context)


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the wall, with the addresses of this release written into it."""
    addresses = [static(name) for name in FILES]
    version = sha256("\n".join(addresses).encode()).hexdigest()[:12]
    shown = {"addresses": addresses, "version": version}
    response = render(request, "screen/sw.js", shown, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _language(request: HttpRequest) -> str:
    """``?language=en`` for a second wall; Chinese without it."""
    return "en" if request.GET.get("language") == "en" else "zh-hans"


def _market(request: HttpRequest) -> OrgView:
    """The market asked for; the first one when none is."""
    wanted = request.GET.get("market", "")
    if wanted:
        try:
            found = org(UUID(wanted))
        except ValueError:
            found = None
    else:
        found = next(iter(orgs(OrgKind.MARKET)), None)
    if found is None or found.kind is not OrgKind.MARKET:
        raise NotFound(_("没有找到这个零工市场，请检查大屏的地址。"))
    return found
