"""The deposit calculator: each line with its article; tried by anybody, set by the bureau."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from anxin.kit import clock
from anxin.kit.errors import Refused
from anxin.policy.types import Outcome
from anxin.projects.deposits import Record
from anxin.projects.rights import KEEPERS, OVERSEERS
from anxin.projects.selectors import deposit_tables, deposit_tried, project_shown
from anxin.projects.services import deposit_require
from anxin.web.staff.projects.forms import CalculatorForm, RecordForm
from anxin.web.ui.forms import YuanField, refusals_in
from anxin.web.ui.routes import actor_of


@dataclass(frozen=True, slots=True)
class _Works:
    contract_fen: int
    starts_on: date
    ends_on: date


class AgreedForm(RecordForm):
    """The record, and a sum where the table leaves the answer to a person."""

    agreed_fen = YuanField(
        label=gettext_lazy("人工核定金额（元）"),
        required=False,
        help_text=gettext_lazy("只在有“转人工”的一行时填写。"),
    )


@require_GET
def calculator(request: HttpRequest) -> HttpResponse:
    """Try a place's table on some works; the answer has an address that can be passed on."""
    places = deposit_tables()
    form = CalculatorForm(request.GET or None, places=places)
    watches = actor_of(request).has(*KEEPERS, *OVERSEERS)
    context: dict[str, Any] = {"form": form, "watches": watches}
    if request.GET and form.is_valid():
        context |= _answer(form.cleaned_data)
    return render(request, "staff/projects/calculator.html", context, status=422 if form.errors else 200)


def _answer(given: dict[str, Any]) -> dict[str, Any]:
    works = _Works(given["contract_fen"], given["starts_on"], given["ends_on"])
    try:
        return {"outcome": deposit_tried(works, record_of(given), law_on=given["signed_on"], place=given["place"])}
    except Refused as refused:
        return {"refused": refused.sentence}


def record_of(given: dict[str, Any]) -> Record:
    """The contractor's record as typed; empty fields are not known."""
    return Record(
        clean_months=given["clean_months"],
        recent_arrears=given["recent_arrears"],
        dishonest_listed=given["dishonest_listed"],
        real_name_and_account=given["real_name_and_account"],
        several_projects=given["several_projects"],
    )


@require_http_methods(["GET", "POST"])
def require(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Set what a project has to store: first look at every line, then set it."""
    actor = actor_of(request)
    project = project_shown(actor, project_id)
    form = AgreedForm(request.POST or None)
    outcome: Outcome | None = None
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        agreed_fen = given.pop("agreed_fen")
        with refusals_in(form):
            outcome = deposit_tried(project, record_of(given), law_on=project.signed_on)
            if "set" in request.POST:
                deposit_require(
                    project_id=project_id,
                    record=record_of(given),
                    agreed_fen=agreed_fen,
                    actor=actor,
                    at=clock.now(),
                )
                messages.success(request, _("应存金额已核定。"))
                return redirect("project", project_id)
    context = {"project": project, "form": form, "outcome": outcome}
    return render(request, "staff/projects/require.html", context, status=422 if form.errors else 200)
