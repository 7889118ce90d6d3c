"""Small forms of the case page: run, say what was done, or come back on a page of their own with everything typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from anxin.cases import selectors
from anxin.identity.types import Actor
from anxin.kit import clock
from anxin.web.ui.forms import refusals_in
from anxin.web.ui.routes import actor_of

Act = Callable[[Actor, UUID, dict[str, Any], datetime], object]


def posted(request: HttpRequest, case_id: UUID, form: forms.Form, act: Act, done: str, **context: Any) -> HttpResponse:
    """Run a small form of a case that the actor may see; what cannot be done comes back with everything typed."""
    actor, at = actor_of(request), clock.now()
    view = selectors.case_view(actor, case_id)
    if form.is_valid():
        with refusals_in(form):
            act(actor, case_id, form.cleaned_data, at)
        if not form.errors:
            messages.success(request, done)
            return redirect("case", case_id)
    context = {"case": view, "form": form, "multipart": form.is_multipart(), **context}
    return render(request, "staff/cases/small_form.html", context, status=422)
