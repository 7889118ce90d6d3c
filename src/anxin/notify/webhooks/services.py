"""Telling platforms' machines: addresses, news, tries, and the same news again when the receiver asks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.selectors import org
from anxin.identity.types import OrgKind
from anxin.kit.clock import local, now
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.jobs import defer
from anxin.kit.statements import insert
from anxin.notify.models import HookAttempt, HookDelivery, HookEndpoint, HookMessage
from anxin.notify.tasks import hooks_job
from anxin.notify.types import DeliveryState
from anxin.notify.webhooks.addresses import LookUp, check_form, look_up
from anxin.notify.webhooks.posting import Posted, post
from anxin.notify.webhooks.signing import headers, new_secret
from anxin.notify.webhooks.types import BODY_BYTES_MOST, SCHEDULE, HookEvent, NewEndpoint

ENDPOINTS_MOST: Final = 5
LEASE: Final = timedelta(minutes=2)
"""How long a try may take before another process may try: longer than any try lasts."""

OVERLAP: Final = timedelta(hours=24)
"""How long the former secret still signs after a change."""

_GONE: Final = 410
_REPLAYS_MOST: Final = 1000


def private_allowed(org_id: UUID) -> bool:
    """May this organisation's webhooks go to private addresses? Only a sandbox's, and only where we say so."""
    home = org(org_id)
    return bool(settings.ANXIN_WEBHOOK_SANDBOX_PRIVATE and home and home.kind is OrgKind.SANDBOX)


@transaction.atomic
def endpoint_add(*, org_id: UUID, url: str, events: Sequence[str], at: datetime) -> NewEndpoint:
    """Enter an address (推送地址). The caller has checked who may. Entering it again changes its events.

    Raises:
        BadInput: the address leads inside, or an event is unknown. Refused: there are too many.
    """
    address = check_form(url, private=private_allowed(org_id))
    wanted = _events(events)
    known = HookEndpoint.objects.select_for_update().filter(org_id=org_id, url=address).first()
    if known is not None:
        known.events, known.active, known.problem = wanted, True, ""
        known.save(update_fields=["events", "active", "problem"])
        return NewEndpoint(known.pk, address, known.secret)
    if HookEndpoint.objects.filter(org_id=org_id).count() >= ENDPOINTS_MOST:
        raise Refused(_("推送地址最多 %(most)s 个，请先删去不用的。") % {"most": ENDPOINTS_MOST})
    row = HookEndpoint.objects.create(org_id=org_id, url=address, events=wanted, secret=new_secret(), made_at=at)
    return NewEndpoint(row.pk, address, row.secret)


def _events(events: Sequence[str]) -> list[str]:
    known = [one.value for one in HookEvent if one is not HookEvent.PING]
    if not set(events) <= {*known, HookEvent.PING.value}:
        raise BadInput(_("有不认识的事件，请对照接口文档。"), field="events")
    return [one for one in known if one in events] or known


@transaction.atomic
def endpoint_secret_change(*, org_id: UUID, endpoint_id: UUID, at: datetime) -> NewEndpoint:
    """Give an address a new secret; for a day both sign."""
    row = _own(org_id, endpoint_id)
    row.secret_before, row.before_until, row.secret = row.secret, at + OVERLAP, new_secret()
    row.save(update_fields=["secret", "secret_before", "before_until"])
    return NewEndpoint(row.pk, row.url, row.secret)


@transaction.atomic
def endpoint_remove(*, org_id: UUID, endpoint_id: UUID) -> None:
    """Take an address out, with what was still on its way to it."""
    _own(org_id, endpoint_id).delete()


def _own(org_id: UUID, endpoint_id: UUID) -> HookEndpoint:
    row = HookEndpoint.objects.select_for_update(of=("self",)).filter(pk=endpoint_id, org_id=org_id).first()
    if row is None:
        raise NotFound(_("没有这个推送地址。"))
    return row


@transaction.atomic
def hook_tell(*, org_id: UUID, event: HookEvent, data: Mapping[str, Any], key: str, at: datetime) -> UUID | None:
    """Send news to an organisation's addresses, once per key; telling again changes nothing.

    Args:
        data: numbers, states and sentences; never a name, a number or a diagnosis of a person.

    Returns:
        The message, or None when it was told before.
    """
    row = HookMessage(org_id=org_id, type=event.value, key=key, data=dict(data), at=at)
    assert len(body_of(row)) <= BODY_BYTES_MOST, "news are small"
    if not insert(row, skip_known=True):
        return None
    ends = [
        one
        for one in HookEndpoint.objects.filter(org_id=org_id, active=True)
        if event is HookEvent.PING or event.value in one.events
    ]
    HookDelivery.objects.bulk_create([HookDelivery(message=row, endpoint=one, next_at=at) for one in ends])
    for one in ends:
        defer(hooks_job, lock=f"hook:{one.pk}", endpoint_id=str(one.pk))
    return row.pk


@transaction.atomic
def delivery_replay(*, org_id: UUID, delivery_id: UUID, at: datetime) -> None:
    """Send the same news once more, under the same id, because the receiver asked for it."""
    row = (
        HookDelivery.objects.select_for_update(of=("self",))
        .filter(pk=delivery_id, message__org_id=org_id)
        .select_related("endpoint")
        .first()
    )
    if row is None:
        raise NotFound(_("没有这条推送。"))
    if not row.endpoint.active or row.replays >= _REPLAYS_MOST:
        raise Refused(_("这个推送地址已停用，请先重新启用。"))
    row.state, row.attempts, row.next_at, row.replays = DeliveryState.WAITING.value, 0, at, row.replays + 1
    row.save(update_fields=["state", "attempts", "next_at", "replays"])
    defer(hooks_job, lock=f"hook:{row.endpoint_id}", endpoint_id=str(row.endpoint_id))


def hooks_deliver(*, endpoint_id: UUID, at: datetime, most: int = 20, look: LookUp = look_up) -> int:
    """Send what is due to one address. Returns how many were delivered.

    A try is leased before it is made, outside any transaction: a process that is killed leaves it to the next.
    """
    endpoint = HookEndpoint.objects.filter(pk=endpoint_id, active=True).first()
    if endpoint is None:
        return 0
    private, sent = private_allowed(endpoint.org_id), 0
    due = HookDelivery.objects.filter(endpoint=endpoint, state=DeliveryState.WAITING.value, next_at__lte=at)
    for row in due.select_related("message").order_by("next_at")[:most]:
        if due.filter(pk=row.pk, attempts=row.attempts).update(next_at=at + LEASE, attempts=row.attempts + 1):
            made = _try(endpoint, row.message, private=private, look=look)
            sent += made.good
            _keep(row.pk, endpoint, made, now())
    return sent


def body_of(message: HookMessage) -> bytes:
    """What is sent: the same bytes each time, because the signature is over them."""
    told = {"type": message.type, "timestamp": local(message.at).isoformat(timespec="seconds"), "data": message.data}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _try(endpoint: HookEndpoint, message: HookMessage, *, private: bool, look: LookUp) -> Posted:
    body, moment = body_of(message), now()
    keys = [endpoint.secret]
    if endpoint.secret_before and endpoint.before_until and endpoint.before_until > moment:
        keys.append(endpoint.secret_before)
    signed = headers(keys, f"msg_{message.pk.hex}", int(moment.timestamp()), body)
    return post(
        endpoint.url,
        headers={"Content-Type": "application/json", "User-Agent": "Anxin-Webhooks/1", **signed},
        body=body,
        private=private,
        look=look,
    )


@transaction.atomic
def _keep(delivery_id: UUID, endpoint: HookEndpoint, made: Posted, at: datetime) -> None:
    row = HookDelivery.objects.select_for_update().filter(pk=delivery_id).first()
    if row is None:
        return
    HookAttempt.objects.create(
        delivery=row, at=at, status=made.status, milliseconds=made.milliseconds, problem=made.problem
    )
    if made.good:
        row.state, row.done_at = DeliveryState.SENT.value, at
    elif row.attempts >= len(SCHEDULE) or made.status == _GONE:
        row.state, row.done_at = DeliveryState.FAILED.value, at
        gone = _("对方答复 410，不再接收。") if made.status == _GONE else _("连续十次没有送达。")
        HookEndpoint.objects.filter(pk=endpoint.pk).update(active=False, problem=gone)
    else:
        row.next_at = at + SCHEDULE[row.attempts]
    row.save(update_fields=["state", "done_at", "next_at"])
    if row.state == DeliveryState.WAITING.value and SCHEDULE[row.attempts] <= timedelta(minutes=1):
        defer(hooks_job, lock=f"hook:{endpoint.pk}", after=SCHEDULE[row.attempts], endpoint_id=str(endpoint.pk))
