"""The cast: a worker, staff of every role, organisations, a city.

Every name is plainly invented and every number is valid by its checksum only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from django.contrib.auth import get_user_model
from django.test import Client

from anxin.cover.rates import BASE_CLASS
from anxin.cover.types import Industry
from anxin.identity.numbers import credit_check_character, id_check_character
from anxin.identity.selectors import actor_for
from anxin.identity.services import org_create, post_grant, staff_create, worker_register
from anxin.identity.types import ROLE_HOMES, Actor, OrgKind, OrgView, Role
from anxin.kit.clock import at_time
from anxin.platforms.models import Joining

NOON = at_time(date(2026, 11, 23), 12)
"""A working Monday."""

LONG_AGO = at_time(date(2024, 1, 2), 9)
"""When the cast was engaged: before anything a test is about."""

PASSWORD = "cheng-shi-an-xin-2026"

_numbers = count(1)
_SYSTEM = Actor.system()


def an_id_number(serial: int | None = None, *, born: date = date(1990, 5, 17), region: str = "990101") -> str:
    """A valid invented ID number of a region that does not exist."""
    first = f"{region}{born:%Y%m%d}{(serial or next(_numbers)) % 1000:03d}"
    return first + id_check_character(first)


def a_credit_code(serial: int | None = None) -> str:
    """A valid invented unified social credit code."""
    first = f"91990199MA{(serial or next(_numbers)) % 10_000_000:07d}"
    return first + credit_check_character(first)


def a_phone(serial: int | None = None) -> str:
    """A mobile number of the block that demos use."""
    return f"1390000{(serial or next(_numbers)) % 10_000:04d}"


def a_worker(
    name: str = "赵试骑", *, phone: str | None = None, id_number: str | None = None, at: datetime = LONG_AGO
) -> Actor:
    """A registered worker, signed in. Repeated calls give different people of the same name."""
    serial = next(_numbers)
    worker = worker_register(
        phone=phone or a_phone(serial),
        name=name,
        id_number=id_number or an_id_number(serial, born=date(1980 + serial // 1000 % 20, 5, 17)),
        actor=_SYSTEM,
        at=at,
    )
    return worker.actor()


def an_org(
    kind: OrgKind = OrgKind.BUREAU, *, name: str = "", parent: OrgView | None = None, region: str = ""
) -> OrgView:
    """A new organisation; a district gets a bureau above it when none is given."""
    if kind is OrgKind.DISTRICT and parent is None:
        parent = an_org(OrgKind.BUREAU)
    serial = next(_numbers)
    made = org_create(
        kind=kind,
        name=name or f"试验{_ORG_NAMES[kind]}{serial}号",
        parent_id=parent.id if parent else None,
        credit_code=a_credit_code(serial),
        region_code=region,
        phone="010-00000000",
        actor=_SYSTEM,
        at=LONG_AGO,
    )
    if kind is OrgKind.PLATFORM:
        joined_everywhere(made)
    return made


def joined_everywhere(platform: OrgView) -> None:
    """A platform joins in every industry, in the whole country."""
    Joining.objects.bulk_create(
        Joining(
            org_id=platform.id,
            region_code=NATION,
            industry=industry.value,
            rate_class=BASE_CLASS,
            starts_on=LONG_AGO.date(),
            made_at=LONG_AGO,
        )
        for industry in Industry
    )


NATION = "000000"

_ORG_NAMES = {
    OrgKind.BUREAU: "人社局",
    OrgKind.DISTRICT: "区人社局",
    OrgKind.PLATFORM: "平台",
    OrgKind.INSURER: "保险",
    OrgKind.MARKET: "零工市场",
    OrgKind.BANK: "银行",
    OrgKind.JOINT: "联办部门",
    OrgKind.EMPLOYER: "用人单位",
}


def a_staff(role: Role, *, org: OrgView | None = None, name: str = "王试甲", more: tuple[Role, ...] = ()) -> Actor:
    """Somebody who holds a role (and ``more`` roles) in an organisation, made for the role when none is given."""
    home = org or an_org(min(ROLE_HOMES[role], key=list(OrgKind).index))
    account_id = staff_create(
        username=f"staff-{next(_numbers)}", name=name, password=PASSWORD, temporary=False, actor=_SYSTEM, at=LONG_AGO
    )
    for held in (role, *more):
        post_grant(
            account_id=account_id,
            org_id=home.id,
            role=held,
            starts_on=LONG_AGO.date(),
            actor=_SYSTEM,
            at=LONG_AGO,
        )
    return actor_for(account_id, on=NOON.date())


def signed_in(actor: Actor) -> Client:
    """A browser in which somebody has signed in."""
    browser = Client()
    browser.force_login(get_user_model().objects.get(pk=actor.account_id))
    return browser


@dataclass(frozen=True)
class City:
    """One city bureau with two districts and everybody who works with it."""

    bureau: OrgView
    east: OrgView
    west: OrgView
    platform: OrgView
    other_platform: OrgView
    insurer: OrgView
    bank: OrgView
    joint: OrgView

    def staff(self, role: Role, name: str = "王试甲") -> Actor:
        """A new member of staff at the natural place for the role: bureau roles sit in the city bureau."""
        kind = min(ROLE_HOMES[role], key=list(OrgKind).index)
        homes = {
            OrgKind.BUREAU: self.bureau,
            OrgKind.PLATFORM: self.platform,
            OrgKind.INSURER: self.insurer,
            OrgKind.BANK: self.bank,
            OrgKind.JOINT: self.joint,
        }
        return a_staff(role, org=homes.get(kind), name=name)


def a_city() -> City:
    """A bureau, two districts, two platforms, an insurer, a bank and a joint department."""
    bureau = an_org(OrgKind.BUREAU, region="990000")
    return City(
        bureau=bureau,
        east=an_org(OrgKind.DISTRICT, parent=bureau, region="990101"),
        west=an_org(OrgKind.DISTRICT, parent=bureau, region="990102"),
        platform=an_org(OrgKind.PLATFORM),
        other_platform=an_org(OrgKind.PLATFORM),
        insurer=an_org(OrgKind.INSURER),
        bank=an_org(OrgKind.BANK),
        joint=an_org(OrgKind.JOINT),
    )
