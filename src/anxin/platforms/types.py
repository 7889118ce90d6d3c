"""Platforms as machines and partners (平台接入): keys, scopes, quotas, requests. Nothing here touches the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.kit.text import listed


class Scope(StrEnum):
    """What a key may be used for (权限范围)."""

    ORDERS = "orders"
    COVER = "cover"
    REPORTS = "reports"
    CHECKS = "checks"
    WEBHOOKS = "webhooks"
    PREVENTION = "prevention"
    RESTRICTIONS = "restrictions"
    SEEKERS = "seekers"
    COMPLAINTS = "complaints"


SCOPE_NAMES: Final[dict[Scope, str]] = {
    Scope.ORDERS: "报送订单",
    Scope.COVER: "查询保障",
    Scope.REPORTS: "代劳动者报案",
    Scope.CHECKS: "核实事故",
    Scope.WEBHOOKS: "管理推送",
    Scope.PREVENTION: "预防培训",
    Scope.RESTRICTIONS: "查询限制",
    Scope.SEEKERS: "代劳动者登记找活",
    Scope.COMPLAINTS: "转来欠薪投诉和线索",
}

PARTNER_SCOPES: Final = (Scope.RESTRICTIONS.value, Scope.COMPLAINTS.value)
"""What the key of another office may do: bidding, credit, hotline, petition office, the gig market of another city."""

ALL_SCOPES: Final = tuple(scope.value for scope in Scope if scope is not Scope.COMPLAINTS)
"""What the key of a platform may do."""

TEST_PREFIX: Final = "test_"
"""Keys of the sandbox begin with it, so that nobody takes one for the other."""


class ContactKind(StrEnum):
    """Whom to call about what (联系人类别)."""

    BUSINESS = "business"
    TECHNICAL = "technical"
    EMERGENCY = "emergency"
    FINANCE = "finance"


CONTACT_NAMES: Final[dict[ContactKind, str]] = {
    ContactKind.BUSINESS: "业务",
    ContactKind.TECHNICAL: "技术",
    ContactKind.EMERGENCY: "事故应急（24 小时）",
    ContactKind.FINANCE: "缴费对账",
}


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A key as it is shown once, and never again."""

    key_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key without its secret."""

    key_id: str
    org_id: UUID
    note: str
    scopes: tuple[str, ...]
    test: bool
    issued_at: datetime
    used_at: datetime | None
    ended_at: datetime | None

    @property
    def scope_names(self) -> str:
        return listed(_(SCOPE_NAMES[Scope(one)]) for one in self.scopes)


@dataclass(frozen=True, slots=True)
class LiveKey:
    """A key that may sign now, as the API needs it."""

    id: UUID
    key_id: str
    org_id: UUID
    scopes: tuple[str, ...]
    test: bool
    used_at: datetime | None
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Quota:
    """How many requests a platform may send (调用额度): per minute in the long run, ``burst`` at once."""

    per_minute: int
    burst: int


@dataclass(frozen=True, slots=True)
class JoiningView:
    """A platform in one region and one industry, with its rate class, from one day to another (参保登记)."""

    id: UUID
    org_id: UUID
    org_name: str
    region_code: str
    industry: str
    rate_class: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class ContactView:
    """Whom to call at a platform."""

    id: UUID
    kind: ContactKind
    name: str
    phone: str
    email: str

    @property
    def kind_name(self) -> str:
        return CONTACT_NAMES[self.kind]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to the API and what was answered, as the log keeps it. No body stands here."""

    number: str
    org_id: UUID
    key_id: str
    method: str
    path: str
    status: int
    kind: str
    detail: str
    scheme: str
    bytes_in: int
    milliseconds: int
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)
    test: bool = False
    repeatable: bool = False

    @property
    def good(self) -> bool:
        return self.status < 400


@dataclass(frozen=True, slots=True)
class Answered:
    """What the API said to a request asked from inside."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of a conformance run (联调检查): ``passed`` is None while nothing has been seen of it."""

    key: str
    group: str
    title: str
    passed: bool | None
    why: str
    request_number: str = ""


@dataclass(frozen=True, slots=True)
class RunView:
    """A conformance run (联调测试) and how far it is."""

    id: UUID
    org_id: UUID
    started_at: datetime
    finished_at: datetime | None
    checks: tuple[CheckResult, ...]

    @property
    def passed(self) -> int:
        return sum(one.passed is True for one in self.checks)

    @property
    def total(self) -> int:
        return len(self.checks)

    @property
    def green(self) -> bool:
        return self.passed == self.total


@dataclass(frozen=True, slots=True)
class HourStatus:
    """How the API did in one hour (运行状况): ``good_permille`` of the answers were no fault of ours."""

    start: datetime
    requests: int
    faults: int
    slowest_tenth_ms: int

    @property
    def good_permille(self) -> int:
        return 1000 if not self.requests else round(1000 * (self.requests - self.faults) / self.requests)
