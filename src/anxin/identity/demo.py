"""The people of the demo city: plainly invented, with secrets everybody may know. Only where ``ANXIN_DEMO`` is on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from anxin.identity.models import Account, Authenticator, Organisation
from anxin.identity.models.access import AuthenticatorKind
from anxin.identity.numbers import credit_check_character, id_check_character, luhn_ok
from anxin.identity.selectors import actor_for, payee_account, worker_by_id
from anxin.identity.services import (
    org_create,
    payee_set,
    payee_verified,
    post_grant,
    real_name_check,
    staff_create,
    totp_code,
    totp_confirm,
    totp_enrol,
    worker_register,
)
from anxin.identity.services.totp import DRIFT_STEPS, STEP_SECONDS
from anxin.identity.types import ROLE_NAMES, Actor, OrgKind, OrgView, PayeeKind, Role, WorkerView
from anxin.identity.views import org_view
from anxin.kit.clock import day_of
from anxin.kit.errors import NotAllowed

DEMO_PASSWORD: Final = "anxin-demo-2026"  # noqa: S105 - printed on the demo's own login page
DEMO_TOTP_SECRET: Final = "ANXINDEMOANXINDEMOANXINDEMO23456"  # noqa: S105
DEMO_BANK_CODE: Final = "990100000016"
_SYSTEM: Final = Actor.system("演示数据")


@dataclass(frozen=True, slots=True)
class DemoOrg:
    """An organisation of the demo city and its key."""

    key: str
    kind: OrgKind
    name: str
    short_name: str
    region_code: str = ""
    parent: str | None = None
    phone: str = "010-00000000"


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """A member of staff of the demo city: the user name is what one types."""

    username: str
    name: str
    role: Role
    org: str


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Everybody, by key, user name and phone."""

    orgs: dict[str, OrgView]
    staff: dict[str, Actor]
    workers: dict[str, WorkerView]

    def actor(self, username: str) -> Actor:
        """A member of staff."""
        return self.staff[username]

    def worker(self, phone: str) -> WorkerView:
        """A worker."""
        return self.workers[phone]


ORGS: Final = (
    DemoOrg("city", OrgKind.BUREAU, "安心市人力资源和社会保障局（演示）", "安心市人社局", "110000"),
    DemoOrg("east", OrgKind.DISTRICT, "试东区人力资源和社会保障局（演示）", "试东区人社局", "110191", "city"),
    DemoOrg("west", OrgKind.DISTRICT, "试西区人力资源和社会保障局（演示）", "试西区人社局", "110192", "city"),
    DemoOrg("kuaipao", OrgKind.PLATFORM, "快跑外卖（演示）", "快跑外卖"),
    DemoOrg("shansong", OrgKind.PLATFORM, "闪送达（演示）", "闪送达"),
    DemoOrg("insurer", OrgKind.INSURER, "安稳保险（演示）", "安稳保险", phone="010-00000001"),
    DemoOrg("bank", OrgKind.BANK, "示范银行（演示）", "示范银行"),
    DemoOrg("joint", OrgKind.JOINT, "安心市交通事故联办中心（演示）", "交通事故联办"),
    DemoOrg("market", OrgKind.MARKET, "试东零工市场（演示）", "试东零工市场", "110191"),
    DemoOrg("builder", OrgKind.EMPLOYER, "试筑建设集团有限公司（演示）", "试筑建设"),
    DemoOrg("labour", OrgKind.EMPLOYER, "试工劳务有限公司（演示）", "试工劳务"),
    DemoOrg("diner", OrgKind.EMPLOYER, "样板餐饮一店（演示）", "样板餐饮一店"),
    DemoOrg("youxing", OrgKind.PLATFORM, "悠行出行（演示）", "悠行出行"),
    DemoOrg("tuantuan", OrgKind.PLATFORM, "团团到家（演示）", "团团到家"),
    DemoOrg("yunman", OrgKind.PLATFORM, "运满城（演示）", "运满城"),
)

STAFF: Final = (
    DemoStaff("handler", "王试甲", Role.INSURER_HANDLER, "insurer"),
    DemoStaff("handler2", "尤试乙", Role.INSURER_HANDLER, "insurer"),
    DemoStaff("insurer-manager", "秦试保", Role.INSURER_MANAGER, "insurer"),
    DemoStaff("intake", "陈试受", Role.BUREAU_INTAKE, "city"),
    DemoStaff("east-intake", "曹试东", Role.BUREAU_INTAKE, "east"),
    DemoStaff("west-intake", "严试西", Role.BUREAU_INTAKE, "west"),
    DemoStaff("reviewer", "李试乙", Role.BUREAU_REVIEWER, "city"),
    DemoStaff("reviewer2", "周试丙", Role.BUREAU_REVIEWER, "city"),
    DemoStaff("reviewer3", "方试复", Role.BUREAU_REVIEWER, "city"),
    DemoStaff("lead", "吴试丁", Role.BUREAU_LEAD, "city"),
    DemoStaff("maker", "郑试制", Role.FINANCE_MAKER, "city"),
    DemoStaff("checker", "冯试核", Role.FINANCE_CHECKER, "city"),
    DemoStaff("releaser", "蒋试签", Role.FINANCE_RELEASER, "city"),
    DemoStaff("releaser2", "潘试发", Role.FINANCE_RELEASER, "city"),
    DemoStaff("supervisor", "褚试监", Role.SUPERVISOR, "city"),
    DemoStaff("analyst", "沈试策", Role.POLICY_ANALYST, "city"),
    DemoStaff("auditor", "卫试审", Role.AUDITOR, "city"),
    DemoStaff("sysadmin", "韩试系", Role.SYSTEM_ADMIN, "city"),
    DemoStaff("secadmin", "杨试安", Role.SECURITY_ADMIN, "city"),
    DemoStaff("platform", "朱试快", Role.PLATFORM_OPERATOR, "kuaipao"),
    DemoStaff("platform-manager", "许试快", Role.PLATFORM_MANAGER, "kuaipao"),
    DemoStaff("platform2", "何试闪", Role.PLATFORM_OPERATOR, "shansong"),
    DemoStaff("joint", "吕试联", Role.JOINT_OFFICER, "joint"),
    DemoStaff("bank", "施试银", Role.BANK_CLERK, "bank"),
    DemoStaff("market", "张试市", Role.MARKET_OPERATOR, "market"),
    DemoStaff("inspector", "孔试察", Role.WAGE_INSPECTOR, "city"),
    DemoStaff("inspector2", "华试稽", Role.WAGE_INSPECTOR, "city"),
    DemoStaff("east-inspector", "金试巡", Role.WAGE_INSPECTOR, "east"),
    DemoStaff("builder", "魏试建", Role.EMPLOYER_OFFICER, "builder"),
    DemoStaff("employer", "何试雇", Role.EMPLOYER_OFFICER, "diner"),
)

_WORKER_NAMES: Final = ("赵试骑", "钱试骑", "孙试骑", "李试骑", "周试骑", "吴试骑", "郑试骑", "买买提·试骑")


def demo_phone(number: int) -> str:
    """The phone of the n-th demo worker, from 1."""
    return f"1390000{number:04d}"


def demo_id_number(number: int) -> str:
    """The ID number of the n-th demo worker: a valid sum, a region that does not exist."""
    born = date(1985 + number % 15, 1 + number % 12, 1 + number % 28)
    first = f"990101{born:%Y%m%d}{number % 1000:03d}"
    return first + id_check_character(first)


def demo_account_number(number: int) -> str:
    """The social-security card account of the n-th demo worker: a valid card sum."""
    first = f"62099900000000{number:04d}"
    return next(first + digit for digit in "0123456789" if luhn_ok(first + digit))


def demo_credit_code(number: int) -> str:
    """The credit code of the n-th demo organisation: a valid sum."""
    first = f"91990100MA{number:07d}"
    return first + credit_check_character(first)


def demo_org_code(key: str) -> str:
    """The credit code of one of the demo city's own organisations."""
    return demo_credit_code(1 + [entry.key for entry in ORGS].index(key))


@transaction.atomic
def seed(at: datetime) -> DemoPeople:
    """Put the demo city's people in place; running it again changes nothing.

    Raises:
        NotAllowed: where ``ANXIN_DEMO`` is off, because everybody knows these secrets.
    """
    if not settings.ANXIN_DEMO:
        raise NotAllowed("演示数据只能放进演示系统：请设置 ANXIN_DEMO=1 后再运行。")
    orgs: dict[str, OrgView] = {}
    for number, entry in enumerate(ORGS, start=1):
        orgs[entry.key] = _org(entry, number, orgs, at)
    staff = {entry.username: _staff(entry, orgs[entry.org], at) for entry in STAFF}
    workers = [_worker(number, name, at) for number, name in enumerate(_WORKER_NAMES, start=1)]
    return DemoPeople(orgs=orgs, staff=staff, workers={worker.phone: worker for worker in workers})


def opened(people: DemoPeople, at: datetime) -> None:
    """Every demo worker opened the account then: whoever was long away is asked whose phone it is."""
    workers = [worker.account_id for worker in people.workers.values()]
    Account.objects.filter(pk__in=workers).update(last_login=at)


def _org(entry: DemoOrg, number: int, orgs: dict[str, OrgView], at: datetime) -> OrgView:
    row = Organisation.objects.filter(name=entry.name).first()
    if row is not None:
        return org_view(row)
    return org_create(
        kind=entry.kind,
        name=entry.name,
        short_name=entry.short_name,
        parent_id=orgs[entry.parent].id if entry.parent else None,
        credit_code=demo_credit_code(number),
        region_code=entry.region_code,
        phone=entry.phone,
        actor=_SYSTEM,
        at=at,
    )


def _staff(entry: DemoStaff, org: OrgView, at: datetime) -> Actor:
    account_id = Account.objects.filter(username=entry.username).values_list("id", flat=True).first()
    if account_id is None:
        account_id = _engage(entry, org, at)
    return actor_for(account_id, on=day_of(at))


def _engage(entry: DemoStaff, org: OrgView, at: datetime) -> UUID:
    account_id = staff_create(
        username=entry.username, name=entry.name, password=DEMO_PASSWORD, temporary=False, actor=_SYSTEM, at=at
    )
    post_grant(account_id=account_id, org_id=org.id, role=entry.role, starts_on=day_of(at), actor=_SYSTEM, at=at)
    totp_enrol(account_id=account_id, at=at, secret=DEMO_TOTP_SECRET)
    totp_confirm(account_id=account_id, code=totp_code(DEMO_TOTP_SECRET, at), at=at)
    return account_id


def _worker(number: int, name: str, at: datetime) -> WorkerView:
    worker = worker_register(
        phone=demo_phone(number), name=name, id_number=demo_id_number(number), actor=_SYSTEM, at=at
    )
    if payee_account(worker.id) is None:
        real_name_check(worker_id=worker.id, at=at)
        payee = payee_set(
            worker_id=worker.id,
            kind=PayeeKind.SOCIAL_CARD,
            bank_name="示范银行（演示）",
            bank_code=DEMO_BANK_CODE,
            number=demo_account_number(number),
            actor=_SYSTEM,
            at=at,
        )
        payee_verified(payee_id=payee.id, at=at)
    found = worker_by_id(worker.id)
    assert found is not None, "it was entered a moment ago"
    return found


def demo_logins() -> list[tuple[str, str, str]]:
    """What ``script/server`` prints: what to type, who that is, and at which post."""
    workers = [(demo_phone(number), name, "骑手") for number, name in enumerate(_WORKER_NAMES[:2], start=1)]
    places = {entry.key: entry.short_name for entry in ORGS}
    staff = [(entry.username, entry.name, f"{ROLE_NAMES[entry.role]}（{places[entry.org]}）") for entry in STAFF]
    return workers + staff


def demo_code(account_id: UUID, at: datetime) -> str | None:
    """A code the account's authenticator would accept now; None outside the demo and for any real secret."""
    row = Authenticator.objects.filter(
        account_id=account_id, kind=AuthenticatorKind.TOTP, confirmed_at__isnull=False, removed_at__isnull=True
    ).first()
    if not settings.ANXIN_DEMO or row is None or row.secret != DEMO_TOTP_SECRET:
        return None
    now_step = int(at.timestamp()) // STEP_SECONDS
    steps = (step for step in range(now_step, now_step + DRIFT_STEPS + 1) if step > row.last_step)
    step = next(steps, None)
    if step is None:
        return None
    return totp_code(DEMO_TOTP_SECRET, datetime.fromtimestamp(step * STEP_SECONDS, at.tzinfo))
