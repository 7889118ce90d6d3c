"""Those who run the market: verify employers, review posts, see that hours get confirmed, match a morning's crowd."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.identity.types import Role
from anxin.kit import clock
from anxin.kit.errors import NotFound, Refused
from anxin.market.jobs import services
from anxin.market.jobs.selectors import (
    employer_for,
    employers_listed,
    figures_today,
    post_for,
    posts_waiting,
    unconfirmed,
)
from anxin.market.jobs.types import EMPLOYER_STATE_NAMES, EmployerState
from anxin.market.matching.impact import impact
from anxin.market.matching.selectors import index_state
from anxin.market.matching.services import morning_apply
from anxin.web.staff.files import xlsx
from anxin.web.staff.market.forms import ReasonForm
from anxin.web.ui.routes import actor_of, page, staff

RUNNERS = staff(Role.MARKET_OPERATOR, Role.BUREAU_INTAKE)
WATCHERS = staff(Role.SUPERVISOR, Role.BUREAU_LEAD)
PAGE_ROWS = 50
DIGITS_MOST: Final = 11


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for a person of the market, and today's figures."""
    actor, at = actor_of(request), clock.now()
    facts = {
        "posts": posts_waiting(actor),
        "employers": employers_listed(actor, state=EmployerState.WAITING.value),
        "late": unconfirmed(actor, at=at),
        "figures": figures_today(at=at),
        "indexes": index_state(),
    }
    return render(request, "staff/market/desk.html", facts)


@require_GET
def employers(request: HttpRequest) -> HttpResponse:
    """All employers, by state and name."""
    state, words = request.GET.get("state", ""), request.GET.get("q", "")[:60]
    rows = employers_listed(actor_of(request), state=state if state in set(EmployerState) else "", words=words)
    states = [(kind.value, name) for kind, name in EMPLOYER_STATE_NAMES.items()]
    facts = {"rows": rows, "states": states, "state": state, "words": words, "limit": PAGE_ROWS}
    return render(request, "staff/market/employers.html", facts)


@require_http_methods(["GET", "POST"])
def employer(request: HttpRequest, employer_id: UUID) -> HttpResponse:
    """One employer: papers, restrictions, and the decision."""
    actor, form = actor_of(request), ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.employer_verify(
                employer_id=employer_id,
                verified="verify" in request.POST,
                reason=form.cleaned_data["reason"],
                actor=actor,
                at=clock.now(),
            )
            messages.success(request, _("已保存核验结果。"))
            return redirect("market-desk")
        except Refused as refused:
            form.add_error(None, refused.sentence)
    facts = {"employer": employer_for(actor, employer_id), "form": form, "states": EMPLOYER_STATE_NAMES}
    return render(request, "staff/market/employer.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, job_id: int) -> HttpResponse:
    """One post that waits: what the checker found, and the decision with its reason."""
    actor, form = actor_of(request), ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.post_review(
                post_id=job_id,
                publish="publish" in request.POST,
                reason=form.cleaned_data["reason"],
                actor=actor,
                at=clock.now(),
            )
            messages.success(request, _("已办结，雇主会收到结果。"))
            return redirect("market-desk")
        except NotFound:
            raise
        except Refused as refused:
            form.add_error(None, refused.sentence)
    facts = {"post": post_for(actor, job_id), "form": form}
    return render(request, "staff/market/review.html", facts, status=422 if form.errors else 200)


@require_GET
def morning(request: HttpRequest) -> HttpResponse:
    """This morning's crowd against today's places: nobody envies anybody, and how first come would have gone."""
    from anxin.market.matching.morning import morning_plan  # its numpy takes long to import

    plan = morning_plan(actor=actor_of(request), at=clock.now())
    return render(request, "staff/market/morning.html", {"plan": plan})


@require_POST
def morning_go(request: HttpRequest) -> HttpResponse:
    """Invite everybody as planned, a hundred at a time; the page sends itself again until all are through."""
    at = clock.now()
    planned = _number(request, "planned") or int(at.timestamp())
    planned_at = datetime.fromtimestamp(planned, at.tzinfo)
    going = morning_apply(actor=actor_of(request), at=at, planned_at=planned_at, done=_number(request, "done"))
    if not going.finished:
        return render(request, "staff/market/morning_going.html", {"going": going, "planned": planned})
    messages.success(request, _("已按计划邀请 %(n)s 人，等他们点“我去”。") % {"n": f"{going.total:,}"})
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("market-morning")})
    return redirect("market-morning")


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS_MOST else 0


@require_GET
def impact_report(request: HttpRequest) -> HttpResponse:
    """Are all groups shown and taken alike?"""
    return render(request, "staff/market/impact.html", {"report": impact(actor=actor_of(request), at=clock.now())})


@require_GET
def impact_table(request: HttpRequest) -> HttpResponse:
    """The same report as Excel."""
    report = impact(actor=actor_of(request), at=clock.now())
    rows = [
        [table.name, row.name, row.shown, row.applied, row.accepted, row.rate_words, row.ratio_words, row.below]
        for table in report.tables
        for row in table.rows
    ]
    headers = [_("分组"), _("组"), _("被推荐人次"), _("报名"), _("录用"), _("录用率"), _("与最高组之比"), _("请核查")]
    return xlsx(_("匹配影响报告"), headers, rows)


urlpatterns = [
    page("market/", home, name="market-desk", audience=RUNNERS),
    page("market/employers/", employers, name="market-employers", audience=RUNNERS),
    page("market/employers/<uuid:employer_id>/", employer, name="market-employer", audience=RUNNERS),
    page("market/posts/<int:job_id>/", review, name="market-review", audience=RUNNERS),
    page("market/morning/", morning, name="market-morning", audience=RUNNERS),
    page("market/morning/go/", morning_go, name="market-morning-go", audience=RUNNERS),
    page("market/impact/", impact_report, name="market-impact", audience=WATCHERS),
    page("market/impact.xlsx", impact_table, name="market-impact-xlsx", audience=WATCHERS),
]
