"""The simulated bank's own books: one JSON file, replaced whole, under a file lock.

Nothing here knows our database. A reader sees the state before or after a change, never half of one. The files
are sealed, because a demonstration may be fed with real names.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from anxin.kit.crypto import keyring

_PURPOSE: Final = "bank.simulated"

OPENING_FEN = 1_000_000_00
"""What the fund's account holds when the bank opens: a million yuan, booked in as funding."""


@dataclass
class Books:
    """Everything the bank remembers. Amounts in fen, days and moments as ISO text."""

    opened_on: str = ""
    statement_number: int = 0
    file_number: int = 0
    entry_number: int = 0
    stated_fen: int = 0
    closed_until: str = ""
    orders: dict[str, str] = field(default_factory=dict)
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    todo: list[dict[str, Any]] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    made: list[list[str]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)

    @property
    def balance_fen(self) -> int:
        """What the fund's account holds now."""
        return sum(entry["amount_fen"] for entry in self.entries)


class Vault:
    """The folder in which the bank keeps its books and the files that wait."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "out").mkdir(parents=True, exist_ok=True)

    @contextmanager
    def open(self) -> Iterator[Books]:
        """The books, to read and change; what has changed is written back whole when the block ends well."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            path = self.folder / "books.sealed"
            before = self._opened(path) if path.exists() else b""
            books = Books(**json.loads(before)) if before else Books()
            yield books
            after = json.dumps(books.__dict__, ensure_ascii=False).encode()
            if after != before:
                self._replace(path, after)

    def put_file(self, name: str, content: bytes) -> None:
        """Keep the bytes of a file that waits for the customer."""
        self._replace(self.folder / "out" / name, content)

    def file(self, name: str) -> bytes:
        """The bytes of a file that was put out."""
        return self._opened(self.folder / "out" / name)

    @staticmethod
    def _opened(path: Path) -> bytes:
        return keyring().open_bytes(path.read_bytes(), purpose=_PURPOSE)

    @staticmethod
    def _replace(path: Path, content: bytes) -> None:
        fresh = path.with_name(f"{path.name}.new")
        with fresh.open("wb") as out:
            out.write(keyring().seal_bytes(content, purpose=_PURPOSE))
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
