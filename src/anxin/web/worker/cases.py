"""My cases: the list, one case, its decision, and what can be done about it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.cases.registry import case_type
from anxin.cases.selectors import case_view
from anxin.claims.selectors import claim_for_worker, decision_sheet, objected_claim
from anxin.claims.services import objection_raise, paper_attach, submit, withdraw
from anxin.claims.types import OBJECTION, OBJECTION_PROOF, WorkerClaimView
from anxin.identity.types import Actor
from anxin.kit import clock
from anxin.kit.errors import NotFound
from anxin.wages.selectors import wage_card
from anxin.web.ui.forms import refusals_in, refusals_said
from anxin.web.ui.routes import actor_of
from anxin.web.worker.cards import my_cards

_DIGITS_MAX = 10
PROOFS_MAX = 9


class ReasonForm(forms.Form):
    """Why: the one thing an objection needs; a late one also why it is late."""

    reason = forms.CharField(
        label=gettext_lazy("为什么"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("请写一句原因，简单写就可以。")},
    )
    late_reason = forms.CharField(
        label=gettext_lazy("为什么晚了"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("提出异议的时间过了，请写一句为什么晚了。")},
    )

    def __init__(self, *args: Any, late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not late:
            del self.fields["late_reason"]


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """All my cases, newest first."""
    cards = my_cards(actor_of(request))
    return render(request, "worker/cases.html", {"cards": cards, "tab": "cases", "report_address": reverse("report")})


@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case: how far, who has it, what to do next. A wage case has a page of its own, an objection its claim's."""
    try:
        claim = _claim(request, case_id)
    except NotFound:
        return _elsewhere(actor_of(request), case_id)
    return render(request, "worker/case.html", {"claim": claim, "tab": "cases"})


def _elsewhere(actor: Actor, case_id: UUID) -> HttpResponse:
    """Where a case stands that is no injury claim."""
    try:
        return redirect(f"{reverse('my-case', args=[objected_claim(actor=actor, case_id=case_id)])}#objection")
    except NotFound:
        wage_card(actor=actor, case_id=case_id)
        return redirect("my-wage", case_id)


@require_POST
def case_submit(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Hand everything in."""
    with refusals_said(request):
        submit(case_id=case_id, actor=actor_of(request), at=clock.now(), version=_version(request))
    claim = _claim(request, case_id)
    return redirect("my-decision" if claim.decision else "my-case", case_id)


@require_GET
def decision(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What was decided: the amount, then each line with its reason and article."""
    claim = _claim(request, case_id)
    if claim.decision is None:
        messages.info(request, _("还没有核定结果，出来后会通知您。"))
        return redirect("my-case", case_id)
    return render(request, "worker/decision.html", {"claim": claim, "tab": "cases"})


@require_GET
def sheet(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The decision sheet as PDF."""
    actor = actor_of(request)
    number = case_view(actor, case_id).public_id
    content = decision_sheet(actor=actor, case_id=case_id)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Object to a decision: opens a linked case. While it is looked at, the same page takes more proof."""
    claim = _claim(request, case_id)
    if claim.decision is None:
        messages.info(request, _("这个案件还没有核定，核定后才能提出异议。现在有话要说，请打经办员的电话。"))
        return redirect("my-case", case_id)
    running = claim.objection if claim.objection and claim.objection.is_open else None
    if running and request.method == "POST":
        _hand_in_proof(request, running.case_id)
        return redirect("my-case", case_id)
    form = ReasonForm(request.POST or None, late=bool(claim.still_possible))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            raised = objection_raise(case_id=case_id, actor=actor_of(request), at=clock.now(), **form.cleaned_data)
            messages.success(request, _("已收到您的异议，编号 %(number)s。") % {"number": raised.number})
            _hand_in_proof(request, raised.case_id)
            return redirect("my-case", case_id)
    labels = case_type(OBJECTION).documents
    kinds = [(kind, labels[kind]) for kind in OBJECTION_PROOF]
    facts = {"claim": claim, "form": form, "running": running, "kinds": kinds}
    return render(request, "worker/objection.html", facts, status=422 if form.errors else 200)


def _hand_in_proof(request: HttpRequest, case_id: UUID) -> None:
    """Put what was chosen into the file of the objection; a file that cannot be taken says so, the others stay."""
    said = request.POST.get("proof_kind", "")
    kind = said if said in OBJECTION_PROOF else "other"
    for upload in request.FILES.getlist("files")[:PROOFS_MAX]:
        with refusals_said(request):
            paper_attach(
                case_id=case_id,
                kind=kind,
                name=upload.name or "photo",
                content=upload.read(),
                actor=actor_of(request),
                at=clock.now(),
            )


@require_http_methods(["GET", "POST"])
def withdrawal(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Withdraw a report that is not decided yet, or (``?objection``) an objection to what was decided."""
    claim = _claim(request, case_id)
    objection = claim.objection if "objection" in request.GET else None
    if request.method == "POST":
        with refusals_said(request):
            withdraw(case_id=objection.case_id if objection else case_id, actor=actor_of(request), at=clock.now())
        return redirect("my-case", case_id)
    return render(request, "worker/withdrawal.html", {"claim": claim, "objection": objection})


def _version(request: HttpRequest) -> int | None:
    """The version of the case the page was drawn from; a change since then is not overrun."""
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < _DIGITS_MAX else None


def _claim(request: HttpRequest, case_id: UUID) -> WorkerClaimView:
    return claim_for_worker(actor=actor_of(request), case_id=case_id)
