"""Reminding people of limits, listings, questions and changes of hands (提醒): news of casework, in words of claims.

Every listener is called by a job, some seconds after the change: nobody waits for a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from anxin.cases.events import (
    CaseAssigned,
    CaseListed,
    ClockBreached,
    ClockWarned,
    JointAnswered,
    JointAsked,
    ListingReportLate,
    NoteAdded,
)
from anxin.cases.selectors import case_view, clocks, joints, listings
from anxin.cases.types import HOLDER_NAMES
from anxin.cases.types import Audience as Readers
from anxin.claims.services.telling import Told, handler_words, told_of
from anxin.identity.selectors import staff_with
from anxin.identity.types import Actor, Role
from anxin.kit.clock import now
from anxin.kit.dates import say_day
from anxin.notify.services import tell
from anxin.notify.types import Audience, Recipient

DUE_SOON: Final = "due_soon"
OVERDUE: Final = "overdue"
LISTED: Final = "listed"
ASSIGNED: Final = "handler_changed"
NOTED: Final = "note_from_handler"
REPORT_LATE: Final = "listing_report_late"
ASKED: Final = "joint_asked"
ANSWERED: Final = "joint_answered"


def clock_warned(event: ClockWarned) -> None:
    """Listener: a limit will soon be passed."""
    remind(event.case_id, DUE_SOON, f"{event.limit}:{event.due_on}", event.limit)


def clock_breached(event: ClockBreached) -> None:
    """Listener: a limit was passed."""
    remind(event.case_id, OVERDUE, f"{event.limit}:{event.due_on}", event.limit)


def case_listed(event: CaseListed) -> None:
    """Listener: a case is supervised by name from now on."""
    remind(event.case_id, LISTED, f"{event.level}:{event.at.isoformat()}")


def report_late(event: ListingReportLate) -> None:
    """Listener: the weekly report on a listed case has not come."""
    remind(event.case_id, REPORT_LATE, str(event.due_on))


def is_another(event: CaseAssigned) -> bool:
    """Has the case been with somebody else before? At the first assignment the report's own message says so."""
    return event.handler_before is not None


def case_assigned(event: CaseAssigned) -> None:
    """Listener: another person looks after the case."""
    remind(event.case_id, ASSIGNED, f"{event.handler_id}:{event.at.isoformat()}")


def is_for_the_worker(event: NoteAdded) -> bool:
    """Have staff written something for the worker to read?"""
    return event.audience is Readers.APPLICANT and not event.by_party


def note_added(event: NoteAdded) -> None:
    """Listener: staff have written something for the worker to read."""
    remind(event.case_id, NOTED, str(event.note_id))


def joint_asked(event: JointAsked) -> None:
    """Listener: another department has a question to answer."""
    remind(event.case_id, ASKED, str(event.joint_id))


def joint_answered(event: JointAnswered) -> None:
    """Listener: the answer is there, and whoever asked can go on."""
    remind(event.case_id, ANSWERED, str(event.joint_id))


def remind(case_id: UUID, event: str, fact: str, limit: str = "") -> int:
    """Tell the people concerned, once per fact; other contexts look after their own cases. Returns how many."""
    told = told_of(case_id)
    if told is None:
        return 0
    words = _words(told, event, fact, limit)
    return sum(
        tell(
            event=event,
            audience=audience,
            recipients=recipients,
            data=words,
            key=f"case:{case_id}:{event}:{fact}",
            at=now(),
            subject=told.subject,
        )
        for audience, recipients in _concerned(told, event, fact)
        if recipients
    )


def _concerned(told: Told, event: str, fact: str) -> Sequence[tuple[Audience, list[Recipient]]]:
    handler = [Recipient(account_id=told.handler_id)] if told.handler_id else []
    worker = [Recipient(worker_id=told.claim.worker_id)]
    if event in (DUE_SOON, ANSWERED, REPORT_LATE):
        return ((Audience.HANDLER, handler),)
    if event == NOTED:
        return ((Audience.WORKER, worker),)
    if event == ASKED:
        return ((Audience.BUREAU, _officers(told, fact)),)
    if event == ASSIGNED:
        return ((Audience.HANDLER, handler), (Audience.WORKER, worker))
    supervisors = [Recipient(account_id=person.account_id) for person in staff_with(Role.SUPERVISOR)]
    return ((Audience.HANDLER, handler), (Audience.SUPERVISOR, supervisors))


def _officers(told: Told, joint_id: str) -> list[Recipient]:
    """Everybody in the department that was asked."""
    orgs = [joint.org_id for joint in joints(Actor.system(), told.case_id) if str(joint.id) == joint_id]
    people = staff_with(Role.JOINT_OFFICER, orgs) if orgs else ()
    return [Recipient(account_id=person.account_id) for person in people]


def _due(told: Told, event: str, fact: str, limit: str) -> date | None:
    """The day by which somebody has to act: of the question, of the limit, of the listing, of its report."""
    if event == REPORT_LATE:
        return date.fromisoformat(fact)
    if event == ASKED:
        return next((one.due_on for one in joints(Actor.system(), told.case_id) if str(one.id) == fact), None)
    clock = next((clock for clock in clocks(told.case_id) if clock.limit == limit), None)
    return clock.due_on if clock else None


def _words(told: Told, event: str, fact: str, limit: str) -> dict[str, str]:
    view = case_view(Actor.system(), told.case_id)
    clock = next((clock for clock in clocks(told.case_id) if clock.limit == limit), None)
    listing = next((listing for listing in listings(Actor.system(), told.case_id) if listing.lifted_at is None), None)
    due = _due(told, event, fact, limit) or (listing.until if listing else None) or view.next_due
    return {
        "number": told.number,
        "limit": clock.label if clock else "",
        "due": say_day(due) if due else "",
        "holder": HOLDER_NAMES[view.holder],
        "leader": listing.leader or listing.raised_by if listing else "",
        **handler_words(told),
    }
