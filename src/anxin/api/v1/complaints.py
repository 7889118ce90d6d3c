"""Unpaid wages that other offices pass on (转来欠薪投诉和线索): hotlines, petition offices, housing."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from ninja.params.functions import Header

from anxin.api.auth import Sender
from anxin.api.services import answer_once
from anxin.identity.types import Actor
from anxin.kit.clock import now
from anxin.kit.errors import BadInput, NotFound
from anxin.kit.money import parse_yuan
from anxin.wages.selectors import complaint_sent
from anxin.wages.services import ClueIn, ClueTaken, clues_take, complaint_make
from anxin.wages.types import WORDS, Door, PersonIn, Sector, TroubleIn

router = Router(tags=["欠薪"])

PEOPLE_MOST = 200
CLUES_MOST = 500


class WorkerIn(Schema):
    """Somebody who is owed wages. Only the name must be there."""

    name: str = Field(min_length=1, max_length=50)
    id_number: str = Field("", max_length=20, description="公民身份号码，知道就填：同一个人的投诉靠它并到一件")
    phone: str = Field("", max_length=20)
    work: str = Field("", max_length=40, description="工种")
    period_from: date | None = Field(None, description="欠薪起")
    period_to: date | None = Field(None, description="欠薪止")
    amount_yuan: str = Field("0", max_length=20, description="欠薪金额，元，最多两位小数，例如 12000.50")


class TroubleBody(Schema):
    """Who owes, where, for what work."""

    employer_name: str = Field(min_length=1, max_length=100, description="被反映单位；工地名称或者带班人的名字也可以")
    credit_code: str = Field("", max_length=18, description="统一社会信用代码")
    project_name: str = Field("", max_length=100)
    place: str = Field("", max_length=200)
    region: str = Field("", max_length=6, description="行政区划代码，6 位；不填由本级分派")
    sector: Literal["engineering", "other"] = Field("other", description="engineering 工程建设领域 / other 其他行业")
    narrative: str = Field("", max_length=2000)


class ComplaintIn(TroubleBody):
    """A complaint as another office took it down."""

    source_ref: str = Field("", max_length=80, description="来源编号，例如热线工单号")
    keep_secret: bool = Field(False, description="对单位保密投诉人身份")
    people: list[WorkerIn] = Field(min_length=1, max_length=PEOPLE_MOST)


class ComplaintOut(Schema):
    """What the complaint became."""

    number: str = Field(description="案号")
    joined: bool = Field(description="同一件欠薪已经有案件，已并进去一起办")
    workers: int = Field(description="案件里现有多少人")
    sentence: str = Field(description="可以直接告诉投诉人的一句话")


class ComplaintState(Schema):
    """Where it stands, as the worker reads it."""

    number: str
    status: str = Field(description="、".join(WORDS))
    closed_on: date | None
    workers: int


class ClueBody(TroubleBody):
    """One clue about one person."""

    ref: str = Field(min_length=1, max_length=80, description="来源编号；再发一次不会重复登记")
    person: WorkerIn


class CluesIn(Schema):
    """Many clues at once."""

    clues: list[ClueBody] = Field(min_length=1, max_length=CLUES_MOST)


class ClueState(Schema):
    """What became of a clue, in the order sent."""

    ref: str
    state: Literal["new", "joined", "known", "refused"] = Field(
        description="new 新登记 / joined 已并入 / known 以前收到过 / refused 没有收"
    )
    problem: str = Field(description="没有收的原因")


@router.post(
    "/complaints",
    response={201: ComplaintOut},
    summary="转来欠薪投诉",
    description="热线、信访等部门把当事人的投诉转来。重试时带同一个 Idempotency-Key，不会重复立案。",
)
def complain(
    request: HttpRequest,
    body: ComplaintIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", min_length=1, max_length=80),
) -> Status[dict[str, Any]]:
    """Take a complaint."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    status, answer = answer_once(
        org_id=sender.org_id,
        key=idempotency_key,
        request=b"POST /complaints\n" + request.body,
        at=now(),
        act=lambda: (201, _made(sender, body, idempotency_key)),
    )
    return Status(status, answer)


def _made(sender: Sender, body: ComplaintIn, key: str) -> dict[str, Any]:
    made = complaint_make(
        actor=Actor.system(),
        door=Door.API,
        key=f"{_prefix(sender)}{key}",
        trouble=_trouble(body),
        people=[_person(one) for one in body.people],
        at=now(),
        keep_secret=body.keep_secret,
        source_ref=body.source_ref,
        told_by=sender.actor.name,
    )
    return {"number": made.number, "joined": made.joined, "workers": made.workers, "sentence": made.sentence}


def _prefix(sender: Sender) -> str:
    """How the keys of one sender's complaints begin: nobody asks for another's."""
    return f"api:{sender.org_id.hex[-12:]}:"


def _trouble(body: TroubleBody) -> TroubleIn:
    return TroubleIn(
        employer_name=body.employer_name,
        employer_code=body.credit_code,
        project_name=body.project_name,
        place=body.place,
        sector=Sector(body.sector),
        narrative=body.narrative,
        region=body.region,
    )


def _person(one: WorkerIn) -> PersonIn:
    return PersonIn(
        name=one.name,
        id_number=one.id_number,
        phone=one.phone,
        work=one.work,
        period_from=one.period_from,
        period_to=one.period_to,
        claimed_fen=parse_yuan(one.amount_yuan),
    )


@router.get(
    "/complaints/{number}",
    response=ComplaintState,
    summary="查询转来的投诉",
    description="只查得到本单位转来的，只有办理环节，没有当事人信息。",
)
def state(request: HttpRequest, number: str) -> ComplaintState:
    """Where a complaint stands."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    found = complaint_sent(key_begins=_prefix(sender), number=number)
    if found is None:
        raise NotFound(_("没有找到这个案号，或者不是本单位转来的。"))
    return ComplaintState(number=found.number, status=found.status, closed_on=found.closed_on, workers=found.workers)


@router.post(
    "/clues",
    response=list[ClueState],
    summary="转来欠薪线索",
    description="一次最多 500 条。同一件的自动并入，同一个来源编号再发一次不会重复登记；有问题的逐条说明，其余照常。",
)
def clues(request: HttpRequest, body: CluesIn) -> list[ClueState]:
    """Take clues, each once; the answer of each in its place."""
    sender: Sender = request.auth  # type: ignore[attr-defined]
    states: dict[int, ClueState] = {}
    given: dict[int, ClueIn] = {}
    for place, one in enumerate(body.clues):
        try:
            key = f"{_prefix(sender)}clue:{one.ref}"[:120]
            given[place] = ClueIn(key, one.ref, _trouble(one), _person(one.person))
        except BadInput as error:
            states[place] = ClueState(ref=one.ref, state="refused", problem=error.sentence)
    answers = clues_take(
        clues=list(given.values()), door=Door.API, actor=Actor.system(), at=now(), told_by=sender.actor.name
    )
    for (place, clue), answer in zip(given.items(), answers, strict=True):
        states[place] = ClueState(ref=clue.source_ref, state=_became(answer), problem=answer.refused)
    return [states[place] for place in sorted(states)]


def _became(answer: ClueTaken) -> Literal["new", "joined", "known", "refused"]:
    if answer.refused:
        return "refused"
    if answer.new:
        return "new"
    return "joined" if answer.joined else "known"
