"""Learning on the phone (安全课): short cards, read aloud, five questions, a certificate."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from anxin.kit import clock
from anxin.kit.errors import BadInput
from anxin.prevention.courses import course as course_of
from anxin.prevention.courses import courses
from anxin.prevention.selectors import assigned_to, certificate, passed_courses
from anxin.prevention.services import quiz_mark
from anxin.prevention.types import Assigned, Course, Level, Marked
from anxin.web.ui.routes import actor_of

TAB = "learn"


@require_GET
def lessons(request: HttpRequest) -> HttpResponse:
    """What one should take, then everything there is."""
    actor = actor_of(request)
    open_ones = [one for one in assigned_to(actor) if one.passed_at is None]
    passed, every = passed_courses(actor), {one.key: one for one in courses()}
    due = {one.course: one for one in reversed(open_ones) if one.course in every}
    facts = {
        "due": [(every[key], one) for key, one in due.items()],
        "others": [(one, passed.get(one.key)) for one in every.values() if one.key not in due],
    }
    return render(request, "worker/learn.html", facts | {"tab": TAB})


@require_GET
def lesson(request: HttpRequest, course: str) -> HttpResponse:
    """The cards of a course; readable without logging in, because a tip helps everybody."""
    chosen, actor = course_of(course), actor_of(request)
    mine = next((one for one in assigned_to(actor) if one.course == course and one.passed_at is None), None)
    facts = {"course": chosen, "said": chosen.levels[mine.level if mine else Level.FRONT], "mine": mine}
    return render(request, "worker/lesson.html", facts | {"tab": TAB})


@require_http_methods(["GET", "POST"])
def quiz(request: HttpRequest, course: str) -> HttpResponse:
    """Five questions; a wrong one says why."""
    chosen, marked, status = course_of(course), None, 200
    given = [_choice(request.POST.get(f"q{number}")) for number in range(len(chosen.questions))]
    if request.method == "POST":
        try:
            marked = quiz_mark(course=course, answers=given, actor=actor_of(request), at=clock.now())
        except BadInput as refusal:
            messages.error(request, refusal.sentence)
            status = 422
    facts = {"course": chosen, "questions": _asked(chosen, given, marked), "marked": marked, "tab": TAB}
    return render(request, "worker/quiz.html", facts, status=status)


@require_GET
def certified(request: HttpRequest, course: str) -> HttpResponse:
    """The certificate of a passed course, to show or to print."""
    actor = actor_of(request)
    facts = {"course": course_of(course), "certificate": certificate(actor, course), "name": actor.name, "tab": TAB}
    return render(request, "worker/certificate.html", facts)


@require_GET
def assigned_first(request: HttpRequest) -> HttpResponse:
    """Where a push leads: to the course that is due first, or to the list."""
    open_ones: list[Assigned] = [one for one in assigned_to(actor_of(request)) if one.passed_at is None]
    return redirect("lesson", open_ones[0].course) if open_ones else redirect("lessons")


def _choice(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 3 else None


def _asked(course: Course, given: list[int | None], marked: Marked | None) -> list[dict[str, Any]]:
    return [
        {
            "name": f"q{number}",
            "ask": one.ask,
            "choices": list(enumerate(one.choices)),
            "given": given[number],
            "right": marked.right[number] if marked else None,
            "answer": one.choices[one.right],
            "why": one.why,
        }
        for number, one in enumerate(course.questions)
    ]
