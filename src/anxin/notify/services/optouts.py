"""Wanting to hear no more about a topic (退订): one tap, from a page or from a link that needs no log-in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from anxin.kit.errors import NotFound
from anxin.notify.models import OptOut
from anxin.notify.types import Recipient

_SALT: Final = "notify.optout"


def opt_out(*, worker_id: UUID, topic: str, at: datetime) -> None:
    """Tell the worker no more about the topic. Doing it twice changes nothing."""
    OptOut.objects.bulk_create([OptOut(worker_id=worker_id, topic=topic, at=at)], ignore_conflicts=True)


def opt_in(*, worker_id: UUID, topic: str) -> None:
    """Tell the worker again."""
    OptOut.objects.filter(worker_id=worker_id, topic=topic).delete()


def opt_out_token(worker_id: UUID, topic: str) -> str:
    """What a link to leave a topic carries. It can do nothing else and names nobody in clear to those who lack the
    database."""
    return signing.dumps([worker_id.hex, topic], salt=_SALT)


def opt_out_read(token: str) -> tuple[UUID, str]:
    """Whose link it is, and about what.

    Raises:
        NotFound: the link was changed or cut off.
    """
    try:
        worker, topic = signing.loads(token, salt=_SALT)
        return UUID(worker), str(topic)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotFound(_("这个退订链接不完整，请从消息里重新点一次。")) from error


def wanting(recipients: Iterable[Recipient], topic: str) -> list[Recipient]:
    """The recipients who have not left the topic."""
    everybody = list(recipients)
    if not topic:
        return everybody
    ids = [each.worker_id for each in everybody if each.worker_id]
    left = set(OptOut.objects.filter(topic=topic, worker_id__in=ids).values_list("worker_id", flat=True))
    return [each for each in everybody if each.worker_id not in left]
