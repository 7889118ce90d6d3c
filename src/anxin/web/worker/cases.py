"""My cases: the list, one case, its decision, and what can be done about it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.claims.selectors import claim_for_worker, decision_sheet
from anxin.claims.services import objection_raise, submit, withdraw
from anxin.claims.types import WorkerClaimView
from anxin.kit import clock
from anxin.kit.errors import NotFound
from anxin.wages.selectors import wage_card
from anxin.web.ui.forms import refusals_in, refusals_said
from anxin.web.ui.routes import actor_of
from anxin.web.worker.cards import my_cards

_DIGITS_MAX = 10


class ReasonForm(forms.Form):
    """Why: the one thing an objection needs."""

    reason = forms.CharField(
        label=gettext_lazy("为什么"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("请写一句原因，简单写就可以。")},
    )


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """All my cases, newest first."""
    cards = my_cards(actor_of(request))
    return render(request, "worker/cases.html", {"cards": cards, "tab": "cases", "report_address": reverse("report")})


@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case: how far, who has it, what to do next. A wage case has a page of its own."""
    try:
        claim = _claim(request, case_id)
    except NotFound:
        wage_card(actor=actor_of(request), case_id=case_id)
        return redirect("my-wage", case_id)
    return render(request, "worker/case.html", {"claim": claim, "tab": "cases"})


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
    claim = _claim(request, case_id)
    if claim.decision is None or claim.decision.sheet_paper_id is None:
        raise NotFound(_("决定书还没有做好，请过几分钟再来下载。"))
    content = decision_sheet(actor=actor_of(request), case_id=case_id)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{claim.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Object to a decision: opens a linked case."""
    claim = _claim(request, case_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            raised = objection_raise(
                case_id=case_id, reason=form.cleaned_data["reason"], actor=actor_of(request), at=clock.now()
            )
            messages.success(request, _("已收到您的异议，编号 %(number)s。") % {"number": raised.number})
            return redirect("my-case", case_id)
    return render(request, "worker/objection.html", {"claim": claim, "form": form})


@require_http_methods(["GET", "POST"])
def withdrawal(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Withdraw a report that is not decided yet."""
    claim = _claim(request, case_id)
    if request.method == "POST":
        with refusals_said(request):
            withdraw(case_id=case_id, actor=actor_of(request), at=clock.now())
        return redirect("my-case", case_id)
    return render(request, "worker/withdrawal.html", {"claim": claim})


def _version(request: HttpRequest) -> int | None:
    """The version of the case the page was drawn from; a change since then is not overrun."""
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < _DIGITS_MAX else None


def _claim(request: HttpRequest, case_id: UUID) -> WorkerClaimView:
    return claim_for_worker(actor=actor_of(request), case_id=case_id)
