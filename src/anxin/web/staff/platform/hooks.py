"""Pushes (推送): addresses, what was sent, and the same again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anxin.kit import clock
from anxin.kit.errors import NotAllowed, Refused
from anxin.kit.ids import uuid7
from anxin.kit.text import listed
from anxin.notify.webhooks import selectors, services
from anxin.notify.webhooks.types import EVENT_NAMES, HookEvent, NewEndpoint, NewsView
from anxin.platforms.selectors import sandbox_id
from anxin.prevention.courses import courses
from anxin.web.staff.platform.frame import Home, acted, chosen, home_for, shown

ROWS = 50
SHOWN_ONCE = ("add", "secret")


@never_cache
@require_http_methods(["GET", "POST"])
def hooks(request: HttpRequest) -> HttpResponse:
    """Addresses, and what there was to tell, of the real thing or (``?where=test``) of the sandbox."""
    home = home_for(request)
    test = request.GET.get("where", request.POST.get("where", "")) == "test"
    org_id = (sandbox_id(home.id) if test else home.id) or home.id
    act, made, problem = request.POST.get("act", ""), None, ""
    if request.method == "POST":
        if not home.manages:
            raise NotAllowed(_("推送由平台负责人管理。"))
        if act not in SHOWN_ONCE:
            return acted(request, _here(home, test), _acts(request, org_id))
        try:
            made = _new(request, org_id)
        except Refused as refusal:
            problem = refusal.sentence
    facts = {
        "endpoints": selectors.endpoints(org_id),
        "told": [(one, said(one), readable(one)) for one in selectors.news(org_id, kind=_kind(request), most=ROWS)],
        "made": made,
        "problem": problem,
        "typed": request.POST.get("url", "") if problem else "",
        "test": test,
        "no_sandbox": test and sandbox_id(home.id) is None,
        "events": [(event.value, name) for event, name in EVENT_NAMES.items() if event is not HookEvent.PING],
    }
    return shown(request, "hooks.html", home, facts, status=422 if problem else 200)


def _kind(request: HttpRequest) -> HookEvent | None:
    asked = request.GET.get("kind", "")
    return HookEvent(asked) if asked in set(HookEvent) else None


def said(news: NewsView) -> str:
    """What the news is about, in a line: the case, or the course and what the people read in the app."""
    data, titles = news.data, {one.key: one.title for one in courses()}
    if news.type == HookEvent.PREVENTION_PUSH:
        return _("《%(title)s》：%(text)s") % {"title": data["title"], "text": data["text"]}
    if news.type == HookEvent.PREVENTION_ASSIGNED:
        return listed(f"《{titles.get(key, key)}》" for key in data["courses"])
    return " ".join(str(data[name]) for name in ("number", "status") if name in data)


def readable(news: NewsView) -> str:
    """The content as it is sent, in lines."""
    return json.dumps({"type": news.type, "data": news.data}, ensure_ascii=False, indent=2)


def _here(home: Home, test: bool) -> Home:
    if not test:
        return home
    return replace(home, query=(home.query + "&" if home.query else "?") + "where=test")


def _new(request: HttpRequest, org_id: UUID) -> NewEndpoint:
    """A secret that is shown once: of a new address, or a new one of an old address."""
    if request.POST.get("act") == "secret":
        return services.endpoint_secret_change(
            org_id=org_id, endpoint_id=chosen(request, "endpoint_id"), at=clock.now()
        )
    events = request.POST.getlist("events")
    return services.endpoint_add(org_id=org_id, url=request.POST.get("url", ""), events=events, at=clock.now())


def _acts(request: HttpRequest, org_id: UUID) -> dict[str, Callable[[], str]]:
    at = clock.now()

    def remove() -> str:
        services.endpoint_remove(org_id=org_id, endpoint_id=chosen(request, "endpoint_id"))
        return _("推送地址已删去，还在路上的推送也不再发送。")

    def ping() -> str:
        services.hook_tell(org_id=org_id, event=HookEvent.PING, data={"hello": "安心"}, key=f"ping:{uuid7()}", at=at)
        return _("测试推送已在路上，过几秒刷新看结果。")

    def replay() -> str:
        services.delivery_replay(org_id=org_id, delivery_id=chosen(request, "delivery_id"), at=at)
        return _("已安排再发一次。")

    return {"remove": remove, "ping": ping, "replay": replay}
