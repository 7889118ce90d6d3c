"""Reports in the sandbox (沙箱报案): the same answers as the real thing, and no case, no handler, no money.

Orders and cover of a sandbox run through the real services, under the twin organisation and test people. A report
would become a case that somebody has to work on, so here it only behaves like one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.api.models import SandboxReport
from anxin.claims.types import WHAT_NAMES, PlatformAnswer, PlatformCheckView, WorkerStatus
from anxin.cover.selectors import cover_at
from anxin.identity.types import WorkerView
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.ids import public_number
from anxin.kit.text import mask_id, mask_name, paragraph, sentence
from anxin.notify.webhooks.services import hook_tell
from anxin.notify.webhooks.types import HookEvent

STEPS: Final = (
    WorkerStatus.REPORTED,
    WorkerStatus.WAITING_FOR_YOU,
    WorkerStatus.REVIEWING,
    WorkerStatus.DECIDED,
    WorkerStatus.PAYING,
    WorkerStatus.PAID,
)
ANSWER_HOURS: Final = 24
"""How long the sandbox pretends to wait for an answer; the real limit stands in the rules."""

ROWS_MOST: Final = 200
HANDLER: Final = {"name": "沙箱经办员", "phone": "010-00000000", "org_name": "沙箱承办机构（演示）"}


@transaction.atomic
def sandbox_report(
    *,
    org_id: UUID,
    worker: WorkerView,
    happened_at: datetime,
    what: str,
    place: str,
    narrative: str,
    confirmed: bool,
    at: datetime,
) -> tuple[SandboxReport, bool]:
    """Take a report; True when it joins one of the same accident."""
    if happened_at > at:
        raise BadInput(_("事故时间还没有到，请核对。"), field="happened_at")
    near = timedelta(minutes=settings.ANXIN_SAME_ACCIDENT_MINUTES)
    rows = SandboxReport.objects.select_for_update().filter(org_id=org_id, worker_number=worker.id_number)
    known = rows.filter(happened_at__range=(happened_at - near, happened_at + near)).first()
    if known is not None:
        return known, True
    order = cover_at(worker_id=worker.id, at=happened_at, platform_id=org_id).order
    row = SandboxReport.objects.create(
        org_id=org_id,
        number=public_number("TEST", at),
        worker_number=worker.id_number,
        worker_name=worker.name,
        happened_at=happened_at,
        what=what,
        place=sentence(place, most=200, label=_("地点")),
        narrative=paragraph(narrative, most=2000, label=_("说明")),
        order_no=order.order_no if order else "",
        answer=(PlatformAnswer.CONFIRMED if confirmed else PlatformAnswer.NONE).value,
        answered_at=at if confirmed else None,
        asked_at=at,
        due_at=at + timedelta(hours=ANSWER_HOURS),
    )
    _tell(row, HookEvent.REPORT_MADE, "made", at)
    if not confirmed:
        _tell(row, HookEvent.CHECK_ASKED, "asked", at)
    return row, False


def sandbox_reports(org_id: UUID, *, waiting: bool | None = None) -> list[PlatformCheckView]:
    """The sandbox's reports, newest first; those to confirm, or those answered."""
    rows = SandboxReport.objects.filter(org_id=org_id).order_by("-asked_at")
    if waiting is not None:
        none = PlatformAnswer.NONE.value
        rows = rows.filter(answer=none) if waiting else rows.exclude(answer=none)
    return [view(row, masked=True) for row in rows[:ROWS_MOST]]


def sandbox_report_of(org_id: UUID, report_id: UUID) -> PlatformCheckView:
    """One report, with the test person's name in clear."""
    return view(_row(org_id, report_id, lock=False), masked=False)


@transaction.atomic
def sandbox_answer(*, org_id: UUID, report_id: UUID, answer: str, reason: str, at: datetime) -> None:
    """Confirm or dispute. The same answer again is harmless; another one is refused."""
    row = _row(org_id, report_id)
    reason = paragraph(reason, most=2000, label=_("理由"))
    if answer == PlatformAnswer.DISPUTED and not reason:
        raise BadInput(_("有异议时请写明理由。"), field="reason")
    if row.answer not in (PlatformAnswer.NONE.value, answer):
        raise Refused(_("已经答复过，不能直接改。如有新情况，请联系本案经办员。"))
    if row.answer == answer:
        return
    row.answer, row.reason, row.answered_at = answer, reason, at
    row.save(update_fields=["answer", "reason", "answered_at"])
    _tell(row, HookEvent.CHECK_ANSWERED, f"answered:{answer}", at)


@transaction.atomic
def sandbox_advance(*, org_id: UUID, report_id: UUID, at: datetime) -> PlatformCheckView:
    """Let a report go one outer state further, as handlers, rules and bank would in time."""
    row = _row(org_id, report_id)
    if row.step + 1 >= len(STEPS):
        raise Refused(_("这件沙箱报案已经到账，不能再往前走。"))
    row.step += 1
    row.save(update_fields=["step"])
    _tell(row, HookEvent.CLAIM_STATUS, f"step:{row.step}", at)
    return view(row, masked=False)


def _row(org_id: UUID, report_id: UUID, *, lock: bool = True) -> SandboxReport:
    rows = SandboxReport.objects.select_for_update(of=("self",)) if lock else SandboxReport.objects.all()
    row = rows.filter(pk=report_id, org_id=org_id).first()
    if row is None:
        raise NotFound(_("没有找到这件报案，或者它不归您的平台。"))
    return row


def _tell(row: SandboxReport, event: HookEvent, fact: str, at: datetime) -> None:
    data = {
        "case_id": str(row.pk),
        "number": row.number,
        "status": str(STEPS[row.step]),
        "check": row.answer,
        "test": True,
    }
    hook_tell(org_id=row.org_id, event=event, data=data, key=f"sandbox:{row.pk}:{fact}", at=at)


def view(row: SandboxReport, *, masked: bool) -> PlatformCheckView:
    """A sandbox report as the platform sees a real one."""
    return PlatformCheckView(
        case_id=row.pk,
        number=row.number,
        worker_name=mask_name(row.worker_name) if masked else row.worker_name,
        worker_id_masked=mask_id(row.worker_number),
        what=next(name for what, name in WHAT_NAMES.items() if what.value == row.what),
        happened_at=row.happened_at,
        place=row.place,
        narrative=row.narrative,
        order_no=row.order_no,
        accepted_at=None,
        ended_at=None,
        answer=PlatformAnswer(row.answer),
        reason=row.reason,
        asked_at=row.asked_at,
        due_at=row.due_at,
        answered_at=row.answered_at,
        status=STEPS[row.step],
    )
