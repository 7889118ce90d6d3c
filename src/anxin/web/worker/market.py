"""Looking for work: register once, see what fits, apply in one tap, work, be paid (找活干)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.identity.types import Actor
from anxin.kit import clock
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.market.jobs import services
from anxin.market.jobs.selectors import (
    application_for,
    applications_of_worker,
    hardships_of,
    post_public,
    profile_of,
    profile_state,
    reliability,
    running_applications,
    slots_of_post,
)
from anxin.market.jobs.types import ApplicationState, ApplicationView, Channel, ProfileState, ProfileView
from anxin.market.matching.selectors import match_for_worker
from anxin.market.matching.services import matches_show
from anxin.web.ui.forms import refusals_in, refusals_said
from anxin.web.ui.routes import actor_of
from anxin.web.worker.market_forms import (
    CertificateForm,
    FinishForm,
    HardshipForm,
    ProfileForm,
    WithdrawForm,
    initial_of,
)

_DONE = (ApplicationState.REFUSED, ApplicationState.WITHDRAWN, ApplicationState.OBSOLETE, ApplicationState.CLOSED)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What fits me, best first; before that what waits for my answer."""
    actor, at = actor_of(request), clock.now()
    assert actor.worker_id is not None, "the route admits workers only"
    state = profile_state(actor.worker_id)
    if state is None:
        return render(request, "worker/market/welcome.html", {"tab": "home"})
    facts: dict[str, Any] = {"tab": "home", "paused": state is ProfileState.PAUSED}
    if state is ProfileState.ACTIVE:
        facts["matches"] = matches_show(worker_id=actor.worker_id, actor=actor, at=at)
    facts["waiting"] = running_applications(actor.worker_id)
    return render(request, "worker/market/home.html", facts)


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register once, or change what one is looking for."""
    actor, at = actor_of(request), clock.now()
    assert actor.worker_id is not None, "the route admits workers only"
    known = profile_of(actor)
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial_of(known) if known else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.profile_save(
                worker_id=actor.worker_id, profile=form.said(), channel=Channel.PHONE, actor=actor, at=at
            )
            messages.success(request, _("已保存，下面是适合您的岗位。"))
            return redirect("market")
    trades, skills = form.picked
    facts = {"form": form, "known": known, "trades": trades, "skills": skills}
    return render(request, "worker/market/register.html", facts, status=422 if form.errors else 200)


@require_GET
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job with why it fits, and the one button."""
    actor, at = actor_of(request), clock.now()
    assert actor.worker_id is not None, "the route admits workers only"
    post = post_public(job_id, at=at)
    if post is None:
        raise NotFound(_("没有这个岗位，可能已经下架。"))
    mine = next(
        (one for one in applications_of_worker(actor) if one.post.id == job_id and one.state not in _DONE), None
    )
    facts = {
        "post": post,
        "match": match_for_worker(worker_id=actor.worker_id, post_id=job_id, actor=actor, at=at),
        "mine": mine,
        "registered": profile_of(actor) is not None,
        "slots": slots_of_post(job_id, at=at),
        "key": f"{job_id}-{clock.today():%Y%m%d}",
    }
    return render(request, "worker/market/job.html", facts)


@require_POST
def apply(request: HttpRequest, job_id: int) -> HttpResponse:
    """One tap."""
    actor = actor_of(request)
    assert actor.worker_id is not None, "the route admits workers only"
    if profile_of(actor) is None:
        messages.info(request, _("先登记一次，以后报名都只要点一下。"))
        return redirect("market-register")
    key = request.POST.get("key", "")[:64] or f"{job_id}"
    try:
        application_id = services.application_make(
            worker_id=actor.worker_id, post_id=job_id, key=key, actor=actor, at=clock.now()
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("market-job", job_id)
    messages.success(request, _("已报名，雇主会尽快答复您。"))
    return redirect("market-application", application_id)


@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    """Everything I applied for."""
    actor = actor_of(request)
    profile = profile_of(actor)
    kept = reliability([profile.id])[profile.id] if profile else None
    facts = {"rows": applications_of_worker(actor), "kept": kept, "tab": "home"}
    return render(request, "worker/market/applications.html", facts)


@require_GET
def application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """One application: how far, and what to do next."""
    actor, at = actor_of(request), clock.now()
    row = application_for(actor, application_id)
    return render(request, "worker/market/application.html", _application_facts(row, at))


def _application_facts(row: ApplicationView, at: Any, form: forms.Form | None = None) -> dict[str, Any]:
    state = row.state
    return {
        "row": row,
        "slots": slots_of_post(row.post.id, at=at) if row.pending and state is not ApplicationState.INVITED else [],
        "withdraw": WithdrawForm() if row.pending or state is ApplicationState.ACCEPTED else None,
        "finish": form
        or (
            FinishForm(initial=_suggested(row))
            if state in (ApplicationState.STARTED, ApplicationState.FINISHED)
            else None
        ),
        "tab": "home",
    }


def _suggested(row: ApplicationView) -> dict[str, Any]:
    """What the post promised for the hours since the start, to be corrected by hand."""
    if row.worker_minutes and row.worker_fen:
        return {"hours": row.worker_hours, "pay": row.worker_yuan}
    return {}


@require_POST
def act(request: HttpRequest, application_id: UUID, act: str) -> HttpResponse:
    """What a worker does with an application; each act leads back to it."""
    actor, at = actor_of(request), clock.now()
    row = application_for(actor, application_id)
    doing = _ACTS.get(act)
    if doing is None:
        raise NotFound(_("没有这个操作，请刷新页面再试。"))
    try:
        said = doing(request, row, actor, at)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, said)
    return redirect("market-application", application_id)


def _accept(request: HttpRequest, row: ApplicationView, actor: Actor, at: Any) -> str:
    services.application_accept(application_id=row.id, actor=actor, at=at)
    return _("说定了，请按时到岗。")


def _withdraw(request: HttpRequest, row: ApplicationView, actor: Actor, at: Any) -> str:
    reason = request.POST.get("reason", "")
    services.application_withdraw(application_id=row.id, reason=reason, actor=actor, at=at)
    return _("已撤回。")


def _book(request: HttpRequest, row: ApplicationView, actor: Actor, at: Any) -> str:
    try:
        slot_id = UUID(request.POST.get("slot", ""))
    except ValueError as error:
        raise BadInput(_("请先选一个面试时段。")) from error
    seated = services.slot_book(application_id=row.id, slot_id=slot_id, actor=actor, at=at)
    return _("面试约好了。") if seated else _("这个时段满了，您排在候补，有空位马上告诉您。")


def _finish(request: HttpRequest, row: ApplicationView, actor: Actor, at: Any) -> str:
    form = FinishForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("请填写干了几小时、应该拿多少钱。"))
    minutes, fen = form.said()
    services.work_finish(application_id=row.id, minutes=minutes, fen=fen, actor=actor, at=at)
    return _("已报完工，等雇主确认和结钱。")


def _paid(request: HttpRequest, row: ApplicationView, actor: Actor, at: Any) -> str:
    services.pay_received(application_id=row.id, actor=actor, at=at)
    return _("结清了，辛苦了。")


def _unpaid(request: HttpRequest, row: ApplicationView, actor: Actor, at: Any) -> str:
    services.pay_missing(application_id=row.id, actor=actor, at=at)
    return _("已把这份活的时间、工时、工钱和雇主都带到欠薪投诉里，不用您再写一遍。")


_ACTS = {
    "accept": _accept,
    "withdraw": _withdraw,
    "book": _book,
    "finish": _finish,
    "paid": _paid,
    "unpaid": _unpaid,
}


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """The QR on the site leads here: one tap says that I am there."""
    actor, at = actor_of(request), clock.now()
    if request.method == "POST":
        with refusals_said(request):
            application_id = services.work_start(code=code, actor=actor, at=at)
            messages.success(request, _("已上岗，干完回来报完工。"))
            return redirect("market-application", application_id)
    return render(request, "worker/market/start.html", {"code": code, "tab": "home"})


@require_http_methods(["GET", "POST"])
def certificates(request: HttpRequest) -> HttpResponse:
    """My certificates."""
    actor, at = actor_of(request), clock.now()
    profile = _registered(actor)
    form = CertificateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data, photo = form.cleaned_data, form.cleaned_data["photo"]
        with refusals_in(form):
            services.certificate_add(
                worker_id=profile.worker_id,
                bit=data["bit"],
                number=data["number"],
                expires_on=data["expires_on"],
                photo=(photo.name, photo.read()) if photo else None,
                actor=actor,
                at=at,
            )
            messages.success(request, _("证件已添加。"))
            return redirect("market-certificates")
    facts = {"profile": profile, "form": form}
    return render(request, "worker/market/certificates.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def hardships(request: HttpRequest) -> HttpResponse:
    """Hardships I told the market; employers never see this page's content."""
    actor, at = actor_of(request), clock.now()
    profile = _registered(actor)
    form = HardshipForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data, proof = form.cleaned_data, form.cleaned_data["proof"]
        with refusals_in(form):
            services.hardship_note(
                worker_id=profile.worker_id,
                kind=data["kind"],
                note=data["note"],
                proof=(proof.name, proof.read()) if proof else None,
                actor=actor,
                at=at,
            )
            messages.success(request, _("已登记，市场工作人员会联系您。"))
            return redirect("market-hardships")
    rows = hardships_of(actor, worker_id=profile.worker_id, purpose="本人查看", at=at)
    return render(request, "worker/market/hardships.html", {"rows": rows, "form": form})


@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Stop looking for a while, or begin again."""
    actor = actor_of(request)
    profile = _registered(actor)
    services.profile_pause(
        worker_id=profile.worker_id, paused=profile.state is ProfileState.ACTIVE, actor=actor, at=clock.now()
    )
    return redirect("market")


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Leave the market, with what that erases said before."""
    actor = actor_of(request)
    profile = _registered(actor)
    if request.method == "POST":
        with refusals_said(request):
            services.profile_leave(worker_id=profile.worker_id, actor=actor, at=clock.now())
            messages.success(request, _("已注销求职登记，资料已清除。想回来随时再登记。"))
            return redirect("home")
    return render(request, "worker/market/leave.html", {"profile": profile})


def _registered(actor: Actor) -> ProfileView:
    profile = profile_of(actor)
    if profile is None:
        raise NotFound(_("还没有登记找活，请先登记。"))
    return profile
