"""Supervision by name (挂牌督办): a named leader, weekly reports, an end with proof by the level that raised it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.engine.listing import raise_listing, report_due
from anxin.cases.engine.recording import locked_for, record
from anxin.cases.engine.situation import Situation
from anxin.cases.engine.transactions import one_transaction
from anxin.cases.errors import MoveBlocked, NotYours
from anxin.cases.events import ListingLifted
from anxin.cases.models import CaseDocument, Listing, ListingReport
from anxin.cases.types import LISTING_NAMES, Audience, ListingLevel, Sight
from anxin.identity.selectors import staff_by_ids
from anxin.identity.types import Actor, OrgKind, Role, StaffView
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput
from anxin.kit.events import emit
from anxin.kit.text import paragraph

LIFTED: Final = "listing.lifted"
LED: Final = "listing.leader"
REPORTED: Final = "listing.reported"
REPORT_MAX: Final = 2000
"""Longest report, in characters."""

LISTING_ROLES: Final = (Role.BUREAU_LEAD, Role.SUPERVISOR)

_LEVELS: Final = {
    OrgKind.DISTRICT: frozenset({ListingLevel.COUNTY}),
    OrgKind.BUREAU: frozenset({ListingLevel.CITY, ListingLevel.PROVINCE}),
}
"""A district lists for the county. A city bureau lists for the city, and records what the province orders."""


def levels_of(actor: Actor) -> frozenset[ListingLevel]:
    """The levels at which somebody may raise and lift a listing."""
    held = (_LEVELS.get(post.org_kind, frozenset()) for post in actor.posts if post.role in LISTING_ROLES)
    return frozenset().union(*held)


def listing_raise(
    *,
    case_id: UUID,
    level: ListingLevel,
    reason: str,
    actor: Actor,
    at: datetime,
    until: date | None = None,
    leader_id: UUID | None = None,
) -> UUID:
    """List a case; a higher level takes over a lower listing.

    Args:
        leader_id: the lead who answers for it (包案领导); without one, whoever answers for the fewest.

    Raises:
        NotYours: not the actor's level. BadInput: no reason, or the leader is no lead.
        MoveBlocked: closed, or listed at this level or above already.
    """
    words = paragraph(reason, most=500, label=_("挂牌原因"))
    if not words:
        raise BadInput(_("请写明挂牌原因。"), field="reason")
    if level not in levels_of(actor):
        raise NotYours(_("您的岗位不能%(level)s督办。") % {"level": LISTING_NAMES[level]})
    with one_transaction():
        here = locked_for(case_id, actor, at, what=_("挂牌督办"), sights=(Sight.FULL, Sight.OVERSIGHT))
        if here.case.closed_on is not None:
            raise MoveBlocked(_("案件已经办结，不需要挂牌督办。"))
        if here.case.listed_level >= level:
            raise MoveBlocked(_("这个案件已经在%(level)s督办。") % {"level": _name(here.case.listed_level)})
        return raise_listing(here, level, words, until=until, leader=_leader(leader_id, at))


def _leader(account_id: UUID | None, at: datetime) -> StaffView | None:
    if account_id is None:
        return None
    found = staff_by_ids([account_id], on=day_of(at)).get(account_id)
    if found is None or not any(post.role is Role.BUREAU_LEAD for post in found.posts):
        raise BadInput(_("包案领导须是人社部门负责人，请重新选择。"), field="leader")
    return found


def listing_lead(*, case_id: UUID, leader_id: UUID, actor: Actor, at: datetime) -> None:
    """Name who answers for a listed case (指定包案领导).

    Raises:
        NotYours: another level listed it. MoveBlocked: it is not listed. BadInput: no lead.
    """
    with one_transaction():
        here, listing = _listed(case_id, actor, at, _("指定包案领导"))
        _must_be_ours(listing, actor, _("只有挂牌的一级可以指定包案领导：%(level)s。"))
        leader = _leader(leader_id, at)
        assert leader is not None
        with transaction.atomic(savepoint=False):
            listing.leader_id, listing.leader_name = leader.account_id, leader.name
            listing.save(update_fields=("leader_id", "leader_name"))
            record(here, LED, audience=Audience.STAFF, data={"listing": listing.pk, "leader": leader.account_id})


def listing_report(*, case_id: UUID, done: str, plan: str, actor: Actor, at: datetime) -> UUID:
    """Report on a listed case (督办周报); the next report is counted from today.

    Raises:
        NotYours: who only oversees does not report. MoveBlocked: it is not listed. BadInput: nothing said.
    """
    words = paragraph(done, most=REPORT_MAX, label=_("本周进展"))
    if not words:
        raise BadInput(_("请写明这一周做了什么、进展如何。"), field="done")
    with one_transaction():
        here, listing = _listed(case_id, actor, at, _("写周报"), sights=(Sight.FULL,))
        with transaction.atomic(savepoint=False):
            report = ListingReport.objects.create(
                listing=listing,
                done=words,
                plan=paragraph(plan, most=REPORT_MAX, label=_("下步措施")),
                by_id=actor.account_id,
                by_name=actor.public_name,
                at=at,
            )
            listing.report_due_on, listing.report_late_at = report_due(day_of(at)), None
            listing.save(update_fields=("report_due_on", "report_late_at"))
            record(here, REPORTED, audience=Audience.STAFF, data={"listing": listing.pk, "report": report.pk})
        return report.pk


def _listed(
    case_id: UUID, actor: Actor, at: datetime, what: str, sights: Collection[Sight] = (Sight.FULL, Sight.OVERSIGHT)
) -> tuple[Situation, Listing]:
    here = locked_for(case_id, actor, at, what=what, sights=sights)
    listing = Listing.objects.filter(case=here.case, lifted_at__isnull=True).first()
    if listing is None:
        raise MoveBlocked(_("这个案件没有挂牌督办，请刷新页面。"))
    return here, listing


def _must_be_ours(listing: Listing, actor: Actor, refusal: str) -> None:
    if ListingLevel(listing.level) not in levels_of(actor):
        raise NotYours(refusal % {"level": _name(listing.level)})


def listing_lift(*, case_id: UUID, reason: str, proof: UUID | None, actor: Actor, at: datetime) -> None:
    """Lift the listing of a case (销号), with a reason and the paper in its file that proves it.

    Raises:
        NotYours: another level listed it. MoveBlocked: it is not listed. BadInput: no reason, or no proof.
    """
    words = paragraph(reason, most=500, label=_("销号说明"))
    if not words:
        raise BadInput(_("请写明销号的理由。"), field="reason")
    with one_transaction():
        here, listing = _listed(case_id, actor, at, _("销号"))
        _must_be_ours(listing, actor, _("只有挂牌的一级可以销号：%(level)s。"))
        live = CaseDocument.objects.filter(case=here.case, voided_at__isnull=True, replaced_by__isnull=True)
        paper = live.filter(pk=proof).first() if proof else None
        if paper is None:
            raise BadInput(_("请选择案卷里能证明问题已经解决的材料；还没有的，先添加到卷内文件。"), field="proof")
        with transaction.atomic(savepoint=False):
            listing.lifted_at, listing.lifted_by_id, listing.lifted_why = at, actor.account_id, words
            listing.proof = paper
            listing.save(update_fields=("lifted_at", "lifted_by_id", "lifted_why", "proof"))
            here.case.listed_level = 0
            data = {"listing": listing.pk, "proof": paper.pk}
            entry = record(
                here, LIFTED, audience=Audience.STAFF, data=data, words={"reason": words}, changed=("listed_level",)
            )
            emit(ListingLifted(here.case.pk, listing.level, entry.seq, at))


def _name(level: int) -> str:
    return LISTING_NAMES[ListingLevel(level)]
