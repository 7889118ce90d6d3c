"""Blind second looks (盲审): what is to be looked at, and how often the first look was wrong."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.cases.selectors import cases_visible
from anxin.claims.models import Recheck
from anxin.claims.selectors.desk import claim_facts
from anxin.claims.types import ErrorRate, RecheckView, Verdict
from anxin.identity.types import Actor, Role
from anxin.kit.errors import NotAllowed, NotFound

RECHECKERS = (Role.BUREAU_REVIEWER, Role.BUREAU_LEAD)
READERS = (*RECHECKERS, Role.SUPERVISOR, Role.AUDITOR)
ROWS_MAX = 100


def rechecks_open(*, actor: Actor) -> tuple[tuple[UUID, str, datetime], ...]:
    """Drawn decisions nobody has looked at, oldest first: id, number, when drawn. Not the actor's own."""
    me = actor.account_id
    mine = Q(decision__proposed_by=me) | Q(decision__settled_by=me)
    mine |= Q(decision__adverse__proposed_by=me) | Q(decision__adverse__settled_by=me)
    rows = Recheck.objects.filter(verdict="", decision__claim__case__in=cases_visible(actor))
    rows = rows.exclude(mine).order_by("drawn_at")
    return tuple(rows.values_list("pk", "decision__claim__number", "drawn_at")[:ROWS_MAX])


def recheck_view(*, actor: Actor, recheck_id: UUID) -> RecheckView:
    """The facts of a drawn decision, without its answer; with the verdict once it is given.

    Raises:
        NotFound: there is none, or its case is not the actor's to see.
    """
    if not actor.has(*RECHECKERS):
        raise NotAllowed(_("盲审由人社部门审核员办理。"))
    rows = Recheck.objects.select_related("decision__claim").filter(decision__claim__case__in=cases_visible(actor))
    row = rows.filter(pk=recheck_id).first()
    if row is None:
        raise NotFound(_("没有这件盲审。"))
    claim = row.decision.claim
    return RecheckView(
        id=row.pk,
        case_id=claim.pk,
        number=claim.number,
        drawn_at=row.drawn_at,
        claimed_fen=row.decision.claimed_fen,
        facts=claim_facts(actor=actor, case_id=claim.pk),
        verdict=Verdict(row.verdict) if row.verdict else None,
        amount_fen=row.amount_fen,
        note=row.note,
    )


def error_rate(*, actor: Actor, since: datetime) -> ErrorRate:
    """How often a second look disagreed, both ways: money paid that should not have been, and money withheld.

    Raises:
        NotAllowed: only the bureau's reviewers and its overseers read this.
    """
    if not (actor.is_system or actor.has(*READERS)):
        raise NotAllowed(_("您的岗位不能查看盲审结果。"))
    rows = Recheck.objects.filter(drawn_at__gte=since).select_related("decision")
    looks = [
        (row.decision.approved_fen or 0, row.amount_fen) for row in rows if row.verdict and row.amount_fen is not None
    ]
    gaps = [decided - said for decided, said in looks]
    return ErrorRate(
        drawn=len(rows),
        looked_at=len(looks),
        agreed=gaps.count(0),
        paid_wrongly=sum(gap > 0 for gap in gaps),
        withheld_wrongly=sum(gap < 0 for gap in gaps),
        money_over_fen=sum(gap for gap in gaps if gap > 0),
        money_under_fen=-sum(gap for gap in gaps if gap < 0),
    )
