"""Who acts, in which post, for which organisation (身份): the words every other context imports.

Nothing here touches the database. Personal data in a view never shows in its ``repr``, so that a view that
ends up in a log line or a traceback gives nobody away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID


class Role(StrEnum):
    """A role somebody holds in an organisation (岗位角色)."""

    WORKER = "worker"
    PLATFORM_OPERATOR = "platform_operator"
    PLATFORM_MANAGER = "platform_manager"
    INSURER_HANDLER = "insurer_handler"
    INSURER_MANAGER = "insurer_manager"
    BUREAU_INTAKE = "bureau_intake"
    BUREAU_REVIEWER = "bureau_reviewer"
    BUREAU_LEAD = "bureau_lead"
    FINANCE_MAKER = "finance_maker"
    FINANCE_CHECKER = "finance_checker"
    FINANCE_RELEASER = "finance_releaser"
    SUPERVISOR = "supervisor"
    POLICY_ANALYST = "policy_analyst"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    JOINT_OFFICER = "joint_officer"
    MARKET_OPERATOR = "market_operator"
    BANK_CLERK = "bank_clerk"
    EMPLOYER_OFFICER = "employer_officer"
    WAGE_INSPECTOR = "wage_inspector"
    SYSTEM = "system"


STAFF_ROLES: Final = tuple(role for role in Role if role not in (Role.WORKER, Role.SYSTEM))

ROLE_NAMES: Final[dict[Role, str]] = {
    Role.WORKER: "劳动者",
    Role.PLATFORM_OPERATOR: "平台操作员",
    Role.PLATFORM_MANAGER: "平台负责人",
    Role.INSURER_HANDLER: "保险经办员",
    Role.INSURER_MANAGER: "保险负责人",
    Role.BUREAU_INTAKE: "人社受理员",
    Role.BUREAU_REVIEWER: "人社审核员",
    Role.BUREAU_LEAD: "人社负责人",
    Role.FINANCE_MAKER: "财务制单员",
    Role.FINANCE_CHECKER: "财务复核员",
    Role.FINANCE_RELEASER: "财务签发员",
    Role.SUPERVISOR: "监督员",
    Role.POLICY_ANALYST: "政策分析员",
    Role.AUDITOR: "安全审计员",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.JOINT_OFFICER: "联办部门人员",
    Role.MARKET_OPERATOR: "零工市场工作人员",
    Role.BANK_CLERK: "银行经办员",
    Role.EMPLOYER_OFFICER: "单位经办人",
    Role.WAGE_INSPECTOR: "劳动保障监察员",
    Role.SYSTEM: "系统",
}


class OrgKind(StrEnum):
    """What an organisation is (机构类别)."""

    BUREAU = "bureau"
    DISTRICT = "district"
    PLATFORM = "platform"
    INSURER = "insurer"
    MARKET = "market"
    BANK = "bank"
    JOINT = "joint"
    EMPLOYER = "employer"
    SANDBOX = "sandbox"


ORG_KIND_NAMES: Final[dict[OrgKind, str]] = {
    OrgKind.BUREAU: "人社部门",
    OrgKind.DISTRICT: "区县人社部门",
    OrgKind.PLATFORM: "平台企业",
    OrgKind.INSURER: "承办保险机构",
    OrgKind.MARKET: "零工市场",
    OrgKind.BANK: "银行",
    OrgKind.JOINT: "联办部门",
    OrgKind.EMPLOYER: "用人单位",
    OrgKind.SANDBOX: "平台沙箱",
}

_BUREAU_SIDE: Final = frozenset({OrgKind.BUREAU, OrgKind.DISTRICT})

ROLE_HOMES: Final[dict[Role, frozenset[OrgKind]]] = {
    Role.PLATFORM_OPERATOR: frozenset({OrgKind.PLATFORM}),
    Role.PLATFORM_MANAGER: frozenset({OrgKind.PLATFORM}),
    Role.INSURER_HANDLER: frozenset({OrgKind.INSURER}),
    Role.INSURER_MANAGER: frozenset({OrgKind.INSURER}),
    Role.BUREAU_INTAKE: _BUREAU_SIDE,
    Role.BUREAU_REVIEWER: _BUREAU_SIDE,
    Role.BUREAU_LEAD: _BUREAU_SIDE,
    Role.FINANCE_MAKER: _BUREAU_SIDE,
    Role.FINANCE_CHECKER: _BUREAU_SIDE,
    Role.FINANCE_RELEASER: _BUREAU_SIDE,
    Role.SUPERVISOR: _BUREAU_SIDE,
    Role.POLICY_ANALYST: _BUREAU_SIDE,
    Role.AUDITOR: _BUREAU_SIDE,
    Role.SYSTEM_ADMIN: _BUREAU_SIDE,
    Role.SECURITY_ADMIN: _BUREAU_SIDE,
    Role.JOINT_OFFICER: frozenset({OrgKind.JOINT}),
    Role.MARKET_OPERATOR: frozenset({OrgKind.MARKET}),
    Role.BANK_CLERK: frozenset({OrgKind.BANK}),
    Role.EMPLOYER_OFFICER: frozenset({OrgKind.EMPLOYER}),
    Role.WAGE_INSPECTOR: _BUREAU_SIDE,
}
"""Which kinds of organisation a role can be held in."""


class IdKind(StrEnum):
    """Which identity document a worker registers with (证件类别)."""

    RESIDENT = "resident"
    PERMANENT = "permanent"
    HK_MACAO = "hk_macao"
    TAIWAN = "taiwan"
    PASSPORT = "passport"


ID_KIND_NAMES: Final[dict[IdKind, str]] = {
    IdKind.RESIDENT: "居民身份证、港澳台居民居住证",
    IdKind.PERMANENT: "外国人永久居留身份证",
    IdKind.HK_MACAO: "港澳居民来往内地通行证",
    IdKind.TAIWAN: "台湾居民来往大陆通行证",
    IdKind.PASSPORT: "护照",
}


class RealNameState(StrEnum):
    """How far a worker's name and number are proved (实名状态)."""

    UNCHECKED = "unchecked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class PayeeKind(StrEnum):
    """Where benefit money goes (收款账户类别). A social-security card is the rule, a bank card the exception."""

    SOCIAL_CARD = "social_card"
    BANK_CARD = "bank_card"


class RestrictionKind(StrEnum):
    """Why an organisation or a worker is held back (限制措施)."""

    BLACKLISTED = "blacklisted"
    PUBLISHING_STOPPED = "publishing_stopped"
    PAYMENT_STOPPED = "payment_stopped"


@dataclass(frozen=True, slots=True)
class ActorPost:
    """One post that is running now: a role in an organisation. ``org_path`` is its place in the tree, "/a/b/"."""

    role: Role
    org_id: UUID
    org_path: str
    org_kind: OrgKind


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something (行为人). Every service takes one; rights are asked of it and nothing else."""

    account_id: UUID | None
    name: str = field(repr=False)
    worker_id: UUID | None = None
    posts: tuple[ActorPost, ...] = ()
    is_system: bool = False

    @classmethod
    def system(cls, name: str = "系统") -> Actor:
        """The product itself. No entry made by it ever carries a person's id."""
        return cls(account_id=None, name=name, is_system=True)

    @classmethod
    def anonymous(cls) -> Actor:
        """Nobody in particular: a visitor who has not signed in."""
        return cls(account_id=None, name="访客")

    @property
    def is_worker(self) -> bool:
        return self.worker_id is not None

    @property
    def is_staff(self) -> bool:
        return bool(self.posts)

    @property
    def is_signed_in(self) -> bool:
        return self.account_id is not None

    @property
    def public_name(self) -> str:
        """The name a record may carry in clear: a worker's own is personal data and stays sealed."""
        return "本人" if self.is_worker else self.name

    @property
    def roles(self) -> frozenset[Role]:
        """All roles held now, in any organisation."""
        return frozenset(self._roles())

    def has(self, *roles: Role) -> bool:
        """True when at least one of the roles is held now, in any organisation."""
        return not self.roles.isdisjoint(roles)

    def orgs(self, *roles: Role) -> tuple[UUID, ...]:
        """Ids of the organisations in which one of the roles is held (any role when none is named)."""
        return tuple(dict.fromkeys(post.org_id for post in self._posts(roles)))

    def paths(self, *roles: Role) -> tuple[str, ...]:
        """Tree paths of those organisations; everything below such a path belongs to it too."""
        return tuple(dict.fromkeys(post.org_path for post in self._posts(roles)))

    def reaches(self, org_path: str, *roles: Role) -> bool:
        """True when one of the roles is held in the organisation at ``org_path`` or above it."""
        return any(org_path.startswith(path) for path in self.paths(*roles))

    def _posts(self, roles: tuple[Role, ...]) -> Iterator[ActorPost]:
        return (post for post in self.posts if not roles or post.role in roles)

    def _roles(self) -> Iterator[Role]:
        if self.is_system:
            yield Role.SYSTEM
        if self.worker_id is not None:
            yield Role.WORKER
        yield from (post.role for post in self.posts)


@dataclass(frozen=True, slots=True)
class OrgView:
    """An organisation as everybody may see it (机构)."""

    id: UUID
    kind: OrgKind
    name: str
    short_name: str
    path: str
    parent_id: UUID | None
    region_code: str
    credit_code: str
    phone: str
    active: bool

    @property
    def kind_name(self) -> str:
        return ORG_KIND_NAMES[self.kind]


@dataclass(frozen=True, slots=True)
class StaffView:
    """A member of staff with the posts held on the day asked for. ``phone`` is the office number of the post."""

    account_id: UUID
    username: str
    name: str
    posts: tuple[ActorPost, ...]
    phone: str = ""

    def actor(self) -> Actor:
        return Actor(account_id=self.account_id, name=self.name, posts=self.posts)


@dataclass(frozen=True, slots=True)
class WorkerView:
    """A worker with name, number and phone in clear. Whoever shows it to a person gets it from ``worker_view``."""

    id: UUID
    account_id: UUID
    name: str = field(repr=False)
    id_number: str = field(repr=False)
    phone: str = field(repr=False)
    real_name_state: RealNameState
    registered_at: datetime

    @property
    def real_name_confirmed(self) -> bool:
        return self.real_name_state is RealNameState.CONFIRMED

    def actor(self) -> Actor:
        return Actor(account_id=self.account_id, name=self.name, worker_id=self.id)


@dataclass(frozen=True, slots=True)
class WorkerCard:
    """A worker as lists show one: masked, so that no look needs to be logged."""

    id: UUID
    name: str
    id_number: str
    phone: str


@dataclass(frozen=True, slots=True)
class PayeeView:
    """The account benefit money goes to (收款账户). Not to be paid to before ``usable_from`` (cooling time)."""

    id: UUID
    worker_id: UUID
    kind: PayeeKind
    bank_name: str
    bank_code: str
    number: str = field(repr=False)
    holder: str = field(repr=False)
    verified_at: datetime | None
    changed_at: datetime
    usable_from: datetime

    def cooling(self, at: datetime) -> bool:
        """True while a fresh change must still wait (a thief changes a card an hour before the batch)."""
        return at < self.usable_from


@dataclass(frozen=True, slots=True)
class PayeeChange:
    """One entry of an account's history, masked."""

    at: datetime
    by_name: str
    bank_name: str
    number_masked: str


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A consent text as shipped in ``rules/``: what exactly was agreed to (告知同意书文本)."""

    key: str
    version: str
    title: str
    body: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ConsentView:
    """A consent given, and withdrawn when ``withdrawn_at`` is set."""

    id: UUID
    key: str
    version: str
    title: str
    sha256: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """One look at a person's record: who, when, why (查阅记录)."""

    at: datetime
    by_account_id: UUID | None
    by_name: str
    by_org: str
    worker_id: UUID
    purpose: str
    fields: tuple[str, ...]
    granted: bool


@dataclass(frozen=True, slots=True)
class RestrictionView:
    """A restriction that runs on the day asked for. ``subject_kind``: org, worker, or person (without an id)."""

    id: UUID
    kind: RestrictionKind
    subject_kind: str
    subject_id: UUID | None
    reason: str
    basis: str
    source: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class FactorView:
    """A second factor: an authenticator app (``totp``) or a passkey (``passkey``)."""

    id: UUID
    kind: str
    label: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SignInState:
    """How far a staff account has to go after its password: a factor to show or to set up, a password to replace."""

    account_id: UUID
    username: str
    has_totp: bool
    has_passkey: bool
    password_temporary: bool

    @property
    def has_factor(self) -> bool:
        return self.has_totp or self.has_passkey


@dataclass(frozen=True, slots=True)
class PostView:
    """A post as administrators see it. ``running``: it counts today. ``ended``: somebody took it back."""

    id: UUID
    role: Role
    org_id: UUID
    org_name: str
    starts_on: date
    ends_on: date | None
    running: bool
    ended: bool

    @property
    def role_name(self) -> str:
        return ROLE_NAMES[self.role]


@dataclass(frozen=True, slots=True)
class StaffEntry:
    """A staff account as administrators see it."""

    account_id: UUID
    username: str
    name: str
    active: bool
    has_factor: bool
    password_temporary: bool
    locked: bool
    last_login: datetime | None
    posts: tuple[PostView, ...]

    @property
    def running_posts(self) -> tuple[PostView, ...]:
        return tuple(post for post in self.posts if post.running)


EVENT_NAMES: Final[dict[str, str]] = {
    "created": "新建账号",
    "signed_in": "登录",
    "signed_out": "退出登录",
    "password_wrong": "密码输错",
    "password_changed": "修改密码",
    "totp_enrolled": "设置动态口令",
    "totp_wrong": "动态口令输错",
    "passkey_added": "添加通行密钥",
    "passkey_copied": "通行密钥疑似被复制",
    "factor_removed": "删除第二验证",
    "post_granted": "授予岗位",
    "post_ended": "免去岗位",
    "reset": "重置账号",
    "unlocked": "解锁",
    "closed": "停用账号",
    "phone_changed": "更换手机号码",
    "payee_changed": "设置收款账户",
}


@dataclass(frozen=True, slots=True)
class EventEntry:
    """Something that happened to an account. ``role`` is set for posts."""

    at: datetime
    what: str
    account_id: UUID
    username: str
    by_name: str
    address: str
    role: str

    @property
    def what_name(self) -> str:
        return EVENT_NAMES.get(self.what, self.what)

    @property
    def role_name(self) -> str:
        return ROLE_NAMES[Role(self.role)] if self.role else ""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A look at a worker's record with the worker masked, for auditors."""

    read: ReadEntry
    worker: WorkerCard
