"""Hearing that the market changed (NOTIFY), so that a question need not ask whether it did.

Every change of a post or a profile, and every new index, is told by the database once its transaction has committed.
A web process listens on a connection of its own and counts what it hears. The line proves itself every two seconds
with a word that only this process can hear; while it does not (the database restarts, a pooler swallows the words,
the network is away) there is no count, and each question asks the database as if nobody listened.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from typing import Any, Final

import psycopg
from django.db import connection

from anxin.kit.clock import monotonic
from anxin.kit.ids import uuid7

CHANNEL: Final = "market_changed"
NAME: Final = "anxin-market-ear"
PROVE_SECONDS: Final = 2
PATIENCE_SECONDS: Final = 6
"""A line that has not proved itself for so long is taken for dead."""
AGAIN_SECONDS: Final = 3

log = logging.getLogger(__name__)


class Ear:
    """What one process has heard."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._proved_at = float("-inf")
        self._own = f"market_ear_{uuid7().hex}"
        self._ended = threading.Event()

    def heard(self, kind: str) -> int | None:
        """A number that differs whenever something of a kind changed; None while the line is not sure to stand."""
        return self._counts[kind] if monotonic() - self._proved_at < PATIENCE_SECONDS else None

    def listen(self) -> None:
        """Listen until told to end, connecting again whenever the line is lost."""
        while not self._ended.is_set():
            try:
                with psycopg.connect(**address(), autocommit=True, application_name=NAME) as line:
                    self._attend(line)
            except psycopg.Error as error:
                self._proved_at = float("-inf")
                log.info("nobody tells of changes of the market now: %s", type(error).__name__)
                self._ended.wait(AGAIN_SECONDS)

    def end(self) -> None:
        """Stop listening, in two seconds at most."""
        self._ended.set()

    def _attend(self, line: psycopg.Connection[Any]) -> None:
        line.execute(f"LISTEN {CHANNEL}")
        line.execute(f"LISTEN {self._own}")
        self._counts.update(("post", "profile"))  # what was told while nobody listened
        while not self._ended.is_set():
            line.execute("SELECT pg_notify(%s, '')", [self._own])
            for told in line.notifies(timeout=PROVE_SECONDS):
                if told.channel == self._own:
                    self._proved_at = monotonic()
                else:
                    self._counts[told.payload] += 1


def address() -> dict[str, Any]:
    """How Django connects, without what only its own cursors understand."""
    known = connection.get_connection_params()
    return {name: known[name] for name in ("dbname", "user", "password", "host", "port") if known.get(name)}


def tell(kind: str) -> None:
    """Tell everybody who listens that there is something new of a kind, once the running transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, kind])


_ear: Ear | None = None


def heard(kind: str) -> int | None:
    """What this process has heard of a kind, see :meth:`Ear.heard`; None where nobody listens."""
    return _ear.heard(kind) if _ear is not None else None


def begin() -> None:
    """Listen from now on, in a thread that ends with the process. Web processes call this once."""
    global _ear
    _ear = Ear()
    threading.Thread(target=_ear.listen, name="market-ear", daemon=True).start()
