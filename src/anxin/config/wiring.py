"""The only place where event listeners are joined: who hears what, on one page."""

from anxin.cases.events import (
    CaseAssigned,
    CaseListed,
    CaseMoved,
    CaseRedacted,
    ClockBreached,
    ClockWarned,
    DocumentVoided,
    JointAnswered,
    JointAsked,
    ListingLifted,
    ListingReportLate,
    NoteAdded,
)
from anxin.cases.selectors import paper_confirmable
from anxin.claims import wakening
from anxin.claims.events import AccidentReported, PlatformAnswered
from anxin.claims.selectors import accident_facts
from anxin.claims.services import late_orders, paying, pushing, reminding, telling
from anxin.cover.events import OrdersToldLate
from anxin.documents.events import FieldsConfirmed, PaperRead
from anxin.documents.keepers import kept_by
from anxin.documents.services import papers_destroy
from anxin.funds.events import PayoutBatched, PayoutFailed, PayoutPaid, PayoutReturned
from anxin.identity.events import (
    ConsentWithdrawn,
    PayeeChanged,
    RestrictionLifted,
    RestrictionPut,
    WorkerRegistered,
)
from anxin.identity.selectors import org, worker_by_id
from anxin.kit.events import listen
from anxin.market.jobs.events import (
    ApplicationMoved,
    EmployerStopped,
    GigUnpaid,
    InterviewMovedUp,
    PostPublished,
    ProfileLeft,
    ProfileSubmitted,
    ProofRefused,
)
from anxin.market.jobs.services import stopping as market_stopping
from anxin.market.jobs.services import telling as market_telling
from anxin.market.outreach import tasks as outreach_tasks
from anxin.market.outreach.services import members_without_consent_remove
from anxin.market.resume.services import resume_forget
from anxin.notify.services import alarms
from anxin.policy.events import ReplayDiffered, RulesReleased
from anxin.prevention.services import accident_note
from anxin.projects.complaints import counted_by
from anxin.wages.events import WagesComplained
from anxin.wages.selectors.sites import complaints_of_projects
from anxin.wages.services import complaint_make
from anxin.wages.services import people as wage_people
from anxin.wages.services import telling as wage_telling
from anxin.wages.types import Door, PersonIn, TroubleIn


def join() -> None:
    """Join every listener to its event. Called once, when all apps are loaded."""
    counted_by(complaints_of_projects)
    kept_by("case", paper_confirmable)
    listen(PaperRead, wakening.paper_changed)
    listen(FieldsConfirmed, wakening.paper_changed)
    listen(DocumentVoided, wakening.document_voided)
    listen(PayeeChanged, wakening.payee_changed)
    listen(PayeeChanged, telling.payee_changed, later=True, when=telling.is_another_account)
    listen(PayoutBatched, paying.payout_batched)
    listen(PayoutPaid, paying.payout_paid)
    listen(PayoutFailed, paying.payout_failed)
    listen(PayoutReturned, paying.payout_returned)
    listen(AccidentReported, telling.accident_reported, later=True)
    listen(AccidentReported, pushing.accident_reported, later=True)
    listen(AccidentReported, _accident_teaches, later=True)
    listen(PlatformAnswered, pushing.platform_answered, later=True)
    listen(CaseMoved, telling.case_moved, later=True, when=telling.is_told)
    listen(CaseMoved, pushing.case_moved, later=True, when=pushing.changes_the_word)
    listen(ClockWarned, reminding.clock_warned, later=True)
    listen(ClockBreached, reminding.clock_breached, later=True)
    listen(CaseListed, reminding.case_listed, later=True)
    listen(CaseAssigned, reminding.case_assigned, later=True, when=reminding.is_another)
    listen(WagesComplained, wage_telling.complained, later=True)
    listen(CaseMoved, wage_telling.case_moved, later=True, when=wage_telling.is_told)
    listen(ClockWarned, wage_telling.clock_warned, later=True)
    listen(ClockBreached, wage_telling.clock_breached, later=True)
    listen(CaseListed, wage_telling.case_listed, later=True)
    listen(ListingLifted, wage_telling.listing_lifted, later=True)
    listen(ListingReportLate, wage_telling.report_late, later=True)
    listen(ListingReportLate, reminding.report_late, later=True)
    listen(JointAsked, wage_telling.joint_asked, later=True)
    listen(JointAnswered, wage_telling.joint_answered, later=True)
    listen(CaseAssigned, wage_telling.case_assigned, later=True, when=wage_telling.is_another)
    listen(WorkerRegistered, wage_people.worker_registered)
    listen(CaseRedacted, wage_people.case_redacted)
    listen(NoteAdded, reminding.note_added, later=True, when=reminding.is_for_the_worker)
    listen(JointAsked, reminding.joint_asked, later=True)
    listen(JointAnswered, reminding.joint_answered, later=True)
    listen(OrdersToldLate, late_orders.orders_told_late)
    listen(RulesReleased, alarms.rules_released)
    listen(ReplayDiffered, alarms.replay_differed)
    listen(RestrictionPut, market_stopping.restriction_put)
    listen(RestrictionLifted, market_stopping.restriction_lifted)
    listen(ApplicationMoved, market_telling.application_moved)
    listen(InterviewMovedUp, market_telling.interview_moved_up)
    listen(EmployerStopped, market_telling.employer_stopped)
    listen(ProfileSubmitted, market_telling.profile_submitted)
    listen(ProofRefused, market_telling.proof_refused)
    listen(GigUnpaid, _an_unpaid_gig_is_complained_about)
    listen(PostPublished, outreach_tasks.post_published)
    listen(ConsentWithdrawn, members_without_consent_remove)
    listen(ProfileLeft, _resume_goes_with_its_profile)
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


def _resume_goes_with_its_profile(event: ProfileLeft) -> None:
    resume_forget(event.worker_id)


def _papers_go_with_their_case(event: CaseRedacted) -> None:
    papers_destroy(subject=f"case:{event.case_id}")


def _an_unpaid_gig_is_complained_about(event: GigUnpaid) -> None:
    """Everything the market knows becomes the worker's complaint; the same gig again is the same complaint."""
    worker = worker_by_id(event.worker_id)
    if worker is None:
        return
    employer = org(event.org_id) if event.org_id else None
    person = PersonIn(
        name=worker.name,
        id_number=worker.id_number,
        phone=worker.phone,
        work=event.work,
        period_from=event.first_day,
        period_to=event.last_day,
        claimed_fen=event.owed_fen,
        worker_id=worker.id,
    )
    trouble = TroubleIn(
        employer_name=event.employer_name,
        employer_code=employer.credit_code if employer else "",
        place=event.place,
        narrative=f"零工市场的活“{event.work}”，已干完 {event.minutes / 60:.1f} 小时，工钱没有付。",
        region=event.district,
    )
    complaint_make(
        actor=worker.actor(),
        door=Door.PHONE,
        key=f"gig:{event.application_id}",
        trouble=trouble,
        people=[person],
        at=event.at,
    )
