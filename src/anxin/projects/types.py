"""The words of construction projects (工程项目) that other contexts import. Nothing here touches the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID


class Industry(StrEnum):
    """Which department supervises the works (行业)."""

    HOUSING = "housing"
    TRANSPORT = "transport"
    WATER = "water"
    OTHER = "other"


INDUSTRY_NAMES: Final[dict[Industry, str]] = {
    Industry.HOUSING: "房屋和市政",
    Industry.TRANSPORT: "交通",
    Industry.WATER: "水利",
    Industry.OTHER: "其他",
}


class PartyKind(StrEnum):
    """What a company is in a project (参建单位)."""

    OWNER = "owner"
    MAIN_CONTRACTOR = "main_contractor"
    SUBCONTRACTOR = "subcontractor"
    LABOUR_COMPANY = "labour_company"


PARTY_NAMES: Final[dict[PartyKind, str]] = {
    PartyKind.OWNER: "建设单位",
    PartyKind.MAIN_CONTRACTOR: "施工总承包单位",
    PartyKind.SUBCONTRACTOR: "专业分包单位",
    PartyKind.LABOUR_COMPANY: "劳务分包单位",
}


class ProgressKind(StrEnum):
    """What the owner pays: works, or the labour money inside them (人工费用) that goes to the special account."""

    WORKS = "works"
    LABOUR = "labour"


PROGRESS_NAMES: Final[dict[ProgressKind, str]] = {ProgressKind.WORKS: "工程款", ProgressKind.LABOUR: "人工费用"}


class DepositForm(StrEnum):
    """How a wage deposit is given (工资保证金形式)."""

    CASH = "cash"
    GUARANTEE = "guarantee"
    INSURANCE = "insurance"


DEPOSIT_FORM_NAMES: Final[dict[DepositForm, str]] = {
    DepositForm.CASH: "现金存储",
    DepositForm.GUARANTEE: "银行保函",
    DepositForm.INSURANCE: "工程保证保险",
}


class DepositMoveKind(StrEnum):
    """What happens to a deposit. ``STORED``, ``RETURNED`` and ``REFILLED`` add to it."""

    STORED = "stored"
    DRAWN = "drawn"
    RETURNED = "returned"
    REFILLED = "refilled"
    RELEASED = "released"


DEPOSIT_MOVE_NAMES: Final[dict[DepositMoveKind, str]] = {
    DepositMoveKind.STORED: "存储",
    DepositMoveKind.DRAWN: "动用",
    DepositMoveKind.RETURNED: "退回",
    DepositMoveKind.REFILLED: "补足",
    DepositMoveKind.RELEASED: "返还",
}


class SheetKind(StrEnum):
    """What is handed in for a month (月度资料)."""

    ROSTER = "roster"
    ATTENDANCE = "attendance"
    PAY = "pay"


SHEET_NAMES: Final[dict[SheetKind, str]] = {
    SheetKind.ROSTER: "用工名册",
    SheetKind.ATTENDANCE: "考勤表",
    SheetKind.PAY: "工资发放表",
}


class Level(StrEnum):
    """How urgent a visit is (预警等级)."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


LEVEL_NAMES: Final[dict[Level, str]] = {Level.HIGH: "红色预警", Level.MIDDLE: "黄色预警", Level.LOW: "一般"}


SIGNAL_NAMES: Final[dict[str, str]] = {
    "YJ-01": "专用账户没有开立",
    "YJ-02": "专用账户没有备案",
    "YJ-03": "名册没有报送",
    "YJ-04": "工资晚发",
    "YJ-05": "有考勤没有发薪",
    "YJ-06": "实发少于应发",
    "YJ-07": "发薪的人不在册",
    "YJ-08": "保证金没存、到期或不足",
    "YJ-09": "工程款逾期",
    "YJ-10": "人工费用逾期",
    "YJ-11": "有欠薪投诉",
}
"""Short names of the warning rules, for charts and filters; the rule's sentence says the rest."""


@dataclass(frozen=True, slots=True)
class PartyIn:
    """A company to enter into a project; the credit code may be unknown for an owner or a small subcontractor."""

    kind: PartyKind
    name: str
    credit_code: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class ProjectIn:
    """What is known when a project is entered. Money in fen; ``labour_bp`` is the labour share in basis points."""

    name: str
    org_id: UUID
    site: str
    industry: Industry
    contract_fen: int
    signed_on: date
    starts_on: date
    ends_on: date
    pay_day: int
    parties: tuple[PartyIn, ...]
    permit_no: str = ""
    labour_bp: int | None = None
    officer_name: str = ""
    officer_phone: str = ""


@dataclass(frozen=True, slots=True)
class ProjectParty:
    """A company in a project. ``role`` is the value of a :class:`PartyKind`."""

    role: str
    name: str
    credit_code: str
    org_id: UUID | None
    scope: str = ""

    @property
    def role_name(self) -> str:
        return PARTY_NAMES[PartyKind(self.role)]


@dataclass(frozen=True, slots=True)
class ProjectView:
    """A project as everybody who may see it sees it."""

    id: UUID
    number: str
    name: str
    org_id: UUID
    org_path: str
    org_name: str
    site: str
    industry: Industry
    permit_no: str
    contract_fen: int
    labour_bp: int | None
    signed_on: date
    starts_on: date
    ends_on: date
    completed_on: date | None
    pay_day: int
    officer_name: str
    officer_phone: str
    contractor: str
    score: int | None
    level: Level | None

    @property
    def industry_name(self) -> str:
        return INDUSTRY_NAMES[self.industry]

    @property
    def level_name(self) -> str:
        return LEVEL_NAMES[self.level] if self.level else ""

    @property
    def contract_months(self) -> int:
        """Whole months from start to planned end, a begun month counted."""
        months = (self.ends_on.year - self.starts_on.year) * 12 + self.ends_on.month - self.starts_on.month
        return months + (self.ends_on.day > self.starts_on.day)

    @property
    def labour_fen(self) -> int | None:
        """The labour money inside the contract; None when the contract names no share."""
        return None if self.labour_bp is None else self.contract_fen * self.labour_bp // 10_000


@dataclass(frozen=True, slots=True)
class AccountView:
    """The special wage account (农民工工资专用账户) with the days the law gives. The number is masked."""

    bank_name: str
    name: str
    number_masked: str
    agreement_on: date | None
    opened_on: date
    filed_on: date | None
    file_due: date
    published_on: date | None
    close_from: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class DepositView:
    """A wage deposit (工资保证金) and what may be drawn from it."""

    form: DepositForm | None
    required_fen: int
    exempt: bool
    decision_id: UUID | None
    bank_name: str
    certificate_no: str
    stored_on: date | None
    expires_on: date | None
    balance_fen: int
    refill_due: date | None
    released_on: date | None
    moves: tuple[DepositMoveView, ...] = ()

    @property
    def form_name(self) -> str:
        return DEPOSIT_FORM_NAMES[self.form] if self.form else ""

    @property
    def short_fen(self) -> int:
        """What is missing up to the required sum."""
        return 0 if self.exempt or self.released_on else max(self.required_fen - self.balance_fen, 0)


@dataclass(frozen=True, slots=True)
class DepositMoveView:
    """One entry of a deposit's history."""

    kind: DepositMoveKind
    amount_fen: int
    balance_fen: int
    day: date
    reason: str
    by_name: str

    @property
    def kind_name(self) -> str:
        return DEPOSIT_MOVE_NAMES[self.kind]


@dataclass(frozen=True, slots=True)
class ProgressView:
    """A payment the owner owes or made."""

    id: UUID
    kind: ProgressKind
    due_on: date
    due_fen: int
    paid_fen: int
    paid_on: date | None

    @property
    def kind_name(self) -> str:
        return PROGRESS_NAMES[self.kind]

    @property
    def open_fen(self) -> int:
        return self.due_fen - self.paid_fen


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row of a month's file, understood. ``half_days`` counts attendance in halves of a day."""

    name: str = field(repr=False)
    id_number: str = field(repr=False)
    employer: str = ""
    trade: str = ""
    half_days: int | None = None
    due_fen: int | None = None
    paid_fen: int | None = None
    paid_on: date | None = None
    account: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A row that was not taken, with the reason."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class WorkerLine:
    """A worker's month: what the three files say, masked, and what does not fit together, in words."""

    name: str
    id_number: str
    employer: str
    trade: str
    on_roster: bool
    half_days: int | None
    due_fen: int | None
    paid_fen: int | None
    paid_on: date | None
    account: str
    differences: tuple[str, ...] = ()

    @property
    def days(self) -> str:
        """Attendance as people write it: ``21.5``."""
        if self.half_days is None:
            return ""
        return f"{self.half_days // 2}{'.5' if self.half_days % 2 else ''}"


@dataclass(frozen=True, slots=True)
class MonthView:
    """One month of a project: who was there, who was paid, when each file came."""

    month: date
    pay_on: date
    roster_at: datetime | None
    attendance_at: datetime | None
    pay_at: datetime | None
    workers: int
    due_fen: int
    paid_fen: int
    unpaid: int
    underpaid: int
    strays: int


@dataclass(frozen=True, slots=True)
class Signal:
    """One early-warning signal (预警信号): the rule, its sentence for staff and for the contractor, its points."""

    rule_id: str
    article: str
    staff: str
    contractor: str
    change: str
    points: int

    @property
    def name(self) -> str:
        return SIGNAL_NAMES.get(self.rule_id, self.rule_id)


@dataclass(frozen=True, slots=True)
class StandingView:
    """How a project stands on a day (预警): signals in words, and their sum."""

    score: int
    level: Level
    signals: tuple[Signal, ...]
    unknown: tuple[str, ...]
    computed_on: date

    @property
    def level_name(self) -> str:
        return LEVEL_NAMES[self.level]
