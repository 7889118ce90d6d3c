"""What makes the worker pages an app on the phone: the manifest, the service worker, the form for no network."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

SHELL_FILES = (
    "ui/tokens.css",
    "ui/base.css",
    "ui/layout.css",
    "ui/controls.css",
    "ui/components.css",
    "ui/icons.svg",
    "ui/select.svg",
    "ui/favicon.svg",
    "ui/base.js",
    "worker/phone.css",
    "worker/app.js",
    "worker/outbox.js",
    "worker/report.js",
)
"""The static files the two pages need that must open without a network."""


def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest."""
    return JsonResponse(
        {
            "name": _("安心 · 接单有保障"),
            "short_name": _("安心"),
            "lang": "zh-CN",
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#f7f8fa",
            "theme_color": "#0b6e4f",
            "icons": [{"src": static("ui/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
            "shortcuts": [{"name": _("我受伤了"), "url": reverse("report")}],
        },
        content_type="application/manifest+json",
    )


def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the addresses of this release written into it.

    Served from ``/`` because a worker may only answer for pages below its own address.
    """
    addresses = [reverse("offline"), reverse("report-offline"), *(static(name) for name in SHELL_FILES)]
    version = sha256("\n".join(addresses).encode()).hexdigest()[:12]
    response = render(
        request,
        "worker/sw.js",
        {"addresses": addresses, "version": version},
        content_type="text/javascript; charset=utf-8",
    )
    response["Cache-Control"] = "no-cache"
    return response
