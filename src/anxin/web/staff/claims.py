"""The desk's pages about injuries: review desk, one claim with facts and lines, platform checks, blind looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.cases.engine import allowed, do
from anxin.cases.types import Channel, MoveView
from anxin.claims import selectors, services
from anxin.claims.types import OBJECTION, WHAT_NAMES, PlatformAnswer, ReportRef, What
from anxin.identity.selectors import worker_by_id_number, worker_by_phone
from anxin.identity.types import Actor, Role
from anxin.kit import clock
from anxin.kit.errors import BadInput, NotFound
from anxin.kit.ids import uuid7
from anxin.kit.money import parse_yuan
from anxin.policy.selectors import DECISION_READERS
from anxin.web.ui.forms import moment_input, refusals_in, refusals_said
from anxin.web.ui.routes import actor_of, page, staff

PLATFORM: Final = (Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER)
REVIEWERS: Final = (Role.BUREAU_REVIEWER, Role.BUREAU_LEAD)
REPORTERS: Final = (*PLATFORM, Role.INSURER_HANDLER, Role.INSURER_MANAGER, Role.BUREAU_INTAKE)
READERS: Final = (
    Role.INSURER_HANDLER,
    Role.INSURER_MANAGER,
    Role.BUREAU_INTAKE,
    *REVIEWERS,
    Role.SUPERVISOR,
    Role.AUDITOR,
)
RATE_DAYS: Final = 90
_DIGITS_MAX: Final = 10

Judgements = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""What a person may judge: the facts in words, each with its values and their words."""


class MoveForm(forms.Form):
    """The form of a move on the review desk: which fields it has depends on the move."""

    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def data_of(self) -> Mapping[str, Any]:
        """Answers of the move's own fields."""
        return {}

    def version_of(self) -> int | None:
        """The version the page was drawn from."""
        said = self.cleaned_data.get("version") or ""
        return int(said) if said.isdecimal() and len(said) < _DIGITS_MAX else None


class AdverseForm(MoveForm):
    """Paying less than claimed, or nothing."""

    amount = forms.CharField(
        label=gettext_lazy("支付金额（元）"),
        max_length=20,
        help_text=gettext_lazy("不予支付填 0；部分支付填实际支付的金额"),
    )
    article = forms.CharField(label=gettext_lazy("依据（条款）"), max_length=200)

    def clean_amount(self) -> int:
        try:
            return parse_yuan(self.cleaned_data["amount"])
        except BadInput as error:
            raise forms.ValidationError(error.sentence) from error

    def data_of(self) -> Mapping[str, Any]:
        return {"amount_fen": self.cleaned_data["amount"], "article": self.cleaned_data["article"]}


class JudgeForm(MoveForm):
    """A fact only a person can settle."""

    judgement = forms.ChoiceField(
        label=gettext_lazy("您的判断"), help_text=gettext_lazy("选好以后，系统按您的判断重新核算。")
    )

    def __init__(self, *args: Any, choices: Judgements = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["judgement"] = forms.ChoiceField(
            label=self.fields["judgement"].label,
            help_text=self.fields["judgement"].help_text,
            choices=[("", _("请选择")), *((label, list(values)) for label, values in choices)],
        )
        self.order_fields(["judgement", "reason"])

    def data_of(self) -> Mapping[str, Any]:
        fact, _equals, value = self.cleaned_data["judgement"].partition("=")
        return {"fact": fact, "value": value}


class WhyForm(MoveForm):
    """Leaving the fast lane or coming back: why, for the worker to read."""

    def data_of(self) -> Mapping[str, Any]:
        return {"why": self.cleaned_data["reason"]}


MOVE_FORMS: Final[Mapping[str, type[MoveForm]]] = {
    "approve": MoveForm,
    "propose_adverse": AdverseForm,
    "confirm_refusal": MoveForm,
    "confirm_cut": MoveForm,
    "reject_adverse": MoveForm,
    "ask_more": MoveForm,
    "leave_fast": WhyForm,
    "leave_fast_uncalled": WhyForm,
    "rejoin_fast": WhyForm,
    "rejoin_fast_uncalled": WhyForm,
    "judge": JudgeForm,
}
"""Moves that can be made on the claim's page; the case page offers the others."""


class PlatformForm(forms.Form):
    """What the platform says of an accident."""

    answer = forms.ChoiceField(
        label=gettext_lazy("核实结果"),
        choices=[
            (PlatformAnswer.CONFIRMED.value, gettext_lazy("事实属实")),
            (PlatformAnswer.DISPUTED.value, gettext_lazy("有异议")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("异议的理由"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("只在有异议时写：哪一点不一样，依据是什么"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].sometimes = True  # type: ignore[attr-defined] # neither required nor merely optional

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("answer") == PlatformAnswer.DISPUTED and not said.get("reason"):
            self.add_error("reason", _("有异议，请写明哪一点不一样，依据是什么。"))
        return said


class RecheckForm(forms.Form):
    """A second amount, said without knowing the first."""

    amount = forms.CharField(
        label=gettext_lazy("您认为应付（元）"), max_length=20, help_text=gettext_lazy("不应付填 0")
    )
    note = forms.CharField(
        label=gettext_lazy("说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    clean_amount = AdverseForm.clean_amount


class ReportForm(forms.Form):
    """A report on a worker's behalf."""

    client_key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    worker = forms.CharField(label=gettext_lazy("劳动者手机号或身份证号"), max_length=30)
    happened_at = forms.DateTimeField(
        label=gettext_lazy("事故时间"),
        widget=moment_input(),
    )
    place = forms.CharField(label=gettext_lazy("地点"), max_length=200, required=False)
    what = forms.ChoiceField(
        label=gettext_lazy("怎么受伤的"),
        choices=[(what.value, name) for what, name in WHAT_NAMES.items()],
        widget=forms.RadioSelect,
    )
    narrative = forms.CharField(
        label=gettext_lazy("经过"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


@require_GET
def review_desk(request: HttpRequest) -> HttpResponse:
    """What waits for a reviewer: fast lane first, then by due day."""
    actor, step = actor_of(request), request.GET.get("step", "")
    fast = request.GET.get("fast") == "1"
    rows = () if step == OBJECTION else selectors.review_rows(actor=actor, step=step, fast_only=fast)
    if step in ("", OBJECTION) and not fast:
        rows += selectors.objection_rows(actor=actor)
    facts = {"rows": rows, "step": step, "fast": fast, "steps": _steps(), "rechecks": _open_rechecks(request)}
    return render(request, "staff/claims/review.html", facts)


def _steps() -> list[tuple[str, str]]:
    return [
        ("", _("全部")),
        ("reviewing", _("小伤快赔审核")),
        ("deciding", _("普通程序待核定")),
        ("second_review", _("第二人复核")),
        (OBJECTION, _("异议")),
    ]


def _open_rechecks(request: HttpRequest) -> int:
    return len(selectors.rechecks_open(actor=actor_of(request)))


@require_GET
def claim(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One claim: facts with their origin, papers, the rules' lines, and what can be done now."""
    return _claim_page(request, case_id, {})


@require_POST
def claim_act(request: HttpRequest, case_id: UUID, move: str) -> HttpResponse:
    """Make one of the moves of the review desk."""
    if move not in MOVE_FORMS:
        raise NotFound(_("没有这个办理动作，请从案件页面办理。"))
    form = MOVE_FORMS[move](request.POST, **_offered(request, case_id, move))
    if form.is_valid():
        with refusals_in(form):
            do(
                case_id=case_id,
                move=move,
                actor=actor_of(request),
                at=clock.now(),
                data=form.data_of(),
                reason=form.cleaned_data["reason"],
                version=form.version_of(),
            )
            messages.success(request, _("已办理。"))
            return redirect("claim", case_id)
    return _claim_page(request, case_id, {move: form}, status=422)


def _claim_page(request: HttpRequest, case_id: UUID, filled: Mapping[str, MoveForm], status: int = 200) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    panel = selectors.desk_panel(actor=actor, case_id=case_id)
    moves = [
        (move, filled.get(move.key) or _empty(request, case_id, move.key, panel.version))
        for move in _moves(case_id, actor, at)
    ]
    facts = {
        "panel": panel,
        "moves": moves,
        "opens_decision": actor.has(*DECISION_READERS),
        "history": selectors.decision_history(actor=actor, case_id=case_id)[1:],
    }
    return render(request, "staff/claims/claim.html", facts, status=status)


def _moves(case_id: UUID, actor: Actor, at: datetime) -> list[MoveView]:
    return [move for move in allowed(case_id, actor, at) if move.key in MOVE_FORMS]


def _empty(request: HttpRequest, case_id: UUID, move: str, version: int) -> MoveForm:
    offered = _offered(request, case_id, move)
    return MOVE_FORMS[move](initial={"version": version}, auto_id=f"{move}_%s", **offered)


def _offered(request: HttpRequest, case_id: UUID, move: str) -> dict[str, Any]:
    """What a form needs to know of its claim: a judgement chooses among what the rules know."""
    if move != "judge":
        return {}
    return {"choices": selectors.judgement_choices(actor=actor_of(request), case_id=case_id)}


@require_GET
def platform_checks(request: HttpRequest) -> HttpResponse:
    """Accidents the platform is asked about, and those it has answered."""
    actor, answered = actor_of(request), request.GET.get("answered") == "1"
    rows = selectors.platform_checks(actor=actor, waiting=not answered)
    return render(request, "staff/claims/checks.html", {"rows": rows, "answered": answered, "at": clock.now()})


@require_http_methods(["GET", "POST"])
def platform_check(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One accident: the facts the platform needs, and its answer."""
    actor = actor_of(request)
    form = PlatformForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.platform_answer(
                actor=actor,
                case_id=case_id,
                answer=form.cleaned_data["answer"],
                reason=form.cleaned_data["reason"],
                at=clock.now(),
            )
            messages.success(request, _("已答复，谢谢配合。"))
            return redirect("platform-check", case_id)
    check = selectors.platform_check_view(actor=actor, case_id=case_id)
    return render(
        request, "staff/claims/check.html", {"check": check, "form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def report_for(request: HttpRequest) -> HttpResponse:
    """Report an accident for a worker: at the window, by telephone, by the platform."""
    actor = actor_of(request)
    form = ReportForm(
        request.POST or None, initial={"client_key": uuid7().hex, "happened_at": clock.local(clock.now())}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            messages.success(request, _said_on_behalf(_report(actor, form.cleaned_data)))
            return redirect("report-for")
    return render(request, "staff/claims/report.html", {"form": form}, status=422 if form.errors else 200)


def _said_on_behalf(made: ReportRef) -> str:
    """What the reporter reads: about the worker, not to the worker."""
    if made.joined:
        return _("这次事故已经报过案，您说的情况已并入 %(number)s，不会重复立案。") % {"number": made.number}
    if made.handler is None:
        return _("已替劳动者报案，案号 %(number)s，经办员会尽快联系本人。") % {"number": made.number}
    said = _("已替劳动者报案，案号 %(number)s。%(org)s 经办员 %(name)s 会联系本人。")
    return said % {"number": made.number, "org": made.handler.org_name, "name": made.handler.name}


def _report(actor: Actor, told: Mapping[str, Any]) -> ReportRef:
    worker = worker_by_phone(told["worker"]) or worker_by_id_number(told["worker"])
    if worker is None:
        raise BadInput(_("没有找到这位劳动者，请核对手机号或身份证号。"), field="worker")
    platforms = actor.orgs(*PLATFORM)
    return services.report_make(
        actor=actor,
        worker_id=worker.id,
        client_key=told["client_key"],
        happened_at=told["happened_at"],
        place=told["place"],
        what=What(told["what"]),
        narrative=told["narrative"],
        platform_id=platforms[0] if platforms else None,
        channel=Channel.PLATFORM if platforms else Channel.COUNTER,
        at=clock.now(),
    )


@require_GET
def rechecks(request: HttpRequest) -> HttpResponse:
    """Decisions drawn for a blind second look, and how often such looks disagreed."""
    actor, since = actor_of(request), clock.now() - timedelta(days=RATE_DAYS)
    waiting = selectors.rechecks_open(actor=actor) if actor.has(*REVIEWERS) else ()
    rate = selectors.error_rate(actor=actor, since=since)
    return render(request, "staff/claims/rechecks.html", {"waiting": waiting, "rate": rate, "days": RATE_DAYS})


@require_http_methods(["GET", "POST"])
def recheck(request: HttpRequest, recheck_id: UUID) -> HttpResponse:
    """One drawn decision: the facts, and an amount to say."""
    actor = actor_of(request)
    form = RecheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.recheck_give(
                actor=actor,
                recheck_id=recheck_id,
                amount_fen=form.cleaned_data["amount"],
                note=form.cleaned_data["note"],
                at=clock.now(),
            )
            messages.success(request, _("盲审已记录。"))
            return redirect("rechecks")
    view = selectors.recheck_view(actor=actor, recheck_id=recheck_id)
    return render(
        request, "staff/claims/recheck.html", {"recheck": view, "form": form}, status=422 if form.errors else 200
    )


@require_POST
def contacted(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The handler has spoken with the worker."""
    with refusals_said(request):
        services.contact(actor=actor_of(request), case_id=case_id, at=clock.now(), note=request.POST.get("note", ""))
    return redirect("claim", case_id)


def _routes() -> list[URLPattern]:
    rows: tuple[tuple[str, Callable[..., HttpResponse], str, tuple[Role, ...]], ...] = (
        ("claims/review/", review_desk, "review-desk", REVIEWERS),
        ("claims/<uuid:case_id>/", claim, "claim", READERS),
        ("claims/<uuid:case_id>/contacted/", contacted, "claim-contacted", (Role.INSURER_HANDLER, Role.BUREAU_INTAKE)),
        (
            "claims/<uuid:case_id>/do/<slug:move>/",
            claim_act,
            "claim-act",
            (*REVIEWERS, Role.INSURER_HANDLER, Role.BUREAU_INTAKE),
        ),
        ("claims/report/", report_for, "report-for", REPORTERS),
        ("claims/checks/", platform_checks, "platform-checks", PLATFORM),
        ("claims/checks/<uuid:case_id>/", platform_check, "platform-check", PLATFORM),
        ("claims/rechecks/", rechecks, "rechecks", (*REVIEWERS, Role.SUPERVISOR, Role.AUDITOR)),
        ("claims/rechecks/<uuid:recheck_id>/", recheck, "recheck", REVIEWERS),
    )
    return [page(pattern, view, name=name, audience=staff(*roles)) for pattern, view, name, roles in rows]


urlpatterns = _routes()
