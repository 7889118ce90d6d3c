"""Logged requests as views, and what was seen of a sandbox's client."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from anxin.notify.webhooks.selectors import deliveries
from anxin.platforms.conformance import Seen
from anxin.platforms.models import RequestRow
from anxin.platforms.types import Asked

SEEN_MOST: Final = 5000
"""Requests of a run that are looked at; more than any client needs for thirty checks."""


def asked_views(rows: Iterable[RequestRow]) -> list[Asked]:
    """Requests as shown; whether a body is kept is asked, the body itself is not opened."""
    rows = list(rows)
    kept = set(
        RequestRow.objects.filter(pk__in=[row.pk for row in rows], body__isnull=False).values_list("pk", flat=True)
    )
    return [
        Asked(
            number=row.number,
            org_id=row.org_id,
            key_id=row.key_id,
            method=row.method,
            path=row.path,
            status=row.status,
            kind=row.kind,
            detail=row.detail,
            scheme=row.scheme,
            bytes_in=row.bytes_in,
            milliseconds=row.milliseconds,
            at=row.at,
            facts=row.facts,
            test=row.test,
            repeatable=row.method == "GET" or row.pk in kept,
        )
        for row in rows
    ]


def seen_since(twin_id: UUID, since: datetime) -> Seen:
    """What was seen of a sandbox's client since a moment."""
    rows = RequestRow.objects.filter(org_id=twin_id, at__gte=since).defer("body").order_by("at", "id")[:SEEN_MOST]
    return Seen(tuple(asked_views(rows)), tuple(deliveries(twin_id, since=since, most=SEEN_MOST)))
