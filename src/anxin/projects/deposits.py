"""What the wage deposit's rules look at (工资保证金): facts from a project and the contractor's record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

TOPIC: Final = "wage_deposit"


@dataclass(frozen=True, slots=True)
class Record:
    """A contractor's record in this province, as the bureau found it; None means not known (施工总承包单位的记录)."""

    clean_months: int | None
    recent_arrears: bool | None
    dishonest_listed: bool | None
    real_name_and_account: bool | None
    several_projects: bool | None


class Works(Protocol):
    """What the rules need of a project."""

    @property
    def contract_fen(self) -> int: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...


def months_of(starts_on: date, ends_on: date) -> int:
    """Whole months from start to planned end, a begun month counted."""
    months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    return months + (ends_on.day > starts_on.day)


def facts_of(works: Works, record: Record) -> dict[str, Any]:
    """The facts of the deposit's rules."""
    return {
        "contract_fen": works.contract_fen,
        "contract_months": months_of(works.starts_on, works.ends_on),
        "clean_months": record.clean_months,
        "recent_arrears": record.recent_arrears,
        "dishonest_listed": record.dishonest_listed,
        "real_name_and_account": record.real_name_and_account,
        "several_projects": record.several_projects,
    }
