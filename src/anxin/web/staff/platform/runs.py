"""The conformance run (联调测试): started here, judged live by what the sandbox sees."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anxin.kit import clock
from anxin.platforms.selectors import keys, run_of
from anxin.platforms.selectors import runs as runs_of
from anxin.platforms.services import run_finish, run_start
from anxin.platforms.types import RunView
from anxin.web.staff.platform.frame import Home, acted, chosen, home_for, shown
from anxin.web.ui.routes import actor_of


@require_http_methods(["GET", "POST"])
def runs(request: HttpRequest) -> HttpResponse:
    """The newest run, or the one asked for, and the earlier ones."""
    home = home_for(request)
    if request.method == "POST":
        return acted(request, home, {"start": lambda: _start(request, home), "finish": lambda: _finish(request)})
    every = runs_of(actor=actor_of(request), platform_id=home.id)
    found = next((one for one in every if str(one.id) == request.GET.get("run")), every[0] if every else None)
    test_keys = [key for key in keys(actor=actor_of(request), platform_id=home.id) if key.test and not key.ended_at]
    facts = {"runs": every, "test_keys": test_keys, "site": request.build_absolute_uri("/").rstrip("/")}
    return shown(request, "runs.html", home, facts | _shown(found))


@require_GET
def now_part(request: HttpRequest) -> HttpResponse:
    """The open run alone; the page asks for it every few seconds."""
    home = home_for(request)
    newest = next(iter(runs_of(actor=actor_of(request), platform_id=home.id, most=1)), None)
    return render(request, "staff/platform/run.html", {"home": home} | _shown(newest))


def _shown(run: RunView | None) -> dict[str, Any]:
    groups = groupby(run.checks, key=lambda check: check.group) if run else ()
    return {"run": run, "groups": [(title, list(checks)) for title, checks in groups]}


def _start(request: HttpRequest, home: Home) -> str:
    run_start(platform_id=home.id, actor=actor_of(request), at=clock.now())
    return _("联调测试已开始。现在让您的程序用沙箱密钥把清单上的事做一遍。")


def _finish(request: HttpRequest) -> str:
    run_id = chosen(request, "run_id")
    run_finish(run_id=run_id, actor=actor_of(request), at=clock.now())
    found = run_of(actor=actor_of(request), run_id=run_id)
    return _("联调测试已结束：%(total)s 项中通过 %(passed)s 项。") % {"total": found.total, "passed": found.passed}
