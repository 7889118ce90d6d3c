"""The kiosk's page and what it keeps for an hour without the server."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import override
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from anxin.identity.demo import demo_id_number
from anxin.identity.selectors import org, orgs
from anxin.identity.types import Actor, OrgKind
from anxin.kit import clock
from anxin.market.hall.services import device_add, device_seen
from anxin.market.hall.types import PURPOSE_NAMES, DeviceView
from anxin.market.slip.codes import code_rows
from anxin.web.kiosk.characters import by_pinyin
from anxin.web.kiosk.machine import CHINESE, COOKIE, COOKIE_SECONDS, language_of, machine_of
from anxin.web.kiosk.offline import KEPT_MINUTES, snapshot_of
from anxin.web.kiosk.signing_keys import public_key, signed
from anxin.web.kiosk.wishes import whens
from anxin.web.ui.language import speak

VOICES: Final = {CHINESE: "zh-CN", "en": "en-US"}
FILES: Final = (
    "ui/favicon.svg",
    "kiosk/kiosk.css",
    "kiosk/paper.css",
    "kiosk/kiosk.js",
    "kiosk/keys.js",
    "kiosk/draw.js",
    "kiosk/offline.js",
)


@require_GET
@ensure_csrf_cookie
def kiosk(request: HttpRequest) -> HttpResponse:
    """The whole kiosk in one page. A browser that is no kiosk learns how to become one."""
    machine = machine_of(request)
    if machine is None:
        return HttpResponseRedirect(reverse("kiosk-setup"))
    market = org(machine.org_id)
    assert market is not None, "a kiosk stands in a market"
    language = language_of(request.GET)
    speak(request, language)
    with override(language):
        told = json.dumps(_settings(request, machine, market.name, language), ensure_ascii=False)
        shown = {"market": market, "device": machine, "settings": told, "language": language, "other": _other(language)}
        response = render(request, "kiosk/kiosk.html", shown)
    response["Cache-Control"] = "no-cache"
    return response


def _other(language: str) -> dict[str, str]:
    """The language one can switch to, by its own name."""
    code, name = ("en", "English") if language == CHINESE else (CHINESE, "中文")
    return {"code": code, "name": name}


def _settings(request: HttpRequest, machine: DeviceView, market: str, language: str) -> dict[str, Any]:
    base = settings.ANXIN_SITE or f"{request.scheme}://{request.get_host()}"
    steps = ("identify", "matches", "slip", "apply", "ticket", "reconcile", "snapshot", "characters", "worker")
    return {
        **{name: reverse(f"kiosk-{name}") for name in steps},
        "scope": reverse("kiosk"),
        "language": language,
        "foreign": language != CHINESE,
        "voice": VOICES[language],
        "other": f"{reverse('kiosk')}?{urlencode({'language': _other(language)['code']})}",
        "short": machine.short,
        "day": f"{clock.today():%m%d}",
        "market": market,
        "minutes": KEPT_MINUTES,
        "keys": {"snapshot": public_key("snapshot"), "queue": public_key("queue")},
        "join": code_rows(f"{base}/"),
        "purposes": [{"key": key.value, "name": str(name)} for key, name in PURPOSE_NAMES.items()],
        "whens": whens(clock.today()),
        "demo": demo_id_number(1) if settings.ANXIN_DEMO else "",
    }


@require_http_methods(["GET", "POST"])
@sensitive_variables("secret")
def setup(request: HttpRequest) -> HttpResponse:
    """Make this browser a kiosk: with the key staff were shown, or with one tap in the demo city."""
    key = request.GET.get("key", "")
    if request.method == "GET":
        known = bool(key) and device_seen(secret=key, at=clock.now()) is not None
        return render(request, "kiosk/setup.html", {"key": key, "known": known})
    secret = request.POST.get("key", "")
    market = next(iter(orgs(OrgKind.MARKET)), None)
    if not secret and settings.ANXIN_DEMO and market is not None:
        secret = device_add(name="演示一体机", actor=Actor.system(), org_id=market.id, at=clock.now())
    if device_seen(secret=secret, at=clock.now()) is None:
        return render(request, "kiosk/setup.html", {"key": secret, "known": False}, status=422)
    response = HttpResponseRedirect(reverse("kiosk"))
    response.set_cookie(
        COOKIE, secret, max_age=COOKIE_SECONDS, path=reverse("kiosk"), httponly=True, samesite="Strict",
        secure=settings.ANXIN_HTTPS,
    )  # fmt: skip
    return response


@require_GET
def snapshot(request: HttpRequest) -> HttpResponse:
    """The jobs near this kiosk, signed, for an hour without the server."""
    machine = machine_of(request)
    if machine is None:
        return JsonResponse({"detail": "这台机器还没有登记为一体机，请联系工作人员。"}, status=403)
    base = settings.ANXIN_SITE or f"{request.scheme}://{request.get_host()}"
    with override("zh-hans"):
        body = snapshot_of(machine, base=base, at=clock.now())
    return JsonResponse(signed(body), json_dumps_params={"ensure_ascii": False})


@require_GET
def characters(request: HttpRequest) -> HttpResponse:
    """Characters by their pinyin, for names typed with the thumb."""
    response = JsonResponse(by_pinyin(), json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the kiosk, with the addresses of this release written into it."""
    addresses = [reverse("kiosk-characters"), *(static(name) for name in FILES)]
    version = sha256("\n".join(addresses).encode()).hexdigest()[:12]
    shown = {"addresses": addresses, "version": version}
    response = render(request, "kiosk/sw.js", shown, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
