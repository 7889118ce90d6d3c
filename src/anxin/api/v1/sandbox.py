"""What only the sandbox has: test people, time that passes at will, conformance runs (沙箱)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from anxin.api.auth import Sender
from anxin.api.sandbox import sandbox_advance
from anxin.api.v1.checks import CheckOut, out
from anxin.identity.types import Actor
from anxin.kit.clock import now
from anxin.kit.errors import NotFound
from anxin.platforms.selectors import run_of, sandbox_people
from anxin.platforms.services import run_finish, run_start
from anxin.platforms.twins import platform_of
from anxin.platforms.types import RunView

router = Router(tags=["沙箱"])


class PersonOut(Schema):
    """A test person. Nobody real has such a number."""

    name: str
    worker: str = Field(description="证件号码，填在订单和报案里")


class ResultOut(Schema):
    """One check of a run."""

    key: str
    group: str
    title: str
    passed: bool
    why: str = Field(description="没有通过时：还要做什么")
    request_number: str = Field(description="看到它的那个请求的编号")


class RunOut(Schema):
    """A conformance run and how far it is."""

    id: UUID
    started_at: datetime
    finished_at: datetime | None
    passed: int
    total: int
    sentence: str
    checks: list[ResultOut]


def _in_sandbox(request: HttpRequest) -> Sender:
    sender: Sender = request.auth  # type: ignore[attr-defined]
    if not sender.test:
        raise NotFound(_("这个地址只在沙箱里有，请用沙箱密钥（test_ 开头）。"))
    return sender


@router.get("/sandbox/people", response=list[PersonOut], summary="测试人员")
def people(request: HttpRequest) -> list[PersonOut]:
    """Whom orders and reports in the sandbox may name."""
    _in_sandbox(request)
    return [PersonOut(name=name, worker=number) for name, number in sandbox_people()]


@router.post(
    "/sandbox/reports/{uuid:case_id}/advance",
    response=CheckOut,
    summary="让沙箱报案往前走一步",
    description="已报案 → 等您补材料 → 审核中 → 已核定 → 付款中 → 已到账；每一步都会推送 claim.status。",
)
def advance(request: HttpRequest, case_id: UUID) -> CheckOut:
    """One outer state further."""
    sender = _in_sandbox(request)
    return out(sandbox_advance(org_id=sender.org_id, report_id=case_id, at=now()))


@router.post(
    "/sandbox/runs",
    response={201: RunOut},
    summary="开始联调测试",
    description="从现在起发到沙箱的请求，按三十项检查逐项判定。没有结束的上一次会先结束。",
)
def run_begin(request: HttpRequest) -> Status[RunOut]:
    """Begin a run."""
    sender = _in_sandbox(request)
    actor = Actor.system(sender.actor.name)
    run_id = run_start(platform_id=platform_of(sender.org_id), actor=actor, at=now())
    return Status(201, _out(run_of(actor=actor, run_id=run_id)))


@router.get("/sandbox/runs/{uuid:run_id}", response=RunOut, summary="联调测试的结果")
def run(request: HttpRequest, run_id: UUID) -> RunOut:
    """How far a run is."""
    return _out(_own(_in_sandbox(request), run_id))


@router.post("/sandbox/runs/{uuid:run_id}/finish", response=RunOut, summary="结束联调测试")
def run_end(request: HttpRequest, run_id: UUID) -> RunOut:
    """End a run and keep its result."""
    sender = _in_sandbox(request)
    found = _own(sender, run_id)
    run_finish(run_id=found.id, actor=Actor.system(sender.actor.name), at=now())
    return _out(_own(sender, run_id))


def _own(sender: Sender, run_id: UUID) -> RunView:
    found = run_of(actor=Actor.system(sender.actor.name), run_id=run_id)
    if found.org_id != platform_of(sender.org_id):
        raise NotFound(_("没有这次联调测试。"))
    return found


def _out(view: RunView) -> RunOut:
    sentence = (
        _("%(total)s 项全部通过。") % {"total": view.total}
        if view.green
        else _("%(total)s 项中通过 %(passed)s 项，没有通过的见 why。") % {"total": view.total, "passed": view.passed}
    )
    return RunOut(
        id=view.id,
        started_at=view.started_at,
        finished_at=view.finished_at,
        passed=view.passed,
        total=view.total,
        sentence=sentence,
        checks=[
            ResultOut(
                key=one.key,
                group=one.group,
                title=one.title,
                passed=bool(one.passed),
                why=one.why,
                request_number=one.request_number,
            )
            for one in view.checks
        ],
    )
