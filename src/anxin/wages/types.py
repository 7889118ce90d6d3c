"""The words of unpaid wages (欠薪) that pages and other contexts import. Nothing here touches the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_noop as noop

WAGE: Final = "wage"
CLUE: Final = "wage_clue"
CRIME: Final = "wage_crime"
WAGE_TYPES: Final = (WAGE, CLUE)
"""Case types with a wage case behind them; a hand-over to the police hangs on one of them."""


class Door(StrEnum):
    """Through which door a complaint came in (受理渠道)."""

    PHONE = "phone"
    HALL = "hall"
    NATIONAL = "national"
    WEBSITE = "website"
    PETITION = "petition"
    ON_SITE = "on_site"
    HOTLINE = "hotline"
    API = "api"


DOOR_NAMES: Final[dict[Door, str]] = {
    Door.PHONE: noop("本人手机"),
    Door.HALL: noop("窗口代办"),
    Door.NATIONAL: noop("全国欠薪线索平台"),
    Door.WEBSITE: noop("部门网站"),
    Door.PETITION: noop("信访"),
    Door.ON_SITE: noop("现场投诉"),
    Door.HOTLINE: noop("12333 热线"),
    Door.API: noop("接口转入"),
}


class Sector(StrEnum):
    """Construction has its own law; everything else has not (行业)."""

    ENGINEERING = "engineering"
    OTHER = "other"


SECTOR_NAMES: Final[dict[Sector, str]] = {
    Sector.ENGINEERING: noop("工程建设领域"),
    Sector.OTHER: noop("其他行业"),
}


class Basis(StrEnum):
    """How pay was agreed (计薪方式)."""

    DAY = "day"
    HOUR = "hour"
    PIECE = "piece"
    MONTH = "month"
    LUMP = "lump"


BASIS_NAMES: Final[dict[Basis, str]] = {
    Basis.DAY: noop("按天"),
    Basis.HOUR: noop("按小时"),
    Basis.PIECE: noop("计件"),
    Basis.MONTH: noop("按月"),
    Basis.LUMP: noop("包干"),
}


class PaySource(StrEnum):
    """Where the money of a payment came from (支付来源)."""

    EMPLOYER = "employer"
    CONTRACTOR = "contractor"
    OWNER = "owner"
    DEPOSIT = "deposit"
    SPECIAL_ACCOUNT = "special_account"
    COURT = "court"
    EMERGENCY = "emergency"
    OTHER = "other"


SOURCE_NAMES: Final[dict[PaySource, str]] = {
    PaySource.EMPLOYER: noop("用人单位支付"),
    PaySource.CONTRACTOR: noop("总承包单位先行清偿"),
    PaySource.OWNER: noop("建设单位垫付"),
    PaySource.DEPOSIT: noop("工资保证金支付"),
    PaySource.SPECIAL_ACCOUNT: noop("工资专用账户支付"),
    PaySource.COURT: noop("法院执行到位"),
    PaySource.EMERGENCY: noop("应急周转金垫付"),
    PaySource.OTHER: noop("其他来源"),
}


OWNER_WITHIN: Final = "QC-09"
"""The rule by which an owner who is late advances wages within what he has not paid of the works."""

PARTY_OF: Final = {
    "QC-01": "employer",
    "QC-07": "contractor",
    "QC-08": "contractor",
    OWNER_WITHIN: "owner",
    "QC-10": "owner",
}
"""Part in the case of whoever a rule of the clearing order names; all others are further debtors."""


class EvidenceKind(StrEnum):
    """What an inspector asks for or is handed (证据种类)."""

    CONTRACT = "contract"
    ROSTER = "roster"
    WAGE_BOOK = "wage_book"
    ATTENDANCE = "attendance"
    PAYSLIP = "payslip"
    IOU = "iou"
    CHAT = "chat"
    BANK_FLOW = "bank_flow"
    PHOTO = "photo"
    OTHER = "other"


EVIDENCE_NAMES: Final[dict[EvidenceKind, str]] = {
    EvidenceKind.CONTRACT: noop("劳动合同或用工协议"),
    EvidenceKind.ROSTER: noop("用工花名册"),
    EvidenceKind.WAGE_BOOK: noop("工资支付台账"),
    EvidenceKind.ATTENDANCE: noop("考勤记录"),
    EvidenceKind.PAYSLIP: noop("工资条"),
    EvidenceKind.IOU: noop("欠条或结算单"),
    EvidenceKind.CHAT: noop("聊天记录"),
    EvidenceKind.BANK_FLOW: noop("银行流水"),
    EvidenceKind.PHOTO: noop("照片"),
    EvidenceKind.OTHER: noop("其他证据"),
}


class EvidenceState(StrEnum):
    """How far a piece of evidence is (证据状态)."""

    ASKED = "asked"
    GIVEN = "given"
    NOT_GIVEN = "not_given"


EVIDENCE_STATE_NAMES: Final[dict[EvidenceState, str]] = {
    EvidenceState.ASKED: noop("已责令提供"),
    EvidenceState.GIVEN: noop("已取得"),
    EvidenceState.NOT_GIVEN: noop("逾期未提供"),
}


class ServeMethod(StrEnum):
    """How a letter reached the one it is for (送达方式)."""

    DIRECT = "direct"
    MAIL = "mail"
    ELECTRONIC = "electronic"
    LEFT = "left"
    POSTED = "posted"
    ANNOUNCED = "announced"


SERVE_NAMES: Final[dict[ServeMethod, str]] = {
    ServeMethod.DIRECT: noop("直接送达"),
    ServeMethod.MAIL: noop("邮寄送达"),
    ServeMethod.ELECTRONIC: noop("电子送达"),
    ServeMethod.LEFT: noop("留置送达"),
    ServeMethod.POSTED: noop("在住所或工地张贴并拍照"),
    ServeMethod.ANNOUNCED: noop("公告送达"),
}
NEEDS_PHOTO: Final = frozenset({ServeMethod.POSTED, ServeMethod.LEFT})
"""Ways of serving that count only with a picture of them."""


class LetterKind(StrEnum):
    """A letter the bureau issues in a wage case (文书)."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    SUPPLEMENT = "supplement"
    EVIDENCE = "evidence"
    ORDER = "order"
    DECISION = "decision"
    URGE = "urge"
    TRANSFER = "transfer"
    REPORT = "report"
    GOODS = "goods"
    DEPOSIT = "deposit"
    LISTED = "listed"
    LIFTED = "unlisted"


LETTER_NAMES: Final[dict[LetterKind, str]] = {
    LetterKind.ACCEPTED: "劳动保障监察立案通知书",
    LetterKind.REFUSED: "不予受理决定书",
    LetterKind.SUPPLEMENT: "补正材料告知书",
    LetterKind.EVIDENCE: "责令提供材料通知书",
    LetterKind.ORDER: "劳动保障监察限期改正指令书",
    LetterKind.DECISION: "劳动保障监察行政处理决定书",
    LetterKind.URGE: "履行行政处理决定催告书",
    LetterKind.TRANSFER: "涉嫌犯罪案件移送书",
    LetterKind.REPORT: "涉嫌犯罪案件情况调查报告",
    LetterKind.GOODS: "涉案物品清单",
    LetterKind.DEPOSIT: "农民工工资保证金支付通知书",
    LetterKind.LISTED: "挂牌督办通知书",
    LetterKind.LIFTED: "挂牌督办销号通知书",
}

WORDS: Final = (
    noop("已收到"),
    noop("等您补材料"),
    noop("调查中"),
    noop("已责令支付"),
    noop("强制执行中"),
    noop("已付清"),
    noop("不予受理"),
    noop("未查实"),
    noop("已撤回"),
    noop("已转办"),
)
"""The only status words a worker reads about unpaid wages."""

DOTS: Final = (noop("已收到"), noop("调查中"), noop("已责令支付"), noop("强制执行中"), noop("已付清"))
"""The line of dots on the worker's page."""


@dataclass(frozen=True, slots=True)
class PersonIn:
    """Somebody who is owed wages, as the one who complains tells it. Money in fen; days as dates."""

    name: str = field(repr=False)
    id_number: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    work: str = ""
    period_from: date | None = None
    period_to: date | None = None
    claimed_fen: int = 0
    worker_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class TroubleIn:
    """The trouble itself: who owes, where, for what work (被投诉情况)."""

    employer_name: str
    employer_code: str = ""
    project_name: str = ""
    place: str = ""
    sector: Sector = Sector.OTHER
    narrative: str = field(default="", repr=False)
    region: str = ""


@dataclass(frozen=True, slots=True)
class ComplaintRef:
    """What a complaint became. ``joined``: into a case that was there; ``sentence`` is for the one who sent it."""

    complaint_id: UUID
    case_id: UUID
    number: str
    joined: bool
    sentence: str
    workers: int


@dataclass(frozen=True, slots=True)
class SentComplaint:
    """A complaint another office passed on, as far as that office may follow it."""

    number: str
    status: str
    closed_on: date | None
    workers: int


@dataclass(frozen=True, slots=True)
class HandlerCard:
    """Who looks after a case, as the worker reads it."""

    name: str
    org_name: str
    phone: str


@dataclass(frozen=True, slots=True)
class WageCard:
    """One of a worker's own wage cases. Only his own sums."""

    case_id: UUID
    number: str
    status: str
    dot: int
    stopped: bool
    employer: str
    project: str
    reported_at: datetime
    owed_fen: int
    paid_fen: int
    claimed_fen: int
    sentence: str
    due_on: date | None
    handler: HandlerCard | None
    people: int
    can_withdraw: bool
    wants_supplement: bool

    @property
    def open_fen(self) -> int:
        """What is still to be paid; what the worker says while nothing has been determined."""
        return (self.owed_fen or self.claimed_fen) - self.paid_fen


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A payment to one worker."""

    id: UUID
    worker_id: UUID
    worker_name: str = field(repr=False)
    source: PaySource
    amount_fen: int
    paid_on: date
    made_by: str
    note: str
    withdrawn: bool
    withdrawn_why: str
    proof_paper: UUID | None

    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[self.source]


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of a worker's wage sheet. ``quantity`` in thousandths of a day, hour, piece or month."""

    id: UUID
    period_from: date
    period_to: date
    basis: Basis
    price_fen: int
    quantity_milli: int
    agreed_fen: int
    paid_fen: int
    owed_fen: int
    note: str

    @property
    def basis_name(self) -> str:
        return BASIS_NAMES[self.basis]

    @property
    def quantity(self) -> str:
        """``22``, ``22.5``: as people write it."""
        whole, rest = divmod(self.quantity_milli, 1000)
        return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """One worker of a wage case as staff see him."""

    id: UUID
    worker_id: UUID | None
    name: str = field(repr=False)
    id_number: str = field(repr=False)
    phone: str = field(repr=False)
    work: str
    period_from: date | None
    period_to: date | None
    claimed_fen: int
    owed_fen: int
    extra_fen: int
    paid_fen: int
    keep_secret: bool
    over_age: bool
    withdrawn: bool
    lines: tuple[LineView, ...] = ()

    @property
    def open_fen(self) -> int:
        return self.owed_fen - self.paid_fen


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """One message that came in about a case."""

    id: UUID
    door: Door
    source_ref: str
    made_at: datetime
    joined: bool
    narrative: str = field(repr=False)
    place: str
    by_name: str

    @property
    def door_name(self) -> str:
        return DOOR_NAMES[self.door]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One piece of evidence, asked for or in hand. ``against``: what its absence means, with the article."""

    id: UUID
    kind: EvidenceKind
    label: str
    state: EvidenceState
    asked_on: date | None
    due_on: date | None
    given_on: date | None
    document_id: UUID | None
    note: str
    against: str

    @property
    def kind_name(self) -> str:
        return EVIDENCE_NAMES[self.kind]

    @property
    def state_name(self) -> str:
        return EVIDENCE_STATE_NAMES[self.state]


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement taken down by two officers (询问笔录)."""

    id: UUID
    name: str = field(repr=False)
    role: str
    taken_at: datetime
    officers: str
    text: str = field(repr=False)
    recorded: bool


@dataclass(frozen=True, slots=True)
class ResponsibleView:
    """Who has to pay, by which article; confirmed by a named person.

    ``most_fen``: no more than that, ``most_basis`` by whose word, ``advanced_fen`` of it paid already.
    """

    id: UUID
    rule_id: str
    name: str
    article: str
    sentence: str
    most_fen: int | None
    most_basis: str
    most_paper: UUID | None
    advanced_fen: int
    confirmed_by: str
    confirmed_at: datetime

    @property
    def left_fen(self) -> int:
        """What may still be asked of the one who answers within a sum."""
        return max((self.most_fen or 0) - self.advanced_fen, 0)


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter of the case and how it was served."""

    id: UUID
    kind: LetterKind
    number: str
    made_at: datetime
    made_by: str
    paper_id: UUID | None
    served: tuple[ServedView, ...] = ()

    @property
    def name(self) -> str:
        return LETTER_NAMES[self.kind]


@dataclass(frozen=True, slots=True)
class ServedView:
    """How and when a letter reached somebody."""

    method: ServeMethod
    served_on: date
    to_name: str
    place: str
    by_name: str
    paper_id: UUID | None

    @property
    def method_name(self) -> str:
        return SERVE_NAMES[self.method]


@dataclass(frozen=True, slots=True)
class HandoverView:
    """A hand-over to the police and where it stands."""

    case_id: UUID
    number: str
    wage_id: UUID
    wage_number: str
    step_label: str
    sentence: str
    articles: tuple[str, ...]
    fled: bool
    police_name: str
    outcome_number: str
    packed: bool


@dataclass(frozen=True, slots=True)
class SiblingClue:
    """Another open clue about the same employer."""

    case_id: UUID
    number: str
    project: str
    claimed_fen: int
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class DeskView:
    """What the case page shows of a wage case."""

    case_id: UUID
    number: str
    type: str
    employer_name: str
    employer_code: str
    employer_org_id: UUID | None
    project_name: str
    project_id: UUID | None
    place: str
    sector: Sector
    door: Door
    second_id: UUID | None
    second_name: str
    grave_incident: bool
    claimed_fen: int
    owed_fen: int
    extra_fen: int
    paid_fen: int
    ordered_at: datetime | None
    ordered_fen: int
    pay_by: date | None
    served_on: date | None
    unpaid_since: date | None
    decided_at: datetime | None
    conclusion: str
    workers: tuple[WorkerRow, ...]
    complaints: tuple[ComplaintView, ...]
    version: int

    @property
    def open_fen(self) -> int:
        return self.owed_fen - self.paid_fen

    @property
    def sector_name(self) -> str:
        return SECTOR_NAMES[self.sector]

    @property
    def door_name(self) -> str:
        return DOOR_NAMES[self.door]

    @property
    def active(self) -> tuple[WorkerRow, ...]:
        return tuple(worker for worker in self.workers if not worker.withdrawn)
