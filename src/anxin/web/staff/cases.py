"""The desk: the task list, bulk assignment, saved filters, the table as Excel, and the pictures of case types."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anxin.cases.diagram import diagram, legend
from anxin.cases.registry import CaseType, Move, UnknownType, case_type, case_types
from anxin.cases.selectors import cases_visible, saved_filters, sees_cases
from anxin.cases.services import (
    Assigned,
    filter_delete,
    filter_rename,
    filter_save,
    handler_assign_many,
    handler_assign_preview,
)
from anxin.cases.tasklist import GROUP_NAMES, Sort, TaskFilters, task_list, task_rows
from anxin.funds.rights import VIEW_ROLES
from anxin.funds.selectors import payments_due
from anxin.identity.types import Actor, Role
from anxin.kit import clock
from anxin.kit.workdays import current_calendar
from anxin.web.staff import case_listings, case_page, case_retention
from anxin.web.staff.case_forms import AssignForm, FilterNameForm
from anxin.web.staff.case_rows import COLUMNS, USUAL_COLUMNS, Column, plain, shown
from anxin.web.staff.files import xlsx
from anxin.web.staff.handlers import handlers_for, may_assign
from anxin.web.staff.nav import rail_for
from anxin.web.staff.wages.roles import READERS as WAGE_READERS
from anxin.web.ui.forms import refusals_in, refusals_said
from anxin.web.ui.routes import actor_of, desk, page, staff

EXPORT_MOST: Final = 5000
"""Most lines of a table taken away: a working list, not a copy of the register."""


COLUMNS_KEY: Final = "case_columns"


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The task list: what is overdue first."""
    actor = actor_of(request)
    if not sees_cases(actor):
        return _doors(request, actor)
    filters = TaskFilters.from_query(request.GET)
    at, chosen = clock.now(), _columns(request)
    page_found = task_list(actor, at, filters)
    context = {
        "page": page_found,
        "shown": shown(page_found.groups, chosen, clock.day_of(at), current_calendar()),
        "filters": filters,
        "types": case_types(),
        "steps": _steps(filters.type),
        "groups": GROUP_NAMES.items(),
        "columns": chosen,
        "all_columns": COLUMNS,
        "saved": saved_filters(actor),
        "name_form": FilterNameForm(initial={"query": filters.as_query()}),
        "assign_form": AssignForm(handlers=handlers_for(actor)) if may_assign(actor) else None,
        "sorts": (
            (Sort.URGENT.value, _("紧急程度")),
            (Sort.DUE.value, _("到期日")),
            (Sort.NEWEST.value, _("最新登记")),
        ),
        "switches": _switches(filters),
        "keeps": actor.has(*case_retention.KEEPERS),
        "wages": actor.has(*WAGE_READERS),
        "listings": actor.has(*case_listings.READERS),
    }
    return render(request, "staff/cases/home.html", context)


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Search from any page of the desk. Names and numbers of people go into the address sealed."""
    return HttpResponseRedirect(f"{reverse('desk')}?{TaskFilters.searching(request.POST.get('q', '')[:60]).as_query()}")


def _doors(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The home of those who have no cases: where their work is."""
    places = [place for place in rail_for(actor, request.path) if place.says]
    due = {reverse("payouts"): payments_due(actor, at=clock.now())} if actor.has(*VIEW_ROLES) else {}
    shown = [(place, due.get(place.address, ())) for place in places]
    return render(request, "staff/cases/doors.html", {"places": shown})


def _steps(type_key: str) -> tuple[Any, ...]:
    try:
        return case_type(type_key).steps
    except UnknownType:
        return ()


def _switches(filters: TaskFilters) -> list[dict[str, Any]]:
    """Filters that are on or off: label, address that turns it over, and whether it is on."""
    found = []
    for key, value, label in (
        ("handler", "me", _("我经办的")),
        ("handler", "none", _("未分派")),
        ("fast", "1", _("快赔")),
        ("listed", "1", _("挂牌督办")),
        ("paused", "1", _("计时中止")),
        ("state", "closed", _("已办结")),
    ):
        on = getattr(filters, key) == value
        off = "open" if key == "state" else ""
        found.append({"label": label, "on": on, "query": filters.as_query(**{key: off if on else value})})
    return found


def _columns(request: HttpRequest) -> list[Column]:
    chosen = request.session.get(COLUMNS_KEY) or USUAL_COLUMNS
    return [column for column in COLUMNS if column.key in chosen]


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Remember which columns somebody wants to see; the number is always there."""
    wanted = set(request.POST.getlist("column"))
    request.session[COLUMNS_KEY] = [column.key for column in COLUMNS if column.key in wanted or column.key == "number"]
    return _back(request)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the list with the filters it had; they are read again, so nothing foreign gets into the address."""
    filters = TaskFilters.from_query(_parsed(request.POST.get("query", "")))
    return HttpResponseRedirect(f"{reverse('desk')}?{filters.as_query()}")


def _parsed(query: str) -> QueryDict:
    return QueryDict(query[:500])


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """The same list, in the same columns, as Excel."""
    filters = TaskFilters.from_query(request.GET)
    chosen = _columns(request)
    rows = (
        [plain(row, column.key) for column in chosen] for row in task_rows(actor_of(request), filters, most=EXPORT_MOST)
    )
    return xlsx(_("工作台"), [_(column.heading) for column in chosen], rows)


@require_POST
def filter_keep(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the list under a name."""
    form = FilterNameForm(request.POST)
    if form.is_valid():
        query = TaskFilters.from_query(_parsed(form.cleaned_data["query"])).as_query()
        with refusals_in(form):
            filter_save(name=form.cleaned_data["name"], query=query, actor=actor_of(request), at=clock.now())
            messages.success(request, _("已保存筛选“%(name)s”。") % {"name": form.cleaned_data["name"]})
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return _back(request)


@require_POST
def filter_name(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    """Give a kept filter another name."""
    with refusals_said(request):
        filter_rename(filter_id=filter_id, name=request.POST.get("name", ""), actor=actor_of(request))
    return redirect("desk")


@require_POST
def filter_forget(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    """Forget a kept filter."""
    filter_delete(filter_id=filter_id, actor=actor_of(request))
    return redirect("desk")


@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Give the chosen cases to one handler: first show what would happen, then do it, then say what happened."""
    actor = actor_of(request)
    form = AssignForm(request.POST, handlers=handlers_for(actor))
    case_ids = _chosen(request)
    if not case_ids or not form.is_valid():
        messages.error(request, _("请先勾选案件并选择经办员。"))
        return _back(request)
    done = "confirmed" in request.POST
    answers: tuple[Assigned, ...] = ()
    with refusals_said(request):
        answers = _assigned(actor, case_ids, form, for_real=done)
    rows = _named(actor, answers)
    context = {
        "done": done,
        "form": form,
        "handler": dict(form.fields["handler"].choices)[form.cleaned_data["handler"]],  # type: ignore[attr-defined]
        "good": [row for row in rows if not row["why"]],
        "bad": [row for row in rows if row["why"]],
        "query": request.POST.get("query", ""),
    }
    return render(request, "staff/cases/assign.html", context)


def _assigned(actor: Actor, case_ids: list[UUID], form: AssignForm, *, for_real: bool) -> tuple[Assigned, ...]:
    handler_id, at = UUID(form.cleaned_data["handler"]), clock.now()
    if not for_real:
        return handler_assign_preview(case_ids=case_ids, handler_id=handler_id, actor=actor, at=at)
    reason = form.cleaned_data["reason"]
    return handler_assign_many(case_ids=case_ids, handler_id=handler_id, actor=actor, at=at, reason=reason)


def _chosen(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("case"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _named(actor: Actor, answers: tuple[Assigned, ...]) -> list[dict[str, Any]]:
    ids = [answer.case_id for answer in answers]
    numbers = dict(cases_visible(actor).filter(pk__in=ids).values_list("pk", "public_id"))
    return [
        {"id": answer.case_id, "number": numbers.get(answer.case_id, ""), "why": answer.refused} for answer in answers
    ]


@require_GET
def types(request: HttpRequest) -> HttpResponse:
    """All case types, with their pictures a press away."""
    return render(request, "staff/cases/types.html", {"types": case_types()})


@require_GET
def type_page(request: HttpRequest, key: str) -> HttpResponse:
    """One case type: the picture, the same as tables, and the limits by their key."""
    declared = _type_or_404(key)
    context = {
        "declared": declared,
        "moves": [_move_line(declared, move) for move in declared.moves],
        "legend": legend(),
    }
    return render(request, "staff/cases/type.html", context)


def _move_line(declared: CaseType, move: Move) -> tuple[Move, list[str], list[str]]:
    """A move with the steps it starts from and the papers it needs, in words."""
    steps = [declared.step(step).label for step in declared.sources(move)]
    return move, steps, [declared.document_label(kind) for kind in move.needs]


@require_GET
def type_picture(request: HttpRequest, key: str) -> HttpResponse:
    """The picture itself; ``?step=`` marks where a case stands."""
    declared = _type_or_404(key)
    return HttpResponse(diagram(declared, request.GET.get("step", "")), content_type="image/svg+xml")


def _type_or_404(key: str) -> CaseType:
    try:
        return case_type(key)
    except UnknownType:
        raise Http404 from None


_ASSIGNERS = staff(Role.INSURER_MANAGER, Role.BUREAU_INTAKE, Role.BUREAU_LEAD)

urlpatterns: list[URLPattern] = [
    page("", home, name="desk", audience=desk()),
    page("search/", search, name="desk-search", audience=desk()),
    page("cases.xlsx", table, name="cases-xlsx", audience=desk()),
    page("cases/columns/", columns, name="case-columns", audience=desk()),
    page("cases/assign/", assign, name="cases-assign", audience=_ASSIGNERS),
    page("cases/filters/", filter_keep, name="case-filter-keep", audience=desk()),
    page("cases/filters/<uuid:filter_id>/name/", filter_name, name="case-filter-name", audience=desk()),
    page("cases/filters/<uuid:filter_id>/delete/", filter_forget, name="case-filter-forget", audience=desk()),
    page("cases/types/", types, name="case-types", audience=desk()),
    page("cases/types/<slug:key>/", type_page, name="case-type", audience=desk()),
    page("cases/types/<slug:key>.svg", type_picture, name="case-type-picture", audience=desk()),
    *case_retention.urlpatterns,
    *case_listings.urlpatterns,
    *case_page.urlpatterns,
]
