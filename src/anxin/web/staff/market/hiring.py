"""The employer's portal: posts with coaching, applicants, interviews, start codes, hours and pay (单位招工)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.identity.types import Actor, Role
from anxin.kit import clock
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.market.jobs import services
from anxin.market.jobs.checker import serious
from anxin.market.jobs.selectors import (
    application_for,
    applications_of_post,
    employer_of,
    post_for,
    posts_of_employer,
    reliability,
    slots_of_post,
    unconfirmed,
)
from anxin.market.jobs.types import POST_STATE_NAMES, ApplicationState, EmployerView, Finding, PostView
from anxin.market.matching.selectors import matches_for_post
from anxin.web.staff.market.forms import CompanyForm, PostForm, SlotForm, initial_of
from anxin.web.ui.forms import refusals_in
from anxin.web.ui.hiring import RefuseForm, applicant_do
from anxin.web.ui.routes import PUBLIC, actor_of, page, staff

OFFICER = staff(Role.EMPLOYER_OFFICER)
POSTS_A_PAGE: Final = 50
TITLE_ASKED_MOST: Final = 60


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """A firm registers itself, and may sign in at once."""
    form = CompanyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.company_register(company=form.said(), at=clock.now())
            messages.success(request, _("登记已收到，市场会在一个工作日内核验。现在就可以登录写岗位。"))
            return redirect("staff-login")
    return render(request, "staff/market/join.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """My firm's posts, and work whose hours wait for me."""
    actor = actor_of(request)
    employer = employer_of(actor)
    if employer is None:
        return render(request, "staff/market/no_employer.html")
    text, state = request.GET.get("q", "").strip()[:TITLE_ASKED_MOST], request.GET.get("state", "")
    state = state if state in POST_STATE_NAMES else ""
    found = posts_of_employer(actor, employer.id, text=text, state=state)
    facts = {
        "employer": employer,
        "posts": Paginator(found, POSTS_A_PAGE).get_page(request.GET.get("page")),
        "q": text,
        "state": state,
        "states": POST_STATE_NAMES.items(),
        "late": unconfirmed(actor, at=clock.now()),
    }
    return render(request, "staff/market/hire.html", facts)


def _employer(actor: Actor) -> EmployerView:
    employer = employer_of(actor)
    if employer is None:
        raise NotFound(_("您的单位还没有在零工市场登记，请先登记。"))
    return employer


@require_http_methods(["GET", "POST"])
def post_edit(request: HttpRequest, job_id: int | None = None) -> HttpResponse:
    """Write a post; what is wrong stands beside it with a better wording."""
    actor, at = actor_of(request), clock.now()
    known = post_for(actor, job_id) if job_id is not None else None
    employer = _employer(actor)
    form = PostForm(request.POST or None, initial=initial_of(known) if known else _fresh(at))
    findings: Any = known.findings if known else ()
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            saved = services.post_save(
                employer_id=employer.id,
                draft=form.said(),
                post_id=job_id,
                publish="keep" not in request.POST,
                actor=actor,
                at=at,
            )
            findings = saved.findings
            if saved.post is not None and (not saved.blocked or "keep" in request.POST):
                messages.success(request, _("岗位“%(title)s”：%(state)s。") % _said(saved.post))
                return redirect("hire-post", saved.post.id)
            form.add_error(None, _("有 %(n)s 处要改才能发布，见右边。") % {"n": len(serious(findings))})
            if saved.post is not None and job_id is None:
                messages.info(request, _("草稿已保存。"))
                return redirect("hire-post-edit", saved.post.id)
    facts = {"form": form, "post": known, "findings": findings, "employer": employer}
    return render(request, "staff/market/post_edit.html", facts, status=422 if form.errors else 200)


def _said(post: PostView) -> dict[str, str]:
    return {"title": post.title, "state": post.state_words}


def _fresh(at: datetime) -> dict[str, Any]:
    day = clock.day_of(at)
    return {
        "first_day": day,
        "last_day": day,
        "expires_on": day,
        "day_start": "08:00",
        "day_end": "17:00",
        "headcount": 1,
        "asked": "none",
    }


@require_POST
def coach(request: HttpRequest) -> HttpResponse:
    """What the checker says about what is typed so far; asked again with every change."""
    form, trouble = PostForm(request.POST, lenient=True), ""
    findings: tuple[Finding, ...] = ()
    if form.is_valid():
        try:
            findings = services.draft_check(draft=form.said(), at=clock.now())
        except Refused as refused:
            trouble = refused.sentence
    facts = {"findings": findings, "trouble": trouble, "waiting": bool(form.errors)}
    return render(request, "ui/partials/findings.html", facts)


@require_GET
def post(request: HttpRequest, job_id: int) -> HttpResponse:
    """One post: who applied, who would fit, when to meet."""
    actor, at = actor_of(request), clock.now()
    found = post_for(actor, job_id)
    rows = applications_of_post(actor, job_id)
    kept = reliability([row.profile_id for row in rows])
    facts = {
        "post": found,
        "rows": [(row, kept[row.profile_id]) for row in rows],
        "candidates": matches_for_post(post_id=job_id, actor=actor, at=at) if found.is_open else None,
        "slots": slots_of_post(job_id, at=at),
        "slot_form": SlotForm(),
        "refuse_form": RefuseForm(),
        "blocking": [one for one in found.findings if one.blocks],
    }
    return render(request, "staff/market/post.html", facts)


@require_POST
def post_act(request: HttpRequest, job_id: int, act: str) -> HttpResponse:
    """What an employer does with a post."""
    actor, at = actor_of(request), clock.now()
    post_for(actor, job_id)
    doing = _POST_ACTS.get(act)
    if doing is None:
        raise NotFound(_("没有这个操作，请刷新页面再试。"))
    _say(request, lambda: doing(request, job_id, actor, at))
    return redirect("hire-post", job_id)


def _say(request: HttpRequest, doing: Any) -> None:
    try:
        messages.success(request, doing())
    except Refused as refused:
        messages.error(request, refused.sentence)


def _pause(request: HttpRequest, job_id: int, actor: Actor, at: datetime) -> str:
    services.post_pause(post_id=job_id, paused=True, actor=actor, at=at)
    return _("已暂停，暂时不显示给劳动者。")


def _resume(request: HttpRequest, job_id: int, actor: Actor, at: datetime) -> str:
    services.post_pause(post_id=job_id, paused=False, actor=actor, at=at)
    return _("已恢复。")


def _close(request: HttpRequest, job_id: int, actor: Actor, at: datetime) -> str:
    services.post_close(post_id=job_id, actor=actor, at=at)
    return _("已关闭，等答复的人都收到了消息。")


def _review(request: HttpRequest, job_id: int, actor: Actor, at: datetime) -> str:
    services.post_ask_review(post_id=job_id, actor=actor, at=at)
    return _("已请市场工作人员审核。")


def _slot(request: HttpRequest, job_id: int, actor: Actor, at: datetime) -> str:
    form = SlotForm(request.POST)
    if not form.is_valid():
        raise BadInput(str(next(iter(form.errors.values()))[0]))
    services.slot_add(post_id=job_id, actor=actor, at=at, **form.said())
    return _("面试时段已添加。")


def _slot_cancel(request: HttpRequest, job_id: int, actor: Actor, at: datetime) -> str:
    count = services.slot_cancel(slot_id=_uuid(request, "slot"), actor=actor, at=at)
    return _("时段已取消，已告诉约好的 %(n)s 人。") % {"n": count}


def _invite(request: HttpRequest, job_id: int, actor: Actor, at: datetime) -> str:
    number = request.POST.get("profile", "")
    if not number.isdecimal():
        raise BadInput(_("请选一位劳动者。"))
    services.application_invite(post_id=job_id, profile_id=int(number), actor=actor, at=at)
    return _("已邀请，对方同意就算录用。")


_POST_ACTS = {
    "pause": _pause,
    "resume": _resume,
    "close": _close,
    "review": _review,
    "slot": _slot,
    "slot-cancel": _slot_cancel,
    "invite": _invite,
}


def _uuid(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise BadInput(_("没有找到要办的那一项，请刷新页面再试。")) from error


@require_POST
def application_act(request: HttpRequest, application_id: UUID, act: str) -> HttpResponse:
    """What an employer does with an applicant."""
    actor, at = actor_of(request), clock.now()
    row = application_for(actor, application_id)
    _say(request, lambda: applicant_do(act, application_id=application_id, said=request.POST, actor=actor, at=at))
    return redirect("hire-post", row.post.id)


@require_GET
def code(request: HttpRequest, job_id: int) -> HttpResponse:
    """The start code of today, to be printed or shown on the site."""
    actor, today = actor_of(request), clock.today()
    found = post_for(actor, job_id)
    text = services.start_code(post_id=job_id, actor=actor, on=today)
    address = request.build_absolute_uri(reverse("market-start", args=[text]))
    picture = segno.make(address, error="m").svg_data_uri(scale=8, border=2)
    waiting = [row for row in applications_of_post(actor, job_id) if row.state is ApplicationState.ACCEPTED]
    facts = {"post": found, "picture": picture, "today": today, "waiting": waiting, "address": address}
    return render(request, "staff/market/code.html", facts)


urlpatterns = [
    page("market/join/", join, name="market-join", audience=PUBLIC),
    page("hire/", home, name="hire", audience=OFFICER),
    page("hire/posts/new/", post_edit, name="hire-post-new", audience=OFFICER),
    page("hire/posts/check/", coach, name="hire-post-check", audience=OFFICER),
    page("hire/posts/<int:job_id>/", post, name="hire-post", audience=OFFICER),
    page("hire/posts/<int:job_id>/edit/", post_edit, name="hire-post-edit", audience=OFFICER),
    page("hire/posts/<int:job_id>/code/", code, name="hire-code", audience=OFFICER),
    page("hire/posts/<int:job_id>/<slug:act>/", post_act, name="hire-post-act", audience=OFFICER),
    page(
        "hire/applications/<uuid:application_id>/<slug:act>/",
        application_act,
        name="hire-application-act",
        audience=OFFICER,
    ),
]
