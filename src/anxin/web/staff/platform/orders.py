"""A platform's orders: lines that wait for a fix (隔离), and days that come as a file (订单文件)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from anxin.cover import selectors
from anxin.cover.services import orders_import_file, quarantine_fix, quarantine_fix_alike
from anxin.cover.services.imports import COLUMNS
from anxin.cover.types import LineState, Problem
from anxin.kit import clock
from anxin.kit.errors import BadInput, NotFound
from anxin.web.staff.files import xlsx
from anxin.web.staff.platform.frame import Home, acted, chosen, home_for, shown
from anxin.web.ui.forms import refusals_said
from anxin.web.ui.routes import actor_of

ROWS = 50
EXAMPLE = ("KP0001", "990900199005170017", "2026-11-23 11:38:00", "2026-11-23 11:45:10", "2026-11-23 12:03:20", "")


@require_http_methods(["GET", "POST"])
def quarantine(request: HttpRequest) -> HttpResponse:
    """Lines that could not become orders, each with what is wrong and what one click would do about it."""
    home, actor = _own(request), actor_of(request)
    problem = _problem(request.GET.get("problem", ""))
    if request.method == "POST":
        here = replace(home, query=f"?{request.GET.urlencode()}" if request.GET else "")
        return acted(request, here, _fixes(request, home))
    if "xlsx" in request.GET:
        return _aside_xlsx(request, home, problem)
    rows = selectors.quarantine(actor=actor, platform_id=home.id, problem=problem, most=ROWS)
    kinds = selectors.quarantine_counts(actor=actor, platform_id=home.id)
    facts = {
        "rows": rows,
        "kinds": kinds,
        "total": sum(kind.count for kind in kinds),
        "chosen": next((kind for kind in kinds if kind.problem is problem), None),
        "more": sum(kind.count for kind in kinds if problem in (None, kind.problem)) - len(rows),
    }
    return shown(request, "quarantine.html", home, facts)


def _own(request: HttpRequest) -> Home:
    """The platform, for its own people: lines and files name workers.

    Raises:
        NotFound: for who only oversees platforms.
    """
    home = home_for(request)
    if not home.own:
        raise NotFound(_("订单的内容只有平台自己看得到。"))
    return home


def _problem(text: str) -> Problem | None:
    return next((problem for problem in Problem if problem.value == text), None)


def _fixes(request: HttpRequest, home: Home) -> dict[str, Callable[[], str]]:
    actor, at, fix = actor_of(request), clock.now(), request.POST.get("fix", "")

    def one() -> str:
        answer = quarantine_fix(line_id=chosen(request, "line_id"), fix=fix, actor=actor, at=at)
        if fix == "drop":
            return _("已去掉这一行。以后再发来，会重新检查。")
        if answer.state is LineState.REFUSED:
            raise BadInput(_("还是不行：%(why)s") % {"why": answer.reason})
        return _("订单 %(no)s 已收下。") % {"no": answer.order_no}

    def alike() -> str:
        problem = _problem(request.POST.get("problem", ""))
        if problem is None:
            raise BadInput(_("没有这一类问题，请刷新页面再试。"))
        done, left = quarantine_fix_alike(platform_id=home.id, problem=problem, fix=fix, actor=actor, at=at)
        said = ngettext("处理了 %(n)s 行。", "处理了 %(n)s 行。", done) % {"n": done}
        return said + (_("还有 %(n)s 行这样处理不了，原因写在各行。") % {"n": left} if left else "")

    return {"one": one, "alike": alike}


def _aside_xlsx(request: HttpRequest, home: Home, problem: Problem | None) -> HttpResponse:
    rows = selectors.quarantine(actor=actor_of(request), platform_id=home.id, problem=problem)
    headers = [
        _("订单号"),
        _("证件号码"),
        _("接单时间"),
        _("取货时间"),
        _("完成时间"),
        _("取消时间"),
        _("问题"),
        _("原因"),
    ]
    listed = [
        [
            row.order_no,
            row.worker_masked,
            row.line.accepted_at,
            row.line.picked_at,
            row.line.finished_at,
            row.line.cancelled_at,
            row.problem_name,
            row.reason,
        ]
        for row in rows
    ]
    return _workbook(_("待处理的订单行"), headers, listed)


def _workbook(title: str, headers: list[str], rows: list[list[str]]) -> HttpResponse:
    return xlsx(title, headers, rows, name=title)


# --- files -----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """Days that come as a file: upload, and how far each is; ``?template`` for an empty table."""
    home, actor = _own(request), actor_of(request)
    if "template" in request.GET:
        return _workbook(_("订单模板"), [headings[0] for headings in COLUMNS.values()], [_example()])
    if request.method == "POST":
        goal = request.path
        with refusals_said(request):
            goal = reverse("platform-file", args=[_uploaded(request, home)])
        return HttpResponseRedirect(goal + home.query)
    listed = selectors.imports(actor=actor, platform_id=home.id)
    return shown(request, "files.html", home, {"files": listed, "most": settings.ANXIN_UPLOAD_BYTES_MAX // 2**20})


def _example() -> list[str]:
    return [*EXAMPLE, _("即时配送"), "110191"]


def _uploaded(request: HttpRequest, home: Home) -> UUID:
    file = request.FILES.get("file")
    if file is None:
        raise BadInput(_("请选一个文件。"))
    if (file.size or 0) > settings.ANXIN_UPLOAD_BYTES_MAX:
        raise BadInput(_("文件太大，请分成几个文件，或改用 Parquet。"))
    return orders_import_file(
        platform_id=home.id, name=file.name or "", content=file.read(), actor=actor_of(request), at=clock.now()
    )


@require_GET
def file(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """One file: how far it is, which lines were not taken and why; ``?xlsx`` for those lines."""
    home, actor = _own(request), actor_of(request)
    view = selectors.import_view(actor=actor, import_id=import_id)
    refusals = selectors.import_refusals(actor=actor, import_id=import_id)
    if "xlsx" in request.GET:
        listed = [[str(line + 1), order_no, reason] for line, order_no, reason in refusals]
        return _workbook(_("没有接收的行"), [_("行号"), _("订单号"), _("原因")], listed)
    facts = {"file": view, "refusals": [(line + 1, *rest) for line, *rest in refusals[:ROWS]], "count": len(refusals)}
    return shown(request, "file.html", home, facts)


@require_GET
def file_progress(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The bar alone; when the worker has finished, the page is drawn anew."""
    home = _own(request)
    view = selectors.import_view(actor=actor_of(request), import_id=import_id)
    response = render(request, "staff/platform/file_progress.html", {"file": view, "home": home})
    if not view.at_work:
        response["HX-Refresh"] = "true"
    return response
