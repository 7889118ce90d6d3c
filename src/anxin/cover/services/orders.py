"""Orders in (接单数据接收): each line gets its own answer, and a bad line never costs a good one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cover.services.keeping import batch_place
from anxin.cover.services.merging import batch_read
from anxin.cover.types import LineAnswer, OrderLine, Source
from anxin.identity.types import Actor, Role
from anxin.kit.errors import BadInput, NotAllowed

LINES_MAX: Final = 10_000
"""Lines of one batch; a larger file goes in pieces (a technical limit)."""


def orders_take(
    *,
    platform_id: UUID,
    lines: Sequence[OrderLine],
    actor: Actor,
    at: datetime,
    source: Source = Source.API,
) -> list[LineAnswer]:
    """Take a batch of orders from a platform and answer each line.

    The same order again is harmless; a value filled in later (picked up, finished) is progress; a changed value
    is a correction whose former form is kept. What cannot be an order is set aside with its reason. Writers of one
    platform queue behind an advisory lock: without it, two senders of the same batch would each think the order new.

    When it returns, everything is committed or will be with the caller's transaction. What cannot be placed because
    a part of the store is away is kept, and its lines are answered as ``kept``; :func:`kept_merge` catches up.

    Args:
        platform_id: whose orders these are; the actor must hold a post there, or be the system.
        at: when the batch reached us. It becomes ``declared_at``, which no platform can choose.

    Raises:
        NotAllowed: the actor does not act for this platform.
        BadInput: more than ``LINES_MAX`` lines.
    """
    check_sender(actor, platform_id)
    if len(lines) > LINES_MAX:
        raise BadInput(_("一批最多 %(most)s 行，请分批发送。") % {"most": LINES_MAX})
    batch = batch_read(lines, platform_id=platform_id, at=at)
    answers = batch_place(batch, actor=actor, at=at, source=source)
    return sorted(answers, key=attrgetter("line"))


def check_sender(actor: Actor, platform_id: UUID) -> None:
    """Refuse anyone who does not act for this platform."""
    if actor.is_system or platform_id in actor.orgs(Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER):
        return
    raise NotAllowed(_("只能发送本平台的订单。"))
