"""What every page of the portal shares: whose it is, its tabs, and whether one may change something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anxin.identity.types import Role
from anxin.kit.errors import NotFound, Refused
from anxin.platforms.selectors import home_of
from anxin.web.ui.routes import actor_of

TABS: Final = (
    ("platform-home", gettext_noop("今天")),
    ("platform-checks", gettext_noop("事故核实")),
    ("platform-quarantine", gettext_noop("待处理订单")),
    ("platform-files", gettext_noop("订单文件")),
    ("platform-bills", gettext_noop("保费")),
    ("platform-keys", gettext_noop("密钥")),
    ("platform-requests", gettext_noop("调用记录")),
    ("platform-hooks", gettext_noop("推送")),
    ("platform-runs", gettext_noop("联调测试")),
    ("platform-contacts", gettext_noop("联系人与参保")),
)
OWN_TABS: Final = frozenset({"platform-checks", "platform-quarantine", "platform-files", "platform-bills"})
"""What names workers or money is for the platform's own people; who oversees platforms does not see it."""

OWN: Final = (Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER)


@dataclass(frozen=True, slots=True)
class Home:
    """The platform a page is about. ``query`` keeps it in addresses when it is not one's only one."""

    id: UUID
    name: str
    manages: bool
    query: str
    own: bool = True
    """Does the actor belong to it, or only oversee platforms?"""


def home_for(request: HttpRequest) -> Home:
    """The platform asked for (``?of=``), else one's own.

    Raises:
        NotFound: another platform's look like none; who oversees platforms has to choose one.
    """
    actor = actor_of(request)
    asked, own = request.GET.get("of", ""), actor.orgs(*OWN)
    try:
        platform_id = UUID(asked) if asked else own[0]
    except (ValueError, IndexError) as error:
        raise NotFound(_("请先在平台列表里选择一个平台。")) from error
    manages = actor.has(Role.SYSTEM_ADMIN) or platform_id in actor.orgs(Role.PLATFORM_MANAGER)
    query = f"?of={platform_id}" if asked else ""
    return Home(platform_id, home_of(actor, platform_id), manages, query, platform_id in own)


def shown(request: HttpRequest, template: str, home: Home, facts: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the portal."""
    tabs = [
        {"address": reverse(route) + home.query, "label": _(label), "current": request.path.startswith(reverse(route))}
        for route, label in TABS
        if home.own or route not in OWN_TABS
    ]
    return render(request, f"staff/platform/{template}", {"home": home, "portal_tabs": tabs} | facts, status=status)


def acted(request: HttpRequest, home: Home, acts: dict[str, Callable[[], str]]) -> HttpResponse:
    """Do what the pressed button says, tell what came of it, and lead back to the page."""
    act = acts.get(request.POST.get("act", ""))
    try:
        if act is None:
            raise Refused(_("没有这个操作，请刷新页面再试。"))
        messages.success(request, act())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return HttpResponseRedirect(request.path + home.query)


def chosen(request: HttpRequest, name: str) -> UUID:
    """An id a form carries.

    Raises:
        NotFound: it is none.
    """
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise NotFound(_("没有找到，请刷新页面再试。")) from error
