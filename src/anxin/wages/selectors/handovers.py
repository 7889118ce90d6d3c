"""Hand-overs to the police and clues that belong together, as officers see them."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.registry import case_type
from anxin.cases.selectors import case_view, cases_visible
from anxin.cases.types import Sight
from anxin.documents.selectors import original
from anxin.identity.types import Actor
from anxin.wages.errors import NoSuchWageCase
from anxin.wages.models import Handover, WageCase
from anxin.wages.selectors.access import wage_inside
from anxin.wages.types import CLUE, CRIME, HandoverView, SiblingClue

SIBLINGS_MOST = 100


def handovers_of(*, actor: Actor, case_id: UUID) -> tuple[HandoverView, ...]:
    """The hand-overs of a wage case, newest first.

    Raises:
        NoSuchWageCase
    """
    case, _sight = wage_inside(actor, case_id)
    rows = Handover.objects.filter(wage=case).select_related("case", "wage").order_by("-case__opened_at")
    return tuple(_view(row) for row in rows)


def handover_view(*, actor: Actor, case_id: UUID) -> HandoverView | None:
    """One hand-over by its own case; None when there is none that the actor sees."""
    row = (
        Handover.objects.filter(case__in=cases_visible(actor)).select_related("case", "wage").filter(pk=case_id).first()
    )
    return _view(row) if row else None


def package_of(*, actor: Actor, case_id: UUID) -> tuple[str, bytes]:
    """Number and bytes of the packed papers of a hand-over, for the officers of its case.

    Raises:
        NoSuchCase, NoSuchWageCase: no such hand-over, or it is not packed.
    """
    view = case_view(actor, case_id)
    row = Handover.objects.filter(pk=case_id).first()
    if row is None or row.package_paper is None or view.sight is not Sight.FULL:
        raise NoSuchWageCase(_("移送材料还没有打包。"))
    return row.number, original(row.package_paper)[1]


def _view(row: Handover) -> HandoverView:
    return HandoverView(
        case_id=row.pk,
        number=row.number,
        wage_id=row.wage_id,
        wage_number=row.wage.number,
        step_label=case_type(CRIME, row.case.type_version).step(row.case.step).label,
        sentence=row.standard["sentence"],
        articles=tuple(row.standard["articles"]),
        fled=row.fled,
        police_name=row.police_name,
        outcome_number=row.outcome_number,
        packed=row.package_paper is not None,
    )


def sibling_clues(*, actor: Actor, case_id: UUID) -> tuple[SiblingClue, ...]:
    """Other open clues about the employer of a clue, those the actor may see; nothing for a complaint.

    Raises:
        NoSuchWageCase
    """
    case, _sight = wage_inside(actor, case_id)
    if case.case.type != CLUE:
        return ()
    seen = cases_visible(actor).filter(type=CLUE, closed_on=None)
    rows = WageCase.objects.filter(case__in=seen, employer_key=case.employer_key).exclude(pk=case_id)
    return tuple(
        SiblingClue(row.pk, row.number, row.project_name, row.claimed_fen, row.reported_at)
        for row in rows.order_by("reported_at")[:SIBLINGS_MOST]
    )
