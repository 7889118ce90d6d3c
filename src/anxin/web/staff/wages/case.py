"""The working page of a wage case: employer, workers, evidence, who has to pay, letters, payments, hand-over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anxin.cases.registry import case_type
from anxin.cases.selectors import case_view, clocks
from anxin.cases.types import Audience, CaseView, Sight
from anxin.identity.types import Actor, Role
from anxin.kit import clock
from anxin.kit.errors import BadInput
from anxin.policy.selectors import parameter
from anxin.policy.types import MissingRow
from anxin.projects.selectors import ProjectFilter, deposit_available_fen, project_by_id, projects_listed
from anxin.projects.types import ProjectView
from anxin.wages import selectors, services
from anxin.wages.types import WAGE_TYPES, DeskView, EvidenceKind
from anxin.web.staff.case_page import what_next
from anxin.web.staff.handlers import handlers_for
from anxin.web.staff.panels import Panel
from anxin.web.staff.wages.forms import (
    EmployerForm,
    EvidenceAskForm,
    EvidenceTakeForm,
    HandoverForm,
    IncidentForm,
    SecondForm,
    ServedForm,
    SiteForm,
    StatementForm,
    WhyForm,
)
from anxin.web.staff.wages.roles import OFFICERS, READERS
from anxin.web.ui.forms import refusals_in, refusals_said
from anxin.web.ui.routes import actor_of, page, staff

SITES_MOST: Final = 5
"""How many projects are named when a name fits several."""


def panel(actor: Actor, view: CaseView, at: datetime) -> Panel | None:
    """What the case page shows of a wage case, with the way to its working page."""
    if view.sight not in (Sight.FULL, Sight.OVERSIGHT) or view.type not in WAGE_TYPES:
        return None
    facts = {"wage": selectors.desk_view(actor=actor, case_id=view.id)}
    return Panel("", "staff/wages/panel.html", facts, order=10)


@require_GET
def wage(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Everything about the case that is work, on one page with a line of places at the top."""
    return _page(request, case_id, {})


def _page(request: HttpRequest, case_id: UUID, filled: dict[str, forms.Form], status: int = 200) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    found = selectors.desk_view(actor=actor, case_id=case_id)
    view = case_view(actor, case_id)
    context: dict[str, Any] = {
        "wage": found,
        "case": view,
        "step": case_type(view.type).step(view.step).label,
        "clocks": [one for one in clocks(case_id) if one.running],
        "evidence": selectors.evidence_of(actor=actor, case_id=case_id),
        "statements": selectors.statements_of(actor=actor, case_id=case_id),
        "responsible": selectors.responsible_of(actor=actor, case_id=case_id),
        "letters": selectors.letters_of(actor=actor, case_id=case_id),
        "opens_letters": view.sight is Sight.FULL,
        "payments": selectors.payments_of(actor=actor, case_id=case_id),
        "handovers": selectors.handovers_of(actor=actor, case_id=case_id),
        "siblings": selectors.sibling_clues(actor=actor, case_id=case_id),
        "works": actor.has(*OFFICERS) and view.is_open and view.sight is Sight.FULL,
        **what_next(actor, view, at),
        **registered_site(found),
        **_crime(actor, case_id, at),
        **_forms(actor, view, found, filled, at),
    }
    return render(request, "staff/wages/case.html", context, status=status)


def registered_site(found: DeskView) -> dict[str, Any]:
    """The registered project of the case, and what its wage deposit holds."""
    if found.project_id is None:
        return {}
    return {"site": project_by_id(found.project_id), "deposit_fen": deposit_available_fen(found.project_id)}


def _crime(actor: Actor, case_id: UUID, at: datetime) -> dict[str, Any]:
    try:
        return {"crime": selectors.crime_of(actor=actor, case_id=case_id, at=at)}
    except MissingRow as missing:
        return {"crime_missing": str(missing)}


def _forms(actor: Actor, view: CaseView, found: Any, filled: dict[str, forms.Form], at: datetime) -> dict[str, Any]:
    if not (actor.has(*OFFICERS) and view.is_open):
        return {}
    due = clock.day_of(at) + timedelta(days=_days("evidence_days", at))
    named = {"name": found.employer_name, "credit_code": found.employer_code}
    fresh: dict[str, forms.Form] = {
        "employer_form": EmployerForm(initial=named, auto_id="employer_%s"),
        "site_form": SiteForm(initial={"project": found.project_name}, auto_id="site_%s"),
        "ask_form": EvidenceAskForm(initial={"due_on": due}, auto_id="ask_%s"),
        "take_form": EvidenceTakeForm(auto_id="take_%s"),
        "statement_form": StatementForm(initial={"taken_at": clock.local(at)}, auto_id="statement_%s"),
        "served_form": ServedForm(
            initial={"served_on": clock.day_of(at), "to_name": found.employer_name}, auto_id="served_%s"
        ),
        "second_form": SecondForm(officers=handlers_for(actor, case_type(view.type)), auto_id="second_%s"),
        "avoid_form": WhyForm(auto_id="avoid_%s"),
        "incident_form": IncidentForm(auto_id="incident_%s"),
        "handover_form": HandoverForm(auto_id="handover_%s"),
    }
    return {**fresh, **filled}


def _days(name: str, at: datetime) -> int:
    """A number of days the bureau suggests; none when nobody has entered it."""
    try:
        return parameter("wages", name, on=clock.day_of(at)).number
    except MissingRow:
        return 1


Act = Callable[[Actor, dict[str, Any], datetime], object]


def _posted(request: HttpRequest, case_id: UUID, key: str, form: forms.Form, act: Act, done: str) -> HttpResponse:
    """Run a form of the page; what cannot be done comes back on the page with everything typed."""
    actor, at = actor_of(request), clock.now()
    selectors.desk_view(actor=actor, case_id=case_id)
    if form.is_valid():
        with refusals_in(form):
            with transaction.atomic():  # a file that comes along stays out when the rest is refused
                act(actor, form.cleaned_data, at)
            messages.success(request, done)
            return redirect("wage-case", case_id)
    return _page(request, case_id, {key: form}, status=422)


@require_POST
def employer(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Say which registered employer it is."""

    def act(actor: Actor, given: dict[str, Any], at: datetime) -> object:
        return services.employer_set(case_id=case_id, actor=actor, at=at, **given)

    form = EmployerForm(request.POST, auto_id="employer_%s")
    return _posted(request, case_id, "employer_form", form, act, _("已对应到登记的单位。"))


@require_POST
def site(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Say which registered project it is."""

    def act(actor: Actor, given: dict[str, Any], at: datetime) -> object:
        found = _project_meant(actor, given["project"])
        return services.site_set(case_id=case_id, project_id=found.id, actor=actor, at=at)

    form = SiteForm(request.POST, auto_id="site_%s")
    return _posted(request, case_id, "site_form", form, act, _("已对应到登记的项目。"))


def _project_meant(actor: Actor, text: str) -> ProjectView:
    """The one project that goes by this name or number; what is written in full wins."""
    found = projects_listed(actor, ProjectFilter(text=text, state=""), rows=SITES_MOST)
    exact = [one for one in found if text.strip() in (one.name, one.number)]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if not found:
        raise BadInput(_("没有找到这个项目。请核对名称；还没有登记的，先在“工程项目”里登记。"), field="project")
    names = "、".join(f"{one.name}（{one.number}）" for one in found[:SITES_MOST])
    raise BadInput(_("有几个项目对得上，请写编号：%(names)s。") % {"names": names}, field="project")


@require_POST
def evidence_ask(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Order the employer to hand over evidence."""

    def act(actor: Actor, given: dict[str, Any], at: datetime) -> object:
        kinds = [EvidenceKind(kind) for kind in given["kinds"]]
        return services.evidence_ask(case_id=case_id, kinds=kinds, due_on=given["due_on"], actor=actor, at=at)

    form = EvidenceAskForm(request.POST, auto_id="ask_%s")
    return _posted(request, case_id, "ask_form", form, act, _("已责令提供，通知书正在生成。"))


@require_POST
def evidence_take(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Record evidence that came in."""

    def act(actor: Actor, given: dict[str, Any], at: datetime) -> object:
        kind = EvidenceKind(given["kind"])
        paper_id = kept_file(actor, case_id, _document_kind(kind), given["file"], at)
        return services.evidence_take(
            case_id=case_id,
            kind=kind,
            label=given["label"],
            note=given["note"],
            paper_id=paper_id,
            actor=actor,
            at=at,
        )

    form = EvidenceTakeForm(request.POST, request.FILES, auto_id="take_%s")
    return _posted(request, case_id, "take_form", form, act, _("已记录证据。"))


def _document_kind(kind: EvidenceKind) -> str:
    return kind.value if kind is not EvidenceKind.OTHER else "other"


def kept_file(actor: Actor, case_id: UUID, kind: str, upload: Any, at: datetime) -> UUID | None:
    """Put an uploaded file into the case file; None without one."""
    if upload is None:
        return None
    return services.paper_file(
        actor=actor,
        case_id=case_id,
        kind=kind,
        name=upload.name or "file",
        content=upload.read(),
        at=at,
        audience=Audience.STAFF,
    )


@require_POST
def evidence_missing(request: HttpRequest, case_id: UUID, evidence_id: UUID) -> HttpResponse:
    """What was asked for did not come in time."""
    selectors.desk_view(actor=actor_of(request), case_id=case_id)
    with refusals_said(request):
        services.evidence_missing(evidence_id=evidence_id, actor=actor_of(request), at=clock.now())
        messages.success(request, _("已记录逾期未提供，由单位承担不利后果。"))
    return redirect("wage-case", case_id)


@require_POST
def statement(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Keep a statement."""

    def act(actor: Actor, given: dict[str, Any], at: datetime) -> object:
        return services.statement_take(case_id=case_id, actor=actor, at=at, **given)

    form = StatementForm(request.POST, auto_id="statement_%s")
    return _posted(request, case_id, "statement_form", form, act, _("已保存询问笔录。"))


@require_POST
def served(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    """Record how a letter was served."""

    def act(actor: Actor, given: dict[str, Any], at: datetime) -> object:
        photo = kept_file(actor, case_id, "served", given["photo"], at)
        return services.served_add(
            letter_id=letter_id,
            method=form.way(),
            served_on=given["served_on"],
            to_name=given["to_name"],
            place=given["place"],
            paper_id=photo,
            actor=actor,
            at=at,
        )

    form = ServedForm(request.POST, request.FILES, auto_id="served_%s")
    return _posted(request, case_id, "served_form", form, act, _("已记录送达。"))


@require_GET
def letter(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    """A letter as PDF, to print and serve."""
    number, content = selectors.letter_file(actor=actor_of(request), case_id=case_id, letter_id=letter_id)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def second(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Another second officer."""
    officers = handlers_for(actor_of(request), case_type(WAGE_TYPES[0]))

    def act(actor: Actor, given: dict[str, Any], at: datetime) -> object:
        return services.second_set(case_id=case_id, second_id=UUID(given["second"]), actor=actor, at=at)

    form = SecondForm(request.POST, officers=officers, auto_id="second_%s")
    return _posted(request, case_id, "second_form", form, act, _("已更换协办监察员。"))


@require_POST
def avoid(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Stand aside."""

    def act(actor: Actor, given: dict[str, Any], at: datetime) -> object:
        return services.avoid(case_id=case_id, reason=given["reason"], actor=actor, at=at)

    form = WhyForm(request.POST, auto_id="avoid_%s")
    return _posted(request, case_id, "avoid_form", form, act, _("已记录回避，请负责人另派监察员。"))


@require_POST
def incident(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Note a group or extreme incident."""

    def act(actor: Actor, given: dict[str, Any], at: datetime) -> object:
        return services.incident_note(case_id=case_id, what=given["what"], actor=actor, at=at)

    form = IncidentForm(request.POST, auto_id="incident_%s")
    return _posted(request, case_id, "incident_form", form, act, _("已记录。"))


@require_POST
def handover(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Propose to hand the case over to the police."""

    def act(actor: Actor, given: dict[str, Any], at: datetime) -> object:
        return services.handover_propose(case_id=case_id, actor=actor, at=at, **given)

    form = HandoverForm(request.POST, auto_id="handover_%s")
    return _posted(request, case_id, "handover_form", form, act, _("已提出移送，请负责人审批。"))


@require_POST
def package(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Pack the papers of a hand-over; ``case_id`` is the hand-over's own."""
    case_view(actor_of(request), case_id)
    with refusals_said(request):
        services.package_make(handover_id=case_id, actor=actor_of(request), at=clock.now())
        messages.success(request, _("移送材料包已放进案卷。"))
    return redirect("case", case_id)


@require_GET
def package_file(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The packed papers."""
    number, content = selectors.package_of(actor=actor_of(request), case_id=case_id)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{number}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def raise_clues(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Turn this clue, and others about the same employer, into one complaint case."""
    selectors.desk_view(actor=actor_of(request), case_id=case_id)
    chosen = [UUID(text) for text in request.POST.getlist("clue") if len(text) == 36]
    target = case_id
    with refusals_said(request):
        made = services.clues_raise(clue_ids=[case_id, *chosen], actor=actor_of(request), at=clock.now())
        messages.success(request, _("已转为投诉案件 %(number)s。") % {"number": made.number})
        target = made.case_id
    return redirect("wage-case", target)


def crime_panel(actor: Actor, view: CaseView, at: datetime) -> Panel | None:
    """What the case page shows of a hand-over: the standard, the other side, the packed papers."""
    if view.sight not in (Sight.FULL, Sight.OVERSIGHT):
        return None
    found = selectors.handover_view(actor=actor, case_id=view.id)
    works = view.sight is Sight.FULL and view.is_open and actor.has(*OFFICERS)
    return Panel("", "staff/wages/crime.html", {"handover": found, "works": works}, order=10) if found else None


_OFFICERS = staff(*OFFICERS)

urlpatterns: list[URLPattern] = [
    page("wages/<uuid:case_id>/", wage, name="wage-case", audience=staff(*READERS)),
    page("wages/<uuid:case_id>/employer/", employer, name="wage-employer", audience=_OFFICERS),
    page("wages/<uuid:case_id>/site/", site, name="wage-site", audience=_OFFICERS),
    page("wages/<uuid:case_id>/evidence/ask/", evidence_ask, name="wage-evidence-ask", audience=_OFFICERS),
    page("wages/<uuid:case_id>/evidence/take/", evidence_take, name="wage-evidence-take", audience=_OFFICERS),
    page(
        "wages/<uuid:case_id>/evidence/<uuid:evidence_id>/missing/",
        evidence_missing,
        name="wage-evidence-missing",
        audience=_OFFICERS,
    ),
    page("wages/<uuid:case_id>/statements/", statement, name="wage-statement", audience=_OFFICERS),
    page("wages/<uuid:case_id>/letters/<uuid:letter_id>/served/", served, name="wage-served", audience=_OFFICERS),
    page("wages/<uuid:case_id>/letters/<uuid:letter_id>.pdf", letter, name="wage-letter", audience=staff(*READERS)),
    page("wages/<uuid:case_id>/second/", second, name="wage-second", audience=_OFFICERS),
    page("wages/<uuid:case_id>/avoid/", avoid, name="wage-avoid", audience=staff(Role.WAGE_INSPECTOR)),
    page("wages/<uuid:case_id>/incident/", incident, name="wage-incident", audience=_OFFICERS),
    page("wages/<uuid:case_id>/handover/", handover, name="wage-handover", audience=_OFFICERS),
    page("wages/<uuid:case_id>/package/", package, name="wage-package", audience=_OFFICERS),
    page("wages/<uuid:case_id>/package.zip", package_file, name="wage-package-file", audience=_OFFICERS),
    page("wages/<uuid:case_id>/raise/", raise_clues, name="wage-raise", audience=staff(Role.WAGE_INSPECTOR)),
]
