"""News of reports and claims to the platform's machines (推送): outer states only, no name, no diagnosis, no amount."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from anxin.cases.events import CaseMoved
from anxin.cases.registry import case_type
from anxin.claims.events import AccidentReported, PlatformAnswered
from anxin.claims.models import PlatformCheck
from anxin.claims.types import ORDINARY, SMALL, PlatformAnswer
from anxin.notify.webhooks.services import hook_tell
from anxin.notify.webhooks.types import HookEvent


def accident_reported(event: AccidentReported) -> None:
    """Listener: a report that concerns a platform, and the question about its facts."""
    check = _check(event.case_id)
    if check is None:
        return
    _tell(check, HookEvent.REPORT_MADE, "made", event, {"covered": event.covered, "declared_late": event.declared_late})
    if check.answer == PlatformAnswer.NONE:
        _tell(check, HookEvent.CHECK_ASKED, "asked", event, {"due_at": check.due_at.isoformat(timespec="seconds")})


def platform_answered(event: PlatformAnswered) -> None:
    """Listener: the platform's answer has arrived, or its time has passed."""
    check = _check(event.case_id)
    if check is not None:
        _tell(check, HookEvent.CHECK_ANSWERED, f"answered:{event.answer}", event, {"check": event.answer})


def changes_the_word(event: CaseMoved) -> bool:
    """Does a move change the word a worker reads?"""
    return event.type in (SMALL, ORDINARY) and _word_before(event) != _word(event)


def case_moved(event: CaseMoved) -> None:
    """Listener: the word a worker reads has changed, so the platform's app can show it too."""
    check = _check(event.case_id)
    if check is not None:
        _tell(check, HookEvent.CLAIM_STATUS, f"move:{event.seq}", event, {"status": _word(event)})


def _word(event: CaseMoved) -> str:
    return str(case_type(event.type).step(event.step_to).worker_label)


def _word_before(event: CaseMoved) -> str:
    return str(case_type(event.type_from or event.type).step(event.step_from).worker_label)


def _check(case_id: UUID) -> PlatformCheck | None:
    return PlatformCheck.objects.filter(pk=case_id).select_related("claim").first()


def _tell(
    check: PlatformCheck,
    what: HookEvent,
    fact: str,
    event: AccidentReported | PlatformAnswered | CaseMoved,
    data: dict[str, Any],
) -> None:
    told = {"case_id": str(check.pk), "number": check.claim.number, "test": False} | data
    hook_tell(org_id=check.platform_id, event=what, data=told, key=f"case:{check.pk}:{fact}", at=event.at)
