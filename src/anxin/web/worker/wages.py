"""被欠薪 on the phone: who owes, how much and since when, photos of what proves it; then my case."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from anxin.cases.engine import do
from anxin.cases.selectors import timeline
from anxin.cases.types import Audience
from anxin.identity.selectors import worker_by_id
from anxin.identity.types import Actor
from anxin.kit import clock
from anxin.kit.ids import uuid7
from anxin.wages.selectors import wage_card
from anxin.wages.services import complaint_make, paper_file, worker_withdraw
from anxin.wages.types import ComplaintRef, Door, PersonIn, Sector, TroubleIn
from anxin.web.ui.forms import MonthField, YuanField, refusals_in
from anxin.web.ui.routes import actor_of

FILES_MAX: Final = 9
COLLEAGUES: Final = 5
PROOF_KINDS: Final = (
    ("iou", lazy("欠条或结算单")),
    ("chat", lazy("聊天记录")),
    ("attendance", lazy("考勤记录")),
    ("bank_flow", lazy("银行流水")),
    ("contract", lazy("合同或协议")),
    ("photo", lazy("照片")),
    ("other", lazy("其他")),
)


class ComplaintForm(forms.Form):
    """Everything the two taps send. Only who owes must be there; a guess will do."""

    client_key = forms.CharField(max_length=64, required=False)
    employer_name = forms.CharField(
        max_length=100,
        error_messages={"required": lazy("写一下是谁欠的：公司、工地或者带班人的名字都行。")},
    )
    project_name = forms.CharField(max_length=100, required=False)
    place = forms.CharField(max_length=200, required=False)
    at_site = forms.BooleanField(required=False)
    work = forms.CharField(max_length=40, required=False)
    period_from = MonthField(required=False, max_length=10)
    period_to = MonthField(required=False, max_length=10)
    amount = YuanField(required=False)
    narrative = forms.CharField(max_length=2000, required=False)
    proof_kind = forms.ChoiceField(choices=PROOF_KINDS, required=False)
    keep_secret = forms.BooleanField(required=False)


class ColleagueForm(forms.Form):
    """One more person in the same boat; nothing must be filled in."""

    name = forms.CharField(label=lazy("姓名"), max_length=50, required=False)
    id_number = forms.CharField(label=lazy("身份证号"), max_length=20, required=False)
    phone = forms.CharField(label=lazy("手机号"), max_length=20, required=False)
    amount = YuanField(label=lazy("欠多少（元）"), required=False)


Colleagues = forms.formset_factory(ColleagueForm, extra=COLLEAGUES, max_num=COLLEAGUES, absolute_max=COLLEAGUES)


class SupplyForm(forms.Form):
    """What was still missing, in words; photos may come with it."""

    note = forms.CharField(max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}))


class WhyForm(forms.Form):
    """Why somebody takes a complaint back."""

    reason = forms.CharField(
        label=lazy("为什么撤回"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": lazy("写一句就可以，例如“老板已经付了”。")},
    )


@require_http_methods(["GET", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """The complaint and what it makes. Sent twice by a bad network it is one."""
    if request.method == "GET":
        return _form_page(request, ComplaintForm(initial={"client_key": uuid7().hex}), Colleagues(prefix="other"))
    form, others = ComplaintForm(request.POST), Colleagues(request.POST, prefix="other")
    if form.is_valid() and others.is_valid():
        made: ComplaintRef | None = None
        with refusals_in(form):
            made = _make(request, form.cleaned_data, [one.cleaned_data for one in others])
        if made is not None:
            request.session["wage_sentence"] = made.sentence
            return redirect("my-wage", made.case_id)
    return _form_page(request, form, others, status=422)


def _make(request: HttpRequest, told: Mapping[str, Any], others: list[Mapping[str, Any]]) -> ComplaintRef:
    actor, at = actor_of(request), clock.now()
    me = _me(actor, told)
    people = [me, *(_colleague(one, told) for one in others if one.get("name"))]
    made = complaint_make(
        actor=actor,
        door=Door.PHONE,
        key=told["client_key"] or uuid7().hex,
        trouble=TroubleIn(
            employer_name=told["employer_name"],
            project_name=told["project_name"],
            place=told["place"],
            sector=Sector.ENGINEERING if told["at_site"] or told["project_name"] else Sector.OTHER,
            narrative=told["narrative"],
        ),
        people=people,
        at=at,
        keep_secret=told["keep_secret"],
    )
    for upload in request.FILES.getlist("files")[:FILES_MAX]:
        _keep(actor, made.case_id, told.get("proof_kind") or "other", upload)
    return made


def _me(actor: Actor, told: Mapping[str, Any]) -> PersonIn:
    assert actor.worker_id is not None, "the route admits workers only"
    worker = worker_by_id(actor.worker_id)
    assert worker is not None, "he is signed in"
    return PersonIn(
        name=worker.name,
        worker_id=worker.id,
        work=told["work"],
        period_from=told["period_from"],
        period_to=_month_end(told["period_to"]),
        claimed_fen=told["amount"] or 0,
    )


def _colleague(one: Mapping[str, Any], told: Mapping[str, Any]) -> PersonIn:
    return PersonIn(
        name=one["name"],
        id_number=one["id_number"],
        phone=one["phone"],
        work=told["work"],
        period_from=told["period_from"],
        period_to=_month_end(told["period_to"]),
        claimed_fen=one["amount"] or 0,
    )


def _month_end(first: date | None) -> date | None:
    """The last day of a month; a month that still runs ends today."""
    if first is None:
        return None
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return min(last, clock.today()) if first <= clock.today() else last


def _keep(actor: Actor, case_id: UUID, kind: str, upload: UploadedFile[Any]) -> None:
    paper_file(
        actor=actor,
        case_id=case_id,
        kind=kind,
        name=upload.name or "photo",
        content=upload.read(),
        at=clock.now(),
        audience=Audience.APPLICANT,
    )


def _form_page(request: HttpRequest, form: ComplaintForm, others: Any, status: int = 200) -> HttpResponse:
    facts = {"form": form, "others": others, "kinds": PROOF_KINDS, "this_month": f"{clock.today():%Y-%m}"}
    return render(request, "worker/wages/complain.html", facts, status=status)


@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """My wage case: how far, who has it, my own sums, every step."""
    actor = actor_of(request)
    facts = {
        "card": wage_card(actor=actor, case_id=case_id),
        "sentence": request.session.pop("wage_sentence", ""),
        "timeline": timeline(actor, case_id),
        "tab": "cases",
    }
    return render(request, "worker/wages/case.html", facts)


@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Hand in more of what proves it, and say that the missing is there."""
    actor = actor_of(request)
    card = wage_card(actor=actor, case_id=case_id)
    form = SupplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            for upload in request.FILES.getlist("files")[:FILES_MAX]:
                _keep(actor, case_id, _kind(request), upload)
            if card.wants_supplement:
                do(case_id=case_id, move="supplied", actor=actor, at=clock.now(), reason=form.cleaned_data["note"])
            return redirect("my-wage", case_id)
    facts = {"card": card, "form": form, "kinds": PROOF_KINDS}
    return render(request, "worker/wages/papers.html", facts, status=422 if form.errors else 200)


def _kind(request: HttpRequest) -> str:
    said = request.POST.get("proof_kind", "")
    return said if said in {kind for kind, _label in PROOF_KINDS} else "other"


@require_http_methods(["GET", "POST"])
def withdrawal(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take my complaint back; colleagues' go on."""
    actor = actor_of(request)
    card = wage_card(actor=actor, case_id=case_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            worker_withdraw(case_id=case_id, actor=actor, reason=form.cleaned_data["reason"], at=clock.now())
            return redirect("my-wage", case_id)
    return render(
        request, "worker/wages/withdrawal.html", {"card": card, "form": form}, status=422 if form.errors else 200
    )
