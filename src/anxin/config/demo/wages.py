"""Unpaid wages of the demo city: a fresh complaint, one that was ordered, one that was paid, and two clues.

Every name is invented. Everything is made through the services people use.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from anxin.cases.engine import do
from anxin.cases.selectors import case_view
from anxin.identity.demo import DemoPeople, demo_credit_code, demo_phone
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.wages import services
from anxin.wages.selectors import desk_view
from anxin.wages.sheet import LineIn
from anxin.wages.types import Basis, Door, PaySource, PersonIn, Sector, TroubleIn

FRESH: Final = TroubleIn(
    employer_name="试扫家政服务中心（演示）", place="试东区样板路 8 号", narrative="做保洁三个月，最后两个月没有结。"
)
ORDERED: Final = TroubleIn(
    employer_name="试木装修有限公司（演示）",
    project_name="试东体育馆改造",
    place="试东区示范大街 20 号",
    sector=Sector.ENGINEERING,
    narrative="木工班八个人，完工后一直没有结工钱。",
)
PAID: Final = TroubleIn(employer_name="试送物流有限公司（演示）", place="试东区虚构货场", narrative="装卸费没有结。")
CLUE: Final = TroubleIn(employer_name="试食餐饮有限公司（演示）", narrative="离职后工资没有发。")
CREW: Final = ("冯试木", "褚试木", "卫试木", "蒋试木", "沈试木", "韩试木", "杨试木", "朱试木")
DAY_FEN: Final = 36_000


def build_wages(people: DemoPeople, at: datetime) -> None:
    """Make the wage cases as they would stand at ``at``."""
    started = day_of(at) - timedelta(days=120)
    me = people.worker(demo_phone(2))
    mine = PersonIn(name=me.name, worker_id=me.id, work="保洁", period_from=started, claimed_fen=780_000)
    services.complaint_make(
        actor=me.actor(), door=Door.PHONE, key="demo-wage-1", trouble=FRESH, people=[mine], at=at - timedelta(hours=5)
    )
    crew = [_person(name, started) for name in CREW]
    case_id = _taken(people, "demo-wage-2", ORDERED, crew, at - timedelta(days=40))
    if any(row.owed_fen for row in desk_view(actor=Actor.system(), case_id=case_id).active):
        return  # the city was built before
    _ordered(people, case_id, 2, at - timedelta(days=38), days=20)
    case_id = _taken(people, "demo-wage-3", PAID, [_person("秦试装", started)], at - timedelta(days=20))
    handler = _ordered(people, case_id, 3, at - timedelta(days=18), days=10)
    _paid(case_id, handler, at - timedelta(days=12))
    for number in (1, 2):
        services.complaint_make(
            actor=people.actor("intake"),
            door=Door.NATIONAL,
            key=f"demo-clue-{number}",
            trouble=CLUE,
            people=[_person(f"尤试厨{'甲乙'[number - 1]}", started)],
            at=at - timedelta(days=1),
            source_ref=f"QG-演示-{number}",
            as_clue=True,
        )


def _person(name: str, started: date) -> PersonIn:
    return PersonIn(name=name, work="木工", period_from=started, claimed_fen=1_500_000)


def _taken(people: DemoPeople, key: str, trouble: TroubleIn, crew: Sequence[PersonIn], at: datetime) -> UUID:
    return services.complaint_make(
        actor=people.actor("intake"), door=Door.HALL, key=key, trouble=trouble, people=crew, at=at
    ).case_id


def _ordered(people: DemoPeople, case_id: UUID, number: int, at: datetime, *, days: int) -> Actor:
    """Accept, determine, confirm who pays, and order; give the handler."""
    pair = [people.actor(name) for name in ("inspector", "inspector2")]
    handler_id = case_view(Actor.system(), case_id).handler_id
    handler, second = pair if pair[0].account_id == handler_id else pair[::-1]
    name = desk_view(actor=handler, case_id=case_id).employer_name
    code = demo_credit_code(700 + number)
    services.employer_set(case_id=case_id, name=name, credit_code=code, actor=handler, at=at)
    answers = {"second": str(second.account_id), "in_dispute": "no", "continuing": "yes"}
    do(case_id=case_id, move="accept", actor=handler, at=at, data=answers)
    first = day_of(at) - timedelta(days=70)
    line = LineIn(first, first + timedelta(days=45), Basis.DAY, DAY_FEN, 41_500)
    for row in desk_view(actor=handler, case_id=case_id).active:
        services.sheet_set(wage_worker_id=row.id, lines=[line], actor=handler, at=at)
    facts = {rule: rule == "employer_known" for rule in _facts()}
    parties = [services.ResponsibleIn("QC-01", name)]
    services.responsible_confirm(case_id=case_id, facts=facts, parties=parties, actor=handler, at=at)
    do(case_id=case_id, move="conclude", actor=handler, at=at, data={"finding": "欠薪属实，见核算表。"})
    do(case_id=case_id, move="order", actor=handler, at=at, data={"pay_by": day_of(at) + timedelta(days=days)})
    return handler


def _facts() -> tuple[str, ...]:
    """The questions of the clearing order."""
    return (
        "employer_known",
        "unlicensed_dispatch",
        "lent_name",
        "individual_business",
        "merged",
        "deregistered",
        "subcontracted",
        "illegal_subcontract",
        "owner_late",
        "illegal_project",
    )


def _paid(case_id: UUID, handler: Actor, at: datetime) -> None:
    payments = [
        services.PaymentIn(row.id, row.open_fen, f"demo:{row.id}")
        for row in desk_view(actor=handler, case_id=case_id).active
    ]
    services.payments_register(
        case_id=case_id,
        payments=payments,
        source=PaySource.EMPLOYER,
        paid_on=day_of(at),
        note="银行转账",
        actor=handler,
        at=at,
    )
    do(case_id=case_id, move="confirm", actor=handler, at=at)
