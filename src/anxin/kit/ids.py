"""Identifiers: UUIDv7 for rows, short numbers for people."""

import secrets
import time
from datetime import datetime
from uuid import UUID

from anxin.kit.clock import local

_LETTERS = "23456789ABCDEFGHJKMNPQRTUVWXYZ"
"""No 0/O, 1/I/L or S: numbers are read out over the telephone."""


def uuid7() -> UUID:
    """A time-ordered UUID (RFC 9562 version 7), made here because PostgreSQL 15 cannot."""
    milliseconds = time.time_ns() // 1_000_000
    stamp = (milliseconds & (2**48 - 1)) << 80
    return UUID(int=stamp | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62))


def public_number(prefix: str, at: datetime) -> str:
    """A number for people: prefix, day, six random letters (``SH20261123-7KQ4M9``).

    The letters make it unguessable (30**6 a day); callers keep it unique by constraint.
    """
    tail = "".join(secrets.choice(_LETTERS) for _ in range(6))
    return f"{prefix}{local(at):%Y%m%d}-{tail}"
