"""The reviewer's page of a paper: picture and fields side by side, every value looked at by a person.

``documents`` knows no cases. Whether somebody may see a paper is asked here, of the case in whose file it lies; who may
say what it says, the services ask that case themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.cases.selectors import case_view, documents
from anxin.cases.types import CaseView, Sight
from anxin.claims.selectors import accident_facts, first_go_rows, hospital_findings
from anxin.documents import selectors
from anxin.documents.checks import About, findings
from anxin.documents.crosschecks import across
from anxin.documents.keepers import may_confirm
from anxin.documents.services import fields_confirm, paper_kind_set, receipt_verified_by_hand, receipt_verify
from anxin.documents.types import KIND_NAMES, FieldView, PaperKind, PaperState, PaperView, Problem
from anxin.documents.verification import VERDICT_NAMES, Verdict, verifier
from anxin.identity.services import worker_view
from anxin.identity.types import Actor, Role
from anxin.kit import clock
from anxin.kit.dates import say_moment
from anxin.kit.errors import NotAllowed, NotFound, Refused
from anxin.web.staff.paper_rows import marks_of, rows_of, values_of
from anxin.web.ui.routes import actor_of, desk, page, staff

_CASE: Final = "case:"


@dataclass(frozen=True, slots=True)
class Seen:
    """A paper in the file of a case that the actor may see."""

    paper: PaperView
    case: CaseView
    live: bool
    may_confirm: bool


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Look at a paper; confirm or correct what it says."""
    actor = actor_of(request)
    seen = _seen(actor, paper_id)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            return _confirm(request, actor, seen)
        except NotAllowed:
            raise
        except Refused as error:
            refused = error
    return _page(request, actor, seen, refused)


@require_POST
def kind(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Say what a paper is; it is read again as that."""
    actor = actor_of(request)
    seen = _confirmable(_seen(actor, paper_id))
    chosen = request.POST.get("kind", "")
    if chosen in set(PaperKind):
        paper_kind_set(paper_id=seen.paper.id, kind=PaperKind(chosen), actor=actor, at=clock.now())
        messages.success(request, _("已改为“%(kind)s”，正在重新识读。") % {"kind": KIND_NAMES[PaperKind(chosen)]})
    else:
        messages.error(request, _("请选一下这是哪一种材料。"))
    return redirect("paper", paper_id=paper_id)


@require_GET
def image(request: HttpRequest, paper_id: UUID, number: int) -> HttpResponse:
    """A page of a paper as a re-encoded picture; never the file that was handed in."""
    seen = _seen(actor_of(request), paper_id)
    content = selectors.preview(seen.paper.id, number)
    if content is None:
        raise NotFound(_("这一页还没有图像。请稍后刷新页面。"))
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _seen(actor: Actor, paper_id: UUID) -> Seen:
    """The paper, when it lies in the file of a case and the actor may see it there.

    Raises:
        NotFound: no such paper, or not for this actor: both look the same.
    """
    subject = selectors.subject_of(paper_id) or ""
    if not subject.startswith(_CASE):
        raise NotFound(_("没有找到这份材料。"))
    case_id = UUID(subject.removeprefix(_CASE))
    entry = next((one for one in documents(actor, case_id) if one.paper_id == paper_id), None)
    if entry is None:
        raise NotFound(_("没有找到这份材料。"))
    view = case_view(actor, case_id)
    return Seen(selectors.paper(paper_id), view, entry.live, may_confirm(actor, subject, paper_id))


def _confirmable(seen: Seen) -> Seen:
    if not seen.may_confirm:
        raise NotAllowed(_("这份材料由办理此案的经办员或审核员核对，您只能查看。"))
    return seen


def _confirm(request: HttpRequest, actor: Actor, seen: Seen) -> HttpResponse:
    paper = _confirmable(seen).paper
    values = values_of(paper.kind, request.POST)
    fields_confirm(paper_id=paper.id, values=values, actor=actor, at=clock.now())
    following = _next_paper(actor, seen)
    if following is not None:
        messages.success(request, _("“%(kind)s”已核对，接着核对下一份。") % {"kind": paper.kind_name})
        return redirect("paper", paper_id=following)
    messages.success(request, _("“%(kind)s”已核对。") % {"kind": paper.kind_name})
    return redirect("case", case_id=seen.case.id)


def _next_paper(actor: Actor, seen: Seen) -> UUID | None:
    """The next paper of the same file with a value that nobody has looked at."""
    live = [entry.paper_id for entry in documents(actor, seen.case.id) if entry.live]
    others = selectors.papers(live)
    waiting = (one for one in live if one != seen.paper.id and one in others)
    return next((one for one in waiting if _waits(others[one])), None)


def _waits(paper: PaperView) -> bool:
    return paper.state in (PaperState.READ, PaperState.UNREADABLE) and bool(paper.fields) and not paper.confirmed


def _page(request: HttpRequest, actor: Actor, seen: Seen, refused: Refused | None) -> HttpResponse:
    paper, marks = seen.paper, marks_of(seen.paper)
    typed = request.POST if refused else None
    context: dict[str, Any] = {
        "paper": paper,
        "case": seen.case,
        "live": seen.live,
        "may_confirm": seen.may_confirm,
        "rows": rows_of(paper, typed),
        "pages": [
            (number, reverse("paper-image", args=[paper.id, number]), marks.get(number, ()))
            for number in range(paper.pages)
        ],
        "problems": (*paper.problems, *_noticed(actor, seen)),
        "kinds": [(one.value, name) for one, name in KIND_NAMES.items()],
        "refused": refused,
        "last": max((one for one in paper.fields if one.confirmed_at), key=_when, default=None),
        "check": _verification(seen),
        "busy": paper.state in (PaperState.STORED, PaperState.READING),
    }
    return render(request, "staff/papers/paper.html", context, status=422 if refused else 200)


@require_POST
def verify(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Ask the issuing office about a receipt, or note what it showed to a person."""
    actor = actor_of(request)
    seen = _confirmable(_seen(actor, paper_id))
    try:
        verdict = _verified(request, actor, seen)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("查验结果已登记：%(verdict)s") % {"verdict": VERDICT_NAMES[verdict]})
    return redirect("paper", paper_id=paper_id)


def _verified(request: HttpRequest, actor: Actor, seen: Seen) -> Verdict:
    chosen = request.POST.get("verdict", "")
    if not chosen:
        return receipt_verify(paper_id=seen.paper.id, actor=actor, at=clock.now())
    verdict = Verdict(chosen) if chosen in set(Verdict) else Verdict.UNANSWERED
    note = request.POST.get("note", "")
    receipt_verified_by_hand(paper_id=seen.paper.id, verdict=verdict, note=note, actor=actor, at=clock.now())
    return verdict


def _verification(seen: Seen) -> dict[str, Any] | None:
    """What the page says about verifying; nothing for papers that are no receipts."""
    if seen.paper.kind is not PaperKind.RECEIPT:
        return None
    platform, newest = verifier(), selectors.verification(seen.paper.id)
    return {
        "label": platform.label,
        "online": platform.online,
        "newest": newest,
        "said": VERDICT_NAMES[Verdict(newest.verdict)] if newest else "",
        "good": newest is not None and newest.verdict == Verdict.GENUINE,
        "choices": [(one.value, name) for one, name in VERDICT_NAMES.items() if one is not Verdict.UNANSWERED],
    }


def _when(field: FieldView) -> datetime:
    assert field.confirmed_at is not None
    return field.confirmed_at


def _noticed(actor: Actor, seen: Seen) -> list[Problem]:
    """What only the file as a whole shows: another person's paper, a receipt or a file used elsewhere."""
    values = seen.paper.values()
    known = set(seen.paper.problems)
    found = [one for one in findings(seen.paper.kind, values, _about(actor, seen)) if one not in known]
    others = selectors.same_file_elsewhere(seen.paper.id)
    if others:
        said = _("同一个文件在另外 %(count)s 个案件里也交过，请核对。") % {"count": len(others)}
        found.append(Problem("same_file", said))
    live = [entry.paper_id for entry in documents(actor, seen.case.id) if entry.live]
    found += across(seen.paper, selectors.papers(live).values())
    accident = accident_facts(seen.case.id)
    if accident is not None:
        found += hospital_findings(seen.paper, on=clock.day_of(accident.happened_at))
    if selectors.similar_elsewhere(seen.paper.id):
        found.append(Problem("similar_photo", _("一张几乎一样的照片在另外的案件里也交过，请核对。")))
    code, number = values.get("ticket_code"), values.get("ticket_number")
    use = selectors.receipt_use(code, number) if code and number else None
    if use is not None and use.used_by != f"{_CASE}{seen.case.id}":
        said = _("这张票据已在 %(when)s 的另一件申请里用过，不能再付一次。") % {"when": say_moment(use.used_at)}
        found.append(Problem("receipt_used", said, "ticket_number"))
    return found


def _about(actor: Actor, seen: Seen) -> About:
    """Name and number of the injured, to compare the paper with; the look is logged."""
    worker_id = next((party.worker_id for party in seen.case.parties if party.worker_id), None)
    if worker_id is None or seen.case.sight is not Sight.FULL:
        return About()
    purpose = gettext_noop("核对材料")  # a record is written in Chinese, whatever language the page is read in
    worker = worker_view(actor, worker_id, f"{purpose} {seen.case.public_id}", at=clock.now())
    accident = accident_facts(seen.case.id)
    happened_on = clock.day_of(accident.happened_at) if accident else None
    return About(name=worker.name, id_number=worker.id_number, happened_on=happened_on)


_PERIODS: Final = (7, 30, 90, 365)


@require_GET
def first_go(request: HttpRequest) -> HttpResponse:
    """How often the first photograph was good enough, by kind and platform."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdigit() and int(asked) in _PERIODS else _PERIODS[2]
    rows = first_go_rows(actor=actor_of(request), since=clock.now() - timedelta(days=days))
    context = {"rows": [one for one in rows if one.platform], "whole": [one for one in rows if not one.platform]}
    return render(request, "staff/papers/first_go.html", context | {"days": days, "periods": _PERIODS})


urlpatterns: list[URLPattern] = [
    page("papers/first-go/", first_go, name="papers-first-go", audience=staff(Role.SUPERVISOR, Role.BUREAU_LEAD)),
    page("papers/<uuid:paper_id>/", paper, name="paper", audience=desk()),
    page("papers/<uuid:paper_id>/kind/", kind, name="paper-kind", audience=desk()),
    page("papers/<uuid:paper_id>/verify/", verify, name="paper-verify", audience=desk()),
    page("papers/<uuid:paper_id>/pages/<int:number>.jpg", image, name="paper-image", audience=desk()),
]
