"""The list of projects and the early-warning desk; filters stand in the address, both can be taken away as Excel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from anxin.kit.money import yuan
from anxin.projects.rights import KEEPERS, OVERSEERS
from anxin.projects.selectors import (
    ProjectFilter,
    call_list,
    level_counts,
    projects_listed,
    signal_counts,
)
from anxin.projects.selectors.finding import CALLS_MOST, PAGE_ROWS
from anxin.projects.types import INDUSTRY_NAMES, LEVEL_NAMES, Level
from anxin.web.staff.files import xlsx
from anxin.web.staff.projects.words import offset_of
from anxin.web.ui.routes import actor_of


class FilterForm(forms.Form):
    """Which projects to show."""

    q = forms.CharField(label=gettext_lazy("项目、单位或地点"), max_length=60, required=False)
    industry = forms.ChoiceField(
        label=gettext_lazy("行业"),
        required=False,
        choices=[("", gettext_lazy("全部")), *((key.value, name) for key, name in INDUSTRY_NAMES.items())],
    )
    level = forms.ChoiceField(
        label=gettext_lazy("预警"),
        required=False,
        choices=[("", gettext_lazy("全部")), *((key.value, name) for key, name in LEVEL_NAMES.items())],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=[("open", gettext_lazy("在建")), ("done", gettext_lazy("已完工")), ("all", gettext_lazy("全部"))],
    )

    def wanted(self, signal: str = "") -> ProjectFilter:
        """The filter of the address; what is no choice counts as not said."""
        self.is_valid()
        given = self.cleaned_data
        return ProjectFilter(
            text=given.get("q", ""),
            industry=given.get("industry", ""),
            level=given.get("level", ""),
            state=given.get("state") or "open",
            signal=signal,
        )


@require_GET
def projects(request: HttpRequest) -> HttpResponse:
    """Projects the actor may see, the most urgent first; ``?xlsx`` takes them away."""
    actor, form = actor_of(request), FilterForm(request.GET or {"state": "open"})
    wanted, offset = form.wanted(), offset_of(request.GET.get("from", ""))
    if "xlsx" in request.GET:
        return _projects_xlsx(request, wanted)
    rows = projects_listed(actor, wanted, offset=offset)
    context = {
        "form": form,
        "rows": rows[:PAGE_ROWS],
        "next": offset + PAGE_ROWS if len(rows) > PAGE_ROWS else None,
        "before": max(offset - PAGE_ROWS, 0) if offset else None,
        "narrowed": bool(request.GET),
        "may_enter": actor.has(*KEEPERS),
        "tab": "list",
        "watches": actor.has(*KEEPERS, *OVERSEERS),
    }
    return render(request, "staff/projects/list.html", context)


def _projects_xlsx(request: HttpRequest, wanted: ProjectFilter) -> HttpResponse:
    headers = [
        _("项目编号"),
        _("项目名称"),
        _("施工总承包单位"),
        _("行业"),
        _("地点"),
        _("合同总额（元）"),
        _("开工"),
        _("计划完工"),
        _("预警分"),
        _("预警"),
        _("主管"),
    ]
    rows = projects_listed(actor_of(request), wanted, rows=CALLS_MOST)
    table = (
        [
            row.number,
            row.name,
            row.contractor,
            row.industry_name,
            row.site,
            yuan(row.contract_fen),
            row.starts_on,
            row.ends_on,
            row.score,
            row.level_name,
            row.org_name,
        ]
        for row in rows
    )
    return xlsx(_("工程项目"), headers, table)


@require_GET
def warning(request: HttpRequest) -> HttpResponse:
    """Which sites to visit first, and why; ``?xlsx`` takes the call list away."""
    actor, form = actor_of(request), FilterForm(request.GET or {"state": "open"})
    wanted = form.wanted(signal=request.GET.get("signal", "")[:8])
    if "xlsx" in request.GET:
        return _calls_xlsx(request, wanted)
    calls = call_list(actor, wanted)
    levels, signals = level_counts(actor, wanted), signal_counts(actor, wanted)
    context = {
        "form": form,
        "calls": calls[:PAGE_ROWS],
        "more": len(calls) > PAGE_ROWS,
        "limit": PAGE_ROWS,
        "levels": levels,
        "signals": signals,
        "signal": wanted.signal,
        "total": sum(number for _level, _name, number in levels),
        "charts": _charts(levels, signals),
        "tab": "warning",
        "watches": True,
    }
    return render(request, "staff/projects/warning.html", context)


def _charts(levels: list[tuple[Level, str, int]], signals: list[tuple[str, str, str, int]]) -> dict[str, Any]:
    """What the browser draws; the tables under the folds hold the same numbers."""
    return {
        "levels": {"labels": [_(name) for _level, name, _n in levels], "values": [number for *_rest, number in levels]},
        "signals": {
            "labels": [_(title) for _rule, title, _article, _n in reversed(signals)],
            "values": [number for *_rest, number in reversed(signals)],
        },
    }


def _calls_xlsx(request: HttpRequest, wanted: ProjectFilter) -> HttpResponse:
    headers = [
        _("预警分"),
        _("预警"),
        _("项目编号"),
        _("项目名称"),
        _("地点"),
        _("施工总承包单位"),
        _("劳资专管员"),
        _("电话"),
        _("检查事项"),
        _("计算日期"),
    ]
    table = (
        [
            call.project.score,
            call.project.level_name,
            call.project.number,
            call.project.name,
            call.project.site,
            call.project.contractor,
            call.project.officer_name,
            call.project.officer_phone,
            call.reasons,
            call.computed_on,
        ]
        for call in call_list(actor_of(request), wanted, rows=CALLS_MOST)
    )
    return xlsx(_("检查名单"), headers, table)
