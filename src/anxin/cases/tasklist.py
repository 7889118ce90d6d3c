"""The task list (工作台): what is overdue first, one page of each group, whatever the number of cases.

A page costs three statements: capped counts, rows, applicants' names. Paging goes by key, never by offset.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import IntegerField, Q, QuerySet, Value
from django.utils.translation import gettext_noop

from anxin.cases.access import reach, sight_of, visible_to
from anxin.cases.engine.clocks import workdays_before
from anxin.cases.engine.opening import id_index, name_index
from anxin.cases.models import Case, Party
from anxin.cases.models.case import NO_DUE_DAY
from anxin.cases.registry import UnknownType, case_type
from anxin.cases.selectors import applicants
from anxin.cases.types import CHANNEL_NAMES, Channel, Sight
from anxin.identity.types import Actor
from anxin.kit.addresses import words_opened, words_sealed
from anxin.kit.clock import day_of
from anxin.kit.text import fold
from anxin.kit.workdays import current_calendar

COUNT_MAX: Final = 1000
"""Counts stop here and say "1,000+": nobody acts on the difference between 1,200 and 1,300."""

GROUP_ROWS: Final = 12
PAGE_ROWS: Final = 50


class Group(StrEnum):
    """How urgent a case is, by its nearest due day."""

    CRITICAL = "critical"
    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"


GROUP_NAMES: Final[dict[Group, str]] = {
    Group.CRITICAL: gettext_noop("严重超期"),
    Group.OVERDUE: gettext_noop("已超期"),
    Group.SOON: gettext_noop("即将到期"),
    Group.LATER: gettext_noop("未到期"),
}


class Sort(StrEnum):
    """Order inside a group. URGENT: fast lane and priority first, then by due day."""

    URGENT = "urgent"
    DUE = "due"
    NEWEST = "newest"


_KEYS: Final[dict[Sort, tuple[tuple[str, bool], ...]]] = {
    Sort.URGENT: (("rank", False), ("sort_due", False), ("id", False)),
    Sort.DUE: (("sort_due", False), ("id", False)),
    Sort.NEWEST: (("id", True),),
}
"""Sort keys as (column, descending); the last one is unique, so that a page can begin after any row."""

_COLUMNS: Final = (
    "id",
    "public_id",
    "type",
    "type_version",
    "step",
    "entered_at",
    "opened_at",
    "handler_id",
    "handler_name",
    "channel",
    "fast_lane",
    "next_due",
    "next_provisional",
    "paused_on",
    "listed_level",
    "closed_on",
    "rank",
    "sort_due",
)


@dataclass(frozen=True, slots=True)
class TaskFilters:
    """What the list is narrowed to; the same words as in the page's address."""

    q: str = ""
    type: str = ""
    step: str = ""
    handler: str = ""
    org: str = ""
    channel: str = ""
    group: str = ""
    state: str = "open"
    fast: str = ""
    listed: str = ""
    paused: str = ""
    sort: str = Sort.URGENT.value
    after: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> TaskFilters:
        """Read an address; what it does not know, or cannot understand, it leaves out."""
        given = {key: fold(query.get(key, "")) for key in asdict(cls())}
        if given["group"] not in list(Group):
            given["group"] = ""
        if given["sort"] not in list(Sort):
            given["sort"] = Sort.URGENT.value
        if given["state"] not in ("open", "closed", "any"):
            given["state"] = "open"
        return cls(**given)

    @property
    def words(self) -> str:
        """What is searched for; ``q`` is how the address holds it: a case number plainly, anything else sealed."""
        return words_opened(self.q)

    @classmethod
    def searching(cls, words: str) -> TaskFilters:
        """A search for words that somebody typed: who asks for a person or a number means closed cases too."""
        plain = fold(words)
        return cls(q=plain if _NUMBER.fullmatch(plain) else words_sealed(plain), state="any" if plain else "open")

    def as_query(self, **changes: str) -> str:
        """The address that shows this list; ``changes`` replace single filters."""
        plain = TaskFilters()
        changed = replace(self, **{"after": "", **changes})
        return urlencode({key: value for key, value in asdict(changed).items() if value != getattr(plain, key)})

    @property
    def order(self) -> Sort:
        """How rows follow each other; what is closed has no due day, so the newest comes first."""
        return Sort(self.sort) if self.state == "open" else Sort.NEWEST

    @property
    def grouped(self) -> bool:
        """Four groups side by side; one plain list when searching, paging, or looking at what is closed."""
        return self.state == "open" and not self.group and not self.q and not self.after


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One case as the list shows it; the applicant's name is masked."""

    id: UUID
    public_id: str
    type_label: str
    step_label: str
    applicant: str
    handler_id: UUID | None
    handler_name: str
    channel: str
    entered_at: datetime
    opened_at: datetime
    next_due: date | None
    provisional: bool
    paused: bool
    fast_lane: bool
    listed_level: int
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Rows of one urgency. ``count`` is capped; ``more`` is the key to go on after, when there is more."""

    key: str
    label: str
    count: int
    rows: tuple[TaskRow, ...]
    more: str = ""

    @property
    def capped(self) -> bool:
        return self.count > COUNT_MAX

    @property
    def count_label(self) -> str:
        return f"{COUNT_MAX:,}+" if self.capped else f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class TaskList:
    """A page of the list."""

    filters: TaskFilters
    groups: tuple[TaskGroup, ...]

    @property
    def is_empty(self) -> bool:
        return not any(group.rows for group in self.groups)


def task_list(actor: Actor, at: datetime, filters: TaskFilters) -> TaskList:
    """The list an actor works from: his own view of the cases, narrowed, grouped and sorted."""
    base = _narrowed(actor, filters)
    bounds = _bounds(day_of(at))
    if filters.grouped:
        parts = {group.value: base.filter(bounds[group]) for group in Group}
        labels = {group.value: GROUP_NAMES[group] for group in Group}
        return _page(filters, parts, labels, GROUP_ROWS)
    key = filters.group or filters.state
    rows = base.filter(bounds[Group(filters.group)]) if filters.group else base
    label = GROUP_NAMES[Group(filters.group)] if filters.group else gettext_noop("查询结果")
    return _page(filters, {key: rows}, {key: label}, PAGE_ROWS)


def task_rows(actor: Actor, filters: TaskFilters, *, most: int) -> Iterator[TaskRow]:
    """All rows of the list in its order, up to ``most``: for the table that is taken away."""
    rows = _ordered(_narrowed(actor, replace(filters, after="")), filters.order).values(*_COLUMNS)[:most]
    chunk: list[dict[str, Any]] = []
    for row in rows.iterator(chunk_size=500):
        chunk.append(row)
        if len(chunk) == 500:
            yield from _rows(chunk)
            chunk = []
    yield from _rows(chunk)


def _bounds(today: date) -> dict[Group, Q]:
    """The four groups as ranges of due days that touch and do not overlap."""
    calendar = current_calendar()
    critical = workdays_before(today, settings.ANXIN_OVERDUE_CRITICAL_WORKDAYS, calendar)
    soon = calendar.add(today, settings.ANXIN_DUE_SOON_WORKDAYS)
    return {
        Group.CRITICAL: Q(sort_due__lt=critical),
        Group.OVERDUE: Q(sort_due__gte=critical, sort_due__lt=today),
        Group.SOON: Q(sort_due__gte=today, sort_due__lte=soon),
        Group.LATER: Q(sort_due__gt=soon),
    }


def _narrowed(actor: Actor, filters: TaskFilters) -> QuerySet[Case]:
    rows = visible_to(actor)
    if filters.state != "any":
        rows = rows.filter(closed_on__isnull=filters.state == "open")
    plain = {"type": filters.type, "step": filters.step, "channel": filters.channel}
    rows = rows.filter(**{key: value for key, value in plain.items() if value})
    if filters.handler:
        rows = rows.filter(_handler(actor, filters.handler))
    if filters.org:
        rows = rows.filter(org_id=_uuid(filters.org))
    if filters.fast:
        rows = rows.filter(fast_lane=True)
    if filters.listed:
        rows = rows.filter(listed_level__gt=0)
    if filters.paused:
        rows = rows.filter(paused_on__isnull=False)
    return rows.filter(_search(actor, filters.words)) if filters.words else rows


def _handler(actor: Actor, wanted: str) -> Q:
    if wanted == "none":
        return Q(handler__isnull=True)
    return Q(handler_id=actor.account_id if wanted == "me" else _uuid(wanted))


_NO_ONE: Final = UUID(int=0)


def _uuid(text: str) -> UUID:
    """An id from an address; a broken one finds nothing."""
    try:
        return UUID(text)
    except ValueError:
        return _NO_ONE


_NUMBER: Final = re.compile(r"[A-Za-z]{1,4}\d{1,8}(-[0-9A-Za-z]{0,6})?")


def _search(actor: Actor, text: str) -> Q:
    """By the beginning of a public number, or by a whole name or ID number through its blind index.

    Names are searched by those who may read them only; otherwise a platform could ask who complained.
    """
    if _NUMBER.fullmatch(text):
        return Q(public_id__startswith=text.upper())
    sights = {sight_of(frozenset({role})) for role in reach(actor)}
    if not sights & {Sight.FULL, Sight.OVERSIGHT}:
        return Q(pk__in=())
    parties = Party.objects.filter(Q(name_index=name_index(text)) | Q(id_index=id_index(text)))
    return Q(pk__in=parties.values("case_id"))


def _ordered(rows: QuerySet[Case], order: Sort) -> QuerySet[Case]:
    return rows.order_by(*(f"-{column}" if down else column for column, down in _KEYS[order]))


def _page(filters: TaskFilters, parts: Mapping[str, QuerySet[Case]], labels: Mapping[str, str], size: int) -> TaskList:
    counts = _counts(parts)
    found: dict[str, list[dict[str, Any]]] = {key: [] for key in parts}
    slices = [
        _ordered(_after(rows, filters), filters.order)
        .annotate(part=Value(number, IntegerField()))
        .values("part", *_COLUMNS)[: size + 1]
        for number, rows in enumerate(parts.values())
    ]
    keys = list(parts)
    for row in slices[0].union(*slices[1:], all=True) if len(slices) > 1 else slices[0]:
        found[keys[row["part"]]].append(row)
    names = applicants(row["id"] for rows in found.values() for row in rows[:size])
    return TaskList(
        filters,
        tuple(
            TaskGroup(
                key=key,
                label=labels[key],
                count=counts.get(number, 0),
                rows=tuple(_row(row, names) for row in found[key][:size]),
                more=_cursor(found[key][size - 1], filters.order) if len(found[key]) > size else "",
            )
            for number, key in enumerate(keys)
        ),
    )


def _counts(parts: Mapping[str, QuerySet[Case]]) -> dict[int, int]:
    """How many rows each part has, counting no further than the cap; one statement."""
    slices = [
        rows.order_by().annotate(part=Value(number, IntegerField())).values("part")[: COUNT_MAX + 1]
        for number, rows in enumerate(parts.values())
    ]
    union = slices[0].union(*slices[1:], all=True) if len(slices) > 1 else slices[0]
    try:
        sql, values = union.query.sql_with_params()
    except EmptyResultSet:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT part, count(*) FROM ({sql}) parts GROUP BY part", values)  # noqa: S608 - our own SQL
        return dict(cursor.fetchall())


def _cursor(row: Mapping[str, Any], order: Sort) -> str:
    """The sort keys of a row, as they stand in an address."""
    return "~".join(str(row[column]) for column, _down in _KEYS[order])


def _after(rows: QuerySet[Case], filters: TaskFilters) -> QuerySet[Case]:
    """Rows behind the cursor; a cursor that cannot be read starts from the beginning."""
    if not filters.after:
        return rows
    keys = _KEYS[filters.order]
    try:
        values = [_PARSERS[column](text) for (column, _down), text in zip(keys, filters.after.split("~"), strict=True)]
    except ValueError:
        return rows
    behind, same = Q(pk__in=()), Q()
    for (column, down), value in zip(keys, values, strict=True):
        behind |= same & Q(**{f"{column}__{'lt' if down else 'gt'}": value})
        same &= Q(**{column: value})
    first, down = keys[0]
    return rows.filter(behind, **{f"{first}__{'lte' if down else 'gte'}": values[0]})


_PARSERS: Final[dict[str, Any]] = {"rank": int, "sort_due": date.fromisoformat, "id": UUID}


def _rows(found: list[dict[str, Any]]) -> Iterable[TaskRow]:
    names = applicants(row["id"] for row in found)
    return [_row(row, names) for row in found]


def _row(row: Mapping[str, Any], names: Mapping[UUID, str]) -> TaskRow:
    type_label, step_label = _labels(row["type"], row["type_version"], row["step"])
    return TaskRow(
        id=row["id"],
        public_id=row["public_id"],
        type_label=type_label,
        step_label=step_label,
        applicant=names.get(row["id"], ""),
        handler_id=row["handler_id"],
        handler_name=row["handler_name"],
        channel=CHANNEL_NAMES[Channel(row["channel"])],
        entered_at=row["entered_at"],
        opened_at=row["opened_at"],
        next_due=row["next_due"] if row["sort_due"] != NO_DUE_DAY else None,
        provisional=row["next_provisional"],
        paused=row["paused_on"] is not None,
        fast_lane=row["fast_lane"],
        listed_level=row["listed_level"],
        closed_on=row["closed_on"],
    )


def _labels(type_key: str, version: int, step: str) -> tuple[str, str]:
    try:
        declared = case_type(type_key, version)
    except UnknownType:
        return type_key, step
    return declared.label, declared.step(step).label if declared.has_step(step) else step
