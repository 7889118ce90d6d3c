"""Identifiers: UUIDv7 for rows, short numbers for people."""

import secrets
import threading
import time
from datetime import datetime
from uuid import UUID

from anxin.kit.clock import local

_LETTERS = "23456789ABCDEFGHJKMNPQRTUVWXYZ"
"""No 0/O, 1/I/L or S: numbers are read out over the telephone."""


_COUNTED_BITS = 12
_BACK_MILLISECONDS = 1000
"""A clock that is set back by less is not followed; one set back by more is right again."""


class _Last:
    """The moment of the last identifier of this process: its millisecond, then a number that grows within it."""

    lock = threading.Lock()
    moment = 0


def uuid7() -> UUID:
    """A time-ordered UUID (RFC 9562 version 7), made here because PostgreSQL 15 cannot.

    Of two made by one process in the same millisecond the later one is greater (method 1 of section 6.2): rows written
    together are listed in the order in which they were written, on every page and every time.
    """
    milliseconds, count = divmod(_moment(), 1 << _COUNTED_BITS)
    stamp = (milliseconds & (2**48 - 1)) << 80
    return UUID(int=stamp | 0x7 << 76 | count << 64 | 0b10 << 62 | secrets.randbits(62))


def uuid_in(text: str) -> UUID | None:
    """The identifier a form or an address gives; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _moment() -> int:
    now = time.time_ns() // 1_000_000
    with _Last.lock:
        if 0 <= (_Last.moment >> _COUNTED_BITS) - now < _BACK_MILLISECONDS:
            _Last.moment += 1  # more than a millisecond has numbers for are counted to the next one
        else:
            _Last.moment = now << _COUNTED_BITS | secrets.randbits(_COUNTED_BITS - 1)
        return _Last.moment


def public_number(prefix: str, at: datetime) -> str:
    """A number for people: prefix, day, six random letters (``SH20261123-7KQ4M9``).

    The letters make it unguessable (30**6 a day); callers keep it unique by constraint.
    """
    tail = "".join(secrets.choice(_LETTERS) for _ in range(6))
    return f"{prefix}{local(at):%Y%m%d}-{tail}"
