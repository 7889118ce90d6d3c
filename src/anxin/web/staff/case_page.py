"""The case page: one timeline at the left, the work in the middle, facts, people and clocks at the right."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, URLPattern, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.cases import selectors, services
from anxin.cases.engine import allowed, do
from anxin.cases.registry import AskKind, case_type
from anxin.cases.types import (
    CHANNEL_NAMES,
    HOLDER_NAMES,
    LISTING_NAMES,
    Audience,
    CaseView,
    LinkKind,
    ListingLevel,
    MoveView,
    PaperIn,
    Sight,
    TimelineItem,
)
from anxin.documents.services import file_store, paper_add
from anxin.documents.types import PaperKind
from anxin.identity.selectors import org, orgs
from anxin.identity.services import worker_view
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit import clock
from anxin.kit.dates import say_moment
from anxin.notify.selectors import messages_for
from anxin.web.staff.case_forms import (
    AnswerForm,
    AssignForm,
    Choices,
    JointForm,
    LeaderForm,
    LiftForm,
    LinkForm,
    ListingForm,
    ListingReportForm,
    MoveForm,
    NoteForm,
    PaperForm,
    ReasonForm,
)
from anxin.web.staff.case_listings import leads
from anxin.web.staff.case_posts import posted
from anxin.web.staff.handlers import handlers_for, may_assign
from anxin.web.staff.panels import SIDE, WORK, form_place, panels_for
from anxin.web.ui.forms import refusals_in, refusals_said
from anxin.web.ui.routes import actor_of, desk, page


@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The page of a case, as much of it as the actor may see."""
    actor, at = actor_of(request), clock.now()
    view = selectors.case_view(actor, case_id)
    panels = panels_for(actor, view, at)
    context = {
        "case": view,
        "subject": f"case:{case_id}",
        "declared": case_type(view.type),
        "full": view.sight is Sight.FULL,
        "inner": view.sight in (Sight.FULL, Sight.OVERSIGHT),
        "channel": CHANNEL_NAMES[view.channel],
        "org": org(view.org_id),
        "listed": LISTING_NAMES[ListingLevel(view.listed_level)] if view.listed_level else "",
        **what_next(actor, view, at),
        "timeline": _told_once(_timeline(actor, view)),
        "documents": [(paper, _paper_address(paper.paper_id)) for paper in selectors.documents(actor, case_id)],
        "clocks": selectors.clocks(case_id) if view.sight is not Sight.JOINT else (),
        "joints": selectors.joints(actor, case_id),
        "listings": selectors.listings(actor, case_id),
        "links": selectors.links(actor, case_id),
        "work": [panel for panel in panels if panel.place == WORK],
        "side": [panel for panel in panels if panel.place == SIDE],
        **_forms(actor, view),
    }
    return render(request, "staff/cases/case.html", context)


def what_next(actor: Actor, view: CaseView, at: datetime) -> dict[str, Any]:
    """The moves the actor may see, the one that is due, and in whose hands the case is."""
    moves = allowed(view.id, actor, at)
    primary = next((move for move in moves if move.primary), None)
    beside = tuple(move for move in moves if move.beside)
    return {"moves": moves, "primary": primary, "beside": beside, "holder": HOLDER_NAMES[view.holder]}


def _timeline(actor: Actor, view: CaseView) -> list[TimelineItem]:
    """Entries of the case and the actor's own messages about it, newest first."""
    told = [
        TimelineItem(message.at, "message", _("收到消息"), "", message.text, Audience.STAFF)
        for message in messages_for(actor, subject=f"case:{view.id}")
    ]
    return sorted([*selectors.timeline(actor, view.id), *told], key=lambda item: (item.at, item.seq or 0), reverse=True)


def _told_once(items: list[TimelineItem]) -> list[tuple[TimelineItem, int]]:
    """Neighbours that say the same of one person and day become one entry and a number: eight wage sheets, one line."""
    runs = groupby(items, lambda item: (item.title, item.actor, item.text, item.step_to, clock.day_of(item.at)))
    return [(same[0], len(same)) for same in (list(run) for _same, run in runs)]


def _paper_address(paper_id: UUID) -> str:
    """Where a paper is looked at; empty in an installation without that page."""
    try:
        return reverse("paper", args=[paper_id])
    except NoReverseMatch:
        return ""


def _forms(actor: Actor, view: CaseView) -> dict[str, Any]:
    """The small forms of the page, each only for those who may use it."""
    found: dict[str, Any] = {}
    if view.redacted:
        return found
    if view.sight is Sight.JOINT:
        return {"answer_form": AnswerForm()}
    levels = services.levels_of(actor)
    if levels and view.sight in (Sight.FULL, Sight.OVERSIGHT):
        found |= _listing_forms(actor, view, [level for level in levels if level > view.listed_level])
    if view.listed_level and view.sight is Sight.FULL:
        found["report_form"] = ListingReportForm(auto_id="report_%s")
    if actor.has(Role.BUREAU_LEAD, Role.AUDITOR):
        found["hold_form"] = ReasonForm()
    if view.sight in (Sight.FULL, Sight.LIMITED):
        found["note_form"] = NoteForm()
        found["paper_form"] = PaperForm(kinds=_kinds(view)) if view.is_open or view.sight is Sight.FULL else None
    if view.sight is Sight.FULL:
        found["link_form"] = LinkForm()
        found["void_form"] = ReasonForm()
        papers = _live_papers(actor, view)
        found["joint_form"] = JointForm(orgs=_joint_orgs(), papers=papers) if view.is_open else None
        found["assign_form"] = _assign_form(actor, view)
    return found


def _listing_forms(actor: Actor, view: CaseView, above: list[ListingLevel]) -> dict[str, Any]:
    """Listing, naming who answers, and lifting: for those whose level it is."""
    ours = view.listed_level in services.levels_of(actor)
    return {
        "listing_form": ListingForm(levels=above, leads=leads(), auto_id="listing_%s") if view.is_open else None,
        "leader_form": LeaderForm(leads=leads(), auto_id="leader_%s") if ours else None,
        "lift_form": LiftForm(papers=_live_papers(actor, view), auto_id="lift_%s") if ours else None,
    }


def _live_papers(actor: Actor, view: CaseView) -> Choices:
    """Papers of the file that count, the newest first, as choices."""
    found = [one for one in selectors.documents(actor, view.id) if one.live]
    return [(str(one.id), f"{one.kind_label} {one.label} {say_moment(one.uploaded_at)}") for one in reversed(found)]


def _assign_form(actor: Actor, view: CaseView) -> AssignForm | None:
    return (
        AssignForm(handlers=handlers_for(actor, case_type(view.type))) if may_assign(actor) and view.is_open else None
    )


def _kinds(view: CaseView) -> Choices:
    return list(case_type(view.type).documents.items())


def _joint_orgs() -> Choices:
    return [(str(found.id), found.name) for found in orgs(OrgKind.JOINT)]


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, case_id: UUID, key: str) -> HttpResponse:
    """The form of a move, built from its declaration; sent, it makes the move."""
    actor, at = actor_of(request), clock.now()
    view = selectors.case_view(actor, case_id)
    wanted = next((found for found in allowed(case_id, actor, at) if found.key == key), None)
    if wanted is None:
        messages.error(request, _("这一步现在不能办理，可能已经有人办过了，请看最新情况。"))
        return redirect("case", case_id)
    place = form_place(view.type, key)
    if place:
        return redirect(f"{reverse(place, args=[case_id])}#{key}")
    offered = _offered(actor, view, wanted)
    form = MoveForm(request.POST or None, move=wanted, offered=offered, initial={"version": view.version})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            do(
                case_id=case_id,
                move=key,
                actor=actor,
                at=at,
                data=form.answers(),
                reason=form.cleaned_data.get("reason", ""),
                version=form.cleaned_data["version"],
            )
        if not form.errors:
            messages.success(request, _("已办理“%(move)s”。") % {"move": wanted.label})
            return redirect("case", case_id)
    context = {"case": view, "move": wanted, "form": form, "refused": request.method == "POST"}
    return render(request, "staff/cases/move.html", context, status=422 if form.errors else 200)


def _offered(actor: Actor, view: CaseView, wanted: MoveView) -> dict[AskKind, Choices]:
    """What can be chosen where a form asks for a person, an organisation or a limit."""
    kinds = {ask.kind for ask in wanted.asks}
    offered: dict[AskKind, Choices] = {}
    if AskKind.STAFF in kinds:
        offered[AskKind.STAFF] = handlers_for(actor, case_type(view.type))
    if AskKind.ORG in kinds:
        offered[AskKind.ORG] = _joint_orgs()
    if AskKind.LIMIT in kinds:
        running = [found for found in selectors.clocks(view.id) if found.running and found.extension_left]
        offered[AskKind.LIMIT] = [(found.limit, found.label) for found in running]
    return offered


@require_POST
def note(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write a note."""

    def act(actor: Actor, case_id: UUID, given: dict[str, Any], at: datetime) -> object:
        audience = Audience(given["audience"])
        return services.note_add(case_id=case_id, text=given["text"], actor=actor, at=at, audience=audience)

    return posted(request, case_id, NoteForm(request.POST), act, _("已添加备注。"), title=_("添加备注"))


@require_POST
def paper(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Put a paper into the file."""
    view = selectors.case_view(actor_of(request), case_id)

    def act(actor: Actor, case_id: UUID, given: dict[str, Any], at: datetime) -> object:
        file, subject = given["file"], f"case:{case_id}"
        stored = file_store(name=file.name, content=file.read(), actor=actor, at=at)
        kind = PaperKind(given["kind"]) if given["kind"] in list(PaperKind) else None
        paper_id = paper_add(file_id=stored.id, kind=kind, subject=subject, actor=actor, at=at, name=file.name)
        return services.document_attach(
            case_id=case_id, kind=given["kind"], paper_id=paper_id, actor=actor, at=at, label=given["label"]
        )

    form = PaperForm(request.POST, request.FILES, kinds=_kinds(view))
    return posted(request, case_id, form, act, _("已添加材料，正在识读。"), title=_("添加材料"))


@require_POST
def paper_void(request: HttpRequest, case_id: UUID, document_id: UUID) -> HttpResponse:
    """Take a paper out of account."""

    def act(actor: Actor, case_id: UUID, given: dict[str, Any], at: datetime) -> None:
        services.document_void(case_id=case_id, document_id=document_id, actor=actor, at=at, reason=given["reason"])

    return posted(request, case_id, ReasonForm(request.POST), act, _("已作废这份材料。"), title=_("作废材料"))


@require_POST
def assign(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give the case to another handler."""

    def act(actor: Actor, case_id: UUID, given: dict[str, Any], at: datetime) -> object:
        handler_id = UUID(given["handler"])
        return services.handler_assign(
            case_id=case_id, handler_id=handler_id, actor=actor, at=at, reason=given["reason"]
        )

    form = AssignForm(request.POST, handlers=handlers_for(actor_of(request)))
    return posted(request, case_id, form, act, _("已指派经办员。"), title=_("指派经办员"))


@require_POST
def joint(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask another department."""

    def act(actor: Actor, case_id: UUID, given: dict[str, Any], at: datetime) -> object:
        return services.joint_ask(
            case_id=case_id,
            org_id=UUID(given["org"]),
            question=given["question"],
            due_on=given["due_on"],
            papers=[UUID(one) for one in given["papers"]],
            actor=actor,
            at=at,
        )

    view = selectors.case_view(actor_of(request), case_id)
    form = JointForm(request.POST, orgs=_joint_orgs(), papers=_live_papers(actor_of(request), view))
    return posted(request, case_id, form, act, _("已发送给对方部门。"), title=_("请部门协同"))


@require_POST
def joint_answer(request: HttpRequest, case_id: UUID, joint_id: UUID) -> HttpResponse:
    """Answer a question put to the actor's department."""

    def act(actor: Actor, case_id: UUID, given: dict[str, Any], at: datetime) -> None:
        papers = [_answer_paper(actor, case_id, file, at) for file in [given["file"]] if file]
        services.joint_answer(
            case_id=case_id, joint_id=joint_id, answer=given["answer"], papers=papers, actor=actor, at=at
        )

    return posted(request, case_id, AnswerForm(request.POST, request.FILES), act, _("已答复。"), title=_("答复"))


def _answer_paper(actor: Actor, case_id: UUID, file: UploadedFile[Any], at: datetime) -> PaperIn:
    """Keep what a department sends with its answer; read by people, not by the machine."""
    view = selectors.case_view(actor, case_id)
    stored = file_store(name=file.name or "file", content=file.read(), actor=actor, at=at)
    paper_id = paper_add(
        file_id=stored.id,
        kind=PaperKind.OTHER,
        subject=f"case:{case_id}",
        actor=actor,
        at=at,
        name=file.name or "file",
        read=False,
    )
    return PaperIn(case_type(view.type).answer_kind, paper_id, file.name or "")


@require_POST
def listing(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """List the case."""

    def act(actor: Actor, case_id: UUID, given: dict[str, Any], at: datetime) -> object:
        return services.listing_raise(
            case_id=case_id,
            level=ListingLevel(given["level"]),
            reason=given["reason"],
            until=given["until"],
            leader_id=UUID(given["leader"]) if given["leader"] else None,
            actor=actor,
            at=at,
        )

    form = ListingForm(request.POST, levels=services.levels_of(actor_of(request)), leads=leads())
    return posted(request, case_id, form, act, _("已挂牌督办。"), title=_("挂牌督办"))


@require_POST
def listing_lift(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Lift the listing, with the paper that proves the trouble is over."""

    def act(actor: Actor, case_id: UUID, given: dict[str, Any], at: datetime) -> None:
        services.listing_lift(case_id=case_id, reason=given["reason"], proof=UUID(given["proof"]), actor=actor, at=at)

    view = selectors.case_view(actor_of(request), case_id)
    form = LiftForm(request.POST, papers=_live_papers(actor_of(request), view))
    return posted(request, case_id, form, act, _("已销号。"), title=_("销号"))


@require_POST
def hold(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Protect the case from destruction, or lift the protection."""
    wanted = request.POST.get("hold") == "1"

    def act(actor: Actor, case_id: UUID, given: dict[str, Any], at: datetime) -> None:
        services.case_hold(case_id=case_id, hold=wanted, reason=given["reason"], actor=actor, at=at)

    title = _("保全案件") if wanted else _("解除保全")
    return posted(
        request,
        case_id,
        ReasonForm(request.POST),
        act,
        _("已办理。"),
        title=title,
        extra=[("hold", "1" if wanted else "0")],
    )


@require_POST
def link(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Link another case by its number."""

    def act(actor: Actor, case_id: UUID, given: dict[str, Any], at: datetime) -> None:
        other = selectors.case_by_number(actor, given["number"])
        services.link_add(case_id=case_id, other_id=other.id, kind=LinkKind(given["kind"]), actor=actor, at=at)

    return posted(request, case_id, LinkForm(request.POST), act, _("已关联。"), title=_("关联案件"))


@require_POST
def person(request: HttpRequest, case_id: UUID, worker_id: UUID) -> HttpResponse:
    """Show a party's full record; the look is logged with this case as its purpose."""
    actor = actor_of(request)
    view = selectors.case_view(actor, case_id)
    context: dict[str, Any] = {"case": view, "subject": f"case:{case_id}"}
    known = any(party.worker_id == worker_id for party in view.parties)
    with refusals_said(request):
        if known and view.sight is Sight.FULL:
            context["person"] = worker_view(actor, worker_id, _("办理案件") + f" {view.public_id}", at=clock.now())
    return render(request, "staff/cases/person.html", context, status=200 if "person" in context else 403)


urlpatterns: list[URLPattern] = [
    page("cases/<uuid:case_id>/", case, name="case", audience=desk()),
    page("cases/<uuid:case_id>/moves/<slug:key>/", move, name="case-move", audience=desk()),
    page("cases/<uuid:case_id>/notes/", note, name="case-note", audience=desk()),
    page("cases/<uuid:case_id>/papers/", paper, name="case-paper", audience=desk()),
    page("cases/<uuid:case_id>/papers/<uuid:document_id>/void/", paper_void, name="case-paper-void", audience=desk()),
    page("cases/<uuid:case_id>/assign/", assign, name="case-assign", audience=desk()),
    page("cases/<uuid:case_id>/joint/", joint, name="case-joint", audience=desk()),
    page("cases/<uuid:case_id>/joint/<uuid:joint_id>/", joint_answer, name="case-joint-answer", audience=desk()),
    page("cases/<uuid:case_id>/listing/", listing, name="case-listing", audience=desk()),
    page("cases/<uuid:case_id>/listing/lift/", listing_lift, name="case-listing-lift", audience=desk()),
    page("cases/<uuid:case_id>/hold/", hold, name="case-hold", audience=desk()),
    page("cases/<uuid:case_id>/links/", link, name="case-link", audience=desk()),
    page("cases/<uuid:case_id>/people/<uuid:worker_id>/", person, name="case-person", audience=desk()),
]
