"""Work in one's own household: offered under the real name, somebody chosen, hours confirmed, paid (家里请人)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.identity.types import Actor
from anxin.kit import clock
from anxin.kit.errors import NotFound
from anxin.market.jobs import services
from anxin.market.jobs.selectors import (
    application_for,
    applications_of_post,
    own_household,
    post_for,
    posts_of_employer,
)
from anxin.market.jobs.types import EmployerView, PostState, PostView
from anxin.market.matching.selectors import matches_for_post
from anxin.web.ui.forms import refusals_in, refusals_said
from anxin.web.ui.hiring import RefuseForm, applicant_do
from anxin.web.ui.routes import WORKER, actor_of, page
from anxin.web.worker.offer_forms import OfferForm, initial_of

CANDIDATES_MOST = 5


@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """What I offer; before the first time, what it means to offer work."""
    actor = actor_of(request)
    if request.method == "POST":
        with refusals_said(request):
            services.individual_register(actor=actor, at=clock.now())
            return redirect("offer-new")
    household = own_household(actor)
    posts = posts_of_employer(actor, household.id) if household else ()
    return render(request, "worker/market/offers.html", {"household": household, "posts": posts, "tab": "home"})


def _household(actor: Actor) -> EmployerView:
    found = own_household(actor)
    if found is None:
        raise NotFound(_("先点“我要请人”登记一次，再写要干什么活。"))
    return found


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, job_id: int | None = None) -> HttpResponse:
    """Write what has to be done at home; what is wrong stands above it with a better wording."""
    actor, at = actor_of(request), clock.now()
    household = _household(actor)
    known = _own(actor, household, job_id) if job_id is not None else None
    form = OfferForm(request.POST or None, initial=initial_of(known) if known else {"first_day": clock.day_of(at)})
    findings: Any = known.findings if known else ()
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            saved = services.post_save(
                employer_id=household.id, draft=form.said(household), post_id=job_id, actor=actor, at=at
            )
            findings = saved.findings
            if saved.post is not None and not saved.blocked:
                messages.success(request, _published(saved.post))
                return redirect("offer", saved.post.id)
            if saved.post is not None:
                messages.info(request, _("还有要改的地方，改好就能发布。"))
                return redirect("offer-edit", saved.post.id)
            form.add_error(None, _("还有要改的地方，改好就能发布。"))
    facts = {"form": form, "post": known, "findings": findings}
    return render(request, "worker/market/offer_edit.html", facts, status=422 if form.errors else 200)


def _published(post: PostView) -> str:
    if post.state is PostState.LIVE:
        return _("发布了，附近合适的人马上看得到。")
    return _("已交给市场工作人员看一眼，通过了马上发布。")


def _own(actor: Actor, household: EmployerView, job_id: int) -> PostView:
    post = post_for(actor, job_id)
    if post.employer_id != household.id:
        raise NotFound(_("没有找到这个岗位，请刷新页面再看。"))
    return post


@require_GET
def offer(request: HttpRequest, job_id: int) -> HttpResponse:
    """One offer: who applied, who would fit, what to do next."""
    actor, at = actor_of(request), clock.now()
    post = _own(actor, _household(actor), job_id)
    fitting = matches_for_post(post_id=job_id, actor=actor, at=at, most=CANDIDATES_MOST) if post.is_open else None
    facts = {
        "post": post,
        "rows": applications_of_post(actor, job_id),
        "candidates": [one for one in fitting.rows if not one.application_state] if fitting else [],
        "refuse": RefuseForm(),
        "tab": "home",
    }
    return render(request, "worker/market/offer.html", facts)


@require_POST
def close(request: HttpRequest, job_id: int) -> HttpResponse:
    """Nobody is wanted any more."""
    with refusals_said(request):
        services.post_close(post_id=job_id, actor=actor_of(request), at=clock.now())
        messages.success(request, _("已关闭，等答复的人都收到了消息。"))
    return redirect("offers")


@require_POST
def invite(request: HttpRequest, job_id: int) -> HttpResponse:
    """Ask somebody who would fit."""
    number = request.POST.get("profile", "")
    with refusals_said(request):
        services.application_invite(
            post_id=job_id, profile_id=int(number) if number.isdecimal() else 0, actor=actor_of(request), at=clock.now()
        )
        messages.success(request, _("已邀请，对方同意就算录用。"))
    return redirect("offer", job_id)


@require_POST
def act(request: HttpRequest, application_id: UUID, act: str) -> HttpResponse:
    """Take, refuse, note that somebody came or did not, confirm hours and pay."""
    actor = actor_of(request)
    row = application_for(actor, application_id)
    with refusals_said(request):
        said = applicant_do(act, application_id=application_id, said=request.POST, actor=actor, at=clock.now())
        messages.success(request, said)
    return redirect("offer", row.post.id)


urlpatterns = [
    page("market/offers/", home, name="offers", audience=WORKER),
    page("market/offers/new/", edit, name="offer-new", audience=WORKER),
    page("market/offers/<int:job_id>/", offer, name="offer", audience=WORKER),
    page("market/offers/<int:job_id>/edit/", edit, name="offer-edit", audience=WORKER),
    page("market/offers/<int:job_id>/close/", close, name="offer-close", audience=WORKER),
    page("market/offers/<int:job_id>/invite/", invite, name="offer-invite", audience=WORKER),
    page("market/offers/people/<uuid:application_id>/<slug:act>/", act, name="offer-act", audience=WORKER),
]
