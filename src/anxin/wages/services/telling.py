"""Telling people what happened to a wage case (消息). The wording stands in ``notify``; here is who hears what.

Every listener is called by a job, some seconds after the change: nobody waits for a message.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.events import (
    CaseAssigned,
    CaseListed,
    CaseMoved,
    ClockBreached,
    ClockWarned,
    JointAnswered,
    JointAsked,
    ListingLifted,
    ListingReportLate,
)
from anxin.cases.registry import case_type
from anxin.cases.selectors import case_view, entry_words, listings
from anxin.cases.types import CaseView
from anxin.identity.selectors import org, staff_by_ids, staff_with
from anxin.identity.types import Actor, Role
from anxin.kit.clock import now
from anxin.kit.dates import formal_day, say_day
from anxin.kit.money import yuan_sign
from anxin.notify.services import tell
from anxin.notify.types import Audience, Recipient
from anxin.wages.events import WagesComplained
from anxin.wages.models import WageCase, WageWorker
from anxin.wages.services.letters import letter_make
from anxin.wages.types import CLUE, WAGE, LetterKind

COMPLAINED: Final = "complained"
JOINED: Final = "joined"
HANDLER: Final = "handler"
LISTED: Final = "listed"
LIFTED: Final = "lifted"

MOVES: Final[Mapping[str, tuple[str, ...]]] = {
    "accept": ("wage_accepted",),
    "supplement": ("wage_supplement",),
    "refuse": ("wage_refused",),
    "refer": ("wage_referred",),
    "order": ("wage_ordered",),
    "decide": ("wage_decided",),
    "apply_court": ("wage_at_court",),
    "confirm": ("wage_settled",),
    "confirm_dismissal": ("wage_dismissed",),
    "conclude": ("wage_clue_concluded",),
}
"""Move -> wordings for the workers of the case."""


def complained(event: WagesComplained) -> None:
    """Listener: a complaint came in, or joined a case that was there."""
    told_about(event.case_id, JOINED if event.joined else COMPLAINED, str(event.complaint_id))


def is_told(event: CaseMoved) -> bool:
    """Is this a move the workers want to hear of? A conclusion of the investigation is not; one of a clue is."""
    inner_step = event.type == WAGE and event.move == "conclude"
    return event.type in (WAGE, CLUE) and event.move in MOVES and not inner_step


def case_moved(event: CaseMoved) -> None:
    """Listener: a move the workers want to hear of."""
    told_about(event.case_id, event.move, f"{event.move}:{event.seq}", event.seq)


def clock_warned(event: ClockWarned) -> None:
    """Listener: a limit will soon be passed."""
    _remind(event.case_id, "due_soon", event.limit, say_day(event.due_on), f"{event.limit}:{event.due_on}", event.at)


def clock_breached(event: ClockBreached) -> None:
    """Listener: a limit was passed."""
    _remind(event.case_id, "overdue", event.limit, say_day(event.due_on), f"{event.limit}:{event.due_on}", event.at)


def is_another(event: CaseAssigned) -> bool:
    """Has the case been with somebody else before? The first officer is named when the complaint is received."""
    return event.handler_before is not None


def case_assigned(event: CaseAssigned) -> None:
    """Listener: another officer has the case; its workers hear his name."""
    told_about(event.case_id, HANDLER, f"{HANDLER}:{event.handler_id}")


def case_listed(event: CaseListed) -> None:
    """Listener: a case is supervised by name from now on."""
    told_about(event.case_id, LISTED, str(event.seq), event.seq)


def listing_lifted(event: ListingLifted) -> None:
    """Listener: a case is no longer supervised by name."""
    told_about(event.case_id, LIFTED, str(event.seq), event.seq)


def report_late(event: ListingReportLate) -> None:
    """Listener: the weekly report on a listed case has not come: its officers and its leader hear of it."""
    case = WageCase.objects.filter(pk=event.case_id).select_related("case").first()
    if case is None:
        return
    words = {"number": case.number, "due": say_day(event.due_on)}
    fact = str(event.due_on)
    _tell("listing_report_late", Audience.HANDLER, _officers(case), words, case, fact, event.at)
    leader = [Recipient(account_id=event.leader_id)] if event.leader_id else []
    _tell("listing_report_late", Audience.BUREAU, leader, words, case, fact, event.at)


def joint_asked(event: JointAsked) -> None:
    """Listener: another department has a question to answer."""
    case = WageCase.objects.filter(pk=event.case_id).first()
    if case is not None:
        officers = [Recipient(account_id=one.account_id) for one in staff_with(Role.JOINT_OFFICER, [event.org_id])]
        words = {"number": case.number, "due": say_day(event.due_on)}
        _tell("joint_asked", Audience.BUREAU, officers, words, case, str(event.joint_id), event.at)


def joint_answered(event: JointAnswered) -> None:
    """Listener: the answer is there, and the officers can go on."""
    case = WageCase.objects.filter(pk=event.case_id).select_related("case").first()
    if case is not None:
        words = {"number": case.number}
        _tell("joint_answered", Audience.HANDLER, _officers(case), words, case, str(event.joint_id), event.at)


def _remind(case_id: UUID, what: str, limit: str, due: str, fact: str, at: datetime) -> None:
    """Tell the officers of a limit, and the supervisor when it has passed."""
    case = WageCase.objects.filter(pk=case_id).select_related("case").first()
    if case is None:
        return
    declared = case_type(case.case.type, case.case.type_version).limit(limit)
    words = {
        "number": case.number,
        "limit": declared.label if declared else limit,
        "due": due,
        "holder": case.case.handler_name or _("未分派"),
    }
    _tell(what, Audience.HANDLER, _officers(case), words, case, fact, at)
    if what == "overdue":
        overseers = [Recipient(account_id=one.account_id) for one in staff_with(Role.SUPERVISOR)]
        _tell(what, Audience.SUPERVISOR, overseers, words, case, fact, at)


def _officers(case: WageCase) -> list[Recipient]:
    ids = dict.fromkeys(one for one in (case.case.handler_id, case.second_id) if one)
    return [Recipient(account_id=one) for one in ids]


def told_about(case_id: UUID, what: str, fact: str, seq: int = 0) -> int:
    """Tell everybody concerned of one entry of a wage case, once for each fact. Gives how many were told."""
    case = WageCase.objects.filter(pk=case_id).select_related("case").first()
    if case is None:
        return 0
    view, at = case_view(Actor.system(), case_id), now()
    if what in (COMPLAINED, JOINED):
        return _told_of_complaint(case, view, what, UUID(fact), at)
    if what in (LISTED, LIFTED):
        return _told_of_listing(case, view, what, seq, at)
    if what == HANDLER:
        return _workers("wage_handler", case, _words(case, view, {}), fact, at)
    words = _words(case, view, entry_words(case_id, seq))
    return sum(_workers(event, case, words, fact, at) for event in MOVES[what])


def _told_of_listing(case: WageCase, view: CaseView, kind: str, seq: int, at: datetime) -> int:
    """Officers and leader hear of it, and the letter that says so goes into the file."""
    found = listings(Actor.system(), case.pk)
    if not found:
        return 0
    newest = found[0]
    due = say_day(newest.until) if newest.until else _due(view)
    words = {"number": case.number, "leader": newest.leader or _("待指定"), "due": due}
    facts = {
        "level": newest.level_name,
        "leader": newest.leader or "____",
        "until": formal_day(newest.until) if newest.until else _("依法定时限"),
    }
    letter = LetterKind.LISTED if kind == LISTED else LetterKind.LIFTED
    letter_make(case_id=case.pk, kind=letter, words=facts, actor=Actor.system(), at=at, seq=seq)
    if kind == LIFTED:
        return _tell("listing_lifted", Audience.HANDLER, _officers(case), words, case, str(seq), at)
    leader = [Recipient(account_id=newest.leader_id)] if newest.leader_id else []
    told = _tell("listed", Audience.BUREAU, leader, words, case, str(seq), at)
    return told + _tell("listed", Audience.HANDLER, _officers(case), words, case, str(seq), at)


def _told_of_complaint(case: WageCase, view: CaseView, kind: str, complaint: UUID, at: datetime) -> int:
    words = _words(case, view, {})
    rows = WageWorker.objects.filter(case=case, worker__isnull=False, withdrawn_at=None)
    new = [Recipient(worker_id=row.worker_id) for row in rows.filter(complaint_id=complaint)]
    told = _tell(
        "wage_joined" if kind == JOINED else "wage_received", Audience.WORKER, new, words, case, str(complaint), at
    )
    return told + _tell("wage_received", Audience.HANDLER, _officers(case), words, case, str(complaint), at)


def _workers(event: str, case: WageCase, words: Mapping[str, str], fact: str, at: datetime) -> int:
    rows = WageWorker.objects.filter(case=case, worker__isnull=False, withdrawn_at=None)
    recipients = [Recipient(worker_id=worker_id) for worker_id in rows.values_list("worker_id", flat=True)]
    return _tell(event, Audience.WORKER, recipients, words, case, fact, at)


def _tell(
    event: str,
    audience: Audience,
    recipients: list[Recipient],
    words: Mapping[str, str],
    case: WageCase,
    fact: str,
    at: datetime,
) -> int:
    if not recipients:
        return 0
    return tell(
        event=event,
        audience=audience,
        recipients=recipients,
        data=words,
        key=f"wage:{case.pk}:{event}:{fact}",
        at=at,
        subject=f"case:{case.pk}",
    )


def _words(case: WageCase, view: CaseView, said: Mapping[str, str]) -> dict[str, str]:
    bureau = org(view.org_id)
    phone = bureau.phone if bureau else ""
    if view.handler_id is not None:
        staff = staff_by_ids([view.handler_id]).get(view.handler_id)
        phone = staff.phone if staff and staff.phone else phone
    return {
        "number": case.number,
        "handler": view.handler_name or _("监察员"),
        "phone": phone or "12333",
        "due": _due(view),
        "employer": case.employer_name,
        "reason": said.get("reason", ""),
        "article": said.get("article", ""),
        "to": said.get("to", ""),
        "to_phone": said.get("to_phone", ""),
        "pay_by": say_day(case.pay_by) if case.pay_by else "",
        "amount": yuan_sign(case.owed_fen - case.paid_fen),
        "paid": yuan_sign(case.paid_fen),
    }


def _due(view: CaseView) -> str:
    return say_day(view.next_due) if view.next_due else _("规定期限")
