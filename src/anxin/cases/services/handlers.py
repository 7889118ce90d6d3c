"""Giving a case to a handler (派案): fairly by load, or by somebody who may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.access import visible_to
from anxin.cases.engine.recording import locked_for, record
from anxin.cases.engine.transactions import one_transaction
from anxin.cases.errors import MoveBlocked, NotYours
from anxin.cases.events import CaseAssigned
from anxin.cases.models import Case
from anxin.cases.people import check_handler, handler_named, reaches
from anxin.cases.types import Audience, EventRef
from anxin.identity import selectors as identity
from anxin.identity.types import Actor, Role, StaffView
from anxin.kit.clock import day_of
from anxin.kit.errors import Refused
from anxin.kit.events import emit
from anxin.kit.statements import ask
from anxin.kit.text import paragraph

ASSIGNED: Final = "handler.assigned"
ASSIGNING_ROLES: Final = frozenset({Role.INSURER_MANAGER, Role.BUREAU_INTAKE, Role.BUREAU_LEAD, Role.SYSTEM})
BULK_MAX: Final = 500
"""Most cases in one bulk assignment: what a person can still oversee."""

_LOAD_COUNTED_MAX: Final = 300
"""Above this many open cases people take turns; counting further would only cost time."""

_PICK: Final = """
WITH candidates AS (SELECT unnest(%(ids)s::uuid[]) AS account_id),
     seated AS (
        INSERT INTO cases_handlerseat (account_id)
        SELECT account_id FROM candidates WHERE account_id NOT IN (SELECT account_id FROM cases_handlerseat)
        ON CONFLICT DO NOTHING),
     least AS (
        SELECT seat.account_id
        FROM cases_handlerseat seat
        WHERE seat.account_id = ANY(%(ids)s::uuid[])
        ORDER BY (
            SELECT count(*) FROM (
                SELECT 1 FROM cases_case c WHERE c.handler_id = seat.account_id AND c.closed_on IS NULL LIMIT %(most)s
            ) open_cases
        ), seat.last_picked_at NULLS FIRST, seat.account_id
        LIMIT 1 FOR UPDATE OF seat SKIP LOCKED)
UPDATE cases_handlerseat SET last_picked_at = %(at)s FROM least
WHERE cases_handlerseat.account_id = least.account_id RETURNING cases_handlerseat.account_id
"""


def handler_pick(*, role: Role, org_ids: Sequence[UUID], at: datetime) -> StaffView | None:
    """The member of staff with the fewest open cases; the one longest without a new case among equals.

    The chosen seat stays locked until the caller's transaction ends, so two cases opened at the same moment
    go to two people; nobody waits for a lock. None when nobody holds the role.
    """
    staff = {person.account_id: person for person in identity.staff_with(role, org_ids, on=day_of(at))}
    if not staff:
        return None
    for _attempt in range(2):  # a first case of all finds no seat yet, and leaves one
        picked = ask(_PICK, {"ids": list(staff), "most": _LOAD_COUNTED_MAX, "at": at})
        if picked:
            return staff[picked[0][0]]
    return next(iter(staff.values()))


def handler_assign(*, case_id: UUID, handler_id: UUID, actor: Actor, at: datetime, reason: str = "") -> EventRef:
    """Give an open case to a handler of its handling organisation.

    Raises:
        NotYours: only those who lead the handling organisation or the bureau may.
        MoveBlocked: the case is closed, or the person works elsewhere.
    """
    why = paragraph(reason, most=500, label=_("理由"))
    with one_transaction():
        here = locked_for(case_id, actor, at, what=_("指派经办员"))
        case = here.case
        if not here.roles & ASSIGNING_ROLES:
            raise NotYours(_("只有承办机构负责人或人社部门可以指派经办员。"))
        if case.closed_on is not None:
            raise MoveBlocked(_("案件已经办结，不需要再指派经办员。"))
        handler = handler_named(handler_id, day_of(at))
        check_handler(handler, case.handler_org_path)
        before, case.handler_id, case.handler_name = case.handler_id, handler.account_id, handler.name
        event = record(
            here,
            ASSIGNED,
            audience=Audience.APPLICANT,
            data={"handler": handler_id, "before": before},
            words={"reason": why} if why else None,
            changed=("handler", "handler_name"),
        )
        emit(CaseAssigned(case.pk, handler_id, before, at))
        return EventRef(case.pk, event.seq, ASSIGNED, case.step, case.step, at)


@dataclass(frozen=True, slots=True)
class Assigned:
    """What became of one case in a bulk assignment; ``refused`` holds the sentence when it was not given."""

    case_id: UUID
    refused: str = ""


def handler_assign_preview(
    *, case_ids: Sequence[UUID], handler_id: UUID, actor: Actor, at: datetime
) -> tuple[Assigned, ...]:
    """What ``handler_assign_many`` would do, without doing it; in the order asked for.

    Cases that the actor may not see are left out.
    """
    handler = handler_named(handler_id, day_of(at))
    rows = {case.pk: case for case in visible_to(actor).filter(pk__in=case_ids)}
    return tuple(
        Assigned(case_id, _why_not(rows[case_id], handler)) for case_id in dict.fromkeys(case_ids) if case_id in rows
    )


def _why_not(case: Case, handler: StaffView) -> str:
    if case.closed_on is not None:
        return _("案件已经办结。")
    if case.handler_id == handler.account_id:
        return _("已经由这位经办员负责。")
    if not reaches(handler, case.handler_org_path):
        return _("这位经办员不在承办机构的经办岗位上。")
    return ""


def handler_assign_many(
    *, case_ids: Sequence[UUID], handler_id: UUID, actor: Actor, at: datetime, reason: str = ""
) -> tuple[Assigned, ...]:
    """Give many cases to one handler; each in its own transaction, so one refusal does not hold up the others."""
    if len(case_ids) > BULK_MAX:
        raise MoveBlocked(_("一次最多指派 %(most)s 件，请分几次办理。") % {"most": BULK_MAX})
    return tuple(_assign_one(case_id, handler_id, actor, at, reason) for case_id in dict.fromkeys(case_ids))


def _assign_one(case_id: UUID, handler_id: UUID, actor: Actor, at: datetime, reason: str) -> Assigned:
    try:
        handler_assign(case_id=case_id, handler_id=handler_id, actor=actor, at=at, reason=reason)
    except Refused as refusal:
        return Assigned(case_id, refusal.sentence)
    return Assigned(case_id)
