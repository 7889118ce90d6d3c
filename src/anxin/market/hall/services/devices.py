"""Kiosks (自助一体机): set up once by staff, known by a secret in their browser, retired when they are lost."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotFound
from anxin.kit.text import line
from anxin.market.hall.access import market_of
from anxin.market.hall.models import Device
from anxin.market.hall.types import DeviceView
from anxin.market.hall.views import device_view

_SEEN_STEP: Final = timedelta(minutes=5)
"""A machine is noted as seen no oftener than this, so that looking writes little."""


@transaction.atomic
def device_add(*, name: str, actor: Actor, at: datetime, place: str = "", org_id: UUID | None = None) -> str:
    """Enter a machine (登记一体机). Returns its secret, shown once.

    Args:
        place: a named place of the city where it stands; distances are counted from there.
        org_id: the market; for the product itself, which works in none. Staff have their own.
    """
    label = line(name, most=40, label="名称")
    if not label:
        raise BadInput("请填写一体机名称，例如“大门口 1 号机”。", field="name")
    home = org_id if actor.is_system and org_id else market_of(actor)
    secret = secrets.token_urlsafe(24)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"hall-device:{home}"])
    short = f"K{Device.objects.filter(org_id=home).count() + 1}"
    Device.objects.create(org_id=home, name=label, short=short, place=place, secret_hash=_hash(secret), made_at=at)
    return secret


def device_retire(*, device_id: UUID, actor: Actor, at: datetime) -> None:
    """Take a machine out of service at once (停用一体机)."""
    if not Device.objects.filter(pk=device_id, org_id=market_of(actor), retired_at=None).update(retired_at=at):
        raise NotFound("没有找到这台一体机，可能已经停用，请刷新页面。")


def device_seen(*, secret: str, at: datetime) -> DeviceView | None:
    """The machine a secret belongs to, while it is in service."""
    row = Device.objects.filter(secret_hash=_hash(secret), retired_at=None).first()
    if row is None:
        return None
    if row.seen_at is None or row.seen_at < at - _SEEN_STEP:
        Device.objects.filter(pk=row.pk).update(seen_at=at)
    return device_view(row)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
