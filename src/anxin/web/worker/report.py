"""The report in two taps (一键报案): when and where, then how; sent at once or when the network is back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from anxin.claims.selectors import claim_for_worker, report_preset
from anxin.claims.services import report_make
from anxin.claims.types import WHAT_NAMES, Position, ReportRef, What
from anxin.documents.services import file_store
from anxin.kit import clock
from anxin.kit.ids import uuid7
from anxin.web.ui.forms import refusals_in
from anxin.web.ui.routes import actor_of


class ReportForm(forms.Form):
    """Everything the two taps send. Only how it happened must be there."""

    client_key = forms.CharField(max_length=64, required=False)
    when = forms.ChoiceField(choices=[("now", "now"), ("earlier", "earlier")], initial="now", required=False)
    tapped_at = forms.CharField(max_length=40, required=False)
    happened_at = forms.DateTimeField(
        required=False, error_messages={"invalid": gettext_lazy("没看懂这个时间，请重新选一次。")}
    )
    place = forms.CharField(max_length=200, required=False)
    latitude = forms.DecimalField(min_value=-90, max_value=90, decimal_places=6, required=False)
    longitude = forms.DecimalField(min_value=-180, max_value=180, decimal_places=6, required=False)
    what = forms.ChoiceField(
        choices=[(what.value, name) for what, name in WHAT_NAMES.items()],
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("请点一下是怎么受伤的。")),
    )
    narrative = forms.CharField(max_length=2000, required=False)
    not_this_order = forms.BooleanField(required=False)

    def clean(self) -> None:
        if self.cleaned_data.get("when") == "earlier" and not self.cleaned_data.get("happened_at"):
            self.add_error("happened_at", _("请选一下受伤的时间，大概的时间也可以。"))

    def moment(self, at: datetime) -> datetime:
        """When it happened: as chosen; else when the button was pressed, which without a network was earlier."""
        if self.cleaned_data.get("when") == "earlier":
            return self.cleaned_data["happened_at"]  # type: ignore[no-any-return]
        try:
            tapped = parse_datetime(self.cleaned_data.get("tapped_at") or "")
        except ValueError:
            tapped = None
        return min(tapped, at) if tapped is not None and tapped.tzinfo else at

    def position(self) -> Position | None:
        """Where the phone was, when the worker let it say so."""
        latitude, longitude = self.cleaned_data.get("latitude"), self.cleaned_data.get("longitude")
        return None if latitude is None or longitude is None else Position(f"{latitude:f}", f"{longitude:f}")


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form, and the report it makes. The phone's outbox asks for JSON and gets the address to go to."""
    if request.method == "GET":
        return _form_page(request, ReportForm(initial={"client_key": uuid7().hex}))
    form = ReportForm(request.POST)
    made: ReportRef | None = None
    if form.is_valid():
        with refusals_in(form):
            made = _make(request, form)
    if made is None:
        return _refused(request, form)
    address = reverse("report-received", args=[made.case_id])
    request.session["report_sentence"] = made.sentence
    return (
        JsonResponse({"number": made.number, "next": address})
        if _wants_json(request)
        else HttpResponseRedirect(address)
    )


@require_GET
def order(request: HttpRequest) -> HttpResponse:
    """The order card for another moment."""
    form = ReportForm(request.GET)
    form.is_valid()
    at = clock.now()
    return render(
        request, "worker/partials/order.html", _order_facts(request, form.cleaned_data.get("happened_at") or at)
    )


@require_GET
def received(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The receipt: number, handler, clock, what to hand in."""
    claim = claim_for_worker(actor=actor_of(request), case_id=case_id)
    sentence = request.session.pop("report_sentence", claim.next.sentence)
    return render(request, "worker/received.html", {"claim": claim, "sentence": sentence})


@require_GET
def offline_form(request: HttpRequest) -> HttpResponse:
    """The report form without anything personal, for the service worker to keep."""
    return render(request, "worker/report.html", {"form": ReportForm(), "shell": True, "whats": _whats()})


def _make(request: HttpRequest, form: ReportForm) -> ReportRef:
    actor, at = actor_of(request), clock.now()
    assert actor.worker_id is not None, "the route admits workers only"
    return report_make(
        actor=actor,
        worker_id=actor.worker_id,
        client_key=form.cleaned_data["client_key"] or uuid7().hex,
        happened_at=form.moment(at),
        place=form.cleaned_data["place"],
        what=form.cleaned_data["what"],
        narrative=form.cleaned_data["narrative"],
        photos=[_store(photo, request) for photo in request.FILES.getlist("photos")],
        position=form.position(),
        not_this_order=form.cleaned_data["not_this_order"],
        at=at,
    )


def _store(photo: UploadedFile[Any], request: HttpRequest) -> UUID:
    return file_store(name=photo.name or "photo", content=photo.read(), actor=actor_of(request), at=clock.now()).id


def _form_page(request: HttpRequest, form: ReportForm, status: int = 200) -> HttpResponse:
    at = clock.now()
    facts = {"form": form, "whats": _whats(), "latest": f"{clock.local(at):%Y-%m-%dT%H:%M}"}
    return render(request, "worker/report.html", facts | _order_facts(request, at), status=status)


def _refused(request: HttpRequest, form: ReportForm) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"sentence": next(iter(form.errors.values()))[0]}, status=422)
    return _form_page(request, form, status=422)


def _order_facts(request: HttpRequest, at: datetime) -> dict[str, object]:
    preset = report_preset(actor=actor_of(request), at=at)
    return {"order": preset.order, "cover_sentence": preset.sentence}


def _whats() -> list[tuple[str, str]]:
    return [(what.value, _(WHAT_NAMES[what])) for what in What]


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
