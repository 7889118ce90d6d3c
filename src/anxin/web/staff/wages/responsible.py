"""Walking the clearing order of a wage case: questions, each article, who is meant, and within which sum."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from anxin.identity.types import Actor
from anxin.kit import clock
from anxin.kit.errors import BadInput
from anxin.kit.money import parse_yuan, yuan
from anxin.policy.types import Outcome
from anxin.projects.selectors import project_by_id, project_parties, unpaid_progress_fen
from anxin.projects.types import PartyKind
from anxin.wages import selectors, services
from anxin.wages.selectors.clearing import UNPAID_PROGRESS
from anxin.wages.types import OWNER_WITHIN, PARTY_OF, DeskView, ResponsibleView
from anxin.web.staff.wages.case import kept_file
from anxin.web.staff.wages.roles import OFFICERS
from anxin.web.ui.forms import YuanField, refusals_in
from anxin.web.ui.routes import actor_of, page, staff

QUESTIONS: Final = (
    ("employer_known", lazy("查到了直接招用的用人单位")),
    ("unlicensed_dispatch", lazy("由不具备资质的单位派遣")),
    ("lent_name", lazy("以他人名义承揽或者挂靠")),
    ("individual_business", lazy("个体经营、合伙或者独资")),
    ("merged", lazy("用人单位已经合并或者分立")),
    ("deregistered", lazy("用人单位没付清就注销了")),
    ("subcontracted", lazy("工程建设领域，由分包单位欠薪")),
    ("illegal_subcontract", lazy("工程包给了个人或者没有资格的单位")),
    ("owner_late", lazy("建设单位没有按约定拨付工程款")),
    ("illegal_project", lazy("建设项目本身违规")),
)
"""The questions of the clearing order in the words of its facts."""

KINDS: Final = {PartyKind.MAIN_CONTRACTOR: "contractor", PartyKind.OWNER: "owner"}
"""Which company of a registered project takes which part in a case."""


class ProgressForm(forms.Form):
    """What the owner has not paid of the works, and by whose word."""

    unpaid = YuanField(label=lazy("未结清的工程款（元）"), help_text=lazy("建设单位以这个数额为限垫付，精确到分"))
    basis = forms.CharField(
        label=lazy("依据和提供人"),
        max_length=200,
        help_text=lazy("例如：住建部门的答复、建设单位财务的付款台账，写明是谁提供的"),
    )
    proof = forms.FileField(label=lazy("证明材料"), required=False)

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("unpaid", "basis"):
            self.fields[name].required = needed


@require_http_methods(["GET", "POST"])
def responsible(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The clearing order of a case, begun from what was confirmed before and what the registered project says."""
    actor, at = actor_of(request), clock.now()
    found = selectors.desk_view(actor=actor, case_id=case_id)
    before = {one.rule_id: one for one in selectors.responsible_of(actor=actor, case_id=case_id)}
    facts = _facts(request, actor, found)
    form = _form(request, facts, _progress(found, before.get(OWNER_WITHIN)))
    outcome = _walked(facts, request.POST.get("unpaid", form.initial.get("unpaid", "")), at)
    if form.is_bound and form.is_valid():
        with refusals_in(form):
            with transaction.atomic():  # a proof stays out of the file when the rest is refused
                _confirm(request, found, facts, form.cleaned_data, at)
            messages.success(request, _("已确认清偿责任。"))
            return redirect("wage-case", case_id)
    names = {rule_id: one.name for rule_id, one in before.items()}
    context = {
        "wage": found,
        "questions": [(key, words, facts[key]) for key, words in QUESTIONS],
        "lines": [(line, _name(request, found, names, line.rule_id)) for line in outcome.lines],
        "form": form,
        "within": OWNER_WITHIN if facts["owner_late"] else "",
    }
    return render(request, "staff/wages/responsible.html", context, status=422 if form.errors else 200)


def _facts(request: HttpRequest, actor: Actor, found: DeskView) -> dict[str, bool]:
    """What was ticked; on a first look what was confirmed before, else what the case knows."""
    if request.method == "POST":
        return {key: request.POST.get(key) == "on" for key, _words in QUESTIONS}
    known = selectors.clearing_facts(actor=actor, case_id=found.case_id)
    known = known or {"employer_known": found.employer_org_id is not None}
    return {key: known.get(key) is True for key, _words in QUESTIONS}


def _progress(found: DeskView, before: ResponsibleView | None) -> dict[str, Any]:
    """The sum confirmed before, else what the registered project has on its books."""
    if before is not None and before.most_fen is not None:
        return {"unpaid": yuan(before.most_fen), "basis": before.most_basis}
    project = project_by_id(found.project_id) if found.project_id else None
    if project is None:
        return {}
    basis = _("登记项目 %(number)s 的工程款拨付记录") % {"number": project.number}
    return {"unpaid": yuan(unpaid_progress_fen(project.id)), "basis": basis}


def _form(request: HttpRequest, facts: Mapping[str, bool], known: Mapping[str, Any]) -> ProgressForm:
    """The owner's sum, checked when the order is confirmed; looking at the order again keeps what was typed."""
    needed = facts["owner_late"]
    if "confirm" in request.POST:
        return ProgressForm(request.POST, request.FILES, needed=needed)
    typed = {key: request.POST[key] for key in ("unpaid", "basis") if key in request.POST}
    return ProgressForm(initial={**known, **typed}, needed=needed)


def _walked(facts: Mapping[str, bool], unpaid: str, at: datetime) -> Outcome:
    """Each article for these answers; a sum counts as soon as it can be read."""
    known: dict[str, Any] = dict(facts)
    with suppress(BadInput):
        known[UNPAID_PROGRESS] = parse_yuan(unpaid)
    return selectors.clearing_order(facts=known, on=clock.day_of(at))


def _confirm(
    request: HttpRequest, found: DeskView, facts: Mapping[str, bool], given: Mapping[str, Any], at: datetime
) -> None:
    actor = actor_of(request)
    within = None
    if facts["owner_late"] and given["unpaid"] is not None:
        proof = kept_file(actor, found.case_id, "proof", given["proof"], at)
        within = services.UnpaidProgress(given["unpaid"], given["basis"], proof)
    services.responsible_confirm(
        case_id=found.case_id, facts=facts, parties=_parties(request, found), unpaid=within, actor=actor, at=at
    )


def _parties(request: HttpRequest, found: DeskView) -> list[services.ResponsibleIn]:
    """Who was typed beside each rule; a company we have registered is meant itself."""
    known = {found.employer_name: found.employer_org_id}
    if found.project_id is not None:
        known |= {one.name: one.org_id for one in project_parties(found.project_id)}
    typed = {key.removeprefix("name-"): request.POST[key].strip() for key in request.POST if key.startswith("name-")}
    return [services.ResponsibleIn(rule_id, name, known.get(name)) for rule_id, name in typed.items() if name]


def _name(request: HttpRequest, found: DeskView, before: Mapping[str, str], rule_id: str) -> str:
    """Whom a rule means: as typed, as confirmed before, or as the case and its project suggest."""
    suggested = {"employer": found.employer_name}
    if found.project_id is not None:
        suggested |= {
            KINDS[PartyKind(one.role)]: one.name
            for one in project_parties(found.project_id)
            if PartyKind(one.role) in KINDS
        }
    offered = before.get(rule_id) or suggested.get(PARTY_OF.get(rule_id, ""), "")
    return request.POST.get(f"name-{rule_id}", offered)


urlpatterns: list[URLPattern] = [
    page("wages/<uuid:case_id>/responsible/", responsible, name="wage-responsible", audience=staff(*OFFICERS)),
]
