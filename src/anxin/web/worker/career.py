"""My résumé and interview practice."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.kit import clock
from anxin.market.practice import bank_for, banks, feedback
from anxin.market.practice.feedback import ANSWER_LENGTH_MOST
from anxin.market.resume import draft, json_resume
from anxin.market.resume.selectors import own_resume
from anxin.market.resume.services import (
    PAST_MOST,
    YEARS_MOST,
    photo_forget,
    photo_set,
    polish_ask,
    polish_take,
    resume_save,
)
from anxin.market.resume.writers import writer
from anxin.web.ui.forms import refusals_in, refusals_said
from anxin.web.ui.routes import actor_of

PAST_FIELDS = ("what", "where", "since", "until", "words")
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json; charset=utf-8",
}


class ResumeForm(forms.Form):
    """What a worker adds to his registration."""

    words = forms.CharField(
        label=gettext_lazy("用自己的话介绍自己"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("平时怎么说就怎么写，例如：我在物流园开叉车五年，没出过事故。"),
    )
    years = forms.IntegerField(
        label=gettext_lazy("第一个工种干了几年"), required=False, min_value=0, max_value=YEARS_MOST
    )


@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """The résumé as it reads, and the form that changes it."""
    actor = actor_of(request)
    if request.method == "POST":
        form = ResumeForm(request.POST)
        if form.is_valid():
            with refusals_in(form):
                said = form.cleaned_data
                past = _past_typed(request)
                resume_save(words=said["words"], years=said["years"], past=past, actor=actor, at=clock.now())
                messages.success(request, _("简历已保存。"))
                return redirect("my-resume")
    own = own_resume(actor)
    if request.method == "GET":
        form = ResumeForm(initial={"words": own.words, "years": own.facts.years})
    past = (
        _past_typed(request)
        if form.is_bound
        else [{name: getattr(each, name) for name in PAST_FIELDS} for each in own.past]
    )
    shown = {"form": form, "own": own, "draft": draft(own.facts), "rows": _rows(past), "writer": writer(), "tab": "me"}
    return render(request, "worker/resume.html", shown, status=422 if form.errors else 200)


def _past_typed(request: HttpRequest) -> list[dict[str, str]]:
    return [
        {name: request.POST.get(f"past-{number}-{name}", "") for name in PAST_FIELDS} for number in range(PAST_MOST)
    ]


def _rows(past: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The lines of past work, as they stand or as they were just typed, with some empty ones to fill."""
    known = [line for line in past if any(line.values())]
    count = min(max(len(known) + 1, 2), PAST_MOST)
    return [{"number": number, **(known[number] if number < len(known) else {})} for number in range(count)]


@require_GET
def resume_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The résumé to take along: PDF, Word, or JSON Résumé."""
    facts, at = own_resume(actor_of(request)).facts, clock.now()
    if kind == "pdf":
        from anxin.market.resume.paper import pdf

        content = pdf(draft(facts), at=at)
    elif kind == "docx":
        from anxin.market.resume.word import docx  # what makes a Word file takes long to import

        content = docx(draft(facts), at=at)
    elif kind == "json":
        content = json.dumps(json_resume(facts, at=at), ensure_ascii=False, indent=2).encode()
    else:
        raise Http404
    response = HttpResponse(content, content_type=KINDS[kind])
    name = quote(_("%(name)s的简历") % {"name": facts.name})
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.{kind}"
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def photo(request: HttpRequest) -> HttpResponse:
    """Put a photo on the résumé, or take it off."""
    with refusals_said(request):
        given = request.FILES.get("photo")
        if request.POST.get("remove"):
            photo_forget(actor=actor_of(request), at=clock.now())
            messages.success(request, _("照片已删除。"))
        else:
            photo_set(content=given.read() if given else b"", actor=actor_of(request), at=clock.now())
            messages.success(request, _("照片已保存。"))
    return redirect("my-resume")


@require_GET
def photo_shown(request: HttpRequest) -> HttpResponse:
    """One's own photo."""
    content = own_resume(actor_of(request)).facts.photo
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "no-store"})


@require_POST
def polish(request: HttpRequest) -> HttpResponse:
    """Ask the language model, take its wording, or go back to one's own."""
    actor, wish = actor_of(request), request.POST.get("wish", "")
    with refusals_said(request):
        if wish == "ask":
            polish_ask(trade=own_resume(actor).trade, actor=actor, at=clock.now())
        else:
            polish_take(taken=wish == "take", actor=actor, at=clock.now())
    return redirect("my-resume")


@require_GET
def practice(request: HttpRequest) -> HttpResponse:
    """Choose a trade to practise; one's own comes first."""
    mine = bank_for(own_resume(actor_of(request)).trade)
    all_banks = sorted(banks().values(), key=lambda bank: (bank != mine, bank.key))
    return render(request, "worker/practice.html", {"banks": all_banks, "mine": mine, "tab": "me"})


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, bank_key: str, number: int) -> HttpResponse:
    """One question: hear it, answer it aloud or in writing, see what was said and what was not. Nothing is kept."""
    bank = banks().get(bank_key)
    if bank is None or not 1 <= number <= len(bank.questions):
        raise Http404
    asked, answer = bank.questions[number - 1], request.POST.get("answer", "")[:ANSWER_LENGTH_MOST]
    told = feedback(asked, answer) if request.method == "POST" else None
    shown = {"bank": bank, "question": asked, "answer": answer, "told": told, "most": ANSWER_LENGTH_MOST}
    return render(request, "worker/practice_question.html", shown | {"next": number % len(bank.questions) + 1})
