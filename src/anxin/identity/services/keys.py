"""Key rotation (密钥轮换): every sealed column is sealed again with the newest key, while work goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models, transaction
from psycopg.sql import SQL, Composed, Identifier

from anxin.kit.crypto import Keyring, keyring
from anxin.kit.fields import SealedTextField

BITE_ROWS = 500


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column whose values are sealed."""

    table: str
    key: str
    column: str
    purpose: str


def sealed_columns() -> Iterator[SealedColumn]:
    """Every sealed column of every context, found from the models."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, SealedTextField):
                yield SealedColumn(model._meta.db_table, _key_column(model), str(field.column), field.purpose)


def _key_column(model: type[models.Model]) -> str:
    primary_key = model._meta.pk
    assert primary_key is not None, "abstract models are not registered"
    return str(primary_key.column)


def keys_rotate(*, bite: int = BITE_ROWS) -> dict[str, int]:
    """Seal again whatever an older key or another cipher sealed. Can be stopped and started again at any time.

    Blind indexes stay: their key is separate. All processes must already know the newest key (restart them first).

    Returns:
        Rows sealed again, by ``table.column``; columns with nothing to do are left out.
    """
    ring = keyring()
    done = {f"{column.table}.{column.column}": _rotate(column, ring, bite) for column in sealed_columns()}
    return {name: count for name, count in done.items() if count}


def keys_old_count() -> int:
    """How many values an older key still holds; when 0, that key may leave the ring."""
    return sum(_count_old(column, keyring()) for column in sealed_columns())


def _rotate(column: SealedColumn, ring: Keyring, bite: int) -> int:
    total = 0
    while done := _bite(column, ring, bite):
        total += done
    return total


@transaction.atomic
def _bite(column: SealedColumn, ring: Keyring, bite: int) -> int:
    """Seal some rows again; the row lock makes a writer wait, so that nothing fresh is overwritten."""
    with connection.cursor() as cursor:
        cursor.execute(_composed(_SELECT, column), [*_marks(ring), bite])
        rows = cursor.fetchall()
        for key, sealed in rows:
            content = ring.open_bytes(bytes(sealed), purpose=column.purpose)
            cursor.execute(_composed(_UPDATE, column), [ring.seal_bytes(content, purpose=column.purpose), key])
    return len(rows)


def _count_old(column: SealedColumn, ring: Keyring) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_composed(_COUNT, column), _marks(ring))
        return int(cursor.fetchone()[0])


# A sealed value starts with its format and its key id (kit.crypto).
_SELECT = SQL(
    "SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL"
    " AND (get_byte({column}, 0) <> %s OR get_byte({column}, 1) <> %s) ORDER BY {key} LIMIT %s FOR UPDATE"
)
_UPDATE = SQL("UPDATE {table} SET {column} = %s WHERE {key} = %s")
_COUNT = SQL(
    "SELECT count(*) FROM {table} WHERE {column} IS NOT NULL"
    " AND (get_byte({column}, 0) <> %s OR get_byte({column}, 1) <> %s)"
)


def _composed(statement: SQL, column: SealedColumn) -> Composed:
    return statement.format(
        table=Identifier(column.table), key=Identifier(column.key), column=Identifier(column.column)
    )


def _marks(ring: Keyring) -> list[int]:
    sample = ring.seal_bytes(b"", purpose="mark")
    return [sample[0], sample[1]]
