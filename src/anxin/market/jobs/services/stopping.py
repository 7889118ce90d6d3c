"""What a restriction put elsewhere does here (限制措施的后果): joined in ``config.wiring``."""

from __future__ import annotations

from uuid import UUID

from anxin.identity.events import RestrictionLifted, RestrictionPut
from anxin.identity.types import RestrictionKind
from anxin.market.jobs.services.employers import employer_release, employer_stop
from anxin.market.jobs.views import STOPPING


def restriction_put(event: RestrictionPut) -> None:
    """Pull the posts of an employer that was blacklisted or stopped from publishing."""
    org_id, worker_id = _subject(event)
    if org_id or worker_id:
        employer_stop(org_id=org_id, worker_id=worker_id, at=event.at)


def restriction_lifted(event: RestrictionLifted) -> None:
    """Let staff verify the employer anew."""
    org_id, worker_id = _subject(event)
    if org_id or worker_id:
        employer_release(org_id=org_id, worker_id=worker_id, at=event.at)


def _subject(event: RestrictionPut | RestrictionLifted) -> tuple[UUID | None, UUID | None]:
    """The organisation or the worker a restriction is about, when it is one that stops offering work."""
    if RestrictionKind(event.kind) not in STOPPING:
        return None, None
    org_id = event.subject_id if event.subject_kind == "org" else None
    return org_id, event.subject_id if event.subject_kind == "worker" else None
