"""What a platform sees (平台侧): the facts it is asked about and the outer state of its workers' claims, no more.

No diagnosis, no paper, no amount.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _

from anxin.cases.registry import case_type
from anxin.claims.errors import NoSuchClaim
from anxin.claims.models import PlatformCheck
from anxin.claims.services.handlers import handler_card
from anxin.claims.snapshots import order_card
from anxin.claims.types import ORDINARY, SMALL, WHAT_NAMES, PlatformAnswer, PlatformCheckView, What
from anxin.identity.selectors import worker_by_id, worker_cards
from anxin.identity.types import Actor, Role, WorkerCard

PLATFORM_ROLES = (Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER)
ROWS_MAX = 200
UNANSWERED = (PlatformAnswer.NONE, PlatformAnswer.SILENT)


def platform_checks(*, actor: Actor, waiting: bool = True) -> tuple[PlatformCheckView, ...]:
    """Reports the actor's platforms are asked about: those that wait, the most urgent first, or those answered.

    One whose time has passed still waits while its case is undecided: a late answer is better than none.
    """
    return _views(_rows(actor, waiting))


def platform_claims(*, actor: Actor) -> tuple[PlatformCheckView, ...]:
    """All reports and claims of the actor's platforms, newest first."""
    return _views(_rows(actor, None))


def platform_check_view(*, actor: Actor, case_id: UUID) -> PlatformCheckView:
    """One report, with the worker's name in clear: who confirms facts must know about whom.

    Raises:
        NoSuchClaim: another platform's, or none.
    """
    row = _rows(actor, None).filter(pk=case_id).first()
    if row is None:
        raise NoSuchClaim(_("没有找到这件报案，或者它不归您的平台。"))
    worker = worker_by_id(row.claim.worker_id)
    view = _view(row, worker_cards([row.claim.worker_id]).get(row.claim.worker_id))
    name = worker.name if worker else view.worker_name
    return replace(view, worker_name=name, handler=handler_card(case_id))


@cache
def _answerable() -> frozenset[str]:
    """The steps at which a platform can still say something."""
    declared = [case_type(key) for key in (SMALL, ORDINARY)]
    moves = ((one, one.move("platform_confirm")) for one in declared)
    return frozenset(step for one, move in moves if move for step in one.sources(move))


def _rows(actor: Actor, waiting: bool | None) -> Any:
    rows = PlatformCheck.objects.filter(platform_id__in=actor.orgs(*PLATFORM_ROLES)).select_related("claim")
    rows = rows.annotate(step=F("claim__case__step"), type=F("claim__case__type"), closed=F("claim__case__closed_on"))
    if waiting is None:
        return rows.order_by("-asked_at")
    open_ones = Q(answer__in=UNANSWERED, closed=None, step__in=_answerable())
    if waiting:
        return rows.filter(open_ones).order_by("due_at")
    return rows.exclude(open_ones).exclude(answer=PlatformAnswer.NONE).order_by(F("answered_at").desc(nulls_last=True))


def _views(rows: Any) -> tuple[PlatformCheckView, ...]:
    found = list(rows[:ROWS_MAX])
    cards = worker_cards([row.claim.worker_id for row in found])
    return tuple(_view(row, cards.get(row.claim.worker_id)) for row in found)


def _view(row: Any, card: WorkerCard | None) -> PlatformCheckView:
    claim = row.claim
    order = order_card(claim.cover)
    return PlatformCheckView(
        case_id=row.pk,
        number=claim.number,
        worker_name=card.name if card else "",
        worker_id_masked=card.id_number if card else "",
        what=WHAT_NAMES[What(claim.what)],
        happened_at=claim.happened_at,
        place=claim.place,
        narrative=claim.narrative,
        order_no=claim.order_no,
        accepted_at=order.accepted_at if order else None,
        ended_at=order.ended_at if order else None,
        answer=PlatformAnswer(row.answer),
        reason=row.reason,
        asked_at=row.asked_at,
        due_at=row.due_at,
        answered_at=row.answered_at,
        status=case_type(row.type).step(row.step).worker_label,
        may_answer=row.answer in UNANSWERED and row.step in _answerable(),
    )
