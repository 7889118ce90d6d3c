"""Looking at webhooks of one organisation. The caller has checked who may."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.kit.errors import NotFound
from anxin.notify.models import HookDelivery, HookEndpoint, HookMessage
from anxin.notify.types import DeliveryState
from anxin.notify.webhooks.types import DeliveryView, EndpointView, HookEvent, NewsView, TryView


def endpoints(org_id: UUID) -> list[EndpointView]:
    """The addresses of an organisation, oldest first."""
    rows = HookEndpoint.objects.filter(org_id=org_id).order_by("made_at")
    return [
        EndpointView(row.pk, row.org_id, row.url, tuple(row.events), row.active, row.problem, row.made_at)
        for row in rows
    ]


def deliveries(
    org_id: UUID, *, since: datetime | None = None, state: DeliveryState | None = None, most: int = 100
) -> list[DeliveryView]:
    """What was sent to an organisation, newest first."""
    rows = HookDelivery.objects.filter(message__org_id=org_id)
    if since is not None:
        rows = rows.filter(message__at__gte=since)
    if state is not None:
        rows = rows.filter(state=state.value)
    return _views(rows.select_related("message", "endpoint").prefetch_related("tries").order_by("-message__at")[:most])


def news(org_id: UUID, *, kind: HookEvent | None = None, most: int = 100) -> list[NewsView]:
    """What there was to tell an organisation, newest first, whether an address took it or not."""
    rows = HookMessage.objects.filter(org_id=org_id)
    if kind is not None:
        rows = rows.filter(type=kind.value)
    rows = rows.order_by("-at")[:most]
    sent: dict[UUID, list[DeliveryView]] = defaultdict(list)
    ways = HookDelivery.objects.filter(message__in=[row.pk for row in rows]).order_by("endpoint__made_at")
    for view in _views(ways.select_related("message", "endpoint").prefetch_related("tries")):
        sent[view.message_id].append(view)
    return [NewsView(row.pk, row.type, row.data, row.at, tuple(sent[row.pk])) for row in rows]


def delivery(org_id: UUID, delivery_id: UUID) -> DeliveryView:
    """One delivery.

    Raises:
        NotFound: another organisation's, or none.
    """
    rows = HookDelivery.objects.filter(pk=delivery_id, message__org_id=org_id)
    found = _views(rows.select_related("message", "endpoint").prefetch_related("tries"))
    if not found:
        raise NotFound(_("没有这条推送。"))
    return found[0]


def waiting_count(*, most: int = 1000) -> int:
    """How many deliveries wait, counted no further than ``most``."""
    return HookDelivery.objects.filter(state=DeliveryState.WAITING.value)[:most].count()


def _views(rows: Iterable[HookDelivery]) -> list[DeliveryView]:
    return [
        DeliveryView(
            id=row.pk,
            message_id=row.message_id,
            type=row.message.type,
            data=row.message.data,
            url=row.endpoint.url,
            state=DeliveryState(row.state),
            attempts=row.attempts,
            replays=row.replays,
            at=row.message.at,
            next_at=row.next_at,
            done_at=row.done_at,
            tries=tuple(
                TryView(one.at, one.status, one.milliseconds, one.problem)
                for one in sorted(row.tries.all(), key=lambda each: each.at)
            ),
        )
        for row in rows
    ]
