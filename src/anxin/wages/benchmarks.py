"""A big city's year of unpaid wages: 15,000 clues from one table, cases driven to their end, the ledger of 50,000.

Everything is made in a transaction that is rolled back, so nothing is left behind.
"""

from __future__ import annotations

import io
import random
import resource
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from anxin.cases.engine import do
from anxin.cases.selectors import case_view
from anxin.identity.numbers import credit_check_character, id_check_character
from anxin.identity.selectors import actor_for
from anxin.identity.services import org_create, post_grant, staff_create, temporary_password
from anxin.identity.types import Actor, OrgKind, OrgView, Role
from anxin.imports.selectors import import_view
from anxin.imports.services import go_on, import_map, import_start, import_upload
from anxin.kit.clock import at_time, day_of, monotonic, now
from anxin.kit.workdays import current_calendar
from anxin.policy.benchmarks import Figure
from anxin.wages.models import WageCase, WageWorker
from anxin.wages.selectors.ledger import LedgerFilters, ledger
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
from anxin.wages.types import Basis, Door, PaySource, PersonIn, Sector, TroubleIn

CLUES: Final = 15_000
CASES: Final = 470
WORKERS: Final = 5_500
LEDGER: Final = 50_000
TRIES: Final = 40
SEED: Final = 451
REGION: Final = "981300"
"""Of nobody, so that the measurement's own bureau is in charge whatever city stands in the database."""
NO_FACTS: Final = dict.fromkeys(
    (
        "unlicensed_dispatch",
        "lent_name",
        "individual_business",
        "merged",
        "deregistered",
        "subcontracted",
        "illegal_subcontract",
        "owner_late",
        "illegal_project",
    ),
    False,
) | {"employer_known": True}


@dataclass(frozen=True, slots=True)
class House:
    """The people of a measurement."""

    bureau: OrgView
    inspectors: tuple[Actor, ...]
    intake: Actor
    at: datetime


@contextmanager
def _house() -> Iterator[House]:
    """A bureau with six inspectors and a hall desk; gone when it is over."""
    with transaction.atomic():
        at = at_time(day_of(now()), 10)
        bureau = org_create(kind=OrgKind.BUREAU, name="测速人社局", region_code=REGION, actor=Actor.system(), at=at)
        inspectors = tuple(_staff(Role.WAGE_INSPECTOR, bureau, n, at) for n in range(6))
        current_calendar()
        yield House(bureau, inspectors, _staff(Role.BUREAU_INTAKE, bureau, 9, at), at)
        transaction.set_rollback(True)


def _staff(role: Role, org: OrgView, number: int, at: datetime) -> Actor:
    system = Actor.system()
    account_id = staff_create(
        username=f"benchmark-{role.value}-{number}",
        name="测速员",
        password=temporary_password(),
        temporary=False,
        actor=system,
        at=at,
    )
    post_grant(account_id=account_id, org_id=org.id, role=role, starts_on=date(2026, 1, 1), actor=system, at=at)
    return actor_for(account_id, on=day_of(at))


def clue_import() -> list[Figure]:
    """One table of 15,000 clues of 3,000 employers, from the upload to the last row taken."""
    table = _clue_table()
    with _house() as house:
        begin, busy = monotonic(), _busy_seconds()
        job_id = import_upload(
            importer="wage-clues",
            source="national",
            name="year.xlsx",
            content=table,
            actor=house.inspectors[0],
            at=house.at,
        )
        go_on(job_id=job_id)
        read = monotonic()
        mapping = import_view(house.inspectors[0], job_id).mapping
        import_map(job_id=job_id, mapping=mapping, actor=house.inspectors[0], at=house.at)
        go_on(job_id=job_id)
        dry = monotonic()
        import_start(job_id=job_id, actor=house.inspectors[0], at=house.at)
        go_on(job_id=job_id)
        end, cpu = monotonic(), _busy_seconds() - busy
        job = import_view(house.inspectors[0], job_id)
    parts = f"read {read - begin:.1f} s, dry run {dry - read:.1f} s, take {end - dry:.1f} s, CPU of ours {cpu:.1f} s"
    rows = f"{job.new:,} new, {job.known:,} joined, {job.bad:,} bad"
    return [
        Figure(f"{CLUES:,} clues from one Excel table", end - begin, "s", "60 s", f"{parts}; {rows}"),
        Figure(
            "the same, most memory of the process", _peak_mb(), "MB", "500 MB", "the reading child is bounded apart"
        ),
    ]


def _busy_seconds() -> float:
    """CPU this process and its finished children have used; the database's is not in it."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 1024


def _clue_table() -> bytes:
    drawn = random.Random(SEED)  # noqa: S311 - figures of a measurement
    book = Workbook(write_only=True)
    sheet = book.create_sheet("线索")
    sheet.append(
        [
            "线索编号",
            "姓名",
            "证件号码",
            "手机号",
            "被反映单位",
            "工程项目",
            "地点",
            "欠薪起",
            "欠薪止",
            "金额",
            "内容",
            "行政区划代码",
        ]
    )
    for n in range(CLUES):
        employer = f"虚构{drawn.randrange(3_000)}号建筑有限公司"
        sheet.append(
            [
                f"QG-{n:06d}",
                "测速工",
                _id_number(n),
                f"139{n:08d}",
                employer,
                "编造项目" if n % 2 else "",
                "试东区示例路",
                "2026-05-01",
                "2026-08-31",
                f"{drawn.randrange(1_000, 60_000)}.50",
                "干完活没有结工资。",
                REGION,
            ]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _id_number(number: int) -> str:
    first = f"9901{number // 1000 % 90 + 10:02d}{1970 + number // 90_000:04d}0517{number % 1000:03d}"
    return first + id_check_character(first)


def year_of_cases() -> list[Figure]:
    """470 complaints of 5,500 workers, from the hall desk to the money paid and the case closed."""
    with _house() as house:
        begin, busy = monotonic(), _busy_seconds()
        statements = _driven(house, 0)
        for number in range(1, CASES):
            _drive(house, number)
        minutes, cpu = (monotonic() - begin) / 60, _busy_seconds() - busy
        paid = WageCase.objects.filter(case__result="paid", employer_name__startswith="测速").count()
        people = WageWorker.objects.filter(case__employer_name__startswith="测速").count()
        assert paid == CASES, f"only {paid} cases were closed"
    steps = ", ".join(f"{step} {count}" for step, count in statements.items())
    words = f"{people:,} workers; CPU of this process {cpu:.0f} s; statements for {_size(0)} workers: {steps}"
    return [Figure(f"{CASES} cases driven to their end", minutes, "min", "10 min", words)]


Watch = Callable[[str], AbstractContextManager[object]]


def _unwatched(step: str) -> AbstractContextManager[object]:
    return nullcontext()


def _size(number: int) -> int:
    return WORKERS // CASES + (number % 3 - 1)


def _driven(house: House, number: int) -> dict[str, int]:
    """Drive one case and count the statements of each step."""
    counted: dict[str, int] = {}

    @contextmanager
    def watch(step: str) -> Iterator[None]:
        with CaptureQueriesContext(connection) as asked:
            yield
        counted[step] = len(asked)

    _drive(house, number, watch)
    return counted


def _drive(house: House, number: int, watch: Watch = _unwatched) -> None:
    at, count = house.at, _size(number)
    people = [_person(number * 100 + n) for n in range(count)]
    trouble = TroubleIn(
        employer_name=f"测速{number}号建筑有限公司",
        project_name="编造项目",
        sector=Sector.ENGINEERING,
        region=REGION,
    )
    with watch("complaint"):
        made = complaint_make(
            actor=house.intake, door=Door.HALL, key=f"bench:{number}", trouble=trouble, people=people, at=at
        )
    handler_id = case_view(house.intake, made.case_id).handler_id
    handler = next(one for one in house.inspectors if one.account_id == handler_id)
    second = next(one for one in house.inspectors if one.account_id != handler_id)
    with watch("employer"):
        employer_set(
            case_id=made.case_id, name=trouble.employer_name, credit_code=_credit_code(number), actor=handler, at=at
        )
    answers = {"second": str(second.account_id), "in_dispute": "no", "continuing": "yes"}
    with watch("accept"):
        do(case_id=made.case_id, move="accept", actor=handler, at=at, data=answers)
    rows = list(WageWorker.objects.filter(case_id=made.case_id))
    line = LineIn(date(2026, 5, 1), date(2026, 8, 31), Basis.DAY, 35_000, 88_500)
    with watch("sheets"):
        for row in rows:
            sheet_set(wage_worker_id=row.pk, lines=[line], actor=handler, at=at)
    parties = [ResponsibleIn("QC-01", trouble.employer_name)]
    with watch("responsible"):
        responsible_confirm(case_id=made.case_id, facts=NO_FACTS, parties=parties, actor=handler, at=at)
    with watch("conclude"):
        do(case_id=made.case_id, move="conclude", actor=handler, at=at, data={"finding": "欠薪属实。"})
    pay_by = day_of(at) + timedelta(days=15)
    with watch("order"):
        do(case_id=made.case_id, move="order", actor=handler, at=at, data={"pay_by": pay_by})
    owed = WageWorker.objects.filter(case_id=made.case_id).values_list("pk", "owed_fen")
    with watch("payments"):
        payments_register(
            case_id=made.case_id,
            payments=[PaymentIn(pk, fen, f"bench:{pk}") for pk, fen in owed],
            source=PaySource.EMPLOYER,
            paid_on=day_of(at),
            actor=handler,
            at=at,
        )
    with watch("confirm"):
        do(case_id=made.case_id, move="confirm", actor=handler, at=at)


def _person(number: int) -> PersonIn:
    return PersonIn(
        name="测速工",
        id_number=_id_number(number),
        period_from=date(2026, 5, 1),
        period_to=date(2026, 8, 31),
        claimed_fen=3_000_000,
    )


def _credit_code(number: int) -> str:
    first = f"91990199MB{number:07d}"
    return first + credit_check_character(first)


_COPY_CASES: Final = """
INSERT INTO cases_case (id, public_id, type, type_version, step, entered_at, opened_at, org_id, org_path,
    handler_org_id, handler_org_path, handler_id, handler_name, channel, priority, fast_lane, confidential, next_due,
    next_provisional, listed_level, result, hold, version, chain_head)
SELECT gen_random_uuid(), 'BM' || n, type, type_version, step, entered_at, opened_at, org_id, org_path, handler_org_id,
    handler_org_path, handler_id, handler_name, channel, 0, false, false,
    date '2026-10-25' + (n * 7919) %% 90, false, 0, '', false, version, chain_head
FROM cases_case, generate_series(1, %(count)s) n WHERE id = %(id)s
"""
_COPY_WAGES: Final = """
INSERT INTO wages_wagecase (case_id, number, employer_name, employer_key, employer_code, project_name, project_key,
    place, sector, door, reported_at, grave_incident, second_name, avoiding, workers_count, claimed_fen, owed_fen,
    extra_fen,
    paid_fen, ordered_fen, conclusion)
SELECT c.id, c.public_id, w.employer_name, w.employer_key, w.employer_code, w.project_name, w.project_key, w.place,
    w.sector, w.door, w.reported_at, false, '', w.avoiding, w.workers_count, w.claimed_fen, w.owed_fen, w.extra_fen,
    w.paid_fen, 0, ''
FROM cases_case c, wages_wagecase w WHERE w.case_id = %(id)s AND c.public_id LIKE 'BM%%'
"""


def ledger_page() -> list[Figure]:
    """The ledger over 50,000 open cases, as an inspector of the bureau opens it, and one case page."""
    with _house() as house:
        case_id = _fill(house)
        rows = [_timed(lambda: ledger(house.inspectors[0], house.at, LedgerFilters())) for _try in range(TRIES)]
        browser = _browser(house.inspectors[0])
        pages = [_timed(lambda: browser.get(reverse("wage-ledger"))) for _try in range(TRIES)]
        single = [_timed(lambda: browser.get(reverse("wage-case", args=[case_id]))) for _try in range(TRIES)]
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse("wage-ledger"))
    return [
        Figure(
            f"ledger of {LEDGER:,} open cases, whole page",
            statistics.median(pages),
            "ms",
            "300 ms",
            f"p95 {_p95(pages):.0f} ms; selector {statistics.median(rows):.0f} ms; {len(asked)} statements",
        ),
        Figure(
            "page of one wage case",
            statistics.median(single),
            "ms",
            "300 ms",
            f"p95 of {TRIES}: {_p95(single):.0f} ms",
        ),
    ]


def _fill(house: House) -> UUID:
    made = complaint_make(
        actor=house.intake,
        door=Door.HALL,
        key="bench:ledger",
        trouble=TroubleIn(employer_name="测速建筑有限公司", region=REGION),
        people=[_person(n) for n in range(12)],
        at=house.at,
    )
    with connection.cursor() as cursor:
        cursor.execute(_COPY_CASES, {"count": LEDGER, "id": made.case_id})
        cursor.execute(_COPY_WAGES, {"id": made.case_id})
        cursor.execute("ANALYZE cases_case, wages_wagecase")
    return made.case_id


def _browser(actor: Actor) -> Client:
    browser = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    assert actor.account_id is not None
    browser.force_login(get_user_model().objects.get(pk=actor.account_id))
    return browser


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _timed(work: Callable[[], object]) -> float:
    begin = monotonic()
    work()
    return (monotonic() - begin) * 1000


def wages() -> list[Figure]:
    """A big city's year: the table of clues, the cases, the ledger."""
    return [*clue_import(), *ledger_page(), *year_of_cases()]


BENCHMARKS: Final[dict[str, Callable[[], list[Figure]]]] = {
    "wages": wages,
    "wages-import": clue_import,
    "wages-ledger": ledger_page,
    "wages-year": year_of_cases,
}
