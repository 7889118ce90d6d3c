"""Statements whose SQL is made once, for paths that run many thousand times an hour.

Django needs about half a millisecond to turn a query into SQL and the database a tenth of that to answer a simple one.
A :class:`Prepared` query keeps the SQL of its first call and only puts in new values; what it says is still written as
an ordinary query. ``insert`` does the same for new rows. Use them where a benchmark asks for it, not by habit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

Row = TypeVar("Row")
M = TypeVar("M", bound=Model)

_LISTS = (list, tuple, set, frozenset)


@dataclass(frozen=True, slots=True)
class _Made(Generic[Row]):
    """SQL with the places of its values."""

    sql: str
    places: tuple[tuple[str, int | None] | None, ...]
    """For each parameter: the value's name and its place in a list, or None for a constant."""
    constants: tuple[Any, ...]
    converters: Any
    compiler: Any
    made_of: Callable[[Any], Row] | None
    """Makes a model row of a fetched one; None for ``values_list``."""

    def parameters(self, values: Mapping[str, Any]) -> list[Any]:
        return [
            constant if place is None else (values[place[0]] if place[1] is None else values[place[0]][place[1]])
            for place, constant in zip(self.places, self.constants, strict=True)
        ]

    def rows(self, fetched: Sequence[tuple[Any, ...]]) -> list[Any]:
        converted = self.compiler.apply_converters(fetched, self.converters) if self.converters else fetched
        return [tuple(row) for row in converted] if self.made_of is None else [self.made_of(row) for row in converted]


class Prepared(Generic[Row]):
    """A query by named values: UUIDs, texts, days and moments, or lists of them; never None.

    >>> worker_rows = Prepared(lambda worker_id: Worker.objects.filter(pk=worker_id))
    >>> worker_rows(worker_id=some_id)

    Gives model rows, with what ``select_related`` brings, or tuples for ``values_list``.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self._build = build
        self._made: dict[tuple[int | None, ...], _Made[Row]] = {}

    def __call__(self, **values: Any) -> list[Row]:
        given = {name: list(value) if isinstance(value, _LISTS) else value for name, value in values.items()}
        shape = tuple(len(value) if isinstance(value, list) else None for value in given.values())
        made = self._made.get(shape)
        if made is None:
            made = self._made[shape] = _make(self._build, given)
        with connection.cursor() as cursor:
            cursor.execute(made.sql, made.parameters(given))
            return made.rows(cursor.fetchall())


def _make(build: Callable[..., QuerySet[Any, Row]], given: Mapping[str, Any]) -> _Made[Row]:
    stands_for: dict[Any, tuple[str, int | None]] = {}
    marked = {name: _marks(name, value, stands_for) for name, value in given.items()}
    rows = build(**marked)
    compiler = rows.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    places = tuple(stands_for.get(_key(parameter)) for parameter in parameters)
    missing = set(stands_for.values()) - set(places)
    if missing:
        raise ValueError(f"no place in the query for {sorted(name for name, _index in missing)}")
    converters = compiler.get_converters([column[0] for column in compiler.select])
    made_of = None if rows.query.values_select else _maker(compiler)
    return _Made(sql, places, tuple(parameters), converters, compiler, made_of)


def _maker(compiler: Any) -> Callable[[Any], Any]:
    """Makes model rows as Django's own iteration does."""
    klass, start, end = compiler.klass_info["model"], *_ends(compiler.klass_info["select_fields"])
    names = [column[0].target.attname for column in compiler.select[start:end]]
    related = get_related_populators(compiler.klass_info, compiler.select, connection.alias)  # type: ignore[call-arg]

    def made_of(row: Any) -> Any:
        made = klass.from_db(connection.alias, names, row[start:end])
        for populator in related:
            populator.populate(row, made)
        return made

    return made_of


def _ends(places: Sequence[int]) -> tuple[int, int]:
    return places[0], places[-1] + 1


def _marks(name: str, value: Any, stands_for: dict[Any, tuple[str, int | None]]) -> Any:
    if isinstance(value, list):
        return [_mark((name, index), one, stands_for) for index, one in enumerate(value)]
    return _mark((name, None), value, stands_for)


def _mark(place: tuple[str, int | None], value: Any, stands_for: dict[Any, tuple[str, int | None]]) -> Any:
    """A value of the same kind that nobody else has, to be found again among the parameters."""
    number = len(stands_for) + 1
    mark: Any
    if isinstance(value, UUID):
        mark = UUID(int=2**127 + number)
    elif isinstance(value, datetime):
        mark = datetime(9000, 1, 1, 0, number // 60, number % 60, tzinfo=UTC)
    elif isinstance(value, date):
        mark = date(9000, 1, 1) + timedelta(days=number)
    elif isinstance(value, str):
        mark = f"\x01{number}\x01"
    else:
        raise TypeError(
            f"{place[0]}: a prepared query takes UUIDs, texts, days and moments, not {type(value).__name__}"
        )
    stands_for[_key(mark)] = place
    return mark


def _key(parameter: Any) -> Any:
    """Parameters compare as their text, because lists and JSON among them have no hash."""
    return str(parameter) if isinstance(parameter, UUID | date | str) else id(parameter)


def insert(*rows: M, skip_known: bool = False) -> None:
    """Insert new rows of one model by a kept statement. Keys must be made here, not by the database.

    Args:
        skip_known: leave out rows that a unique constraint refuses, instead of failing.
    """
    model = type(rows[0])
    sql, fields, one = _insert_of(model)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        ending = " ON CONFLICT DO NOTHING" if skip_known else ""
        cursor.execute(sql + ", ".join([one] * len(rows)) + ending, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@cache
def _insert_of(model: type[Model]) -> tuple[str, tuple[Any, ...], str]:
    fields = tuple(field for field in model._meta.concrete_fields if not field.generated)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ", fields, one  # noqa: S608
