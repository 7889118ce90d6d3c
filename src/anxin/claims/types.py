"""Reports, claims and what pages need to know of them (报案与理赔). Nothing here touches the database.

Worker-facing views carry finished sentences: a page renders them and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.utils.functional import Promise

SMALL: Final = "injury_small"
ORDINARY: Final = "injury_ordinary"
OBJECTION: Final = "objection"
"""Keys of the case types."""

GRADE: Final = "grade"
"""The judgement that holds the outcome of an assessment."""

PAYMENT_FIX: Final = "payment_fix"
"""The step, of a claim or an objection, on which a payment waits for another account."""

OBJECTION_PAID: Final = ("approved", "paying", PAYMENT_FIX, "paid", "closed")
"""Steps of an objection that was right: its money is on the way or there."""

OBJECTION_PROOF: Final = ("prescription", "record", "imaging", "receipt", "other")
"""Kinds of paper one hands in with an objection, by their labels in the declaration."""

OBJECTION_UNDECIDED: Final = ("received", "deciding", "turning_away", "second_review")
"""Steps of an objection on which somebody still looks; the worker may take it back on the first two."""


class What(StrEnum):
    """How it happened, as the worker tapped it (怎么受伤的)."""

    FALL = "fall"
    COLLISION = "collision"
    ILLNESS = "illness"
    VIOLENCE = "violence"
    BRAVE = "brave"
    OTHER = "other"


WHAT_NAMES: Final[dict[What, str]] = {
    What.FALL: "摔倒",
    What.COLLISION: "碰撞",
    What.ILLNESS: "突发疾病",
    What.VIOLENCE: "被人打伤",
    What.BRAVE: "见义勇为",
    What.OTHER: "其他",
}


class WorkerStatus(StrEnum):
    """The only words a worker ever reads about the state of a claim."""

    REPORTED = "已报案"
    WAITING_FOR_YOU = "等您补材料"
    REVIEWING = "审核中"
    DECIDED = "已核定"
    PAYING = "付款中"
    PAID = "已到账"
    REFUSED = "未通过"
    WITHDRAWN = "已撤回"


DOTS: Final = ("报案", "交材料", "审核", "核定", "到账")
"""The five-dot progress line of a claim."""


class PlatformAnswer(StrEnum):
    """What the platform said about the facts of the accident (平台核实)."""

    NONE = "none"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    SILENT = "silent"


PLATFORM_ANSWER_NAMES: Final[dict[PlatformAnswer, str]] = {
    PlatformAnswer.NONE: "等平台核实",
    PlatformAnswer.CONFIRMED: "平台已确认",
    PlatformAnswer.DISPUTED: "平台有异议",
    PlatformAnswer.SILENT: "平台超期未答复",
}


class SlotState(StrEnum):
    """How far one of the documents is."""

    MISSING = "missing"
    READING = "reading"
    PROBLEM = "problem"
    TO_CONFIRM = "to_confirm"
    READY = "ready"


class AdverseKind(StrEnum):
    """What is taken from the worker: everything, or a part (不利决定)."""

    REFUSE = "refuse"
    CUT = "cut"


class Verdict(StrEnum):
    """What a blind second look says of a decision (盲审结论)."""

    AGREE = "agree"
    TOO_MUCH = "too_much"
    TOO_LITTLE = "too_little"
    SHOULD_REFUSE = "should_refuse"
    SHOULD_PAY = "should_pay"


VERDICT_NAMES: Final[dict[Verdict, str]] = {
    Verdict.AGREE: "与原结论一致",
    Verdict.TOO_MUCH: "付多了",
    Verdict.TOO_LITTLE: "付少了",
    Verdict.SHOULD_REFUSE: "不该付",
    Verdict.SHOULD_PAY: "该付",
}


class FactSource(StrEnum):
    """Where a fact of a decision comes from (事实来源)."""

    PAPER = "paper"
    COVER = "cover"
    PLATFORM = "platform"
    WORKER = "worker"
    JUDGEMENT = "judgement"
    REGISTER = "register"


FACT_SOURCE_NAMES: Final[dict[FactSource, str]] = {
    FactSource.PAPER: "材料",
    FactSource.COVER: "订单数据",
    FactSource.PLATFORM: "平台核实",
    FactSource.WORKER: "本人填报",
    FactSource.JUDGEMENT: "人工判断",
    FactSource.REGISTER: "票据登记",
}


@dataclass(frozen=True, slots=True)
class Position:
    """A device position, degrees as text with at most six decimals: it is shown and compared, never computed with."""

    latitude: str = field(repr=False)
    longitude: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HandlerCard:
    """Who looks after the case, and how to reach that person."""

    name: str
    phone: str
    org_name: str


@dataclass(frozen=True, slots=True)
class ReportRef:
    """The answer to a report. ``joined`` when it was the same accident reported again."""

    report_id: UUID
    case_id: UUID
    number: str
    joined: bool
    handler: HandlerCard | None
    sentence: str


@dataclass(frozen=True, slots=True)
class ObjectionRef:
    """An objection just raised: its own case and number."""

    case_id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class ReportPreset:
    """What the report page knows before anything is typed: the order of that moment, or why there is none."""

    at: datetime
    order: OrderCard | None
    sentence: str


@dataclass(frozen=True, slots=True)
class OrderCard:
    """The order a worker was on, as shown on the report page and the claim."""

    platform_id: UUID
    platform_name: str
    order_no: str
    accepted_at: datetime
    ended_at: datetime | None
    sentence: str


@dataclass(frozen=True, slots=True)
class PaperCard:
    """One paper in a slot: what it is and what was read from it, in one line."""

    id: UUID
    kind: str
    label: str
    state: SlotState
    read: str
    problem: str
    added_at: datetime
    advice: tuple[str, ...] = ()
    """How to take a better picture: one sentence for each thing that is unclear or missing."""

    glance: str = ""
    """What a glance at the photograph says while it is being read."""

    glance_good: bool = True


@dataclass(frozen=True, slots=True)
class SlotView:
    """One of the documents to hand in: how far it is, what is missing and how to put it right."""

    key: str
    number: int
    label: str
    state: SlotState
    sentence: str
    accepts: tuple[tuple[str, str], ...]
    papers: tuple[PaperCard, ...]
    required: bool = True

    @property
    def ready(self) -> bool:
        return self.state is SlotState.READY or not self.required

    @property
    def handed_in(self) -> bool:
        """Is there a paper, whatever must still be confirmed by us?"""
        return self.state in (SlotState.READY, SlotState.TO_CONFIRM, SlotState.READING) or not self.required

    @property
    def legible(self) -> bool:
        """Has at least one paper been read, so that one that could not be is perhaps no loss?"""
        return self.state in (SlotState.READY, SlotState.TO_CONFIRM)


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do next: ``key`` names the page (sign, papers, payee, submit, wait, done, object)."""

    key: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One thing that happened, in a plain sentence."""

    at: datetime
    sentence: str
    who: str


@dataclass(frozen=True, slots=True)
class DueView:
    """By when the present step is to be done, and by whom."""

    day: date
    sentence: str
    holder: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One line of a decision, as the rules wrote it."""

    rule_id: str
    title: str
    result: str
    sentence: str
    sentence_staff: str
    article: str
    article_text: str
    amount_fen: int | None
    cut_fen: int | None
    would_change: str
    mark: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision as the worker and the desk see it (核定结果)."""

    decision_id: UUID
    outcome: str
    amount_fen: int
    claimed_fen: int
    lines: tuple[DecisionLine, ...]
    rules: str
    """The pack by its file name, for staff; ``rules_words`` names it as people do."""
    rules_words: str
    made_at: datetime
    made_by: str
    adverse_reason: str
    sheet_paper_id: UUID | None
    object_until: date | None
    stored_id: UUID | None = None
    """The stored decision of the rules, which can be worked out again; None for a sum set by people."""

    @property
    def settled(self) -> bool:
        """Is it decided, or still a recommendation or a proposal?"""
        return self.object_until is not None

    @property
    def by_hand(self) -> bool:
        """Did people set the sum, without lines of the rules?"""
        return not self.lines

    @property
    def cut_fen(self) -> int:
        return max(self.claimed_fen - self.amount_fen, 0)

    @property
    def would_add(self) -> tuple[str, ...]:
        """What would change the answer, one sentence each."""
        return tuple(line.would_change for line in self.lines if line.would_change)


@dataclass(frozen=True, slots=True)
class ApplicationDraft:
    """The application form, filled from what is known; the worker checks it and signs (伤残待遇申请表)."""

    case_id: UUID
    number: str
    name: str = field(repr=False)
    id_number_masked: str
    phone_masked: str
    happened_at: datetime
    place: str = field(repr=False)
    what: str
    platform_name: str
    order_no: str
    bank_name: str
    account_masked: str
    consent_title: str
    consent_body: str
    consent_sha256: str
    declaration: str
    signed_application: bool
    signed_consent: bool

    @property
    def payee_known(self) -> bool:
        return bool(self.account_masked)


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """An objection as its worker sees it: what was said, who looks at it by when, what came of it (异议)."""

    case_id: UUID
    number: str
    reason: str = field(repr=False)
    raised_at: datetime
    step: str
    sentence: str
    payment_sentence: str
    is_open: bool
    can_withdraw: bool
    has_sheet: bool
    papers: tuple[PaperCard, ...]
    late_days: int = 0


@dataclass(frozen=True, slots=True)
class ObjectionPanel:
    """An objection as those see it who look again: what the worker says, and the claim it is about."""

    case_id: UUID
    reason: str = field(repr=False)
    raised_at: datetime
    late_days: int
    """Days after the last one to object; 0 in time. ``admitting`` says what a late one wants decided first."""
    late_reason: str = field(repr=False)
    admitting: str
    claim_id: UUID
    claim_number: str
    decision: DecisionView | None
    rest_fen: int | None
    """What the first decision left unpaid: the most that can be added. None where no rules put a sum to the claim."""
    proposed: DecisionView | None
    slots: tuple[SlotView, ...]
    new_papers: tuple[PaperCard, ...]


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """A claim in the worker's list."""

    case_id: UUID
    number: str
    status: WorkerStatus
    dot: int
    happened_at: datetime
    title: str
    handler: HandlerCard | None
    next: NextStep
    fast: bool


@dataclass(frozen=True, slots=True)
class WorkerClaimView:
    """Everything the worker's claim page shows."""

    case_id: UUID
    number: str
    status: WorkerStatus
    dot: int
    fast: bool
    happened_at: datetime
    reported_at: datetime
    title: str
    place: str = field(repr=False)
    narrative: str = field(repr=False)
    order: OrderCard | None
    cover_sentence: str
    platform_answer: PlatformAnswer
    platform_sentence: str
    handler: HandlerCard | None
    next: NextStep
    due: DueView | None
    slots: tuple[SlotView, ...]
    scene: tuple[UUID, ...]
    """Photos that came with the report, as papers."""
    decision: DecisionView | None
    assessed: str
    payment_sentence: str
    objection: ObjectionView | None
    timeline: tuple[TimelineLine, ...]
    can_withdraw: bool
    can_object: bool
    still_possible: tuple[str, ...]
    """What is left when the time to object has passed; empty while it runs."""
    version: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a decision with its origin: what, where from, who says so."""

    name: str
    label: str | Promise
    value: object
    source: FactSource
    note: str
    words: str = ""
    """The value as people say it, where a page shows it."""

    @property
    def source_name(self) -> str:
        return FACT_SOURCE_NAMES[self.source]


@dataclass(frozen=True, slots=True)
class PlatformCheckView:
    """A report the platform is asked about: the facts it needs and no more (no diagnosis, no amount)."""

    case_id: UUID
    number: str
    worker_name: str
    worker_id_masked: str
    what: str
    happened_at: datetime
    place: str = field(repr=False)
    narrative: str = field(repr=False)
    order_no: str
    accepted_at: datetime | None
    ended_at: datetime | None
    answer: PlatformAnswer
    reason: str = field(repr=False)
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None
    status: str
    may_answer: bool = True
    """Nothing was said yet, or nothing in time, and nobody has decided without it."""
    handler: HandlerCard | None = None
    """Whom to call; on the page of one report."""

    @property
    def answer_name(self) -> str:
        return PLATFORM_ANSWER_NAMES[self.answer]


@dataclass(frozen=True, slots=True)
class AdverseView:
    """A proposed refusal or cut, waiting for a second person."""

    id: UUID
    case_id: UUID
    kind: AdverseKind
    amount_fen: int
    reason: str
    article: str
    proposed_by: str
    proposed_by_id: UUID | None
    proposed_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One claim on the review desk."""

    case_id: UUID
    number: str
    step: str
    step_label: str
    fast: bool
    worker_name: str
    happened_at: datetime
    amount_fen: int | None
    outcome: str
    why: str
    due_day: date | None
    waiting_since: datetime
    is_objection: bool = False


@dataclass(frozen=True, slots=True)
class RecheckView:
    """A decision drawn for a blind second look: the facts, not the answer."""

    id: UUID
    case_id: UUID
    number: str
    drawn_at: datetime
    claimed_fen: int
    facts: tuple[Fact, ...]
    verdict: Verdict | None
    amount_fen: int | None
    note: str


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """How often a blind second look disagreed, both ways (盲审差错率), over looks finished since a day."""

    drawn: int
    looked_at: int
    agreed: int
    paid_wrongly: int
    withheld_wrongly: int
    money_over_fen: int
    money_under_fen: int

    @property
    def wrong_permille(self) -> int | None:
        """Disagreements per thousand looks; None before the first look."""
        return None if not self.looked_at else 1000 * (self.looked_at - self.agreed) // self.looked_at


@dataclass(frozen=True, slots=True)
class DeskPanel:
    """What the case page shows of a claim beside the timeline: facts, papers, the rules' lines, what others said."""

    case_id: UUID
    number: str
    fast: bool
    what: str
    happened_at: datetime
    place: str = field(repr=False)
    narrative: str = field(repr=False)
    cover_sentence: str
    covered: bool
    declared_late: bool
    order: OrderCard | None
    not_this_order: bool
    near_orders: tuple[str, ...]
    platform_answer: PlatformAnswer
    platform_reason: str = field(repr=False)
    platform_due: datetime | None
    reports: int
    slots: tuple[SlotView, ...]
    scene: tuple[UUID, ...]
    """Photos that came with the report, as papers."""
    to_confirm: tuple[PaperCard, ...]
    facts: tuple[Fact, ...]
    decision: DecisionView | None
    recommended: bool
    assessed: str
    """The outcome of the assessment in words (劳动能力鉴定); empty before there is one."""
    adverse: AdverseView | None
    version: int

    @property
    def platform_answer_name(self) -> str:
        return PLATFORM_ANSWER_NAMES[self.platform_answer]
