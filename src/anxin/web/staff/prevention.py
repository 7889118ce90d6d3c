"""Prevention at the desk (事故预防): who has learned what, where accidents gather, whether it helped."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from anxin.claims.types import WHAT_NAMES, What
from anxin.identity.selectors import orgs_by_id
from anxin.identity.types import Role
from anxin.kit import clock
from anxin.prevention.courses import courses
from anxin.prevention.selectors import assigned_to, completions, effects, hot_spots, passed_courses, platforms_seen
from anxin.prevention.services import drive_start
from anxin.prevention.types import CAUSE_NAMES, LEVEL_NAMES, Cause, Level, Spot
from anxin.web.staff.files import xlsx
from anxin.web.ui.forms import day_input, refusals_in
from anxin.web.ui.routes import actor_of, page, staff

BY_HAND = (Cause.CHOSEN, Cause.HEAT, Cause.WEATHER, Cause.HOTSPOT)


class DriveForm(forms.Form):
    """A course for a level of a platform."""

    platform_id = forms.TypedChoiceField(label=gettext_lazy("平台"), coerce=UUID)
    course = forms.ChoiceField(label=gettext_lazy("课程"))
    level = forms.TypedChoiceField(
        label=gettext_lazy("层级"), coerce=Level, choices=[(level.value, LEVEL_NAMES[level]) for level in Level]
    )
    cause = forms.TypedChoiceField(
        label=gettext_lazy("原因"), coerce=Cause, choices=[(cause.value, CAUSE_NAMES[cause]) for cause in BY_HAND]
    )
    note = forms.CharField(
        label=gettext_lazy("说明"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("会推送到平台的 App，例如：示范路口这周摔了三个人，请慢行。"),
    )
    due_on = forms.DateField(label=gettext_lazy("期限"), required=False, widget=day_input())

    def __init__(self, platform_ids: tuple[UUID, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = orgs_by_id(set(platform_ids))
        self.fields["platform_id"].choices = [  # type: ignore[attr-defined]
            (str(one), names[one].short_name) for one in platform_ids
        ]
        self.fields["course"].choices = [  # type: ignore[attr-defined]
            (one.key, one.title) for one in courses()
        ]


@require_http_methods(["GET", "POST"])
def board(request: HttpRequest) -> HttpResponse:
    """Completion, hot spots, effect, and the form to assign a course."""
    actor, today = actor_of(request), clock.today()
    asked = {name: request.GET[name] for name in ("course", "cause", "note") if name in request.GET}
    form = DriveForm(platforms_seen(actor), request.POST or None, initial={"level": Level.FRONT.value} | asked)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            reached = drive_start(actor=actor, at=clock.now(), **form.cleaned_data)
        if not form.errors:
            messages.success(request, _("已分派给 %(people)s 人，并推送到平台。") % {"people": f"{reached:,}"})
            return redirect("prevention")
    titles = {one.key: one.title for one in courses()}
    facts = {
        "form": form,
        "completions": completions(actor, on=today),
        "spots": [(spot, what_name(spot)) for spot in hot_spots(actor, on=today)],
        "effects": [(one, titles.get(one.course, one.course)) for one in effects(actor, on=today)],
        "mine": _mine(request),
    }
    return render(request, "staff/prevention/board.html", facts, status=422 if form.errors else 200)


def what_name(spot: Spot) -> str:
    """How most of a place's accidents happened, in words."""
    return next((str(name) for what, name in WHAT_NAMES.items() if what == What(spot.what)), spot.what)


def _mine(request: HttpRequest) -> list[tuple[Any, Any, Any]]:
    """One's own courses: leaders and managers learn too."""
    actor = actor_of(request)
    due = {one.course: one for one in assigned_to(actor) if one.passed_at is None}
    passed = passed_courses(actor)
    return [(one, due.get(one.key), passed.get(one.key)) for one in courses()]


@require_GET
def board_xlsx(request: HttpRequest) -> HttpResponse:
    """Completion as Excel, with the same columns."""
    rows = [
        [one.platform_name, one.level_name, one.people, one.assigned, one.passed, one.overdue, f"{one.percent}%"]
        for one in completions(actor_of(request), on=clock.today())
    ]
    headers = [_("平台"), _("层级"), _("人数"), _("分派"), _("通过"), _("超期"), _("完成率")]
    return xlsx(_("培训完成情况"), headers, rows)


_SEES = staff(Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER, Role.SUPERVISOR)

urlpatterns: list[URLPattern] = [
    page("prevention/", board, name="prevention", audience=_SEES),
    page("prevention.xlsx", board_xlsx, name="prevention-xlsx", audience=_SEES),
]
