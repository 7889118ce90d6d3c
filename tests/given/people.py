"""The cast: a worker, staff of every role, organisations, a city.

Every name is plainly invented and every number is valid by its checksum only. Organisations and staff are written as
rows, not entered through the services: most tests begin with a dozen of them and ask nothing about their entering.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import count
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from anxin.cover.rates import BASE_CLASS
from anxin.cover.types import Industry
from anxin.identity.models import Account, Organisation, Post
from anxin.identity.models.people import AccountKind
from anxin.identity.numbers import credit_check_character, id_check_character
from anxin.identity.services import post_grant, staff_create, worker_register
from anxin.identity.types import ROLE_HOMES, Actor, ActorPost, OrgKind, OrgView, Role
from anxin.identity.views import org_view
from anxin.kit.clock import at_time, now
from anxin.kit.ids import uuid7
from anxin.kit.statements import insert
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
    """An invented mobile number, of the block beside that from which demos and single tests name theirs."""
    return f"1390002{(serial or next(_numbers)) % 10_000:04d}"


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
    return _entered(_an_org(kind, name=name, parent=parent, region=region))[0]


def _an_org(
    kind: OrgKind, *, name: str = "", parent: Organisation | OrgView | None = None, region: str = ""
) -> Organisation:
    serial, org_id = next(_numbers), uuid7()
    name = name or f"试验{_ORG_NAMES[kind]}{serial}号"
    return Organisation(
        id=org_id,
        kind=kind.value,
        parent_id=parent.id if parent else None,
        path=f"{parent.path if parent else '/'}{org_id.hex}/",
        name=name,
        short_name=name[:40],
        credit_code=a_credit_code(serial),
        region_code=region,
        phone="010-00000000",
        created_at=LONG_AGO,
    )


def _entered(*orgs: Organisation) -> list[OrgView]:
    """Organisations as ``org_create`` enters them one by one, and their platforms joined: two statements for all."""
    insert(*orgs)
    joined_everywhere(*(org.id for org in orgs if org.kind == OrgKind.PLATFORM))
    return [org_view(org) for org in orgs]


def joined_everywhere(*platforms: UUID) -> None:
    """Platforms join in every industry, in the whole country."""
    Joining.objects.bulk_create(
        Joining(
            org_id=platform,
            region_code=NATION,
            industry=industry.value,
            rate_class=BASE_CLASS,
            starts_on=LONG_AGO.date(),
            made_at=LONG_AGO,
        )
        for platform in platforms
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
    account = Account(
        kind=AccountKind.STAFF,
        username=f"staff-{next(_numbers)}",
        display_name=name,
        password=_hashed(PASSWORD),
        password_set_at=LONG_AGO,
        access_stamp=1 + len(more),
        created_at=LONG_AGO,
    )
    roles = (role, *more)
    insert(account)
    insert(*(_post(account, home, held) for held in roles))
    return Actor(account.id, name, posts=tuple(ActorPost(held, home.id, home.path, home.kind) for held in roles))


def an_engaged(role: Role, *, org: OrgView, more: tuple[Role, ...] = ()) -> UUID:
    """The account of somebody whom the administrators entered and gave a role (and ``more`` roles)."""
    account_id = staff_create(
        username=f"staff-{next(_numbers)}", name="王试甲", password=PASSWORD, actor=_SYSTEM, at=LONG_AGO
    )
    for held in (role, *more):
        post_grant(
            account_id=account_id,
            org_id=org.id,
            role=held,
            starts_on=LONG_AGO.date(),
            actor=_SYSTEM,
            at=LONG_AGO,
        )
    return account_id


def _post(account: Account, home: OrgView, role: Role) -> Post:
    assert home.kind in ROLE_HOMES[role]
    return Post(account=account, org_id=home.id, role=role.value, starts_on=LONG_AGO.date(), granted_at=LONG_AGO)


_hashed = cache(make_password)


def signed_in(actor: Actor) -> Client:
    """A browser in which somebody has signed in, just now."""
    account = Account.objects.get(pk=actor.account_id)
    Account.objects.filter(pk=actor.account_id).update(last_login=now())
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
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
    bureau = _an_org(OrgKind.BUREAU, region="990000")
    return City(
        *_entered(
            bureau,
            _an_org(OrgKind.DISTRICT, parent=bureau, region="990101"),
            _an_org(OrgKind.DISTRICT, parent=bureau, region="990102"),
            _an_org(OrgKind.PLATFORM),
            _an_org(OrgKind.PLATFORM),
            _an_org(OrgKind.INSURER),
            _an_org(OrgKind.BANK),
            _an_org(OrgKind.JOINT),
        )
    )
