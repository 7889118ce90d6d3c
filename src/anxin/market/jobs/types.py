"""The words of the market: states, kinds and what pages see. Nothing here touches the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as lazy


class ProfileState(StrEnum):
    """Whether a worker looks for work now (求职状态)."""

    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"


class Channel(StrEnum):
    """Where a registration came from (登记渠道)."""

    PHONE = "phone"
    KIOSK = "kiosk"
    DESK = "desk"
    IMPORT = "import"
    API = "api"


class PayKind(StrEnum):
    """How pay is counted (计薪方式)."""

    HOUR = "hour"
    DAY = "day"
    PIECE = "piece"
    MONTH = "month"


PAY_UNITS: Final = {
    PayKind.HOUR: lazy("小时"),
    PayKind.DAY: lazy("天"),
    PayKind.PIECE: lazy("件"),
    PayKind.MONTH: lazy("月"),
}


class Settle(StrEnum):
    """When pay is handed over (结算方式)."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    FINISHED = "finished"


SETTLE_NAMES: Final = {
    Settle.DAILY: lazy("当天结"),
    Settle.WEEKLY: lazy("一周一结"),
    Settle.MONTHLY: lazy("按月结"),
    Settle.FINISHED: lazy("干完结"),
}


class Insurance(StrEnum):
    """What the employer insures (保险)."""

    NONE = "none"
    ACCIDENT = "accident"
    LIABILITY = "liability"
    INJURY = "injury"


INSURANCE_NAMES: Final = {
    Insurance.NONE: lazy("没有保险"),
    Insurance.ACCIDENT: lazy("单位买意外险"),
    Insurance.LIABILITY: lazy("单位买雇主责任险"),
    Insurance.INJURY: lazy("单位缴工伤保险"),
}


class EmployerKind(StrEnum):
    """A firm, or a person who needs help at home (雇主类别)."""

    COMPANY = "company"
    INDIVIDUAL = "individual"


class EmployerState(StrEnum):
    """How far an employer's papers are looked at (核验状态)."""

    WAITING = "waiting"
    VERIFIED = "verified"
    REFUSED = "refused"
    STOPPED = "stopped"


EMPLOYER_STATE_NAMES: Final = {
    EmployerState.WAITING: lazy("等核验"),
    EmployerState.VERIFIED: lazy("已核验"),
    EmployerState.REFUSED: lazy("核验没通过"),
    EmployerState.STOPPED: lazy("已限制发布"),
}


class PostState(StrEnum):
    """Where a post stands (岗位状态)."""

    DRAFT = "draft"
    REVIEW = "review"
    LIVE = "live"
    PAUSED = "paused"
    FILLED = "filled"
    EXPIRED = "expired"
    PULLED = "pulled"
    CLOSED = "closed"


POST_STATE_NAMES: Final = {
    PostState.DRAFT: lazy("没有发布"),
    PostState.REVIEW: lazy("等市场审核"),
    PostState.LIVE: lazy("正在招"),
    PostState.PAUSED: lazy("暂停"),
    PostState.FILLED: lazy("招满了"),
    PostState.EXPIRED: lazy("过期了"),
    PostState.PULLED: lazy("已下架"),
    PostState.CLOSED: lazy("不招了"),
}


class ApplicationState(StrEnum):
    """Where an application stands (报名状态)."""

    INVITED = "invited"
    APPLIED = "applied"
    INTERVIEW = "interview"
    ACCEPTED = "accepted"
    STARTED = "started"
    FINISHED = "finished"
    PAID = "paid"
    UNPAID = "unpaid"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OBSOLETE = "obsolete"
    NO_SHOW = "no_show"
    CLOSED = "closed"


APPLICATION_STATE_NAMES: Final = {
    ApplicationState.INVITED: lazy("雇主邀请您"),
    ApplicationState.APPLIED: lazy("已报名"),
    ApplicationState.INTERVIEW: lazy("约了面试"),
    ApplicationState.ACCEPTED: lazy("已录用"),
    ApplicationState.STARTED: lazy("在干活"),
    ApplicationState.FINISHED: lazy("干完了，等结钱"),
    ApplicationState.PAID: lazy("钱已结清"),
    ApplicationState.UNPAID: lazy("没拿到钱，已转投诉"),
    ApplicationState.REFUSED: lazy("没有录用"),
    ApplicationState.WITHDRAWN: lazy("自己撤回"),
    ApplicationState.OBSOLETE: lazy("时间冲突，自动取消"),
    ApplicationState.NO_SHOW: lazy("没有到岗"),
    ApplicationState.CLOSED: lazy("岗位不招了"),
}

_SEEN_BY_EMPLOYER: Final = {
    ApplicationState.INVITED: lazy("已邀请，等对方答复"),
    ApplicationState.APPLIED: lazy("报名了，等您答复"),
    ApplicationState.ACCEPTED: lazy("已录用，等到岗"),
    ApplicationState.FINISHED: lazy("干完了，等您确认和付钱"),
    ApplicationState.UNPAID: lazy("对方说没拿到钱，已转投诉"),
    ApplicationState.WITHDRAWN: lazy("对方撤回"),
    ApplicationState.OBSOLETE: lazy("对方同一时间已在别处录用"),
}
"""Where the other side reads it differently."""

PENDING: Final = frozenset({ApplicationState.INVITED, ApplicationState.APPLIED, ApplicationState.INTERVIEW})
"""Nothing is promised yet; these become obsolete when another job takes the same hours."""

ENGAGED: Final = frozenset({ApplicationState.ACCEPTED, ApplicationState.STARTED, ApplicationState.FINISHED})
"""A promise holds or work is under way."""

TAKES_A_PLACE: Final = frozenset({*ENGAGED, ApplicationState.PAID, ApplicationState.UNPAID})
"""These count against the head-count of the post."""

REASONS: Final[Mapping[str, object]] = {
    "filled": lazy("人已招满"),
    "skills": lazy("技能与这份活不合"),
    "papers": lazy("缺少上岗要求的证件"),
    "time": lazy("时间对不上"),
    "no_answer": lazy("联系不上"),
    "no_show": lazy("约好没有来"),
    "changed_mind": lazy("本人改变主意"),
    "too_far": lazy("太远"),
    "pay": lazy("工钱不合适"),
    "hired_elsewhere": lazy("同一时间已在别处录用"),
    "post_closed": lazy("岗位不招了"),
    "post_pulled": lazy("岗位被下架"),
    "other": lazy("其他"),
}
"""Coded reasons for every ending (原因). An employer's refusal and a worker's withdrawal both name one."""

EMPLOYER_REASONS: Final = ("filled", "skills", "papers", "time", "no_answer", "other")
WORKER_REASONS: Final = ("changed_mind", "too_far", "pay", "time", "other")


class InterviewKind(StrEnum):
    """How people meet (面试方式)."""

    PLACE = "place"
    PHONE = "phone"
    VIDEO = "video"


INTERVIEW_NAMES: Final = {
    InterviewKind.PLACE: lazy("到现场"),
    InterviewKind.PHONE: lazy("打电话"),
    InterviewKind.VIDEO: lazy("视频"),
}


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the city: whole metres east and north of its centre."""

    x_m: int
    y_m: int


@dataclass(frozen=True, slots=True)
class Availability:
    """When a worker can work: one bit for each quarter of each day of the week, and the first and last day."""

    shifts: int
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class ProfileIn:
    """What a worker says about himself (求职登记)."""

    trades: tuple[int, ...]
    availability: Availability
    place: str
    point: Point
    radius_km: int
    pay_kind: PayKind = PayKind.HOUR
    pay_fen: int = 0
    skills: tuple[int, ...] = ()
    conditions: int = 0
    district: str = ""
    about: str = ""
    contact_by: tuple[str, ...] = ("app",)
    pieces_hour: int = 0


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A profile as its owner, the market's staff and the résumé see it."""

    id: int
    worker_id: UUID
    state: ProfileState
    trades: tuple[int, ...]
    trade_names: tuple[str, ...]
    skills: tuple[int, ...]
    skill_names: tuple[str, ...]
    conditions: int
    condition_names: tuple[str, ...]
    availability: Availability
    availability_words: str
    place: str
    district: str
    point: Point
    radius_km: int
    pay_kind: PayKind
    pay_fen: int
    pay_words: str
    about: str = field(repr=False)
    contact_by: tuple[str, ...]
    channel: Channel
    registered_at: datetime
    changed_at: datetime
    certificates: tuple[CertificateView, ...] = ()


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate somebody says he holds; ``checked`` when staff saw it."""

    id: UUID
    condition: int
    name: str
    expires_on: date | None
    checked: bool
    paper_id: UUID | None
    expired: bool
    problem: str = ""

    @property
    def has_photo(self) -> bool:
        return self.paper_id is not None


@dataclass(frozen=True, slots=True)
class HardshipView:
    """A hardship with its proof: for market staff with a purpose, never for employers (困难类别)."""

    id: UUID
    kind: str
    kind_name: str
    note: str = field(repr=False)
    until: date | None
    proved: bool
    paper_id: UUID | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class EmployerView:
    """An employer as its own people and the market's staff see it."""

    id: UUID
    kind: EmployerKind
    name: str
    org_id: UUID | None
    worker_id: UUID | None
    state: EmployerState
    credit_code: str
    contact_name: str
    contact_phone: str = field(repr=False)
    controller_name: str = field(repr=False)
    has_licence: bool
    reason: str
    registered_at: datetime
    flagged: str = ""
    """Why staff should look twice: a sibling under the same controlling person is restricted."""


@dataclass(frozen=True, slots=True)
class PostIn:
    """What an employer asks for (招工信息). Texts as typed; the checker reads all of them."""

    trade: int
    title: str
    work: str
    place: str
    point: Point | None
    district: str
    headcount: int
    first_day: date
    last_day: date
    day_start: int
    day_end: int
    """Minutes from midnight; an end at or before the start is on the next day."""
    weekdays: int
    pay_kind: PayKind
    pay_fen: int
    settle: Settle
    expires_on: date
    pieces_hour: int = 0
    skills: tuple[int, ...] = ()
    conditions: int | None = None
    """Bits of what is asked; None when nobody has said, 0 for "nothing"."""
    insurance: Insurance = Insurance.NONE
    meals: bool = False
    lodging: bool = False
    directions: str = ""
    extra: str = ""
    contact_name: str = ""
    contact_phone: str = field(default="", repr=False)
    repost_of: str = ""
    is_repost: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the posting checker found: where, what, why, and how to say it instead."""

    key: str
    name: str
    severity: str
    field: str
    found: str
    rule: str
    mark: str
    says: str
    suggest: str

    @property
    def blocks(self) -> bool:
        return self.severity == "block"


@dataclass(frozen=True, slots=True)
class PostView:
    """A post as everybody may read it (岗位)."""

    id: int
    number: str
    employer_id: UUID
    employer_name: str
    employer_kind: EmployerKind
    state: PostState
    trade: int
    trade_name: str
    trade_abroad: str
    """The trade once more, for a reader of another language; empty for readers of Chinese."""
    group: int
    title: str
    work: str
    extra: str
    place: str
    district: str
    point: Point
    directions: str
    headcount: int
    taken: int
    first_day: date
    last_day: date
    day_start: int
    day_end: int
    weekdays: int
    when_words: str
    hours_day: str
    pay_kind: PayKind
    pay_fen: int
    pay_words: str
    pay_hour_fen: int
    settle: Settle
    insurance: Insurance
    meals: bool
    lodging: bool
    skills: tuple[int, ...]
    skill_names: tuple[str, ...]
    conditions: int
    condition_names: tuple[str, ...]
    contact_name: str
    contact_phone: str = field(repr=False)
    repost_of: str
    expires_on: date
    posted_at: datetime | None
    changed_at: datetime
    findings: tuple[Finding, ...] = ()
    override_reason: str = ""
    state_reason: str = ""

    @property
    def left(self) -> int:
        """Places nobody has been promised."""
        return max(self.headcount - self.taken, 0)

    @property
    def settle_words(self) -> str:
        return str(SETTLE_NAMES[self.settle])

    @property
    def insurance_words(self) -> str:
        return str(INSURANCE_NAMES[self.insurance])

    @property
    def state_words(self) -> str:
        return str(POST_STATE_NAMES[self.state])

    @property
    def is_open(self) -> bool:
        return self.state is PostState.LIVE and self.left > 0


@dataclass(frozen=True, slots=True)
class HoldView:
    """A place kept for somebody on his way (名额保留)."""

    id: UUID
    post_id: int
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """An application as both sides see it. The worker's name is there for the employer once he applied."""

    id: UUID
    number: str
    post: PostView
    state: ApplicationState
    reason: str
    note: str
    made_at: datetime
    changed_at: datetime
    profile_id: int
    worker_id: UUID
    worker_name: str = field(repr=False)
    worker_phone: str = field(repr=False)
    interview: InterviewView | None
    waiting_place: int
    started_at: datetime | None
    finished_at: datetime | None
    worker_minutes: int | None
    worker_fen: int | None
    employer_minutes: int | None
    employer_fen: int | None
    employer_confirmed_at: datetime | None

    @property
    def state_words(self) -> str:
        return str(APPLICATION_STATE_NAMES[self.state])

    @property
    def employers_words(self) -> str:
        """The state as the employer reads it."""
        return str(_SEEN_BY_EMPLOYER.get(self.state) or APPLICATION_STATE_NAMES[self.state])

    @property
    def engaged(self) -> bool:
        return self.state in ENGAGED

    @property
    def worker_hours(self) -> str:
        """``7.5``; empty before the worker said it."""
        return f"{self.worker_minutes / 60:.1f}".removesuffix(".0") if self.worker_minutes else ""

    @property
    def worker_yuan(self) -> str:
        """``200`` or ``187.50``, for a field; empty before the worker said it."""
        return f"{self.worker_fen / 100:.2f}".removesuffix(".00") if self.worker_fen else ""

    @property
    def reason_words(self) -> str:
        return str(REASONS.get(self.reason, ""))

    @property
    def pending(self) -> bool:
        return self.state in PENDING


@dataclass(frozen=True, slots=True)
class InterviewView:
    """A time to meet (面试时段)."""

    id: UUID
    post_id: int
    at: datetime
    minutes: int
    kind: InterviewKind
    where: str
    seats: int
    taken: int
    waiting: int

    @property
    def kind_words(self) -> str:
        return str(INTERVIEW_NAMES[self.kind])

    @property
    def left(self) -> int:
        return max(self.seats - self.taken, 0)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of posts and how many there are, counted no further than ``counted_most``."""

    rows: tuple[PostView, ...]
    number: int
    has_next: bool
    total: int
    total_capped: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


@dataclass(frozen=True, slots=True)
class Search:
    """Free words and filters, as they stand in an address (搜索条件). There is no age, sex or origin here."""

    words: str = ""
    trade: int = 0
    group: int = 0
    district: str = ""
    pay_hour_fen: int = 0
    settle: str = ""
    first_day: date | None = None
    today_only: bool = False
    lodging: bool = False
    meals: bool = False
    page: int = 1
    order: str = "new"
