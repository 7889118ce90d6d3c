"""The words of taking in a table (表格导入): what an importer declares, what it is given, what it answers.

A context registers an :class:`Importer` in ``<context>/importers.py``. Everything else, from the upload to the file of
faulty lines, is the same for all and stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from anxin.identity.types import Actor, Role


class JobState(StrEnum):
    """How far a table is (导入进度)."""

    READING = "reading"
    MAPPING = "mapping"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


STATE_NAMES: Final[dict[JobState, str]] = {
    JobState.READING: "正在读取",
    JobState.MAPPING: "等您对应列",
    JobState.CHECKING: "正在检查",
    JobState.CHECKED: "检查完毕，等您确认",
    JobState.RUNNING: "正在导入",
    JobState.DONE: "已完成",
    JobState.FAILED: "没有读成",
    JobState.CANCELLED: "已取消",
}
AT_WORK: Final = (JobState.READING, JobState.CHECKING, JobState.RUNNING)
"""States in which the machine works and the page shows a bar."""


class RowState(StrEnum):
    """What became of a line."""

    WAITING = "waiting"
    GOOD = "good"
    NEW = "new"
    KNOWN = "known"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Column:
    """A column an importer can use.

    Args:
        aliases: headings under which sources send it.
        prose: holds sentences, which keep their punctuation; texts of other columns are folded to one spelling.
    """

    key: str
    label: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    example: str = ""
    prose: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: its number in the file and its texts by column key; what is not there is empty."""

    number: int
    values: Mapping[str, str] = field(repr=False)

    def get(self, key: str) -> str:
        return self.values.get(key, "")


@dataclass(frozen=True, slots=True)
class Context:
    """For whom and from where a table is taken in. ``scope`` is what it belongs to (a case), where there is such."""

    job_id: UUID
    actor: Actor
    at: datetime
    source: str
    scope: UUID | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one line: taken as new, known already, or bad with a sentence."""

    state: RowState
    reason: str = ""

    @classmethod
    def new(cls) -> Taken:
        return cls(RowState.NEW)

    @classmethod
    def known(cls, reason: str = "") -> Taken:
        return cls(RowState.KNOWN, reason)

    @classmethod
    def bad(cls, reason: str) -> Taken:
        return cls(RowState.BAD, reason)


ONE_SOURCE: Final = "default"
"""The source of tables that come from one place only."""

Check = Callable[[Sequence[Line], Context], Sequence[str]]
"""Why each line cannot be taken, in its order; an empty text when it can. Changes nothing."""

Take = Callable[[Sequence[Line], Context], Sequence[Taken]]
"""Takes lines in, in one transaction with the note of what became of them; safe to repeat."""


@dataclass(frozen=True, slots=True)
class Importer:
    """A kind of table that can be taken in (导入种类).

    Args:
        roles: posts that may.
        same: the text by which two lines of one file are the same thing; the later one is reported.
        sources: where such tables come from, as (key, label): a mapping of columns is remembered for each.
        scoped: a table of this kind belongs to something (``Context.scope``).
        whole: all lines are taken or none; a file with a bad line is not taken at all.
        together: all good lines are taken in one transaction, because the table replaces what was there before.
        back: the route people go back to; takes the scope when there is one.
    """

    key: str
    label: str
    columns: tuple[Column, ...]
    roles: tuple[Role, ...]
    check: Check
    take: Take
    same: Callable[[Line], str] | None = None
    sources: tuple[tuple[str, str], ...] = ((ONE_SOURCE, "默认来源"),)
    scoped: bool = False
    whole: bool = False
    together: bool = False
    help: str = ""
    back: str = ""


@dataclass(frozen=True, slots=True)
class JobView:
    """A table as its page shows it."""

    id: UUID
    importer: str
    label: str
    source: str
    source_label: str
    scope: UUID | None
    name: str
    state: JobState
    rows: int
    done: int
    good: int
    new: int
    known: int
    bad: int
    problem: str
    headers: tuple[str, ...]
    mapping: Mapping[str, str]
    made_at: datetime
    finished_at: datetime | None
    examples: tuple[tuple[str, ...], ...] = field(default=(), repr=False)

    @property
    def state_name(self) -> str:
        return STATE_NAMES[self.state]

    @property
    def at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def percent(self) -> int:
        return 100 * self.done // self.rows if self.rows else 0


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was not taken, and why."""

    number: int
    reason: str
    cells: tuple[str, ...] = field(repr=False)

    @property
    def shown(self) -> str:
        """What stands in it, without its empty cells."""
        return " · ".join(cell for cell in self.cells if cell)
