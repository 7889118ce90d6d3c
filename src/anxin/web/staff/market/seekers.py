"""People who look for work, as market staff see them: certificates checked by picture, hardships with proof."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anxin.identity.types import Role
from anxin.kit import clock
from anxin.kit.errors import BadInput, NotFound
from anxin.market.jobs import services
from anxin.market.jobs.selectors import (
    certificates_ending,
    hardships_of,
    profile_for_staff,
    profiles_listed,
    proof_picture,
    proofs_waiting,
)
from anxin.market.jobs.trades import trade_list
from anxin.web.ui.forms import refusals_said
from anxin.web.ui.routes import actor_of, page, staff

RUNNERS = staff(Role.MARKET_OPERATOR, Role.BUREAU_INTAKE)
PAGE_ROWS = 50
PURPOSE = "办理求职登记和核验材料"


@require_GET
def seekers(request: HttpRequest) -> HttpResponse:
    """What waits for a look, certificates that end soon, and everybody by trade."""
    actor, at = actor_of(request), clock.now()
    trade, offset = _number(request, "trade"), _number(request, "from")
    rows = profiles_listed(actor, trade=trade, offset=offset, rows=PAGE_ROWS + 1)
    facts = {
        "waiting": proofs_waiting(actor),
        "ending": certificates_ending(actor, at=at),
        "rows": rows[:PAGE_ROWS],
        "more": offset + PAGE_ROWS if len(rows) > PAGE_ROWS else 0,
        "offset": offset,
        "trade": trade,
        "groups": trade_list().groups,
    }
    return render(request, "staff/market/seekers.html", facts)


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 8 else 0


@require_GET
def seeker(request: HttpRequest, profile_id: int) -> HttpResponse:
    """One person: the registration, certificates, hardships. Looking is logged."""
    actor, at = actor_of(request), clock.now()
    profile, name = profile_for_staff(actor, profile_id, purpose=PURPOSE, at=at)
    facts = {
        "profile": profile,
        "name": name,
        "hardships": hardships_of(actor, worker_id=profile.worker_id, purpose=PURPOSE, at=at),
    }
    return render(request, "staff/market/seeker.html", facts)


@require_GET
def picture(request: HttpRequest, profile_id: int, paper_id: UUID) -> HttpResponse:
    """A proof as a re-encoded picture; a drawing stands in while there is none yet."""
    content = proof_picture(
        actor_of(request), profile_id=profile_id, paper_id=paper_id, purpose=PURPOSE, at=clock.now()
    )
    if content is None:
        return HttpResponseRedirect(static("ui/paper.svg"), headers={"Cache-Control": "no-store"})
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=600"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def judge(request: HttpRequest, profile_id: int, what: str, proof_id: UUID) -> HttpResponse:
    """It is in order, or why it is not: the worker hears it."""
    actor, at = actor_of(request), clock.now()
    problem = "" if "good" in request.POST else request.POST.get("problem", "").strip()
    with refusals_said(request):
        if "good" not in request.POST and not problem:
            raise BadInput(_("请写明哪里不对，本人会看到。"))
        if what == "certificate":
            services.certificate_check(certificate_id=proof_id, problem=problem, actor=actor, at=at)
        elif what == "hardship":
            services.hardship_prove(hardship_id=proof_id, problem=problem, actor=actor, at=at)
        else:
            raise NotFound(_("没有这个操作，请刷新页面再试。"))
        messages.success(request, _("已告诉本人，请他重新添加。") if problem else _("已核验。"))
    return redirect("market-seeker", profile_id)


urlpatterns = [
    page("market/seekers/", seekers, name="market-seekers", audience=RUNNERS),
    page("market/seekers/<int:profile_id>/", seeker, name="market-seeker", audience=RUNNERS),
    page("market/seekers/<int:profile_id>/<uuid:paper_id>.jpg", picture, name="market-proof", audience=RUNNERS),
    page(
        "market/seekers/<int:profile_id>/<slug:what>/<uuid:proof_id>/",
        judge,
        name="market-proof-judge",
        audience=RUNNERS,
    ),
]
