"""The words of the blacklist (失信名单). Nothing here touches the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from anxin.policy.types import Line

TYPE: Final = "wage_blacklist"
LISTING_TOPIC: Final = "wage_blacklist"
REMOVAL_TOPIC: Final = "wage_blacklist_removal"
NATION: Final = "cn"
"""Order 45 is the nation's: every place decides by it."""

BASIS: Final = "《拖欠农民工工资失信联合惩戒对象名单管理暂行办法》（人社部令第45号）"


class PersonKind(StrEnum):
    """Why a person goes on the list together with the unit (令45 第五条)."""

    REPRESENTATIVE = "representative"
    PRINCIPAL = "principal"
    MANAGER = "manager"
    OTHER = "other"


PERSON_NAMES: Final[dict[PersonKind, str]] = {
    PersonKind.REPRESENTATIVE: "法定代表人",
    PersonKind.PRINCIPAL: "主要负责人",
    PersonKind.MANAGER: "直接负责的主管人员",
    PersonKind.OTHER: "其他直接责任人员",
}


class Removal(StrEnum):
    """Why an entry left the list (移出原因)."""

    EXPIRED = "expired"
    EARLY = "early"
    REVOKED = "revoked"


REMOVAL_NAMES: Final[dict[Removal, str]] = {
    Removal.EXPIRED: "期限届满",
    Removal.EARLY: "提前移出",
    Removal.REVOKED: "依据的文书被撤销",
}


@dataclass(frozen=True, slots=True)
class PersonIn:
    """A person responsible for the unit's arrears."""

    kind: PersonKind
    name: str = field(repr=False)
    id_number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class UnitIn:
    """The unit that does not pay. ``representative`` is its legal representative as registered."""

    name: str
    credit_code: str


@dataclass(frozen=True, slots=True)
class OrderIn:
    """The order that was not obeyed (限期改正指令书) and what is still owed. Money in fen."""

    number: str
    ordered_on: date
    pay_by: date
    unpaid_fen: int
    workers: int
    reaches_crime_sum: bool | None
    group_incident: bool | None
    wage_case_id: UUID | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """Whether the law's conditions hold on a day: each line with its article, and all of them together."""

    met: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A person of the list as everybody may see one: the ID number keeps its region and its last four digits."""

    kind_name: str
    name: str
    id_number: str


@dataclass(frozen=True, slots=True)
class Published:
    """An entry of the public list (公布内容)."""

    number: str
    unit: str
    credit_code: str
    persons: tuple[PersonShown, ...]
    reason: str
    basis: str
    org_name: str
    decided_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class EntryView:
    """A listing as the desk sees it."""

    number: str
    decided_on: date
    ends_on: date
    corrected_on: date | None
    removable_from: date | None
    removed_on: date | None
    removed_why: str
    hidden: bool

    @property
    def running(self) -> bool:
        return self.removed_on is None


@dataclass(frozen=True, slots=True)
class BlacklistView:
    """Everything a case page shows of a listing procedure."""

    case_id: UUID
    unit: str
    credit_code: str
    order_number: str
    ordered_on: date
    pay_by: date
    unpaid_fen: int
    workers: int
    what: str
    wage_case_id: UUID | None
    paid_on: date | None
    promised_on: date | None
    persons: tuple[PersonShown, ...]
    trigger: Trigger
    removal: Trigger | None
    entry: EntryView | None
    earlier: tuple[EntryView, ...]
