"""The rows of the task list: columns, and what stands in each cell, on the page and in the table taken away.

Cells are worked out here once, so that the template only prints them: a page of rows costs a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anxin.cases.tasklist import Sort, TaskGroup, TaskRow
from anxin.cases.types import LISTING_NAMES, ListingLevel
from anxin.kit.dates import say_day, say_left, say_moment
from anxin.kit.workdays import Calendar

_ANY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list: its key, its heading, and how the list is sorted by it."""

    key: str
    heading: str
    sort: str = ""


COLUMNS: Final = (
    Column("number", gettext_noop("案件编号")),
    Column("type", gettext_noop("类型")),
    Column("step", gettext_noop("环节")),
    Column("applicant", gettext_noop("申请人")),
    Column("handler", gettext_noop("经办员")),
    Column("due", gettext_noop("到期"), Sort.DUE.value),
    Column("entered", gettext_noop("进入环节")),
    Column("opened", gettext_noop("登记时间"), Sort.NEWEST.value),
    Column("channel", gettext_noop("来源")),
)
USUAL_COLUMNS: Final = ("number", "type", "step", "applicant", "handler", "due", "opened")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says: words, a quieter remark, and badges as (tone, words)."""

    text: str = ""
    remark: str = ""
    badges: tuple[tuple[str, str], ...] = ()
    dates: bool = False
    """Broken between words only, so that 周四 stays whole in a narrow column."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the case's address and number, and its other cells in the order of the columns."""

    id: UUID
    address: str
    number: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A group of the list with its lines ready to print."""

    group: TaskGroup
    lines: tuple[Line, ...]


def shown(groups: Iterable[TaskGroup], columns: Sequence[Column], today: date, calendar: Calendar) -> list[Shown]:
    """The groups of a page, row by row and cell by cell."""
    pattern = reverse("case", args=[_ANY])
    say = _Say(today, calendar)
    keys = [column.key for column in columns if column.key != "number"]
    return [
        Shown(
            group,
            tuple(
                Line(
                    row.id,
                    pattern.replace(str(_ANY), str(row.id)),
                    row.public_id,
                    tuple(_CELLS[key](say, row) for key in keys),
                )
                for row in group.rows
            ),
        )
        for group in groups
    ]


class _Say:
    """One cell after the other, as people say it today."""

    def __init__(self, today: date, calendar: Calendar) -> None:
        self.today = today
        self.calendar = calendar

    def type(self, row: TaskRow) -> Cell:
        badges = [("ok", _("快赔"))] if row.fast_lane else []
        badges += [("danger", _(LISTING_NAMES[ListingLevel(row.listed_level)]))] if row.listed_level else []
        return Cell(_(row.type_label), badges=tuple(badges))

    def handler(self, row: TaskRow) -> Cell:
        return Cell(row.handler_name) if row.handler_name else Cell(badges=(("warn", _("未分派")),))

    def due(self, row: TaskRow) -> Cell:
        if row.closed_on:
            return Cell(_("%(day)s 办结") % {"day": say_day(row.closed_on, today=self.today)})
        badges = [("info", _("计时中止"))] if row.paused else []
        if row.next_due is None:
            return Cell("" if badges else "—", badges=tuple(badges))
        badges += [("quiet", _("待定"))] if row.provisional else []
        left = say_left(row.next_due, self.today, self.calendar)
        if row.next_due < self.today:
            return Cell(say_day(row.next_due, today=self.today), badges=(("danger", left), *badges), dates=True)
        return Cell(say_day(row.next_due, today=self.today), left, tuple(badges), dates=True)

    def entered(self, row: TaskRow) -> Cell:
        return Cell(say_moment(row.entered_at, today=self.today))

    def opened(self, row: TaskRow) -> Cell:
        return Cell(say_moment(row.opened_at, today=self.today), dates=True)


_CELLS: Final[dict[str, Callable[[_Say, TaskRow], Cell]]] = {
    "type": _Say.type,
    "step": lambda say, row: Cell(_(row.step_label)),
    "applicant": lambda say, row: Cell(row.applicant),
    "handler": _Say.handler,
    "due": _Say.due,
    "entered": _Say.entered,
    "opened": _Say.opened,
    "channel": lambda say, row: Cell(row.channel),
}


def plain(row: TaskRow, key: str) -> Any:
    """The same cell as a value for Excel, where days and moments stay days and moments."""
    marks = [_("快赔")] if row.fast_lane else []
    marks += [_(LISTING_NAMES[ListingLevel(row.listed_level)])] if row.listed_level else []
    return {
        "number": row.public_id,
        "type": "、".join([row.type_label, *marks]),
        "step": row.step_label,
        "applicant": row.applicant,
        "handler": row.handler_name,
        "due": row.closed_on or row.next_due,
        "entered": row.entered_at,
        "opened": row.opened_at,
        "channel": row.channel,
    }[key]
