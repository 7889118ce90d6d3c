"""One project: what is known, what is late, and the forms of those who may change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.identity.selectors import orgs_below
from anxin.identity.types import Actor, OrgKind
from anxin.kit import clock
from anxin.projects import services
from anxin.projects.rights import KEEPERS
from anxin.projects.selectors import (
    account_shown,
    deposit_shown,
    imports_shown,
    months_shown,
    progress_shown,
    project_parties,
    project_shown,
    rights_of,
    standing_shown,
)
from anxin.projects.types import DepositForm as Form
from anxin.projects.types import Industry, PartyIn, PartyKind, ProgressKind, ProjectIn
from anxin.web.staff.projects.forms import (
    AccountForm,
    DayForm,
    DepositForm,
    ExtendForm,
    PaidForm,
    PartyForm,
    ProgressForm,
    ProjectForm,
    RefillForm,
    ReleaseForm,
    SheetForm,
)
from anxin.web.ui.forms import refusals_in
from anxin.web.ui.routes import actor_of

Deed = Callable[[UUID, Mapping[str, Any], Actor, datetime], object]


def _party(project_id: UUID, given: Mapping[str, Any], actor: Actor, at: datetime) -> object:
    party = PartyIn(PartyKind(given["kind"]), given["name"], given["credit_code"], given["scope"])
    return services.party_add(project_id=project_id, party=party, actor=actor, at=at)


def _account(project_id: UUID, given: Mapping[str, Any], actor: Actor, at: datetime) -> object:
    return services.account_open(project_id=project_id, actor=actor, at=at, **given)


def _file(project_id: UUID, given: Mapping[str, Any], actor: Actor, at: datetime) -> object:
    return services.account_file(project_id=project_id, filed_on=given["day"], actor=actor, at=at)


def _publish(project_id: UUID, given: Mapping[str, Any], actor: Actor, at: datetime) -> object:
    return services.account_publish(project_id=project_id, published_on=given["day"], actor=actor, at=at)


def _close(project_id: UUID, given: Mapping[str, Any], actor: Actor, at: datetime) -> object:
    return services.account_close(project_id=project_id, closed_on=given["day"], actor=actor, at=at)


def _complete(project_id: UUID, given: Mapping[str, Any], actor: Actor, at: datetime) -> object:
    return services.project_complete(project_id=project_id, completed_on=given["day"], actor=actor, at=at)


def _progress(project_id: UUID, given: Mapping[str, Any], actor: Actor, at: datetime) -> object:
    kind = ProgressKind(given["kind"])
    return services.progress_add(
        project_id=project_id, kind=kind, due_on=given["due_on"], due_fen=given["due_fen"], actor=actor, at=at
    )


def _paid(project_id: UUID, given: Mapping[str, Any], actor: Actor, at: datetime) -> object:
    return services.progress_pay(project_id=project_id, actor=actor, at=at, **given)


def _store(project_id: UUID, given: Mapping[str, Any], actor: Actor, at: datetime) -> object:
    return services.deposit_store(**{**given, "form": Form(given["form"])}, project_id=project_id, actor=actor, at=at)


def _extend(project_id: UUID, given: Mapping[str, Any], actor: Actor, at: datetime) -> object:
    return services.deposit_extend(project_id=project_id, actor=actor, at=at, **given)


def _refill(project_id: UUID, given: Mapping[str, Any], actor: Actor, at: datetime) -> object:
    key = f"refill:{project_id}:{given['day']}:{given['amount_fen']}"
    return services.deposit_refill(project_id=project_id, key=key, actor=actor, at=at, **given)


def _release(project_id: UUID, given: Mapping[str, Any], actor: Actor, at: datetime) -> object:
    return services.deposit_release(project_id=project_id, reason=given["reason"], actor=actor, at=at)


DEEDS: Final[dict[str, tuple[type[forms.Form], Deed, str]]] = {
    "party": (PartyForm, _party, gettext_noop("参建单位已登记。")),
    "account": (AccountForm, _account, gettext_noop("专用账户已登记。")),
    "account-file": (DayForm, _file, gettext_noop("备案日期已登记。")),
    "account-publish": (DayForm, _publish, gettext_noop("公示已登记，期满后可以注销。")),
    "account-close": (DayForm, _close, gettext_noop("专用账户已注销。")),
    "complete": (DayForm, _complete, gettext_noop("完工日期已登记。")),
    "progress": (ProgressForm, _progress, gettext_noop("应付款已登记。")),
    "paid": (PaidForm, _paid, gettext_noop("付款已登记。")),
    "deposit-store": (DepositForm, _store, gettext_noop("保证金已登记。")),
    "deposit-extend": (ExtendForm, _extend, gettext_noop("续期已登记。")),
    "deposit-refill": (RefillForm, _refill, gettext_noop("补足已登记。")),
    "deposit-release": (ReleaseForm, _release, gettext_noop("保证金已登记返还。")),
}
"""What can be done to a project: its form, its service, and what is said afterwards."""


@require_GET
def project(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The page of a project."""
    return _page(request, project_id)


@require_POST
def act(request: HttpRequest, project_id: UUID, deed: str) -> HttpResponse:
    """One of the deeds; what is wrong with it is said beside its form."""
    actor = actor_of(request)
    project_shown(actor, project_id)
    if deed not in DEEDS:
        raise Http404
    form_class, service, said = DEEDS[deed]
    form = form_class(request.POST, prefix=deed)
    if form.is_valid():
        with refusals_in(form):
            service(project_id, form.cleaned_data, actor, clock.now())
        if not form.errors:
            messages.success(request, _(said))
            return redirect("project", project_id)
    return _page(request, project_id, deed=deed, bound=form)


def _page(request: HttpRequest, project_id: UUID, *, deed: str = "", bound: forms.Form | None = None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    view, rights = project_shown(actor, project_id), rights_of(actor, project_id)
    account, account_due = account_shown(actor, project_id)
    deposit, deposit_due = deposit_shown(actor, project_id)
    progress, open_of = progress_shown(actor, project_id)
    context = {
        "project": view,
        "rights": rights,
        "parties": project_parties(project_id),
        "standing": standing_shown(actor, project_id, at=at),
        "account": account,
        "account_due": account_due,
        "deposit": deposit,
        "deposit_due": deposit_due,
        "progress": progress,
        "works_open_fen": open_of[ProgressKind.WORKS],
        "labour_open_fen": open_of[ProgressKind.LABOUR],
        "months": months_shown(actor, project_id),
        "imports": imports_shown(actor, project_id),
        "sheet_form": SheetForm(auto_id="id_sheet_%s"),
        "forms": _forms(deed, bound),
        "open_form": deed,
        "today": clock.today(),
    }
    return render(request, "staff/projects/project.html", context, status=422 if bound else 200)


def _forms(deed: str, bound: forms.Form | None) -> dict[str, forms.Form]:
    """A form for each deed, under a name templates can say; the one that failed keeps what was typed."""
    made = {name: bound if name == deed and bound else DEEDS[name][0](prefix=name) for name in DEEDS}
    return {name.replace("-", "_"): form for name, form in made.items()}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a project."""
    actor = actor_of(request)
    form = ProjectForm(request.POST or None, orgs=_bureaus(actor), initial={"pay_day": 15})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            project_id = services.project_enter(project=_entered(form.cleaned_data), actor=actor, at=clock.now())
        if not form.errors:
            messages.success(request, _("项目已登记。接着登记专用账户、核定保证金。"))
            return redirect("project", project_id)
    return render(request, "staff/projects/new.html", {"form": form}, status=422 if form.errors else 200)


def _bureaus(actor: Actor) -> list[tuple[str, str]]:
    """The bureaus below the actor's posts."""
    kinds = (OrgKind.BUREAU, OrgKind.DISTRICT)
    found = {org.id: org for path in actor.paths(*KEEPERS) for org in orgs_below(path) if org.kind in kinds}
    return [(str(org.id), org.name) for org in found.values()]


def _entered(given: Mapping[str, Any]) -> ProjectIn:
    percent = given["labour_percent"]
    return ProjectIn(
        name=given["name"],
        org_id=UUID(given["org_id"]),
        site=given["site"],
        industry=Industry(given["industry"]),
        contract_fen=given["contract_fen"],
        signed_on=given["signed_on"],
        starts_on=given["starts_on"],
        ends_on=given["ends_on"],
        pay_day=given["pay_day"],
        parties=(
            PartyIn(PartyKind.OWNER, given["owner"], given["owner_code"]),
            PartyIn(PartyKind.MAIN_CONTRACTOR, given["contractor"], given["contractor_code"]),
        ),
        permit_no=given["permit_no"],
        labour_bp=None if percent is None else int(percent * 100),
        officer_name=given["officer_name"],
        officer_phone=given["officer_phone"],
    )
