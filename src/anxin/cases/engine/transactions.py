"""One transaction per change, without a savepoint that nobody needs."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from django.db import connection, transaction


def one_transaction() -> AbstractContextManager[object]:
    """A transaction, or the caller's own when one runs.

    Everything that can be refused is refused before the first write, so a refusal leaves the caller's
    transaction usable; a database error after that ends the whole of it, as it must.
    """
    return nullcontext() if connection.in_atomic_block else transaction.atomic()
