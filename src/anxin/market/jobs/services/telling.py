"""Telling people what happened to their applications and posts (告知): joined in ``config.wiring``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from anxin.identity.selectors import staff_of
from anxin.identity.types import Role
from anxin.market.jobs.events import ApplicationMoved, EmployerStopped, InterviewMovedUp, ProfileSubmitted, ProofRefused
from anxin.market.jobs.models import Application, Employer
from anxin.market.jobs.services.applications import application_of
from anxin.market.jobs.types import REASONS, ApplicationState
from anxin.market.jobs.views import when_words
from anxin.notify.services import tell
from anxin.notify.types import Audience, Recipient

S = ApplicationState
TO_WORKER: Final = {
    S.INVITED: "job_invited",
    S.ACCEPTED: "job_accepted",
    S.REFUSED: "job_refused",
    S.CLOSED: "job_closed",
    S.OBSOLETE: "job_obsolete",
    S.NO_SHOW: "job_no_show",
}
"""What a worker hears; the rest he did himself."""

TO_EMPLOYER: Final = {
    S.APPLIED: "applicant_new",
    S.OBSOLETE: "applicant_gone",
    S.WITHDRAWN: "applicant_gone",
    S.FINISHED: "applicant_finished",
    S.UNPAID: "applicant_unpaid",
}


def application_moved(event: ApplicationMoved) -> None:
    """Tell both sides what concerns them; telling again changes nothing."""
    row, state = application_of(event.application_id), S(event.state)
    if row is None:
        return
    data = {
        "title": row.post.title,
        "employer": row.post.employer.name,
        "number": row.number,
        "when": when_words(row.post),
        "place": row.post.place,
        "reason": str(REASONS.get(event.reason, REASONS["other"])),
    }
    key, subject = f"market:{row.pk}:{state}:{event.at:%Y%m%d%H%M%S}", f"market:application:{row.pk}"
    sides = (
        (TO_WORKER, Audience.WORKER, [Recipient(worker_id=row.profile.worker_id)]),
        (TO_EMPLOYER, Audience.EMPLOYER, list(_employer_side(row.post.employer)) if state in TO_EMPLOYER else []),
    )
    for wordings, audience, recipients in sides:
        if state in wordings:
            tell(
                event=wordings[state],
                audience=audience,
                recipients=recipients,
                data=data,
                key=key,
                at=event.at,
                subject=subject,
            )


def _employer_side(employer: Employer) -> Iterable[Recipient]:
    if employer.org_id is None:
        return [Recipient(worker_id=employer.worker_id)]
    officers = [one for one in staff_of([employer.org_id]) if one.actor().has(Role.EMPLOYER_OFFICER)]
    return [Recipient(account_id=one.account_id) for one in officers]


def interview_moved_up(event: InterviewMovedUp) -> None:
    """A seat became free for somebody who waited."""
    row = Application.objects.select_related("post", "profile", "slot").filter(pk=event.application_id).first()
    if row is None or row.slot is None:
        return
    tell(
        event="interview_moved_up",
        audience=Audience.WORKER,
        recipients=[Recipient(worker_id=row.profile.worker_id)],
        data={"title": row.post.title, "where": row.slot.where},
        key=f"market:{row.pk}:seat:{row.slot_id}",
        at=event.at,
        subject=f"market:application:{row.pk}",
    )


def profile_submitted(event: ProfileSubmitted) -> None:
    """The worker hears who registered him, and how to leave."""
    tell(
        event="seeker_registered",
        audience=Audience.WORKER,
        recipients=[Recipient(worker_id=event.worker_id)],
        data={"platform": event.platform},
        key=f"market:registered:{event.worker_id}",
        at=event.at,
    )


def proof_refused(event: ProofRefused) -> None:
    """The worker hears what was wrong and can send it again."""
    tell(
        event="proof_refused",
        audience=Audience.WORKER,
        recipients=[Recipient(worker_id=event.worker_id)],
        data={"what": event.what, "problem": event.problem},
        key=f"market:{event.ref}:{event.at:%Y%m%d%H%M%S}",
        at=event.at,
    )


def employer_stopped(event: EmployerStopped) -> None:
    """The employer's own people hear that the posts are gone and whom to ask."""
    employer = Employer.objects.filter(pk=event.employer_id).first()
    if employer is None:
        return
    tell(
        event="employer_stopped",
        audience=Audience.EMPLOYER,
        recipients=_employer_side(employer),
        data={"posts": str(event.posts)},
        key=f"market:stopped:{employer.pk}:{event.at:%Y%m%d%H%M%S}",
        at=event.at,
    )
