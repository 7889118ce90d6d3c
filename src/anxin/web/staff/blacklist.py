"""The blacklist on the desk: the list of procedures, opening one, and its panel on the case page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from anxin.cases.registry import case_type
from anxin.cases.selectors import case_view
from anxin.cases.types import CaseView
from anxin.identity.selectors import orgs_below
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit import clock
from anxin.kit.money import yuan
from anxin.wages.blacklist.selectors import BlacklistRow, blacklist_rows, blacklist_shown, candidate, candidates
from anxin.wages.blacklist.selectors.looking import ROWS_MOST
from anxin.wages.blacklist.services import blacklist_propose
from anxin.wages.blacklist.types import PERSON_NAMES, TYPE, OrderIn, PersonIn, PersonKind, UnitIn
from anxin.wages.crime import Reached
from anxin.wages.types import WAGE
from anxin.web.staff.files import xlsx
from anxin.web.staff.panels import SIDE, Panel, panels_join
from anxin.web.staff.projects.words import day_field, yes_no
from anxin.web.ui.forms import YuanField, refusals_in
from anxin.web.ui.routes import actor_of, page, staff

PERSONS_MOST = 4
SEERS = (Role.WAGE_INSPECTOR, Role.BUREAU_LEAD, Role.SUPERVISOR, Role.AUDITOR, Role.EMPLOYER_OFFICER)


class ProposeForm(forms.Form):
    """The order that was not obeyed, and who answers for it."""

    org_id = forms.ChoiceField(label=gettext_lazy("办理的人社部门"))
    unit = forms.CharField(label=gettext_lazy("用人单位"), max_length=100)
    credit_code = forms.CharField(label=gettext_lazy("统一社会信用代码"), max_length=18)
    number = forms.CharField(label=gettext_lazy("限期改正指令书编号"), max_length=60)
    ordered_on = day_field(gettext_lazy("责令日期"))
    pay_by = day_field(gettext_lazy("支付期限"))
    unpaid_fen = YuanField(label=gettext_lazy("仍拖欠金额（元）"))
    workers = forms.IntegerField(label=gettext_lazy("涉及人数"), min_value=1, max_value=100_000)
    reaches_crime_sum = yes_no(gettext_lazy("达到拒不支付劳动报酬罪的数额标准"))
    group_incident = yes_no(gettext_lazy("引发群体性或者极端事件，造成严重不良社会影响"))
    what = forms.CharField(
        label=gettext_lazy("主要事实"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, orgs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org_id"].choices = orgs  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """A person who answers for the unit; empty lines are left out."""

    kind = forms.ChoiceField(
        label=gettext_lazy("身份"), choices=[(kind.value, name) for kind, name in PERSON_NAMES.items()]
    )
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=50, required=False)
    id_number = forms.CharField(label=gettext_lazy("公民身份号码"), max_length=18, required=False)

    def clean(self) -> None:
        given = self.cleaned_data
        if bool(given.get("name")) != bool(given.get("id_number")):
            self.add_error("id_number", _("姓名和公民身份号码要一起填写。"))


PersonFormSet = forms.formset_factory(PersonForm, extra=PERSONS_MOST, max_num=PERSONS_MOST)


@require_GET
def blacklist(request: HttpRequest) -> HttpResponse:
    """Procedures the actor may see; ``?xlsx`` takes them away."""
    actor = actor_of(request)
    text, step = request.GET.get("q", "")[:60], request.GET.get("step", "")[:30]
    rows = blacklist_rows(actor, text=text, step=step)
    if "xlsx" in request.GET:
        return _xlsx(rows)
    context = {
        "rows": rows[:ROWS_MOST],
        "candidates": candidates(actor, at=clock.now()),
        "more": len(rows) > ROWS_MOST,
        "limit": ROWS_MOST,
        "q": text,
        "step": step,
        "steps": case_type(TYPE).steps,
        "may_propose": actor.has(Role.WAGE_INSPECTOR),
    }
    return render(request, "staff/blacklist/list.html", context)


def _xlsx(rows: list[BlacklistRow]) -> HttpResponse:
    headers = [
        _("案件编号"),
        _("单位"),
        _("统一社会信用代码"),
        _("环节"),
        _("拖欠金额（元）"),
        _("人数"),
        _("支付期限"),
        _("到期"),
        _("列入期满"),
    ]
    table = (
        [
            row.public_id,
            row.unit,
            row.credit_code,
            row.step_label,
            yuan(row.unpaid_fen),
            row.workers,
            row.pay_by,
            row.due_on,
            row.ends_on,
        ]
        for row in rows
    )
    return xlsx(_("失信名单台账"), headers, table)


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Begin to look at a unit."""
    actor = actor_of(request)
    wage_case_id = _wage_case(actor, request.GET.get("case", ""))
    form = ProposeForm(request.POST or None, orgs=_bureaus(actor), initial=_found(wage_case_id))
    people = PersonFormSet(request.POST or None, prefix="person")
    if request.method == "POST" and form.is_valid() and people.is_valid():
        with refusals_in(form):
            ref = blacklist_propose(
                org_id=UUID(form.cleaned_data["org_id"]),
                unit=UnitIn(form.cleaned_data["unit"], form.cleaned_data["credit_code"]),
                persons=[_person(given) for given in people.cleaned_data if given.get("name")],
                order=_order(form.cleaned_data, wage_case_id),
                actor=actor,
                at=clock.now(),
            )
        if not form.errors:
            messages.success(request, _("已登记。先送达事先告知书，听取单位的意见。"))
            return redirect("case", ref.case_id)
    failed = bool(form.errors) or (request.method == "POST" and not people.is_valid())
    context = {"form": form, "people": people}
    return render(request, "staff/blacklist/new.html", context, status=422 if failed else 200)


def _wage_case(actor: Actor, text: str) -> UUID | None:
    """The wage case a procedure begins from, when the actor may see it."""
    try:
        case_id = UUID(text) if text else None
    except ValueError:
        return None
    return case_view(actor, case_id).id if case_id else None


def _found(wage_case_id: UUID | None) -> dict[str, Any]:
    """What the wage case already says, to be looked at and put right."""
    known = candidate(wage_case_id, at=clock.now()) if wage_case_id else None
    if known is None:
        return {}
    facts = known.facts
    reached = {Reached.YES: "yes", Reached.NO: "no"}.get(facts.crime.reached, "")
    return {
        "unit": facts.employer_name,
        "credit_code": facts.employer_code,
        "number": facts.order_number,
        "ordered_on": facts.ordered_on,
        "pay_by": facts.pay_by,
        "unpaid_fen": yuan(facts.open_fen),
        "workers": facts.workers_unpaid,
        "reaches_crime_sum": reached,
        "group_incident": "yes" if facts.grave_incident else "no",
    }


def _bureaus(actor: Actor) -> list[tuple[str, str]]:
    kinds = (OrgKind.BUREAU, OrgKind.DISTRICT)
    found = {org.id: org for path in actor.paths(Role.WAGE_INSPECTOR) for org in orgs_below(path) if org.kind in kinds}
    return [(str(org.id), org.name) for org in found.values()]


def _person(given: Mapping[str, Any]) -> PersonIn:
    return PersonIn(PersonKind(given["kind"]), given["name"], given["id_number"])


def _order(given: Mapping[str, Any], wage_case_id: UUID | None) -> OrderIn:
    return OrderIn(
        number=given["number"],
        ordered_on=given["ordered_on"],
        pay_by=given["pay_by"],
        unpaid_fen=given["unpaid_fen"],
        workers=given["workers"],
        reaches_crime_sum=given["reaches_crime_sum"],
        group_incident=given["group_incident"],
        what=given["what"],
        wage_case_id=wage_case_id,
    )


def blacklist_panel(actor: Actor, view: CaseView, at: datetime) -> Panel:
    """The facts of a procedure, and each condition with its article."""
    return Panel("", "staff/blacklist/panel.html", {"shown": blacklist_shown(actor, view.id, at=at)}, order=10)


def wage_panel(actor: Actor, view: CaseView, at: datetime) -> Panel | None:
    """On the page of a wage case: do the list's conditions hold, and is anybody looking at it."""
    found = candidate(view.id, at=at) if actor.has(*SEERS) else None
    may_propose = actor.has(Role.WAGE_INSPECTOR)
    context = {"found": found, "may_propose": may_propose, "case_id": view.id}
    return Panel(_("失信名单"), "staff/blacklist/wage_panel.html", context, place=SIDE, order=60) if found else None


panels_join(TYPE, maker=blacklist_panel)
panels_join(WAGE, maker=wage_panel)

urlpatterns: list[URLPattern] = [
    page("blacklist/", blacklist, name="blacklist", audience=staff(*SEERS)),
    page("blacklist/new/", propose, name="blacklist-new", audience=staff(Role.WAGE_INSPECTOR)),
]
