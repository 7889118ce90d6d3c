"""Construction projects of the demo city, in every state a page can show, and units on their way to the blacklist.

Every name is invented. Everything is made through the services people use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from anxin.cases.engine import do
from anxin.identity.demo import DemoPeople, demo_credit_code
from anxin.identity.numbers import id_check_character
from anxin.identity.selectors import org_by_name
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.workdays import current_calendar
from anxin.projects import services
from anxin.projects.deadlines import month_before, pay_on
from anxin.projects.deposits import Record
from anxin.projects.selectors import projects_named
from anxin.projects.sheets import SHOWN, read_line
from anxin.projects.types import DepositForm, Industry, PartyIn, PartyKind, ProgressKind, ProjectIn, SheetKind
from anxin.wages.blacklist.services import blacklist_propose
from anxin.wages.blacklist.types import OrderIn, PersonIn, PersonKind, UnitIn

MILLION: Final = 100_000_000
"""A million yuan in fen."""

DAY_WAGE_FEN: Final = 30_000
LISTED: Final = "试欠装饰有限公司（演示）"
_FAMILY_NAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
_TRADES: Final = ("木工", "钢筋工", "混凝土工", "架子工", "瓦工", "电工")


@dataclass(frozen=True, slots=True)
class Works:
    """One project and how well it is kept. ``people`` work there; the rest says what is wrong."""

    name: str
    site: str
    place: str
    industry: Industry
    millions: int
    months_ago: int
    people: int
    contractor: str = "试筑建设集团有限公司（演示）"
    code: int = 10
    account: bool = True
    filed: bool = True
    deposit: str = "stored"
    sheets: bool = True
    unpaid: int = 0
    underpaid: int = 0
    strays: int = 0
    late_progress: bool = False


WORKS: Final = (
    Works("试东家园二期工程", "试东区演示路 8 号", "east", Industry.HOUSING, 120, 9, 24),
    Works("试东体育馆改造", "试东区示范大街 20 号", "east", Industry.HOUSING, 45, 6, 12, unpaid=5, late_progress=True),
    Works(
        "试西高架桥三标段",
        "试西区环路与测试街路口",
        "west",
        Industry.TRANSPORT,
        380,
        12,
        30,
        underpaid=4,
        contractor="试通路桥有限公司（演示）",
        code=81,
    ),
    Works(
        "安心河道整治工程",
        "试西区河滨路沿线",
        "west",
        Industry.WATER,
        66,
        7,
        15,
        deposit="expiring",
        contractor="试水工程有限公司（演示）",
        code=82,
    ),
    Works(
        "试东学校教学楼",
        "试东区学府路 3 号",
        "east",
        Industry.HOUSING,
        38,
        4,
        10,
        account=False,
        sheets=False,
        deposit="none",
        contractor="试成建筑有限公司（演示）",
        code=83,
    ),
    Works(
        "试西商务中心幕墙",
        "试西区中心街 1 号",
        "west",
        Industry.HOUSING,
        22,
        5,
        8,
        strays=2,
        filed=False,
        contractor="试幕装饰有限公司（演示）",
        code=84,
    ),
    Works(
        "安心物流园仓库",
        "试东区物流路 66 号",
        "east",
        Industry.OTHER,
        2,
        3,
        6,
        deposit="exempt",
        contractor="试仓建设有限公司（演示）",
        code=85,
    ),
)


def build_sites(people: DemoPeople, at: datetime) -> None:
    """Enter the projects with their papers of last month."""
    for number, works in enumerate(WORKS):
        if not projects_named(works.name):
            _site(people, works, number, at)
    services.standings_compute(at=at)


def _site(people: DemoPeople, works: Works, number: int, at: datetime) -> None:
    today = day_of(at)
    starts_on = today - timedelta(days=30 * works.months_ago)
    inspector = people.actor("inspector")
    contractor_code = people.orgs["builder"].credit_code if works.code == 10 else demo_credit_code(works.code)
    project_id = services.project_enter(
        project=ProjectIn(
            name=works.name,
            org_id=people.orgs[works.place].id,
            site=works.site,
            industry=works.industry,
            contract_fen=works.millions * MILLION,
            signed_on=starts_on - timedelta(days=20),
            starts_on=starts_on,
            ends_on=today + timedelta(days=300),
            pay_day=15,
            parties=(
                PartyIn(PartyKind.OWNER, f"{works.name[:2]}开发有限公司（演示）"),
                PartyIn(PartyKind.MAIN_CONTRACTOR, works.contractor, contractor_code),
                PartyIn(
                    PartyKind.LABOUR_COMPANY, people.orgs["labour"].name, people.orgs["labour"].credit_code, "劳务"
                ),
            ),
            permit_no=f"演示施许字{number + 1:03d}号",
            labour_bp=2_500,
            officer_name=f"{_FAMILY_NAMES[number]}试资",
            officer_phone="010-00000009",
        ),
        actor=inspector,
        at=at,
    )
    _account(works, project_id, starts_on, number, inspector, at)
    _deposit(works, project_id, starts_on, number, inspector, at)
    _progress(works, project_id, today, inspector, at)
    if works.sheets:
        _month(works, project_id, number, inspector, at)


def _account(works: Works, project_id: UUID, starts_on: date, number: int, actor: Actor, at: datetime) -> None:
    if not works.account:
        return
    services.account_open(
        project_id=project_id,
        bank_name="示范银行（演示）",
        number=f"62099900000099{number:02d}",
        opened_on=starts_on - timedelta(days=5),
        agreement_on=starts_on - timedelta(days=6),
        actor=actor,
        at=at,
    )
    if works.filed:
        services.account_file(project_id=project_id, filed_on=starts_on + timedelta(days=10), actor=actor, at=at)


def _deposit(works: Works, project_id: UUID, starts_on: date, number: int, actor: Actor, at: datetime) -> None:
    if works.deposit == "none":
        return
    record = Record(
        14, recent_arrears=False, dishonest_listed=False, real_name_and_account=True, several_projects=False
    )
    made = services.deposit_require(project_id=project_id, record=record, actor=actor, at=at)
    if works.deposit == "exempt":
        return
    days = 12 if works.deposit == "expiring" else 400
    services.deposit_store(
        project_id=project_id,
        form=DepositForm.GUARANTEE,
        amount_fen=made.amount_fen,
        bank_name="示范银行（演示）",
        certificate_no=f"BH-{number + 1:04d}",
        stored_on=starts_on + timedelta(days=8),
        expires_on=day_of(at) + timedelta(days=days),
        actor=actor,
        at=at,
    )


def _progress(works: Works, project_id: UUID, today: date, actor: Actor, at: datetime) -> None:
    last = today.replace(day=1) - timedelta(days=1)
    for kind, share in ((ProgressKind.WORKS, 10), (ProgressKind.LABOUR, 40)):
        due_fen = works.millions * MILLION // share // 10
        progress_id = services.progress_add(
            project_id=project_id, kind=kind, due_on=last, due_fen=due_fen, actor=actor, at=at
        )
        late = works.late_progress and kind is ProgressKind.WORKS
        services.progress_pay(
            project_id=project_id,
            progress_id=progress_id,
            paid_fen=0 if late else due_fen,
            paid_on=last,
            actor=actor,
            at=at,
        )


def _month(works: Works, project_id: UUID, number: int, actor: Actor, at: datetime) -> None:
    month = month_before(day_of(at))
    paid_on = min(pay_on(month, 15, current_calendar()), day_of(at))
    crew = [_somebody(number, place) for place in range(works.people)]
    roster = [(*one, "试工劳务有限公司（演示）", _TRADES[place % len(_TRADES)]) for place, one in enumerate(crew)]
    attendance = [(*one, str(20 + place % 6)) for place, one in enumerate(crew)]
    pay = [_paid(one, place, works, paid_on) for place, one in enumerate(crew) if place >= works.unpaid]
    files: tuple[tuple[SheetKind, Sequence[Sequence[Any]]], ...] = (
        (SheetKind.ROSTER, roster[: works.people - works.strays]),
        (SheetKind.ATTENDANCE, attendance),
        (SheetKind.PAY, pay),
    )
    sheet_id = services.month_open(project_id=project_id, month=month, actor=actor, at=at)
    for kind, rows in files:
        texts = [dict(zip(SHOWN[kind], map(str, row), strict=True)) for row in rows]
        services.sheet_take(
            sheet_id=sheet_id,
            kind=kind,
            name=f"{kind.value}-{month:%Y%m}.csv",
            lines=[read_line(kind, cells, today=day_of(at)) for cells in texts],
            actor=actor,
            at=at,
        )


def _paid(one: tuple[str, str], place: int, works: Works, paid_on: date) -> tuple[Any, ...]:
    due_fen = (20 + place % 6) * DAY_WAGE_FEN
    short = works.unpaid <= place < works.unpaid + works.underpaid
    paid_fen = due_fen - (150_000 if short else 0)
    return (*one, f"{due_fen // 100}.00", f"{paid_fen // 100}.00", paid_on, "")


def _somebody(number: int, place: int) -> tuple[str, str]:
    first = f"990101{1970 + place % 30}{1 + place % 12:02d}{1 + place % 28:02d}{500 + 40 * number + place:03d}"
    name = f"{_FAMILY_NAMES[(3 * number + place) % len(_FAMILY_NAMES)]}试工"
    return name, first + id_check_character(first)


def build_blacklist(people: DemoPeople, at: datetime) -> None:
    """One unit on the list, one that has just been told."""
    if org_by_name(LISTED) is not None:
        return
    inspector, lead = people.actor("inspector"), people.actor("lead")
    listed = _proposed(people, LISTED, 91, "安人社监令〔演示〕11号", at - timedelta(days=20))
    for move, actor, reason in (
        ("notify", inspector, ""),
        ("waive", inspector, "单位书面放弃陈述申辩"),
        ("propose_list", inspector, "责令后逾期未支付，数额达到标准"),
        ("confirm_list", lead, "情形具备，事先告知后没有异议"),
    ):
        do(case_id=listed, move=move, actor=actor, at=at - timedelta(days=18), reason=reason)
    told = _proposed(people, "试拖劳务有限公司（演示）", 92, "安人社监令〔演示〕15号", at - timedelta(days=3))
    do(case_id=told, move="notify", actor=inspector, at=at - timedelta(days=2))


def _proposed(people: DemoPeople, name: str, code: int, order: str, at: datetime) -> UUID:
    first = f"99010119750608{code:03d}"
    return blacklist_propose(
        org_id=people.orgs["city"].id,
        unit=UnitIn(name, demo_credit_code(code)),
        persons=[PersonIn(PersonKind.REPRESENTATIVE, f"曾试{name[1]}", first + id_check_character(first))],
        order=OrderIn(
            number=order,
            ordered_on=day_of(at) - timedelta(days=30),
            pay_by=day_of(at) - timedelta(days=9),
            unpaid_fen=18_650_000,
            workers=14,
            reaches_crime_sum=True,
            group_incident=False,
            what="装修工程完工后拖欠工资。",
        ),
        actor=people.actor("inspector"),
        at=at,
    ).case_id
