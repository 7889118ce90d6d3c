"""Unpaid wages: a builder, four workers, two inspectors, and a case on any step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from anxin.cases.engine import do
from anxin.cases.models import Case
from anxin.identity.selectors import worker_by_id
from anxin.identity.types import Actor, Role
from anxin.kit.calendar_import import DayIn, calendar_load
from anxin.kit.clock import day_of
from anxin.kit.workdays import forget_calendar
from anxin.wages.models import WageCase, WageWorker
from anxin.wages.services import (
    PaymentIn,
    ResponsibleIn,
    complaint_make,
    employer_set,
    payments_register,
    responsible_confirm,
    sheet_set,
)
from anxin.wages.sheet import LineIn
from anxin.wages.types import Basis, ComplaintRef, Door, PaySource, PersonIn, Sector, TroubleIn
from tests.given.people import NOON, City, a_city, a_credit_code, a_staff, a_worker

EMPLOYER = "安心市虚构建筑有限公司"
PROJECT = "编造花园二期项目"
NO_FACTS = {
    "employer_known": True,
    "unlicensed_dispatch": False,
    "lent_name": False,
    "individual_business": False,
    "merged": False,
    "deregistered": False,
    "subcontracted": False,
    "illegal_subcontract": False,
    "owner_late": False,
    "illegal_project": False,
}
DAY_RATE_FEN = 35_000


@dataclass
class Given:
    """A city with its wage inspection."""

    city: City
    inspector: Actor
    second: Actor
    lead: Actor
    intake: Actor
    keys: list[int] = field(default_factory=list)

    def key(self) -> str:
        self.keys.append(1)
        return f"k-{len(self.keys)}"


def a_wage_city() -> Given:
    """Two inspectors, a lead and a hall desk in one city bureau."""
    city = a_city()
    inspector = city.staff(Role.WAGE_INSPECTOR, "孔试察")
    return Given(
        city=city,
        inspector=inspector,
        second=city.staff(Role.WAGE_INSPECTOR, "孟试察"),
        lead=city.staff(Role.BUREAU_LEAD, "吴试丁"),
        intake=city.staff(Role.BUREAU_INTAKE, "陈试受"),
    )


def a_person(worker: Actor | None = None, **changes: Any) -> PersonIn:
    """Somebody who is owed two months by the day."""
    known = worker_by_id(worker.worker_id) if worker and worker.worker_id else None
    given: dict[str, Any] = {
        "name": known.name if known else "钱试工",
        "id_number": known.id_number if known else "",
        "work": "木工",
        "period_from": date(2026, 8, 1),
        "period_to": date(2026, 9, 30),
        "claimed_fen": 2_000_000,
        "worker_id": worker.worker_id if worker else None,
        **changes,
    }
    return PersonIn(**given)


def trouble(**changes: Any) -> TroubleIn:
    """The builder who owes."""
    given: dict[str, Any] = {
        "employer_name": EMPLOYER,
        "project_name": PROJECT,
        "place": "试东区示例路工地",
        "sector": Sector.ENGINEERING,
        "narrative": "干了两个月木工，工钱一直没结。",
        **changes,
    }
    return TroubleIn(**given)


def a_complaint(
    given: Given,
    *,
    actor: Actor | None = None,
    people: Sequence[PersonIn] | None = None,
    at: datetime = NOON,
    door: Door = Door.PHONE,
    **changes: Any,
) -> ComplaintRef:
    """A complaint, by a worker from his phone unless the test says otherwise."""
    worker = actor or a_worker("赵试工")
    return complaint_make(
        actor=worker,
        door=door,
        key=changes.pop("key", None) or given.key(),
        trouble=changes.pop("about", None) or trouble(),
        people=people if people is not None else [a_person(worker)],
        at=at,
        **changes,
    )


def officers(given: Given, case_id: UUID) -> tuple[Actor, Actor]:
    """The handler of a case, and the other inspector."""
    handler = Case.objects.values_list("handler_id", flat=True).get(pk=case_id)
    pair = (given.inspector, given.second)
    return pair if handler == pair[0].account_id else (pair[1], pair[0])


def accepted(given: Given, case_id: UUID, *, at: datetime = NOON) -> Actor:
    """Find out who the employer is and accept; give the handler."""
    handler, second = officers(given, case_id)
    case = WageCase.objects.get(pk=case_id)
    if case.employer_id is None:
        employer_set(case_id=case_id, name=case.employer_name, credit_code=a_credit_code(), actor=handler, at=at)
    answers = {"second": str(second.account_id), "in_dispute": "no", "continuing": "yes"}
    do(case_id=case_id, move="accept", actor=handler, at=at, data=answers)
    return handler


def some_days(count_milli: int = 40_000, **changes: Any) -> LineIn:
    """Forty days of carpentry, nothing paid."""
    given: dict[str, Any] = {
        "period_from": date(2026, 8, 1),
        "period_to": date(2026, 9, 30),
        "basis": Basis.DAY,
        "price_fen": DAY_RATE_FEN,
        "quantity_milli": count_milli,
        **changes,
    }
    return LineIn(**given)


def investigated(given: Given, case_id: UUID, *, at: datetime = NOON) -> Actor:
    """Accept, determine what each is owed and who has to pay, and end the investigation."""
    handler = accepted(given, case_id, at=at)
    for row in WageWorker.objects.filter(case_id=case_id, withdrawn_at=None):
        sheet_set(wage_worker_id=row.pk, lines=[some_days()], actor=handler, at=at)
    responsible_confirm(
        case_id=case_id, facts=NO_FACTS, parties=[ResponsibleIn("QC-01", EMPLOYER)], actor=handler, at=at
    )
    do(case_id=case_id, move="conclude", actor=handler, at=at, data={"finding": "欠薪属实。"})
    return handler


def ordered(given: Given, case_id: UUID, *, at: datetime = NOON, days: int = 15) -> Actor:
    """Order the employer to pay within some days."""
    handler = investigated(given, case_id, at=at)
    do(case_id=case_id, move="order", actor=handler, at=at, data={"pay_by": day_of(at) + timedelta(days=days)})
    return handler


def everybody_paid(
    given: Given, case_id: UUID, handler: Actor, *, at: datetime, source: PaySource = PaySource.EMPLOYER
) -> None:
    """Pay every worker what is open."""
    rows = WageWorker.objects.filter(case_id=case_id)
    open_rows = [row for row in rows if row.owed_fen > row.paid_fen]
    payments_register(
        case_id=case_id,
        payments=[PaymentIn(row.pk, row.owed_fen - row.paid_fen, given.key()) for row in open_rows],
        source=source,
        paid_on=day_of(at),
        actor=handler,
        at=at,
    )


def a_colleague(name: str = "孙试工") -> Actor:
    """Another worker with an account."""
    return a_worker(name)


def an_inspector_of(given: Given, name: str = "曾试察") -> Actor:
    """One more inspector of the same bureau."""
    return a_staff(Role.WAGE_INSPECTOR, org=given.city.bureau, name=name)


def a_known_year(year: int) -> None:
    """Publish a year with weekends off and nothing else, so that limits which reach into it are certain."""
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    calendar_load([DayIn(day, day.weekday() < 5, "试验日历") for day in days], source="试验日历")
    forget_calendar()
