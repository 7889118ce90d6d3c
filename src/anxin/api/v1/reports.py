"""Reports on a worker's behalf (代报), and what has become of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from ninja.params.functions import Header

from anxin.api.auth import Sender
from anxin.api.own_workers import own_worker
from anxin.api.sandbox import HANDLER, sandbox_report, sandbox_reports
from anxin.api.services import answer_once
from anxin.cases.types import Channel
from anxin.claims.selectors import platform_claims
from anxin.claims.services import report_make
from anxin.claims.types import WHAT_NAMES, PlatformCheckView, ReportRef, What
from anxin.identity.types import WorkerView
from anxin.kit.clock import SHANGHAI, now

router = Router(tags=["报案"])

WHAT_WORDS = "、".join(f"{key.value} {name}" for key, name in WHAT_NAMES.items())


class ReportIn(Schema):
    """An accident as the platform tells it."""

    worker: str = Field(description="劳动者身份证件号码", max_length=30)
    happened_at: datetime = Field(description="事故时间，不带时区的按北京时间")
    what: What = Field(description=WHAT_WORDS)
    place: str = Field("", max_length=200)
    narrative: str = Field("", max_length=2000)
    facts_confirmed: bool = Field(False, description="平台已核实事故属实，不用再核实一次")


class HandlerOut(Schema):
    """Who looks after the case."""

    name: str
    phone: str
    org_name: str


class ReportOut(Schema):
    """The receipt of a report."""

    case_id: UUID
    number: str = Field(description="案号")
    joined: bool = Field(description="同一次事故已经报过，已并入原案件")
    handler: HandlerOut | None
    sentence: str = Field(description="可以直接显示给劳动者的一句话")


class ReportState(Schema):
    """One report of the platform's workers, by its outer state only."""

    case_id: UUID
    number: str
    order_no: str
    happened_at: datetime
    what: str
    status: str = Field(description="已报案、等您补材料、审核中、已核定、付款中、已到账、未通过、已撤回")
    check: str = Field(description="none 等核实、confirmed 已确认、disputed 有异议、silent 超期未答复")


@router.post(
    "/reports",
    response={201: ReportOut},
    summary="代劳动者报案",
    description="劳动者在平台 App 里一键报案后，由平台转来。重试时带同一个 Idempotency-Key，不会重复立案。",
)
def report(
    request: HttpRequest,
    body: ReportIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", min_length=1, max_length=100),
) -> Status[dict[str, Any]]:
    """Report an accident."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    status, answer = answer_once(
        org_id=sender.org_id,
        key=idempotency_key,
        request=b"POST /reports\n" + request.body,
        at=now(),
        act=lambda: (201, _report(sender, body, idempotency_key)),
    )
    return Status(status, answer)


def _report(sender: Sender, body: ReportIn, key: str) -> dict[str, Any]:
    happened = body.happened_at if body.happened_at.tzinfo else body.happened_at.replace(tzinfo=SHANGHAI)
    worker = own_worker(sender, body.worker, happened)
    if sender.test:
        return _sandboxed(sender, worker, body, happened)
    return _made(
        report_make(
            actor=sender.actor,
            worker_id=worker.id,
            client_key=f"api:{sender.org_id.hex[-8:]}:{key}"[:64],
            happened_at=happened,
            place=body.place,
            what=body.what,
            narrative=body.narrative,
            channel=Channel.PLATFORM,
            platform_id=sender.org_id,
            platform_confirms=body.facts_confirmed,
            at=now(),
        )
    )


def _sandboxed(sender: Sender, worker: WorkerView, body: ReportIn, happened_at: datetime) -> dict[str, Any]:
    row, joined = sandbox_report(
        org_id=sender.org_id,
        worker=worker,
        happened_at=happened_at,
        what=body.what.value,
        place=body.place,
        narrative=body.narrative,
        confirmed=body.facts_confirmed,
        at=now(),
    )
    sentence = _("沙箱已收到报案 %(number)s。这是测试，没有人会办理。") % {"number": row.number}
    return {"case_id": str(row.pk), "number": row.number, "joined": joined, "handler": HANDLER, "sentence": sentence}


def _made(ref: ReportRef) -> dict[str, Any]:
    handler = ref.handler
    return {
        "case_id": str(ref.case_id),
        "number": ref.number,
        "joined": ref.joined,
        "handler": {"name": handler.name, "phone": handler.phone, "org_name": handler.org_name} if handler else None,
        "sentence": ref.sentence,
    }


@router.get("/reports", response=list[ReportState], summary="本平台的报案", description="最新的在前，最多 200 件。")
def reports(request: HttpRequest) -> list[ReportState]:
    """The platform's reports and claims."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    found = sandbox_reports(sender.org_id) if sender.test else platform_claims(actor=sender.actor)
    return [_state(view) for view in found]


def _state(view: PlatformCheckView) -> ReportState:
    return ReportState(
        case_id=view.case_id,
        number=view.number,
        order_no=view.order_no,
        happened_at=view.happened_at,
        what=view.what,
        status=view.status,
        check=view.answer.value,
    )
