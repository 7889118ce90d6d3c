"""Construction projects: a city's works with their companies, and a month's files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from anxin.identity.types import Actor, OrgKind, OrgView, Role
from anxin.kit.clock import day_of
from anxin.kit.tables import write_csv
from anxin.projects.deposits import Record
from anxin.projects.services import month_open, project_enter, sheet_take
from anxin.projects.sheets import SHOWN, headings, read_line
from anxin.projects.types import Industry, PartyIn, PartyKind, ProjectIn, SheetKind
from tests.given.people import NOON, a_staff, an_id_number, an_org

MILLION = 100_000_000
"""A million yuan in fen."""

CLEAN = Record(
    clean_months=14,
    recent_arrears=False,
    dishonest_listed=False,
    real_name_and_account=True,
    several_projects=False,
)


@dataclass(frozen=True)
class Site:
    """A project, its bureau's inspector, its contractor's officer."""

    id: UUID
    org: OrgView
    inspector: Actor
    officer: Actor
    contractor: OrgView


def works(org: OrgView, contractor: OrgView, **more: Any) -> ProjectIn:
    """What is known of a project when it is entered: a hundred million yuan, begun in March."""
    plain = ProjectIn(
        name="试东家园二期工程",
        org_id=org.id,
        site="试东区演示路 8 号",
        industry=Industry.HOUSING,
        contract_fen=100 * MILLION,
        signed_on=date(2026, 2, 25),
        starts_on=date(2026, 3, 10),
        ends_on=date(2027, 9, 30),
        pay_day=15,
        parties=(
            PartyIn(PartyKind.OWNER, "试东置业有限公司（演示）"),
            PartyIn(PartyKind.MAIN_CONTRACTOR, contractor.name, contractor.credit_code),
            PartyIn(PartyKind.LABOUR_COMPANY, "试工劳务有限公司（演示）", scope="主体劳务"),
        ),
        labour_bp=2_500,
        officer_name="何试资",
        officer_phone="010-00000009",
    )
    return replace(plain, **more)


def a_site(*, at: datetime = NOON, org: OrgView | None = None, inspector: Actor | None = None, **more: Any) -> Site:
    """A project in a district, with an inspector there (a new one if none is given) and an officer of its contractor.

    A new inspector is one more whom cases of that office may be given to.
    """
    home = org or an_org(OrgKind.DISTRICT, region="990101")
    contractor = an_org(OrgKind.EMPLOYER)
    inspector = inspector or a_staff(Role.WAGE_INSPECTOR, org=home, name="孔试察")
    project_id = project_enter(project=works(home, contractor, **more), actor=inspector, at=at)
    officer = a_staff(Role.EMPLOYER_OFFICER, org=contractor, name="魏试建")
    return Site(project_id, home, inspector, officer, contractor)


PEOPLE = tuple((f"工试{letter}", an_id_number(700 + n)) for n, letter in enumerate("甲乙丙丁"))
"""Four people of a site."""


def a_file(kind: SheetKind, *rows: tuple[Any, ...]) -> bytes:
    """A CSV of a kind with these rows."""
    return write_csv(headings(kind), rows)


def hand_in(site: Site, kind: SheetKind, *rows: tuple[Any, ...], month: date, at: datetime = NOON) -> None:
    """A month's file as the importer hands it over once it is read."""
    texts = [dict(zip(SHOWN[kind], map(str, row), strict=False)) for row in rows]
    sheet_take(
        sheet_id=month_open(project_id=site.id, month=month, actor=site.officer, at=at),
        kind=kind,
        name=f"{kind.value}.csv",
        lines=[read_line(kind, cells, today=day_of(at)) for cells in texts],
        actor=site.officer,
        at=at,
    )


def a_good_month(site: Site, month: date, *, paid_on: date, at: datetime = NOON) -> None:
    """Everybody on the roster, at work, and paid in full."""
    hand_in(site, SheetKind.ROSTER, *((*one, "试工劳务", "木工") for one in PEOPLE), month=month, at=at)
    hand_in(site, SheetKind.ATTENDANCE, *((*one, "22") for one in PEOPLE), month=month, at=at)
    hand_in(site, SheetKind.PAY, *((*one, "6600.00", "6600.00", paid_on, "") for one in PEOPLE), month=month, at=at)
