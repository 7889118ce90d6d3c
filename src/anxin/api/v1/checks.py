"""Accident facts to confirm or dispute (事故核实)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from anxin.api.auth import Sender
from anxin.api.sandbox import sandbox_answer, sandbox_report_of, sandbox_reports
from anxin.claims.selectors import platform_check_view, platform_checks
from anxin.claims.services import platform_answer
from anxin.claims.types import PlatformCheckView
from anxin.kit.clock import now

router = Router(tags=["核实"])


class CheckOut(Schema):
    """What the platform is asked about. No diagnosis, no paper, no amount stands here."""

    case_id: UUID
    number: str
    worker_name: str = Field(description="列表里打码，单件里是全名")
    worker_masked: str
    what: str
    happened_at: datetime
    place: str
    narrative: str
    order_no: str
    asked_at: datetime
    due_at: datetime = Field(description="最迟答复时间")
    answer: str
    reason: str
    answered_at: datetime | None


class AnswerIn(Schema):
    """The platform's answer."""

    answer: Literal["confirmed", "disputed"]
    reason: str = Field("", max_length=2000, description="有异议时必填")


@router.get("/checks", response=list[CheckOut], summary="等核实的事故", description="先到期的在前，最多 200 件。")
def checks(request: HttpRequest, waiting: bool = True) -> list[CheckOut]:
    """Accidents the platform is asked about, or those it has answered."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    if sender.test:
        return [out(view) for view in sandbox_reports(sender.org_id, waiting=waiting)]
    return [out(view) for view in platform_checks(actor=sender.actor, waiting=waiting)]


@router.get("/checks/{uuid:case_id}", response=CheckOut, summary="一件事故")
def check(request: HttpRequest, case_id: UUID) -> CheckOut:
    """One accident."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    return out(_one(sender, case_id))


@router.post(
    "/checks/{uuid:case_id}/answer",
    response=CheckOut,
    summary="答复核实",
    description="同样的答复再发一次无害；答复以后不能直接改，如有新情况请联系经办员。",
)
def answer(request: HttpRequest, case_id: UUID, body: AnswerIn) -> CheckOut:
    """Confirm or dispute."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    if sender.test:
        sandbox_answer(org_id=sender.org_id, report_id=case_id, answer=body.answer, reason=body.reason, at=now())
    else:
        view = _one(sender, case_id)
        platform_answer(actor=sender.actor, case_id=view.case_id, answer=body.answer, reason=body.reason, at=now())
    return out(_one(sender, case_id))


def _one(sender: Sender, case_id: UUID) -> PlatformCheckView:
    if sender.test:
        return sandbox_report_of(sender.org_id, case_id)
    return platform_check_view(actor=sender.actor, case_id=case_id)


def out(view: PlatformCheckView) -> CheckOut:
    return CheckOut(
        case_id=view.case_id,
        number=view.number,
        worker_name=view.worker_name,
        worker_masked=view.worker_id_masked,
        what=view.what,
        happened_at=view.happened_at,
        place=view.place,
        narrative=view.narrative,
        order_no=view.order_no,
        asked_at=view.asked_at,
        due_at=view.due_at,
        answer=view.answer.value,
        reason=view.reason,
        answered_at=view.answered_at,
    )
