"""Error pages: what happened, what to do, and the request number."""

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The browser sent something we cannot read."""
    return render(request, "ui/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The actor may not come here."""
    return render(request, "ui/403.html", status=403)


def unproven(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page is not the one we last gave this browser (CSRF): it was drawn before a log-in elsewhere."""
    if request.headers.get("HX-Request"):
        sentence = _("这一页打开得太久了，这一步没有提交。请刷新页面再试。")
        return render(request, "ui/partials/refused.html", {"sentence": sentence}, status=403)
    return render(request, "ui/unproven.html", status=403)


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
