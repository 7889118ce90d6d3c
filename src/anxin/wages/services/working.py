"""Who may work on a wage case, asked under the case's own lock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.engine.recording import locked_for
from anxin.cases.engine.situation import Situation
from anxin.cases.errors import MoveBlocked, NotYours
from anxin.cases.types import GuardFacts
from anxin.identity.types import Actor, Role
from anxin.wages.guards import officer_guard
from anxin.wages.models import WageCase


def locked_wage(case_id: UUID, actor: Actor, at: datetime) -> tuple[Situation, WageCase]:
    """Lock a case and its wage row for somebody who works on it; closed cases too.

    Raises:
        NoSuchCase, NotYours
    """
    here = locked_for(case_id, actor, at, what=_("办理"))
    return here, WageCase.objects.select_for_update().get(pk=case_id)


def officer_case(case_id: UUID, actor: Actor, at: datetime) -> WageCase:
    """Lock an open case for one of its officers (or the system).

    Raises:
        NotYours: not one of the two officers. MoveBlocked: the case is closed.
    """
    here, case = locked_wage(case_id, actor, at)
    if here.case.closed_on is not None:
        raise MoveBlocked(_("案件已经办结，不能再登记。"))
    if not (actor.is_system or actor.has(Role.WAGE_INSPECTOR)):
        raise NotYours(_("这一步由劳动监察员办理。"))
    refused = officer_guard(guard_facts(here, actor, at))
    if refused:
        raise NotYours(refused)
    return case


def guard_facts(here: Situation, actor: Actor, at: datetime) -> GuardFacts:
    """What a guard may look at, outside of a move."""
    return GuardFacts(
        case_id=here.case.pk,
        type=here.case.type,
        step=here.case.step,
        org_id=here.case.org_id,
        handler_id=here.case.handler_id,
        actor=actor,
        at=at,
        data=None,
    )
