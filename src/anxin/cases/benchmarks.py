"""What casework costs: the desk's first page over 60,000 cases, one move, and opening a case.

Each figure is printed beside a reference measured in the same run on the same machine. Everything is made in a
transaction that is rolled back, so nothing is left behind.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anxin.cases.engine import do, open_case
from anxin.cases.limits import limits_from
from anxin.cases.models import Case
from anxin.cases.registry import CaseType, Limit, Move, PartyRole, Step, register, unregister
from anxin.cases.tasklist import TaskFilters, task_list
from anxin.cases.types import Channel, Holder, LimitFacts, PartyIn
from anxin.identity.selectors import actor_for
from anxin.identity.services import org_create, post_grant, staff_create, temporary_password
from anxin.identity.types import Actor, OrgKind, OrgView, Role
from anxin.kit.clock import at_time, monotonic
from anxin.kit.workdays import Unit, current_calendar
from anxin.policy.benchmarks import Figure

CASES: Final = 60_000
MOVES: Final = 200
PAGE_TRIES: Final = 9
AT: Final = at_time(date(2026, 11, 23), 12)

_TYPE: Final = CaseType(
    key="benchmark",
    label="测速案件",
    prefix="BM",
    version=1,
    start="received",
    ends=("closed",),
    steps=(
        Step("received", "已收到", "已报案", Holder.HANDLER),
        Step("reviewing", "审核", "审核中", Holder.BUREAU),
        Step("closed", "已办结", "已核定", Holder.NOBODY),
    ),
    moves=(
        Move("accept", ("received",), "reviewing", (Role.INSURER_HANDLER,), "受理"),
        Move("close", ("reviewing",), "closed", (Role.BUREAU_LEAD,), "办结"),
    ),
    parties=(
        PartyRole("worker", "申请人", required=True, applicant=True),
        PartyRole("insurer", "承办机构", handles=True),
    ),
    limits=(Limit("benchmark", ("reviewing",), ("closed",)),),
    retain={"closed": "benchmark"},
)

_COPIES: Final = """
INSERT INTO cases_case (id, public_id, type, type_version, step, entered_at, opened_at, org_id, org_path,
    handler_org_id, handler_org_path, handler_id, handler_name, channel, priority, fast_lane, confidential, next_due,
    next_provisional, listed_level, result, hold, version, chain_head)
SELECT gen_random_uuid(), 'BM' || n, type, type_version, step, entered_at, opened_at, org_id, org_path, handler_org_id,
    handler_org_path, handler_id, handler_name, channel, 0, n %% 3 = 0, false,
    date '2026-10-25' + (n * 7919) %% 90, false, 0, '', false, version, chain_head
FROM cases_case, generate_series(1, %(count)s) n WHERE id = %(id)s
"""
_APPLICANTS: Final = """
INSERT INTO cases_party (id, case_id, role, org_path, name, name_index, id_index)
SELECT gen_random_uuid(), c.id, p.role, '', p.name, p.name_index, p.id_index
FROM cases_case c, cases_party p
WHERE p.case_id = %(id)s AND p.role = 'worker' AND c.type = 'benchmark' AND c.id <> p.case_id
"""


@dataclass(frozen=True, slots=True)
class House:
    """The people of a measurement."""

    bureau: OrgView
    insurer: OrgView
    lead: Actor
    handler: Actor


@contextmanager
def _house() -> Iterator[House]:
    """A bureau and an insurer with one person each, under limits of their own; gone when it is over."""
    register(_TYPE)
    try:
        with transaction.atomic(), limits_from(_limit):
            bureau, insurer = _org(OrgKind.BUREAU), _org(OrgKind.INSURER)
            lead, handler = _staff(Role.BUREAU_LEAD, bureau), _staff(Role.INSURER_HANDLER, insurer)
            current_calendar()
            yield House(bureau, insurer, lead, handler)
            transaction.set_rollback(True)
    finally:
        unregister(_TYPE)


def _limit(key: str, on: date) -> LimitFacts:
    return LimitFacts(key, 10, Unit.WORKING, 0, "测速", "X")


def _org(kind: OrgKind) -> OrgView:
    return org_create(kind=kind, name=f"测速{kind.value}", actor=Actor.system(), at=AT)


def _staff(role: Role, org: OrgView) -> Actor:
    system = Actor.system()
    account_id = staff_create(
        username=f"benchmark-{role.value}",
        name="测速员",
        password=temporary_password(),
        temporary=False,
        actor=system,
        at=AT,
    )
    post_grant(account_id=account_id, org_id=org.id, role=role, starts_on=date(2026, 1, 1), actor=system, at=AT)
    return actor_for(account_id, on=AT.date())


def _opened(house: House) -> UUID:
    return open_case(
        type=_TYPE.key,
        org_id=house.bureau.id,
        actor=house.handler,
        at=AT,
        channel=Channel.COUNTER,
        parties=(PartyIn("worker", name="赵试骑"), PartyIn("insurer", org_id=house.insurer.id)),
        handler_id=house.handler.account_id,
    ).case_id


def worklist(count: int = CASES) -> list[Figure]:
    """Milliseconds for the desk's first page over many open cases, for one who sees all and one who handles all."""
    figures = []
    with _house() as house:
        template = _opened(house)
        with connection.cursor() as cursor:
            cursor.execute(_COPIES, {"count": count, "id": template})
            cursor.execute(_APPLICANTS, {"id": template})
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ANALYZE cases_case, cases_party")
        plain = _best(lambda: _plain_list(house))
        reference = f"uncapped counts, sorted in memory: {plain:,.0f} ms"
        for name, actor in (("bureau", house.lead), ("handler", house.handler)):
            with CaptureQueriesContext(connection) as captured:
                task_list(actor, AT, TaskFilters())
            rows = _best(lambda actor=actor: task_list(actor, AT, TaskFilters()))  # type: ignore[misc]
            label = f"task list of {count:,} cases, {name}, {len(captured)} statements"
            figures.append(Figure(label, rows, "ms", "60", reference))
        figures.append(Figure("the whole page as sent", _best(_page()), "ms", "60", reference))
    return figures


def _best(work: Callable[[], object], tries: int = PAGE_TRIES) -> float:
    """The best of several runs, in milliseconds: what the work takes when nobody else wants the machine."""
    taken = []
    for _ in range(tries):
        start = monotonic()
        work()
        taken.append((monotonic() - start) * 1000)
    return min(taken)


def _plain_list(house: House) -> None:
    """The list as it would be written without thinking: count everything, fetch what is shown, no groups."""
    rows = Case.objects.filter(org_path__startswith=house.bureau.path, closed_on__isnull=True)
    rows.count()
    list(rows.order_by("-fast_lane", "next_due", "public_id")[:100])


def _page() -> Callable[[], object]:
    browser = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    browser.force_login(get_user_model().objects.get(username=f"benchmark-{Role.BUREAU_LEAD.value}"))

    def get() -> None:
        answer = browser.get("/desk/", secure=True)
        assert answer.status_code == 200, answer.status_code

    return get


def move(count: int = MOVES) -> list[Figure]:
    """Milliseconds of our own CPU, and statements, for opening a case and for one move."""
    with _house() as house:
        reference = f"one bare UPDATE and one INSERT through the ORM: {_bare(house, count):.2f} ms"
        with CaptureQueriesContext(connection) as opening:
            _opened(house)
        start = time.process_time()
        cases = [_opened(house) for _ in range(count)]
        opened = (time.process_time() - start) * 1000 / count
        with CaptureQueriesContext(connection) as moving:
            do(case_id=cases[0], move="accept", actor=house.handler, at=AT)
        moved = _moves(cases[1:], house, AT)
    return [
        Figure(f"opening a case, {len(opening)} statements", opened, "ms CPU", "8 statements", reference),
        Figure(f"one move, {len(moving)} statements", moved, "ms CPU", "3 ms, 8 statements", reference),
    ]


def _moves(cases: list[UUID], house: House, at: datetime) -> float:
    start = time.process_time()
    for case_id in cases:
        do(case_id=case_id, move="accept", actor=house.handler, at=at)
    return (time.process_time() - start) * 1000 / len(cases)


def _bare(house: House, count: int) -> float:
    """What the ORM takes for two statements, without lock, rights, clocks or chain."""
    case = Case.objects.get(pk=_opened(house))
    start = time.process_time()
    for number in range(count):
        Case.objects.filter(pk=case.pk).update(priority=number % 10)
        case.notes.create(seq=number, text="测速", audience="staff", at=AT)
    return (time.process_time() - start) * 1000 / count


BENCHMARKS: dict[str, Callable[[], list[Figure]]] = {"worklist": worklist, "move": move}
