"""Taking a complaint down for somebody else: hall desk, petition office, on site, by telephone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anxin.kit import clock
from anxin.kit.errors import BadInput
from anxin.kit.ids import uuid7
from anxin.wages.services import complaint_make
from anxin.wages.types import ComplaintRef, Door, PersonIn, Sector, TroubleIn
from anxin.web.staff.wages.forms import ComplaintForm, People
from anxin.web.staff.wages.roles import TAKERS
from anxin.web.ui.forms import refusals_in
from anxin.web.ui.routes import actor_of, page, staff


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form of a complaint with as many people as there are; what was taken down cannot be changed afterwards."""
    if request.method == "GET":
        return _page(request, ComplaintForm(initial={"client_key": uuid7().hex}), People(prefix="person"))
    form, people = ComplaintForm(request.POST), People(request.POST, prefix="person")
    if "more" in request.POST:
        return _page(request, form, People(_more(request), prefix="person"))
    if form.is_valid() and people.is_valid():
        made: ComplaintRef | None = None
        with refusals_in(form):
            made = _make(request, form.cleaned_data, [one.cleaned_data for one in people])
        if made is not None:
            messages.success(request, made.sentence)
            return redirect("wage-case", made.case_id)
    return _page(request, form, people, status=422)


def _more(request: HttpRequest) -> Any:
    """The same form with three more lines for people."""
    typed = request.POST.copy()
    typed["person-TOTAL_FORMS"] = str(int(typed.get("person-TOTAL_FORMS", "0") or 0) + 3)
    return typed


def _make(request: HttpRequest, told: Mapping[str, Any], rows: list[Mapping[str, Any]]) -> ComplaintRef:
    people = [_person(row) for row in rows if row.get("name")]
    if not people:
        raise BadInput(_("请至少填写一名被欠薪的人。"))
    return complaint_make(
        actor=actor_of(request),
        door=Door(told["door"]),
        key=told["client_key"],
        trouble=TroubleIn(
            employer_name=told["employer_name"],
            employer_code=told["employer_code"],
            project_name=told["project_name"],
            place=told["place"],
            sector=Sector(told["sector"]),
            narrative=told["narrative"],
        ),
        people=people,
        at=clock.now(),
        keep_secret=told["keep_secret"],
        source_ref=told["source_ref"],
    )


def _person(row: Mapping[str, Any]) -> PersonIn:
    return PersonIn(
        name=row["name"],
        id_number=row["id_number"],
        phone=row["phone"],
        work=row["work"],
        period_from=row["period_from"],
        period_to=row["period_to"],
        claimed_fen=row["amount"] or 0,
    )


def _page(request: HttpRequest, form: ComplaintForm, people: Any, status: int = 200) -> HttpResponse:
    return render(request, "staff/wages/new.html", {"form": form, "people": people}, status=status)


urlpatterns: list[URLPattern] = [page("wages/new/", new, name="wage-new", audience=staff(*TAKERS))]
