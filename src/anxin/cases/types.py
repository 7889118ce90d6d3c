"""The words of casework (办案) that other contexts import: what goes into the engine and what comes out.

Nothing here touches the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any, Final
from uuid import UUID

from anxin.identity.types import Actor, Role
from anxin.kit.workdays import Unit


class Holder(StrEnum):
    """In whose hands a case lies while it stands on a step (当前持有方)."""

    WORKER = "worker"
    PLATFORM = "platform"
    HANDLER = "handler"
    BUREAU = "bureau"
    BANK = "bank"
    JOINT = "joint"
    NOBODY = "nobody"


HOLDER_NAMES: Final[dict[Holder, str]] = {
    Holder.WORKER: "劳动者",
    Holder.PLATFORM: "平台企业",
    Holder.HANDLER: "经办员",
    Holder.BUREAU: "人社部门",
    Holder.BANK: "银行",
    Holder.JOINT: "联办部门",
    Holder.NOBODY: "已办结",
}

WORKER_WORDS: Final = ("已报案", "等您补材料", "审核中", "已核定", "付款中", "已到账", "未通过", "已撤回")
"""The only status words a worker reads; inner steps stay inside."""


class Audience(StrEnum):
    """Who may read an entry of the timeline (可见范围). Staff read everything."""

    STAFF = "staff"
    JOINT = "joint"
    APPLICANT = "applicant"
    PARTIES = "parties"
    PUBLIC = "public"


AUDIENCE_NAMES: Final[dict[Audience, str]] = {
    Audience.STAFF: "仅内部",
    Audience.JOINT: "内部和联办部门",
    Audience.APPLICANT: "内部和申请人",
    Audience.PARTIES: "案件各方",
    Audience.PUBLIC: "公开",
}


class Channel(StrEnum):
    """How a case came in (来源渠道)."""

    WORKER = "worker"
    PLATFORM = "platform"
    COUNTER = "counter"
    PHONE = "phone"
    KIOSK = "kiosk"
    SYSTEM = "system"


CHANNEL_NAMES: Final[dict[Channel, str]] = {
    Channel.WORKER: "本人手机",
    Channel.PLATFORM: "平台代报",
    Channel.COUNTER: "窗口代办",
    Channel.PHONE: "电话",
    Channel.KIOSK: "自助机",
    Channel.SYSTEM: "系统转入",
}


class ListingLevel(IntEnum):
    """Which level supervises a case by name (挂牌督办层级)."""

    COUNTY = 1
    CITY = 2
    PROVINCE = 3


LISTING_NAMES: Final[dict[ListingLevel, str]] = {
    ListingLevel.COUNTY: "区县挂牌",
    ListingLevel.CITY: "市级挂牌",
    ListingLevel.PROVINCE: "省级挂牌",
}


class LinkKind(StrEnum):
    """Why two cases belong together (关联原因)."""

    DUPLICATE = "duplicate"
    SAME_EMPLOYER = "same_employer"
    GROUP = "group"
    REFERRED = "referred"
    OBJECTION = "objection"


LINK_NAMES: Final[dict[LinkKind, str]] = {
    LinkKind.DUPLICATE: "重复案件",
    LinkKind.SAME_EMPLOYER: "同一单位",
    LinkKind.GROUP: "同一事件",
    LinkKind.REFERRED: "转办来源",
    LinkKind.OBJECTION: "异议",
}


class Sight(StrEnum):
    """How much of a case an actor sees. FULL: all. LIMITED: outer status and entries addressed to it."""

    FULL = "full"
    OVERSIGHT = "oversight"
    APPLICANT = "applicant"
    LIMITED = "limited"
    JOINT = "joint"


READS: Final[dict[Sight, tuple[Audience, ...]]] = {
    Sight.FULL: tuple(Audience),
    Sight.OVERSIGHT: tuple(Audience),
    Sight.APPLICANT: (Audience.APPLICANT, Audience.PARTIES, Audience.PUBLIC),
    Sight.LIMITED: (Audience.PARTIES, Audience.PUBLIC),
    Sight.JOINT: (),
}
"""Which entries of the timeline and which papers somebody with this sight may read."""


@dataclass(frozen=True, slots=True)
class PartyIn:
    """A party named when a case is opened. One of ``worker_id``, ``org_id`` or ``name`` is needed."""

    role: str
    worker_id: UUID | None = None
    org_id: UUID | None = None
    name: str = field(default="", repr=False)
    id_number: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PaperIn:
    """A paper to put into the file; ``replaces`` is the entry it improves on."""

    kind: str
    paper_id: UUID
    label: str = field(default="", repr=False)
    replaces: UUID | None = None


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A case just opened: its id, and the number people use for it."""

    case_id: UUID
    public_id: str
    type: str
    step: str
    version: int


@dataclass(frozen=True, slots=True)
class EventRef:
    """An entry just written. ``seq`` is also the case's version after it."""

    case_id: UUID
    seq: int
    move: str
    step_from: str
    step_to: str
    at: datetime

    @property
    def version(self) -> int:
        return self.seq


@dataclass(frozen=True, slots=True)
class GuardFacts:
    """What a guard may look at. ``data`` is None while a page only asks whether the move is possible."""

    case_id: UUID
    type: str
    step: str
    org_id: UUID
    handler_id: UUID | None
    actor: Actor
    at: datetime
    data: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class EffectFacts:
    """What an effect is told, inside the move's transaction and after the move is written."""

    case_id: UUID
    type: str
    move: str
    step_from: str
    step_to: str
    seq: int
    actor: Actor
    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """A limit as the law and the bureau set it on a day: what a clock keeps for its whole life."""

    key: str
    length: int
    unit: Unit
    extension: int
    basis: str
    mark: str


@dataclass(frozen=True, slots=True)
class ClockView:
    """A running or stopped limit (时限). ``due_on`` is its last day; ``provisional`` until holidays are published."""

    id: UUID
    limit: str
    label: str
    started_on: date
    due_on: date
    provisional: bool
    length: int
    unit: Unit
    extended: int
    extension_left: int
    basis: str
    mark: str
    stopped_on: date | None
    warned_at: datetime | None
    breached_at: datetime | None
    pauses: tuple[PauseView, ...] = ()

    @property
    def running(self) -> bool:
        return self.stopped_on is None

    @property
    def paused(self) -> bool:
        return self.running and any(pause.to_day is None for pause in self.pauses)


@dataclass(frozen=True, slots=True)
class PauseView:
    """Days that do not count, half open: the day ``to_day`` counts again."""

    from_day: date
    to_day: date | None


@dataclass(frozen=True, slots=True)
class MoveView:
    """A move as an actor meets it: whether it can be made now, why not, and what it asks for."""

    key: str
    label: str
    enabled: bool
    why_not: str
    asks: tuple[Any, ...]
    reason: bool
    primary: bool
    beside: bool
    adverse: bool
    role: Role | None


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party as the viewer may see it; ``name`` is masked where the viewer has no need of it."""

    role: str
    role_label: str
    worker_id: UUID | None
    org_id: UUID | None
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A paper in the file of a case."""

    id: UUID
    kind: str
    kind_label: str
    paper_id: UUID
    label: str
    uploaded_at: datetime
    uploaded_by: str
    audience: Audience
    replaced: bool
    voided_at: datetime | None
    void_reason: str

    @property
    def live(self) -> bool:
        return not self.replaced and self.voided_at is None


@dataclass(frozen=True, slots=True)
class JointPaperView:
    """A paper that went with a question, or (``answers``) came with its answer."""

    paper_id: UUID
    kind_label: str
    label: str
    answers: bool


@dataclass(frozen=True, slots=True)
class JointView:
    """A question to another department, with its own due date."""

    id: UUID
    org_id: UUID
    org_name: str
    question: str
    asked_at: datetime
    due_on: date
    answered_at: datetime | None
    answer: str
    papers: tuple[JointPaperView, ...] = ()


@dataclass(frozen=True, slots=True)
class ListingReportView:
    """A weekly report on a listed case."""

    at: datetime
    by: str
    done: str
    plan: str


@dataclass(frozen=True, slots=True)
class ListingView:
    """A case supervised by name, until lifted by the level that listed it."""

    id: UUID
    level: ListingLevel
    level_name: str
    raised_at: datetime
    raised_by: str
    reason: str
    until: date | None
    lifted_at: datetime | None
    lifted_why: str
    leader_id: UUID | None
    leader: str
    report_due_on: date | None
    report_late: bool
    proof_paper: UUID | None
    reports: tuple[ListingReportView, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkView:
    """Another case that belongs to this one."""

    case_id: UUID
    public_id: str
    type_label: str
    kind: LinkKind
    kind_name: str


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One entry of the one timeline: an event, a note or a document, newest first."""

    at: datetime
    kind: str
    title: str
    actor: str
    text: str
    audience: Audience
    seq: int | None = None
    step_from: str = ""
    step_to: str = ""
    papers: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class MoveMade:
    """A move as it was made: by whom (staff by name), from which step, and why."""

    move: str
    at: datetime
    by: str
    step_from: str
    step_to: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as one actor may see it. ``step_label`` is the worker's word unless the actor sees all."""

    id: UUID
    public_id: str
    type: str
    type_label: str
    step: str
    step_label: str
    worker_label: str
    holder: Holder
    sight: Sight
    entered_at: datetime
    opened_at: datetime
    org_id: UUID
    handler_id: UUID | None
    handler_name: str
    channel: Channel
    priority: int
    fast_lane: bool
    confidential: bool
    next_due: date | None
    next_provisional: bool
    paused_on: date | None
    listed_level: int
    closed_on: date | None
    result: str
    hold: bool
    redacted: bool
    version: int
    parties: tuple[PartyView, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.closed_on is None
