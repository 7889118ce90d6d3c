"""Destroying what may not be kept: proposing, reviewing, withdrawing (到期销毁)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.cases.selectors import retention_batch, retention_batches
from anxin.cases.services import retention_propose, retention_review, retention_withdraw
from anxin.identity.types import Role
from anxin.kit import clock
from anxin.web.staff.case_forms import CutoffForm
from anxin.web.ui.forms import refusals_in, refusals_said
from anxin.web.ui.routes import actor_of, page, staff


@require_http_methods(["GET", "POST"])
def batches(request: HttpRequest) -> HttpResponse:
    """All lists, and a form to propose the next one."""
    form = CutoffForm(request.POST or None, initial={"cutoff": clock.today()})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            batch = retention_propose(cutoff=form.cleaned_data["cutoff"], actor=actor_of(request), at=clock.now())
            if batch is None:
                messages.info(request, _("到这一天没有需要销毁的案件。"))
            else:
                messages.success(request, _("已生成销毁清单，请另外两人复核。"))
        if not form.errors:
            return redirect("case-retention")
    actor = actor_of(request)
    context = {"form": form, "batches": retention_batches(actor), "may_propose": actor.has(Role.BUREAU_LEAD)}
    return render(request, "staff/cases/retention.html", context, status=422 if form.errors else 200)


@require_GET
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """One list, case by case."""
    found = retention_batch(actor_of(request), batch_id)
    return render(request, "staff/cases/retention_batch.html", {"batch": found})


@require_POST
def review(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Agree to a list; the second agreement carries it out."""
    return _decided(request, retention_review, batch_id)


@require_POST
def withdraw(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Drop a list."""
    return _decided(request, retention_withdraw, batch_id)


def _decided(request: HttpRequest, service: Any, batch_id: UUID) -> HttpResponse:
    with refusals_said(request):
        service(batch_id=batch_id, actor=actor_of(request), at=clock.now())
        messages.success(request, _("已办理。"))
    return redirect("case-retention-batch", batch_id)


KEEPERS = (Role.BUREAU_LEAD, Role.AUDITOR)
_DOOR = staff(*KEEPERS)

urlpatterns: list[URLPattern] = [
    page("cases/retention/", batches, name="case-retention", audience=_DOOR),
    page("cases/retention/<uuid:batch_id>/", batch, name="case-retention-batch", audience=_DOOR),
    page("cases/retention/<uuid:batch_id>/review/", review, name="case-retention-review", audience=_DOOR),
    page("cases/retention/<uuid:batch_id>/withdraw/", withdraw, name="case-retention-withdraw", audience=_DOOR),
]
