"""The only place where event listeners are joined: who hears what, on one page."""

from anxin.cases.events import CaseAssigned, CaseListed, CaseMoved, CaseRedacted, ClockBreached, ClockWarned
from anxin.claims import wakening
from anxin.claims.events import AccidentReported, PlatformAnswered
from anxin.claims.services import paying, pushing, reminding, telling
from anxin.documents.events import FieldsConfirmed, PaperRead
from anxin.documents.services import papers_destroy
from anxin.funds.events import PayoutBatched, PayoutFailed, PayoutPaid, PayoutReturned
from anxin.identity.events import PayeeChanged
from anxin.kit.events import listen
from anxin.notify.services import alarms
from anxin.policy.events import ReplayDiffered, RulesReleased


def join() -> None:
    """Join every listener to its event. Called once, when all apps are loaded."""
    listen(PaperRead, wakening.paper_changed)
    listen(FieldsConfirmed, wakening.paper_changed)
    listen(PayeeChanged, wakening.payee_changed)
    listen(PayoutBatched, paying.payout_batched)
    listen(PayoutPaid, paying.payout_paid)
    listen(PayoutFailed, paying.payout_failed)
    listen(PayoutReturned, paying.payout_returned)
    listen(AccidentReported, telling.accident_reported)
    listen(AccidentReported, pushing.accident_reported)
    listen(PlatformAnswered, pushing.platform_answered)
    listen(CaseMoved, telling.case_moved)
    listen(CaseMoved, pushing.case_moved)
    listen(ClockWarned, reminding.clock_warned)
    listen(ClockBreached, reminding.clock_breached)
    listen(CaseListed, reminding.case_listed)
    listen(CaseAssigned, reminding.case_assigned)
    listen(RulesReleased, alarms.rules_released)
    listen(ReplayDiffered, alarms.replay_differed)
    listen(CaseRedacted, _papers_go_with_their_case)


def _papers_go_with_their_case(event: CaseRedacted) -> None:
    papers_destroy(subject=f"case:{event.case_id}")
