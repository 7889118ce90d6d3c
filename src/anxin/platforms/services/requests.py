"""The log of requests (调用记录): what was asked and answered, by number; never a body, except of what was refused."""

from __future__ import annotations

from typing import Final

from anxin.kit.statements import insert
from anxin.platforms.models import RequestRow
from anxin.platforms.types import Asked

BODY_BYTES_MOST: Final = 32 * 1024
"""A refused request of up to this size is kept, sealed, to be tried again in the sandbox."""


def request_record(asked: Asked, *, body: bytes | None = None) -> None:
    """Write one request down. ``body`` is kept only for what was refused and may be tried again."""
    kept = body if body and not asked.good and len(body) <= BODY_BYTES_MOST else None
    insert(
        RequestRow(
            number=asked.number,
            org_id=asked.org_id,
            key_id=asked.key_id,
            method=asked.method[:8],
            path=asked.path[:300],
            status=asked.status,
            kind=asked.kind[:40],
            detail=asked.detail[:300],
            scheme=asked.scheme,
            bytes_in=asked.bytes_in,
            milliseconds=asked.milliseconds,
            test=asked.test,
            facts=asked.facts,
            body=kept,
            at=asked.at,
        )
    )
