"""Error pages: what happened, what to do, and the request number."""

import sys
from urllib.parse import urlsplit

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anxin.web.ui.routes import to_login


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The browser sent something we cannot read."""
    return render(request, "ui/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The actor may not come here."""
    return render(request, "ui/403.html", status=403)


def unproven(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page is not the one we last gave this browser (CSRF): it was drawn before a log-in elsewhere.

    Who is no longer signed in is asked to, and comes back to the form; ``base.js`` fills it in again in both cases.
    """
    if request.headers.get("HX-Request"):
        sentence = _("这一页打开得太久了，这一步没有提交。请刷新页面再试。")
        return render(request, "ui/partials/refused.html", {"sentence": sentence}, status=403)
    here = request.path
    if not request.user.is_authenticated and not _signing_in(here) and "text/html" in request.headers.get("Accept", ""):
        return to_login(request, "staff-login" if here.startswith("/desk/") else "login")
    came_from = urlsplit(request.headers.get("Referer", ""))
    back = came_from.path if came_from.netloc == request.get_host() else ""
    return render(request, "ui/unproven.html", {"back": back}, status=403)


def _signing_in(path: str) -> bool:
    """A sign-in that fails must not lead to itself: such a browser keeps no cookies."""
    return path.startswith(("/login/", "/desk/login/"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page, or not for this actor."""
    return render(request, "ui/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault; or the database is away for a moment, which passes."""
    if isinstance(sys.exc_info()[1], OperationalError):
        response = render(request, "ui/503.html", status=503)
        response["Retry-After"] = "5"
        return response
    return render(request, "ui/500.html", status=500)
