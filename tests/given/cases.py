"""Cases: a small declared type with every feature of the engine, the limits it runs under, and its cast."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from anxin.cases.engine import do, open_case
from anxin.cases.limits import limits_from
from anxin.cases.registry import (
    ANY_STEP,
    CREATED,
    Ask,
    AskKind,
    CaseType,
    ClockVerb,
    Limit,
    Move,
    PartyRole,
    Step,
    register,
    unregister,
)
from anxin.cases.services import document_attach
from anxin.cases.types import Audience, CaseRef, Channel, GuardFacts, Holder, LimitFacts, ListingLevel, PartyIn
from anxin.identity.types import Actor, Role
from anxin.kit.calendar_import import DayIn, calendar_load, days_of_package
from anxin.kit.ids import uuid7
from anxin.kit.workdays import Unit, forget_calendar
from tests.given.people import NOON, City, a_city, a_worker

HANDLER = (Role.INSURER_HANDLER,)
REVIEWER = (Role.BUREAU_REVIEWER, Role.BUREAU_LEAD)
LEAD = (Role.BUREAU_LEAD,)
WORKER = (Role.WORKER,)
SYSTEM = (Role.SYSTEM,)

LIMITS = {
    "trial.accept": LimitFacts("trial.accept", 3, Unit.WORKING, 0, "试验规程第一条", "X"),
    "trial.decide": LimitFacts("trial.decide", 10, Unit.WORKING, 5, "试验规程第二条", "X"),
    "trial.supply": LimitFacts("trial.supply", 5, Unit.WORKING, 0, "试验规程第三条", "X"),
    "trial.keep": LimitFacts("trial.keep", 3, Unit.YEAR, 0, "试验规程第九条", "X"),
}
"""Invented limits: nothing here is law."""


def a_limit(key: str, on: date) -> LimitFacts:
    """The small pack of the trial type."""
    return LIMITS[key]


def not_on_mondays(facts: GuardFacts) -> str | None:
    """A guard that says no when the form says it is Monday."""
    return "周一不办理转办，请改天再来。" if facts.data and facts.data.get("monday") else None


TRIAL_ORDINARY = CaseType(
    key="trial_ordinary",
    label="试验普通案件",
    prefix="SP",
    version=1,
    start="assessing",
    ends=("paid", "refused"),
    steps=(
        Step("assessing", "普通程序审核", "审核中", Holder.BUREAU),
        Step("paid", "已到账", "已到账", Holder.NOBODY),
        Step("refused", "不予支付", "未通过", Holder.NOBODY),
    ),
    moves=(
        Move("pay", ("assessing",), "paid", REVIEWER, "办结付款"),
        Move("refuse", ("assessing",), "refused", REVIEWER, "不予支付", reason=True, adverse=True),
    ),
    parties=(
        PartyRole("worker", "申请人", required=True, applicant=True),
        PartyRole("platform", "平台企业", knows_applicant=False),
        PartyRole("insurer", "承办保险机构", handles=True),
    ),
    limits=(Limit("trial.decide", (CREATED,), ("paid", "refused"), label="决定", pausable=False),),
    documents={"diagnosis": "诊断证明", "receipt": "收费票据"},
    retain={"paid": "trial.keep", "refused": "trial.keep"},
)

TRIAL = CaseType(
    key="trial",
    label="试验快办案件",
    prefix="SY",
    version=1,
    start="reported",
    ends=("paid", "refused", "withdrawn"),
    fast_lane=True,
    steps=(
        Step("reported", "已报案", "已报案", Holder.HANDLER),
        Step("waiting", "待补材料", "等您补材料", Holder.WORKER),
        Step("reviewing", "审核", "审核中", Holder.BUREAU),
        Step("refusing", "拟不予支付", "审核中", Holder.BUREAU),
        Step("paid", "已到账", "已到账", Holder.NOBODY),
        Step("refused", "不予支付", "未通过", Holder.NOBODY),
        Step("withdrawn", "已撤回", "已撤回", Holder.NOBODY),
    ),
    moves=(
        Move("accept", ("reported",), "reviewing", HANDLER, "受理", needs=("diagnosis",), tells=("worker",)),
        Move("ask_more", ("reviewing",), "waiting", HANDLER, "请补材料", reason=True, clock=ClockVerb.PAUSE),
        Move("supply", ("waiting",), "reviewing", (*WORKER, *HANDLER), "材料已补", clock=ClockVerb.RESUME),
        Move("give_up", ("waiting",), "withdrawn", SYSTEM, "逾期未补"),
        Move("wait", ("reviewing",), None, HANDLER, "中止计时", reason=True, clock=ClockVerb.PAUSE, primary=False),
        Move("resume", ("reviewing",), None, HANDLER, "恢复计时", clock=ClockVerb.RESUME),
        Move(
            "extend",
            ("reviewing",),
            None,
            LEAD,
            "批准延期",
            reason=True,
            asks=(Ask("length", "延长几个工作日", AskKind.NUMBER, required=False),),
            clock=ClockVerb.EXTEND,
        ),
        Move("approve", ("reviewing",), "paid", (*REVIEWER, *SYSTEM), "核定支付", needs=("diagnosis",)),
        Move("propose_refusal", ("reviewing",), "refusing", REVIEWER, "拟不予支付", reason=True, adverse=True),
        Move(
            "confirm_refusal",
            ("refusing",),
            "refused",
            REVIEWER,
            "确认不予支付",
            reason=True,
            adverse=True,
            second_person_of="propose_refusal",
        ),
        Move(
            "go_ordinary",
            ("reported", "reviewing"),
            None,
            HANDLER,
            "转普通程序",
            becomes=("trial_ordinary", "assessing"),
        ),
        Move(
            "hand_over",
            ("reported",),
            None,
            HANDLER,
            "转办说明",
            asks=(
                Ask("why", "原因", AskKind.CHOICE, choices=(("region", "不在本区"), ("busy", "人手不足"))),
                Ask("story", "经过", AskKind.LONG_TEXT, required=False),
            ),
            guard=not_on_mondays,
            audience=Audience.STAFF,
        ),
        Move("withdraw", ("reported", "waiting", "reviewing"), "withdrawn", WORKER, "撤回", reason=True),
        Move("raise_alarm", ANY_STEP, None, SYSTEM, "超期提示", audience=Audience.STAFF),
    ),
    parties=(
        PartyRole("worker", "申请人", required=True, applicant=True),
        PartyRole("platform", "平台企业", knows_applicant=False),
        PartyRole("insurer", "承办保险机构", handles=True),
    ),
    limits=(
        Limit("trial.accept", (CREATED,), ("reviewing",), label="受理", on_breach="raise_alarm"),
        Limit(
            "trial.decide",
            ("reviewing",),
            ("paid", "refused"),
            label="决定",
            on_breach="raise_alarm",
            listing=ListingLevel.COUNTY,
            warn_workdays=2,
        ),
        Limit("trial.supply", ("waiting",), ("reviewing",), label="补正", on_breach="give_up", pausable=False),
    ),
    documents={"diagnosis": "诊断证明", "receipt": "收费票据"},
    retain={"paid": "trial.keep", "refused": "trial.keep", "withdrawn": "trial.keep"},
)


@contextmanager
def trial_types() -> Iterator[None]:
    """Both trial types registered, under their own small pack of limits."""
    register(TRIAL_ORDINARY)
    register(TRIAL)
    try:
        with limits_from(a_limit):
            yield
    finally:
        unregister(TRIAL)
        unregister(TRIAL_ORDINARY)


@dataclass(frozen=True)
class Cast:
    """Everybody around one trial case."""

    city: City
    worker: Actor
    handler: Actor
    reviewer: Actor
    lead: Actor
    platform: Actor
    supervisor: Actor


def a_cast() -> Cast:
    """A city with one person for each part in a trial case."""
    city = a_city()
    return Cast(
        city=city,
        worker=a_worker(),
        handler=city.staff(Role.INSURER_HANDLER, "王试甲"),
        reviewer=city.staff(Role.BUREAU_REVIEWER, "李审乙"),
        lead=city.staff(Role.BUREAU_LEAD, "周批丁"),
        platform=city.staff(Role.PLATFORM_OPERATOR, "吴平戊"),
        supervisor=city.staff(Role.SUPERVISOR, "郑督己"),
    )


def a_case(cast: Cast, *, at: datetime = NOON, org_id: UUID | None = None, **changes: Any) -> CaseRef:
    """A trial case of the cast's worker, reported by him to the east district, handled by the cast's handler."""
    given: dict[str, Any] = {
        "type": "trial",
        "org_id": org_id or cast.city.east.id,
        "actor": cast.worker,
        "at": at,
        "channel": Channel.WORKER,
        "handler_id": cast.handler.account_id,
        "parties": (
            PartyIn("worker", worker_id=cast.worker.worker_id),
            PartyIn("platform", org_id=cast.city.platform.id),
            PartyIn("insurer", org_id=cast.city.insurer.id),
        ),
        **changes,
    }
    return open_case(**given)


def with_diagnosis(case: CaseRef, cast: Cast, *, at: datetime = NOON) -> CaseRef:
    """Put a diagnosis into the file."""
    document_attach(case_id=case.case_id, kind="diagnosis", paper_id=uuid7(), actor=cast.worker, at=at)
    return case


def a_case_in_review(cast: Cast, *, at: datetime = NOON, **changes: Any) -> CaseRef:
    """A trial case with its papers, accepted by the handler."""
    case = with_diagnosis(a_case(cast, at=at, **changes), cast, at=at)
    do(case_id=case.case_id, move="accept", actor=cast.handler, at=at)
    return case


def the_notice_says(day: date, *, worked: bool) -> None:
    """Publish the holidays of a year again, with one day as given and the others as the package knows them."""
    days = [known for known in days_of_package(day.year) if known.day != day]
    calendar_load([*days, DayIn(day, worked, "试验通知")], source="试验通知")
    forget_calendar()
