"""Reminding people of limits, listings and changes of hands (提醒): news of the casework core, in words of claims."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from anxin.cases.events import CaseAssigned, CaseListed, ClockBreached, ClockWarned
from anxin.cases.selectors import case_view, clocks, listings
from anxin.cases.types import HOLDER_NAMES
from anxin.claims import tasks
from anxin.claims.services.telling import Told, handler_words, told_of
from anxin.identity.selectors import staff_with
from anxin.identity.types import Actor, Role
from anxin.kit.dates import say_day
from anxin.kit.jobs import defer
from anxin.notify.services import tell
from anxin.notify.types import Audience, Recipient

DUE_SOON: Final = "due_soon"
OVERDUE: Final = "overdue"
LISTED: Final = "listed"
ASSIGNED: Final = "handler_changed"


def clock_warned(event: ClockWarned) -> None:
    """Listener: a limit will soon be passed."""
    _later(event.case_id, DUE_SOON, f"{event.limit}:{event.due_on}", event.limit)


def clock_breached(event: ClockBreached) -> None:
    """Listener: a limit was passed."""
    _later(event.case_id, OVERDUE, f"{event.limit}:{event.due_on}", event.limit)


def case_listed(event: CaseListed) -> None:
    """Listener: a case is supervised by name from now on."""
    _later(event.case_id, LISTED, f"{event.level}:{event.at.isoformat()}")


def case_assigned(event: CaseAssigned) -> None:
    """Listener: another person looks after the case; at the first assignment the report's own message says so."""
    if event.handler_before is not None:
        _later(event.case_id, ASSIGNED, f"{event.handler_id}:{event.at.isoformat()}")


def _later(case_id: UUID, event: str, fact: str, limit: str = "") -> None:
    defer(tasks.remind, case_id=str(case_id), event=event, fact=fact, limit=limit)


def remind(*, case_id: UUID, event: str, fact: str, limit: str, at: datetime) -> int:
    """Tell the people concerned, once per fact; other contexts look after their own cases. Returns how many."""
    told = told_of(case_id)
    if told is None:
        return 0
    words = _words(told, limit)
    return sum(
        tell(
            event=event,
            audience=audience,
            recipients=recipients,
            data=words,
            key=f"case:{case_id}:{event}:{fact}",
            at=at,
            subject=told.subject,
        )
        for audience, recipients in _concerned(told, event)
        if recipients
    )


def _concerned(told: Told, event: str) -> Sequence[tuple[Audience, list[Recipient]]]:
    handler = [Recipient(account_id=told.handler_id)] if told.handler_id else []
    if event == DUE_SOON:
        return ((Audience.HANDLER, handler),)
    if event == ASSIGNED:
        return ((Audience.HANDLER, handler), (Audience.WORKER, [Recipient(worker_id=told.claim.worker_id)]))
    supervisors = [Recipient(account_id=person.account_id) for person in staff_with(Role.SUPERVISOR)]
    return ((Audience.HANDLER, handler), (Audience.SUPERVISOR, supervisors))


def _words(told: Told, limit: str) -> dict[str, str]:
    view = case_view(Actor.system(), told.case_id)
    clock = next((clock for clock in clocks(told.case_id) if clock.limit == limit), None)
    listing = next((listing for listing in listings(Actor.system(), told.case_id) if listing.lifted_at is None), None)
    due = clock.due_on if clock else (listing.until if listing else None) or view.next_due
    return {
        "number": told.number,
        "limit": clock.label if clock else "",
        "due": say_day(due) if due else "",
        "holder": HOLDER_NAMES[view.holder],
        "leader": listing.raised_by if listing else "",
        **handler_words(told),
    }
