"""Digests for records that must show when they were changed."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SM3, Hash

GENESIS = bytes(32)


def digest(payload: bytes) -> bytes:
    """SM3 (GB/T 32905), 32 bytes."""
    hasher = Hash(SM3())
    hasher.update(payload)
    return hasher.finalize()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): item for key, item in value.items()}
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


def canonical(payload: Any) -> bytes:
    """One byte string for one value: sorted keys, no spaces, UTF-8. Floats are refused by callers' types."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain).encode()


def link(previous: bytes | None, payload: Any) -> bytes:
    """The digest of a record that stands behind ``previous`` in a chain."""
    return digest((previous or GENESIS) + canonical(payload))
