"""Statements whose SQL is made once, for paths that run many thousand times an hour.

Django needs about half a millisecond to turn a query into SQL and the database a tenth of that to answer a simple one.
A :class:`Prepared` query keeps the SQL of its first call and only puts in new values; what it says is still written as
an ordinary query. ``insert`` and ``update`` do the same for rows. The server, too, parses and plans a kept statement
once a connection instead of once a call. Use them where a benchmark asks for it, not by habit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model, QuerySet
from django.db.models.query import get_related_populators
from psycopg import Cursor
from psycopg.pq import Format

from anxin.kit.ids import uuid7

Row = TypeVar("Row")
M = TypeVar("M", bound=Model)

_LISTS = (list, tuple, set, frozenset)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the value of a parameter comes from: its name, its place in a list, and whether texts begin with it."""

    name: str
    index: int | None
    begins: bool = False

    def value(self, values: Mapping[str, Any]) -> Any:
        value = values[self.name] if self.index is None else values[self.name][self.index]
        return f"{connection.ops.prep_for_like_query(value)}%" if self.begins else value


@dataclass(frozen=True, slots=True)
class _Made(Generic[Row]):
    """SQL with the places of its values."""

    sql: str
    places: tuple[_Place | None, ...]
    """For each parameter where its value comes from, or None for a constant."""
    constants: tuple[Any, ...]
    converters: Any
    compiler: Any
    made_of: Callable[[Any], Row] | None
    """Makes a model row of a fetched one; None for ``values_list``."""

    def parameters(self, values: Mapping[str, Any]) -> list[Any]:
        return [
            constant if place is None else place.value(values)
            for place, constant in zip(self.places, self.constants, strict=True)
        ]

    def rows(self, fetched: Sequence[tuple[Any, ...]]) -> list[Any]:
        converted = self.compiler.apply_converters(fetched, self.converters) if self.converters else fetched
        return [tuple(row) for row in converted] if self.made_of is None else [self.made_of(row) for row in converted]


class Prepared(Generic[Row]):
    """A query by named values: UUIDs, numbers, texts, days and moments, or lists of them; never None.

    >>> worker_rows = Prepared(lambda worker_id: Worker.objects.filter(pk=worker_id))
    >>> worker_rows(worker_id=some_id)

    Gives model rows, with what ``select_related`` brings, or tuples for ``values_list``.

    Args:
        binary: have the rows sent as the server keeps them. Reading many moments out of text takes longer than
            finding them; not for JSON, which Django wants as text.
        spare: some values may have no place in the query.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], *, binary: bool = False, spare: bool = False) -> None:
        self._build = build
        self._binary = binary
        self._spare = spare
        self._made: dict[tuple[int | None, ...], _Made[Row]] = {}

    def __call__(self, **values: Any) -> list[Row]:
        given = {name: list(value) if isinstance(value, _LISTS) else value for name, value in values.items()}
        shape = tuple(len(value) if isinstance(value, list) else None for value in given.values())
        made = self._made.get(shape)
        if made is None:
            made = self._made[shape] = _make(self._build, given, spare=self._spare)
        return made.rows(ask(made.sql, made.parameters(given), binary=self._binary))

    def first(self, **values: Any) -> Row | None:
        """The first row only; None when there is none. The query itself says how many it fetches."""
        return next(iter(self(**values)), None)


def ask(sql: str, values: Sequence[Any] | Mapping[str, Any], *, binary: bool = False) -> list[tuple[Any, ...]]:
    """The rows that a kept statement gives, with the values sent apart from its SQL.

    Django's own cursors write the values into the SQL: the server parses and plans it anew each time.
    """
    cursor = _ran(sql, values, binary=binary)
    rows = cursor.fetchall()
    if len(rows) > _HELD_ROWS_MOST:
        cursor.close()
    return rows


def tell(sql: str, values: Sequence[Any] | Mapping[str, Any]) -> int:
    """Run a kept statement that gives no rows; returns how many it wrote."""
    return int(_ran(sql, values).rowcount)


_KEPT_MOST = 100
"""Cursors of one connection, as many as statements that the driver has prepared there."""

_KEPT_LONGEST = 4096
"""Characters of SQL; the driver, too, learns nothing from longer ones: they are inserts of many rows."""

_HELD_ROWS_MOST = 50
"""A cursor holds its last rows until it is asked again; those of a long list are let go."""


class _Kept(threading.local):
    """This thread's cursors, each with its SQL.

    One that runs the same statement again knows how to send the values and to read the rows: finding that out takes
    longer than either.
    """

    connection: Any = None
    cursors: dict[tuple[str, bool], tuple[str, Cursor]] = {}

    def take(self, connection: Any, sql: str, *, binary: bool) -> tuple[str, Cursor]:
        """The cursor for the SQL and the very text it knows it by."""
        if self.connection is not connection:
            self.connection, self.cursors = connection, {}
        found = self.cursors.pop((sql, binary), None)
        if found is None or found[1].closed:
            found = sql, Cursor(connection)
            found[1].format = Format.BINARY if binary else Format.TEXT
        if len(sql) <= _KEPT_LONGEST:
            self.cursors[sql, binary] = found
        if len(self.cursors) > _KEPT_MOST:
            del self.cursors[next(iter(self.cursors))]
        return found


_kept = _Kept()


def _ran(sql: str, values: Sequence[Any] | Mapping[str, Any], *, binary: bool = False) -> Cursor:
    wrapper = connections[DEFAULT_DB_ALIAS]
    wrapper.close_if_health_check_failed()
    wrapper.ensure_connection()
    known_sql, cursor = _kept.take(wrapper.connection, sql, binary=binary)
    wrapper._prepare_cursor(cursor).execute(known_sql, values)  # type: ignore[attr-defined]
    return cursor


def _make(build: Callable[..., QuerySet[Any, Row]], given: Mapping[str, Any], *, spare: bool) -> _Made[Row]:
    stands_for: dict[Any, _Place] = {}
    marked = {name: _marks(name, value, stands_for) for name, value in given.items()}
    rows = build(**marked)
    compiler = rows.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    places = tuple(stands_for.get(_key(parameter)) for parameter in parameters)
    found = {(place.name, place.index) for place in places if place}
    missing = {place.name for place in stands_for.values() if (place.name, place.index) not in found}
    if missing and not spare:
        raise ValueError(f"no place in the query for {sorted(missing)}")
    converters = compiler.get_converters([column[0] for column in compiler.select])
    # a sum alone has only this, and no ``values_select`` in its query
    values_only = getattr(rows, "_fields", None) is not None
    made_of = None if values_only else _maker(compiler)
    return _Made(sql, places, tuple(parameters), converters, compiler, made_of)


def _maker(compiler: Any) -> Callable[[Any], Any]:
    """Makes model rows as Django's own iteration does."""
    klass, start, end = compiler.klass_info["model"], *_ends(compiler.klass_info["select_fields"])
    names = [column[0].target.attname for column in compiler.select[start:end]]
    annotated = tuple(compiler.annotation_col_map.items())
    related = get_related_populators(compiler.klass_info, compiler.select, connection.alias)  # type: ignore[call-arg]

    def made_of(row: Any) -> Any:
        made = klass.from_db(connection.alias, names, row[start:end])
        for populator in related:
            populator.populate(row, made)
        for name, place in annotated:
            setattr(made, name, row[place])
        return made

    return made_of


def _ends(places: Sequence[int]) -> tuple[int, int]:
    return places[0], places[-1] + 1


def _marks(name: str, value: Any, stands_for: dict[Any, _Place]) -> Any:
    if isinstance(value, list):
        return [_mark(_Place(name, index), one, stands_for) for index, one in enumerate(value)]
    return _mark(_Place(name, None), value, stands_for)


def _mark(place: _Place, value: Any, stands_for: dict[Any, _Place]) -> Any:
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
    elif isinstance(value, int) and not isinstance(value, bool):
        mark = 2**62 + number  # fits keys of 64 bits; Django refuses it for smaller columns
    else:
        raise TypeError(
            f"{place.name}: a prepared query takes UUIDs, numbers, texts, days and moments, not {type(value).__name__}"
        )
    stands_for[_key(mark)] = place
    if isinstance(value, str):
        stands_for[f"{mark}%"] = replace(place, begins=True)  # what Django makes of ``startswith``
    return mark


def _key(parameter: Any) -> Any:
    """Parameters compare as their text, because lists and JSON among them have no hash."""
    return str(parameter) if isinstance(parameter, UUID | date | str | int) else id(parameter)


def in_chunks(rows: QuerySet[Any, Any], size: int) -> Iterator[list[Any]]:
    """Rows of a ``values_list``, ``size`` at a time on a cursor of the server: memory does not grow with their number.

    Unlike Django's own iteration, rows are sent as the server keeps them, bytes in half the room, and a whole chunk is
    made ready at once, which a processor does quicker than turn about with other work. Not for JSON, which Django
    wants as text.
    """
    compiler = rows.query.get_compiler(connection=connection)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:  # an empty list was asked for
        return
    converters = compiler.get_converters([column[0] for column in compiler.select])
    wrapper = connections[DEFAULT_DB_ALIAS]
    wrapper.ensure_connection()
    plain = wrapper.connection.cursor(name=f"chunks_{uuid7().hex}", withhold=wrapper.get_autocommit())
    plain.format = Format.BINARY
    with wrapper._prepare_cursor(plain) as cursor:  # type: ignore[attr-defined]
        cursor.execute(sql, parameters)
        while fetched := cursor.fetchmany(size):
            yield [tuple(row) for row in compiler.apply_converters(fetched, converters)]


def insert(*rows: M, skip_known: bool = False, else_write: Sequence[str] = ()) -> int:
    """Insert new rows of one model by a kept statement. Keys must be made here, not by the database.

    Args:
        skip_known: leave out rows that a unique constraint refuses, instead of failing.
        else_write: of rows whose key is there already, write these fields instead of failing.

    Returns:
        How many rows were written.
    """
    model = type(rows[0])
    sql, columns = _insert_of(model)
    wrapper = connections[DEFAULT_DB_ALIAS]
    values = [column.value(row, wrapper, adding=True) for row in rows for column in columns]
    one = f"({', '.join(['%s'] * len(columns))})"
    ending = " ON CONFLICT DO NOTHING" if skip_known else _writing(model, tuple(else_write))
    written = tell(sql + ", ".join([one] * len(rows)) + ending, values)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return written


FEW: Final = 6
ROWS_AT_ONCE: Final = 1_000


def insert_all(rows: Sequence[Model]) -> None:
    """Insert any number of new rows of one model: a few by a kept statement, more by one INSERT for each thousand.

    A kept statement for every number of rows would push out those that are asked for again; more than a thousand rows
    save nothing and make a statement of megabytes.
    """
    if len(rows) > FEW:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    elif rows:
        insert(*rows)


def update(row: Model, *names: str) -> None:
    """Write the named fields of a row that is there, by a kept statement."""
    sql, columns = _update_of(type(row), names)
    wrapper = connections[DEFAULT_DB_ALIAS]
    if tell(sql, [*(column.value(row, wrapper, adding=False) for column in columns), row.pk]) != 1:
        raise type(row).DoesNotExist(f"no row {row.pk} to update")  # type: ignore[attr-defined]


_PLAIN: tuple[tuple[type[Field[Any, Any]], type], ...] = (
    (models.CharField, str),
    (models.TextField, str),
    (models.UUIDField, UUID),
    (models.DateTimeField, datetime),
    (models.DateField, date),
    (models.BooleanField, bool),
    (models.IntegerField, int),
    (models.BigIntegerField, int),
    (models.PositiveIntegerField, int),
    (models.SmallIntegerField, int),
    (models.PositiveSmallIntegerField, int),
    (models.PositiveBigIntegerField, int),
)
"""Exactly these fields send a value of exactly that type as it is; asking Django costs more than sending it."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A field of a row on its way to the database."""

    field: Field[Any, Any]
    plain: type | None
    told: str
    """Where the row keeps the value, when the field does nothing of its own before it is saved."""

    def value(self, row: Model, wrapper: BaseDatabaseWrapper, *, adding: bool) -> Any:
        value = getattr(row, self.told) if self.told else self.field.pre_save(row, adding)
        if self.plain is not None and (value is None or type(value) is self.plain):
            return value
        return self.field.get_db_prep_save(value, wrapper)


def _column(field: Any) -> _Column:
    target = field
    while target.is_relation:
        target = target.target_field
    stamps = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    quiet = type(target) in dict(_PLAIN) and not stamps
    return _Column(field, dict(_PLAIN).get(type(target)), field.attname if quiet else "")


@cache
def _insert_of(model: type[Model]) -> tuple[str, tuple[_Column, ...]]:
    columns = tuple(_column(field) for field in model._meta.concrete_fields if not field.generated)
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(one.field.column)) for one in columns)
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ", columns  # noqa: S608


@cache
def _writing(model: type[Model], names: tuple[str, ...]) -> str:
    if not names:
        return ""
    quote = connection.ops.quote_name
    columns = [quote(str(one.field.column)) for one in _update_of(model, names)[1]]
    changes = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns)
    return f" ON CONFLICT ({quote(str(model._meta.pk.column))}) DO UPDATE SET {changes}"


@cache
def _update_of(model: type[Model], names: tuple[str, ...]) -> tuple[str, tuple[_Column, ...]]:
    columns = tuple(_column(model._meta.get_field(name)) for name in names)
    quote = connection.ops.quote_name
    changes = ", ".join(f"{quote(str(one.field.column))} = %s" for one in columns)
    key = quote(str(model._meta.pk.column))
    return f"UPDATE {quote(model._meta.db_table)} SET {changes} WHERE {key} = %s", columns  # noqa: S608
