"""Whose worker somebody is: a platform names only people whose orders it has sent."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anxin.api.auth import Sender
from anxin.cover.selectors import cover_at
from anxin.identity.numbers import is_test_number
from anxin.identity.selectors import worker_by_id_number
from anxin.identity.types import WorkerView
from anxin.kit.errors import BadInput


def own_worker(sender: Sender, number: str, at: datetime) -> WorkerView:
    """The worker, if this platform has ever sent an order of theirs.

    Somebody unknown and somebody else's worker are answered alike, so that nobody can ask who is registered.

    Raises:
        BadInput: neither.
    """
    worker = worker_by_id_number(number) if is_test_number(number) == sender.test else None
    cover = cover_at(worker_id=worker.id, at=at, platform_id=sender.org_id) if worker else None
    if worker is None or cover is None or not (cover.orders or cover.nearest):
        raise BadInput(
            _("没有找到这位劳动者在贵平台的订单。请核对证件号码；如果是第一单，请先发送订单再试。"), field="worker"
        )
    return worker
