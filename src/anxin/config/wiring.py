"""The only place where event listeners are joined: who hears what, on one page."""

from anxin.cases.events import (
    CaseAssigned,
    CaseListed,
    CaseMoved,
    CaseRedacted,
    ClockBreached,
    ClockWarned,
    JointAnswered,
    JointAsked,
    NoteAdded,
)
from anxin.claims import wakening
from anxin.claims.events import AccidentReported, PlatformAnswered
from anxin.claims.selectors import accident_facts
from anxin.claims.services import paying, pushing, reminding, telling
from anxin.documents.events import FieldsConfirmed, PaperRead
from anxin.documents.services import papers_destroy
from anxin.funds.events import PayoutBatched, PayoutFailed, PayoutPaid, PayoutReturned
from anxin.identity.events import PayeeChanged, WorkerRegistered
from anxin.kit.events import listen
from anxin.notify.services import alarms
from anxin.policy.events import ReplayDiffered, RulesReleased
from anxin.prevention.services import accident_note
from anxin.projects.complaints import counted_by
from anxin.wages.events import WagesComplained
from anxin.wages.selectors.sites import complaints_of_projects
from anxin.wages.services import people as wage_people
from anxin.wages.services import telling as wage_telling


def join() -> None:
    """Join every listener to its event. Called once, when all apps are loaded."""
    counted_by(complaints_of_projects)
    listen(PaperRead, wakening.paper_changed)
    listen(FieldsConfirmed, wakening.paper_changed)
    listen(PayeeChanged, wakening.payee_changed)
    listen(PayoutBatched, paying.payout_batched)
    listen(PayoutPaid, paying.payout_paid)
    listen(PayoutFailed, paying.payout_failed)
    listen(PayoutReturned, paying.payout_returned)
    listen(AccidentReported, telling.accident_reported)
    listen(AccidentReported, pushing.accident_reported)
    listen(AccidentReported, _accident_teaches)
    listen(PlatformAnswered, pushing.platform_answered)
    listen(CaseMoved, telling.case_moved)
    listen(CaseMoved, pushing.case_moved)
    listen(ClockWarned, reminding.clock_warned)
    listen(ClockBreached, reminding.clock_breached)
    listen(CaseListed, reminding.case_listed)
    listen(CaseAssigned, reminding.case_assigned)
    listen(WagesComplained, wage_telling.complained)
    listen(CaseMoved, wage_telling.case_moved)
    listen(ClockWarned, wage_telling.clock_warned)
    listen(ClockBreached, wage_telling.clock_breached)
    listen(CaseListed, wage_telling.case_listed)
    listen(CaseAssigned, wage_telling.case_assigned)
    listen(WorkerRegistered, wage_people.worker_registered)
    listen(CaseRedacted, wage_people.case_redacted)
    listen(NoteAdded, reminding.note_added)
    listen(JointAsked, reminding.joint_asked)
    listen(JointAnswered, reminding.joint_answered)
    listen(RulesReleased, alarms.rules_released)
    listen(ReplayDiffered, alarms.replay_differed)
    listen(CaseRedacted, _papers_go_with_their_case)


def _accident_teaches(event: AccidentReported) -> None:
    facts = accident_facts(event.case_id)
    if facts is not None:
        accident_note(
            case_id=event.case_id,
            worker_id=event.worker_id,
            platform_id=event.platform_id,
            happened_at=facts.happened_at,
            place=facts.place,
            what=facts.what,
            at=event.at,
        )


def _papers_go_with_their_case(event: CaseRedacted) -> None:
    papers_destroy(subject=f"case:{event.case_id}")
