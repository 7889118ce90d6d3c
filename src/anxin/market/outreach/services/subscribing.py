"""Subscribing (订阅找活提醒)."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.market.jobs.hours import ALL_SHIFTS
from anxin.market.jobs.places import city
from anxin.market.jobs.trades import TRADES_MOST, trade
from anxin.market.outreach.models import Subscription
from anxin.market.outreach.types import TOPIC, WAYS, SubscriptionIn
from anxin.notify.services import opt_in

SUBSCRIPTIONS_MOST: Final = 5
_HOUR_FEN_BELIEVED: Final = 100_000


def subscription_save(*, wanted: SubscriptionIn, actor: Actor, at: datetime) -> UUID:
    """Subscribe. Who had left the topic hears again.

    Raises:
        BadInput: no trade, or a value that cannot be right. Refused: five subscriptions are enough.
    """
    worker_id = _worker_id(actor)
    if not wanted.trades or len(wanted.trades) > TRADES_MOST:
        raise BadInput(_("请选 1 至 %(most)s 个工种。") % {"most": TRADES_MOST}, field="trades")
    for code in wanted.trades:
        trade(code)
    if not set(wanted.districts) <= city().districts.keys() or not set(wanted.ways) <= WAYS.keys():
        raise BadInput("请从列表里选。", field="districts")
    if not 0 <= wanted.pay_hour_fen <= _HOUR_FEN_BELIEVED:
        raise BadInput("最低工钱不对，请重新填写。", field="pay")
    if Subscription.objects.filter(worker_id=worker_id).count() >= SUBSCRIPTIONS_MOST:
        raise Refused(_("最多订 %(most)s 个提醒，请先退订一个。") % {"most": SUBSCRIPTIONS_MOST})
    row = Subscription.objects.create(
        worker_id=worker_id,
        trades=list(wanted.trades),
        districts=list(wanted.districts),
        pay_hour_fen=wanted.pay_hour_fen,
        shifts=wanted.shifts & ALL_SHIFTS or ALL_SHIFTS,
        pace=wanted.pace.value,
        ways=list(wanted.ways),
        made_at=at,
    )
    opt_in(worker_id=worker_id, topic=TOPIC)
    return row.pk


def subscription_end(*, subscription_id: UUID, actor: Actor) -> None:
    """Unsubscribe, in one tap (退订)."""
    deleted, _rows = Subscription.objects.filter(pk=subscription_id, worker_id=_worker_id(actor)).delete()
    if not deleted:
        raise NotFound("没有找到这个提醒，可能已经退订。")


def _worker_id(actor: Actor) -> UUID:
    if actor.worker_id is None:
        raise NotFound("请先用手机号登录。")
    return actor.worker_id
