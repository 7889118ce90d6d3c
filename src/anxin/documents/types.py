"""Papers (材料): their kinds, the fields each kind holds, and the views other contexts rely on.

A value that a machine read is a proposal with a confidence and a place on the page. It stands beside what a
person confirmed and never replaces it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID


class PaperKind(StrEnum):
    """What a paper is (材料种类)."""

    RECEIPT = "receipt"
    FEE_LIST = "fee_list"
    DIAGNOSIS = "diagnosis"
    PRESCRIPTION = "prescription"
    RECORD = "record"
    IMAGING = "imaging"
    LIABILITY = "liability"
    SELF_STATEMENT = "self_statement"
    PLATFORM_STATEMENT = "platform_statement"
    INSURER_STATEMENT = "insurer_statement"
    APPLICATION = "application"
    CONSENT = "consent"
    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    SCENE_PHOTO = "scene_photo"
    OTHER = "other"


KIND_NAMES: Final[dict[PaperKind, str]] = {
    PaperKind.RECEIPT: "医疗收费票据",
    PaperKind.FEE_LIST: "费用清单",
    PaperKind.DIAGNOSIS: "诊断证明书",
    PaperKind.PRESCRIPTION: "处方",
    PaperKind.RECORD: "门诊病历",
    PaperKind.IMAGING: "检查报告",
    PaperKind.LIABILITY: "事故责任认定书",
    PaperKind.SELF_STATEMENT: "本人事故说明",
    PaperKind.PLATFORM_STATEMENT: "平台情况说明",
    PaperKind.INSURER_STATEMENT: "保险机构调查说明",
    PaperKind.APPLICATION: "伤残待遇申请表",
    PaperKind.CONSENT: "知情同意确认书",
    PaperKind.ID_CARD: "身份证",
    PaperKind.BANK_CARD: "社保卡或银行卡",
    PaperKind.SCENE_PHOTO: "现场照片",
    PaperKind.OTHER: "其他材料",
}


class PaperState(StrEnum):
    """How far a paper is read (识读状态)."""

    STORED = "stored"
    READING = "reading"
    READ = "read"
    UNREADABLE = "unreadable"


STATE_NAMES: Final[dict[PaperState, str]] = {
    PaperState.STORED: "等待识读",
    PaperState.READING: "正在识读",
    PaperState.READ: "已识读",
    PaperState.UNREADABLE: "未能识读",
}


class FieldType(StrEnum):
    """How a field's value is written in JSON."""

    TEXT = "text"
    MONEY = "money"  # integer fen
    NUMBER = "number"  # a JSON number, whole where it is whole
    DAY = "day"  # ISO date
    MOMENT = "moment"  # ISO local date and time, minutes
    FLAG = "flag"  # true or false
    CHOICE = "choice"
    CHOICES = "choices"  # a list of codes
    ROWS = "rows"  # a list of objects with the columns of the field


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a kind of paper: its stable name, its label and the form of its value."""

    name: str
    label: str
    type: FieldType = FieldType.TEXT
    columns: tuple[FieldSpec, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FileRef:
    """A stored original. ``sha256`` is of the plain content."""

    id: UUID
    sha256: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page, in fractions of its width and height from the top left corner."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field as a machine read it and as a person confirmed it.

    ``value`` is the confirmed value where there is one, else what was read. ``boxes`` holds one box for a
    plain field and one for each row of a list.
    """

    name: str
    label: str
    type: FieldType
    read: Any = field(repr=False)
    confidence: float | None
    boxes: tuple[Box, ...]
    confirmed: Any = field(repr=False)
    is_confirmed: bool
    confirmed_by: str
    confirmed_at: datetime | None

    @property
    def value(self) -> Any:
        return self.confirmed if self.is_confirmed else self.read

    @property
    def box(self) -> Box | None:
        return self.boxes[0] if self.boxes else None

    @property
    def differs(self) -> bool:
        """A person wrote something other than what was read."""
        return self.is_confirmed and self.read is not None and self.read != self.confirmed


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a paper that a person should know; ``field`` names the field it is about."""

    code: str
    sentence: str
    field: str = ""


FOR_STAFF: Final = frozenset({"edited"})
"""Signals that mean nothing by themselves and are told to the people who check papers only."""

RETAKE: Final = frozenset(
    {"unclear", "not_seen", "illegible", "dark", "glare", "too_far", "blurred", "no_text", "too_small", "several"}
)
"""Problems that a better photograph takes away."""


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper with everything known about it. ``pages`` is the number of preview pages."""

    id: UUID
    kind: PaperKind | None
    state: PaperState
    subject: str
    name: str = field(repr=False)
    media_type: str
    sha256: str
    pages: int
    fields: tuple[FieldView, ...]
    problems: tuple[Problem, ...]
    added_by: str
    added_at: datetime
    file_id: UUID
    glance: str = ""

    @property
    def kind_name(self) -> str:
        return KIND_NAMES[self.kind] if self.kind else "待辨认的材料"

    @property
    def state_name(self) -> str:
        return STATE_NAMES[self.state]

    @property
    def advice(self) -> tuple[str, ...]:
        """How a better photograph would be taken, where nobody has looked at the field in question yet."""
        seen = {item.name for item in self.fields if item.is_confirmed}
        return tuple(one.sentence for one in self.problems if one.code in RETAKE and one.field not in seen)

    @property
    def confirmed(self) -> bool:
        """Every field that was read has been looked at by a person."""
        return all(item.is_confirmed for item in self.fields if item.read is not None)

    def values(self) -> dict[str, Any]:
        """Field name to value, confirmed over read, missing as ``None``."""
        return {item.name: item.value for item in self.fields}


@dataclass(frozen=True, slots=True)
class VerificationView:
    """The newest word of the issuing office on a receipt, and who noted it."""

    verdict: str
    platform: str
    reference: str = field(repr=False)
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FirstGo:
    """How many papers of a kind were complete at the first photograph."""

    kind: PaperKind
    complete: int
    papers: int


@dataclass(frozen=True, slots=True)
class ReceiptClaim:
    """The answer to putting a receipt to use: taken for the subject, or already used by another."""

    taken: bool
    used_by: str
    used_at: datetime
