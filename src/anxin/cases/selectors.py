"""Reading cases. Everything here takes the actor: what he may not see is not found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from anxin.cases.access import case_seen, roles_of, sight_of, visible_to, with_roles
from anxin.cases.engine.clocks import spans
from anxin.cases.engine.moving import pauses_by_clock
from anxin.cases.errors import NoSuchCase
from anxin.cases.models import (
    Case,
    CaseDocument,
    CaseEvent,
    Clock,
    EventText,
    Joint,
    JointPaper,
    Link,
    Listing,
    Party,
    RetentionBatch,
    SavedFilter,
)
from anxin.cases.registry import CaseType, all_versions, case_type, case_types
from anxin.cases.services.retention import REVIEWING_ROLES
from anxin.cases.timeline import timeline
from anxin.cases.types import (
    LINK_NAMES,
    LISTING_NAMES,
    READS,
    Audience,
    CaseView,
    Channel,
    ClockView,
    DocumentView,
    JointPaperView,
    JointView,
    LinkKind,
    LinkView,
    ListingLevel,
    ListingReportView,
    ListingView,
    MoveMade,
    PartyView,
    PauseView,
    Sight,
)
from anxin.identity.selectors import staff_by_ids
from anxin.identity.types import Actor, Role
from anxin.kit.statements import Prepared
from anxin.kit.text import mask_name
from anxin.kit.workdays import Unit

__all__ = [
    "RetentionView",
    "applicants",
    "case_by_number",
    "case_view",
    "cases_visible",
    "clocks",
    "documents",
    "entry_words",
    "joints",
    "links",
    "listings",
    "live_papers",
    "moves_made",
    "paper_confirmable",
    "retention_batch",
    "retention_batches",
    "saved_filters",
    "sees_cases",
    "timeline",
]


def cases_visible(actor: Actor) -> QuerySet[Case]:
    """The cases an actor may see, as rows: to be narrowed, joined and counted, never widened."""
    return visible_to(actor)


def sees_cases(actor: Actor) -> bool:
    """Is there any type whose cases one of the actor's posts may see? Others have their work elsewhere."""
    return any(role in declared.seen_by for declared in case_types() for role in actor.roles)


def case_view(actor: Actor, case_id: UUID) -> CaseView:
    """One case as the actor may see it.

    Raises:
        NoSuchCase: there is none, or it is not the actor's to see.
    """
    return _view(case_seen(actor, case_id))


def case_by_number(actor: Actor, public_id: str) -> CaseView:
    """One case by the number people use.

    Raises:
        NoSuchCase
    """
    return _view(with_roles(actor).filter(public_id=public_id.strip().upper()).first())


def _view(case: Case | None) -> CaseView:
    if case is None:
        raise NoSuchCase(_("没有找到这个案件，或者您无权查看。"))
    declared = case_type(case.type, case.type_version)
    sight = sight_of(roles_of(case))
    step = declared.step(case.step)
    inner = sight in (Sight.FULL, Sight.OVERSIGHT)
    return CaseView(
        id=case.pk,
        public_id=case.public_id,
        type=case.type,
        type_label=declared.label,
        step=case.step if inner else "",
        step_label=step.label if inner else step.worker_label,
        worker_label=step.worker_label,
        holder=step.holder,
        sight=sight,
        entered_at=case.entered_at,
        opened_at=case.opened_at,
        org_id=case.org_id,
        handler_id=case.handler_id,
        handler_name=case.handler_name,
        channel=Channel(case.channel),
        priority=case.priority,
        fast_lane=case.fast_lane,
        confidential=case.confidential,
        next_due=case.next_due,
        next_provisional=case.next_provisional,
        paused_on=case.paused_on,
        listed_level=case.listed_level,
        closed_on=case.closed_on,
        result=case.result,
        hold=case.hold,
        redacted=case.redacted_at is not None,
        version=case.version,
        parties=_parties(case, declared, sight),
    )


def _parties(case: Case, declared: CaseType, sight: Sight) -> tuple[PartyView, ...]:
    rows = Party.objects.filter(case=case).order_by("id")
    return tuple(_party(row, declared, sight) for row in rows if sight is not Sight.JOINT)


def _party(row: Party, declared: CaseType, sight: Sight) -> PartyView:
    role = declared.party(row.role)
    return PartyView(
        role=row.role,
        role_label=role.label if role else row.role,
        worker_id=row.worker_id,
        org_id=row.org_id,
        name=_shown_name(row, declared, sight),
    )


def _shown_name(row: Party, declared: CaseType, sight: Sight) -> str:
    """The name as the viewer needs it: in full for those who work on the case, masked for those who oversee it.

    A platform reads the applicant's name only when every part of its kind may know it; organisations
    are no secret to anybody who sees the case.
    """
    if row.org_id is not None or sight in (Sight.FULL, Sight.APPLICANT):
        return str(row.name)
    others = [party for party in declared.parties if not party.applicant and not party.handles]
    hidden = sight is Sight.LIMITED and not all(party.knows_applicant for party in others)
    return _("（不公开）") if hidden else mask_name(row.name)


def applicants(case_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Masked names of the applicants of many cases, one query."""
    roles = {role for declared in all_versions() for role in declared.applicant_roles}
    rows = Party.objects.filter(case_id__in=list(case_ids), role__in=roles).order_by("-id")
    return {case_id: mask_name(str(name)) for case_id, name in rows.values_list("case_id", "name")}


def clocks(case_id: UUID) -> tuple[ClockView, ...]:
    """All limits of a case with their pauses, running ones first, by due day. For a case already looked up."""
    rows = list(Clock.objects.filter(case_id=case_id).select_related("case").order_by("due_on", "id"))
    pauses = pauses_by_clock(rows) if rows else {}
    views = [
        ClockView(
            id=row.pk,
            limit=row.limit,
            label=_limit_label(row),
            started_on=row.started_on,
            due_on=row.due_on,
            provisional=row.provisional,
            length=row.length,
            unit=Unit(row.unit),
            extended=row.extended,
            extension_left=row.extension_most - row.extended,
            basis=row.basis,
            mark=row.mark,
            stopped_on=row.stopped_on,
            warned_at=row.warned_at,
            breached_at=row.breached_at,
            pauses=tuple(PauseView(span.start, span.end) for span in spans(pauses[row.pk])),
        )
        for row in rows
    ]
    return tuple(sorted(views, key=lambda view: not view.running))


def _limit_label(row: Clock) -> str:
    limit = case_type(row.case.type, row.case.type_version).limit(row.limit)
    return limit.label if limit and limit.label else row.limit


def documents(actor: Actor, case_id: UUID) -> tuple[DocumentView, ...]:
    """The papers of a case that the actor may see, in the order they came."""
    view = case_view(actor, case_id)
    declared = case_type(view.type)
    seen = [audience.value for audience in READS[view.sight]]
    own = Q(uploaded_by_id=actor.account_id) if actor.account_id else Q(pk__in=())
    if view.sight is Sight.JOINT:
        own = Q(pk__in=_joint_papers(case_id).filter(joint__org_id__in=actor.orgs(Role.JOINT_OFFICER)))
    rows = CaseDocument.objects.filter(Q(audience__in=seen) | own, case_id=case_id).order_by("id")
    replaced = {row.replaces_id for row in rows}
    return tuple(
        DocumentView(
            id=row.pk,
            kind=row.kind,
            kind_label=declared.document_label(row.kind),
            paper_id=row.paper_id,
            label=row.label,
            uploaded_at=row.uploaded_at,
            uploaded_by=row.uploaded_by_name or _("本人"),
            audience=Audience(row.audience),
            replaced=row.pk in replaced,
            voided_at=row.voided_at,
            void_reason=row.void_reason,
        )
        for row in rows
    )


def live_papers(case_id: UUID) -> dict[UUID, str]:
    """The papers that count in a case (neither voided nor replaced) with their kind. For a case already looked up."""
    return dict(_live_papers(case_id=case_id))


CONFIRMERS: Final = (
    Role.INSURER_HANDLER,
    Role.INSURER_MANAGER,
    Role.BUREAU_INTAKE,
    Role.BUREAU_REVIEWER,
    Role.BUREAU_LEAD,
)
"""Posts that say what a paper says."""


def paper_confirmable(actor: Actor, case_id: str, paper_id: UUID) -> bool:
    """May the actor say what this paper says? It must count in an open case that is wholly his to see."""
    if not actor.has(*CONFIRMERS):
        return False
    case = case_seen(actor, UUID(case_id))
    if case is None or case.closed_on is not None or case.redacted_at is not None:
        return False
    return sight_of(roles_of(case)) is Sight.FULL and paper_id in live_papers(case.pk)


def entry_words(case_id: UUID, seq: int) -> dict[str, str]:
    """The words kept beside an entry of the history: reason and free-text answers. For a case already looked up."""
    return _words_of(case_id, [seq]).get(seq, {})


def _words_of(case_id: UUID, entries: Collection[int]) -> dict[int, dict[str, str]]:
    rows = EventText.objects.filter(case_id=case_id, seq__in=entries)
    return {row.seq: {str(key): str(text) for key, text in row.body["words"].items()} for row in rows if row.body}


def moves_made(case_id: UUID, *moves: str) -> tuple[MoveMade, ...]:
    """The last time each of some moves was made, with its words, in order. For a case already looked up."""
    events = CaseEvent.objects.filter(case_id=case_id, move__in=moves).order_by("seq")
    last = sorted({event.move: event for event in events}.values(), key=lambda event: event.seq)
    words = _words_of(case_id, [event.seq for event in last])
    return tuple(
        MoveMade(one.move, one.at, one.actor_name, one.step_from, one.step_to, words.get(one.seq, {}).get("reason", ""))
        for one in last
    )


_live_papers = Prepared(
    lambda case_id: (
        CaseDocument.objects.filter(case_id=case_id, voided_at__isnull=True, replaced_by__isnull=True)
        .order_by("id")
        .values_list("paper_id", "kind")
    )
)


def joints(actor: Actor, case_id: UUID) -> tuple[JointView, ...]:
    """Questions to other departments; a department sees its own only.

    Raises:
        NoSuchCase
    """
    view = case_view(actor, case_id)
    sight, declared = view.sight, case_type(view.type)
    rows = Joint.objects.filter(case_id=case_id).order_by("id")
    if sight is Sight.JOINT:
        rows = rows.filter(org_id__in=actor.orgs(Role.JOINT_OFFICER))
    elif sight not in (Sight.FULL, Sight.OVERSIGHT):
        return ()
    papers: dict[UUID, list[JointPaper]] = {}
    for paper in JointPaper.objects.filter(joint__case_id=case_id).select_related("document").order_by("id"):
        papers.setdefault(paper.joint_id, []).append(paper)
    return tuple(
        JointView(
            id=row.pk,
            org_id=row.org_id,
            org_name=row.org_name,
            question=row.question,
            asked_at=row.asked_at,
            due_on=row.due_on,
            answered_at=row.answered_at,
            answer=row.answer,
            papers=tuple(_joint_paper(one, declared) for one in papers.get(row.pk, ())),
        )
        for row in rows
    )


def _joint_papers(case_id: UUID) -> QuerySet[Any]:
    """Papers of the case that go with some question, by document."""
    return JointPaper.objects.filter(joint__case_id=case_id).values("document_id")


def _joint_paper(row: JointPaper, declared: CaseType) -> JointPaperView:
    paper = row.document
    return JointPaperView(paper.paper_id, declared.document_label(paper.kind), paper.label, row.answers)


def listings(actor: Actor, case_id: UUID) -> tuple[ListingView, ...]:
    """Listings of a case, newest first; for staff who see it."""
    if case_view(actor, case_id).sight not in (Sight.FULL, Sight.OVERSIGHT):
        return ()
    return tuple(
        ListingView(
            id=row.pk,
            level=ListingLevel(row.level),
            level_name=LISTING_NAMES[ListingLevel(row.level)],
            raised_at=row.raised_at,
            raised_by=row.raised_by_name,
            reason=row.reason,
            until=row.until,
            lifted_at=row.lifted_at,
            lifted_why=row.lifted_why,
            leader_id=row.leader_id,
            leader=row.leader_name,
            report_due_on=row.report_due_on,
            report_late=row.report_late_at is not None,
            proof_paper=row.proof.paper_id if row.proof else None,
            reports=tuple(
                ListingReportView(one.at, one.by_name, one.done, one.plan)
                for one in sorted(row.reports.all(), key=lambda one: one.at, reverse=True)
            ),
        )
        for row in Listing.objects.filter(case_id=case_id)
        .select_related("proof")
        .prefetch_related("reports")
        .order_by("-id")
    )


def links(actor: Actor, case_id: UUID) -> tuple[LinkView, ...]:
    """Linked cases, from both sides; only those the actor may see."""
    rows = Link.objects.filter(Q(case_id=case_id) | Q(other_id=case_id)).order_by("id")
    found = {(row.other_id if row.case_id == case_id else row.case_id): row.kind for row in rows}
    cases = visible_to(actor).filter(pk__in=list(found)).order_by("id")
    return tuple(
        LinkView(
            case_id=case.pk,
            public_id=case.public_id,
            type_label=case_type(case.type).label,
            kind=LinkKind(found[case.pk]),
            kind_name=LINK_NAMES[LinkKind(found[case.pk])],
        )
        for case in cases
    )


def saved_filters(actor: Actor, page: str = "desk") -> tuple[SavedFilter, ...]:
    """The actor's own saved filters of a list, by name."""
    if actor.account_id is None:
        return ()
    return tuple(SavedFilter.objects.filter(account_id=actor.account_id, page=page).order_by("name"))


@dataclass(frozen=True, slots=True)
class RetentionView:
    """A destruction list (销毁清单) with who has agreed, and its cases as (id, number, why it was kept)."""

    id: UUID
    cutoff: date
    proposed_by: str
    proposed_at: datetime
    reviewers: tuple[str, ...]
    withdrawn_at: datetime | None
    carried_out_at: datetime | None
    cases: tuple[tuple[UUID, str, str], ...]
    count: int

    @property
    def is_open(self) -> bool:
        return self.withdrawn_at is None and self.carried_out_at is None


def retention_batches(actor: Actor, *, most: int = 100) -> tuple[RetentionView, ...]:
    """Destruction lists without their cases, newest first; for those who propose and review them."""
    if not actor.has(*REVIEWING_ROLES):
        return ()
    rows = list(RetentionBatch.objects.annotate(count=Count("items")).order_by("-id")[:most])
    names = _staff_names(rows)
    return tuple(_retention_view(row, names, ()) for row in rows)


def retention_batch(actor: Actor, batch_id: UUID) -> RetentionView:
    """One list with its cases.

    Raises:
        NoSuchCase: there is none, or it is not the actor's to see.
    """
    row = RetentionBatch.objects.annotate(count=Count("items")).filter(pk=batch_id).first()
    if row is None or not actor.has(*REVIEWING_ROLES):
        raise NoSuchCase(_("没有找到这份销毁清单，或者您无权查看。"))
    cases = row.items.order_by("case_id").values_list("case_id", "case__public_id", "kept_because")
    return _retention_view(row, _staff_names([row]), tuple(cases))


def _staff_names(rows: Iterable[RetentionBatch]) -> dict[UUID, str]:
    ids = {id for row in rows for id in (row.proposed_by_id, row.first_reviewer_id, row.second_reviewer_id) if id}
    return {account_id: person.name for account_id, person in staff_by_ids(ids).items()}


def _retention_view(
    row: RetentionBatch, names: Mapping[UUID, str], cases: tuple[tuple[UUID, str, str], ...]
) -> RetentionView:
    agreed = [id for id in (row.first_reviewer_id, row.second_reviewer_id) if id]
    return RetentionView(
        id=row.pk,
        cutoff=row.cutoff,
        proposed_by=names.get(row.proposed_by_id, ""),
        proposed_at=row.proposed_at,
        reviewers=tuple(names.get(account_id, "") for account_id in agreed),
        withdrawn_at=row.withdrawn_at,
        carried_out_at=row.carried_out_at,
        cases=cases,
        count=row.count,  # type: ignore[attr-defined]
    )
