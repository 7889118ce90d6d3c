"""Answering a repeated request as the first time (Idempotency-Key)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.api.models import KeptAnswer
from anxin.kit.errors import BadInput

KEY_MAX: Final = 100


class KeyReused(BadInput):
    """One Idempotency-Key for two different requests."""


@transaction.atomic
def answer_once(
    *, org_id: UUID, key: str, request: bytes, at: datetime, act: Callable[[], tuple[int, dict[str, Any]]]
) -> tuple[int, dict[str, Any]]:
    """Run ``act`` for the first request with a key and give its answer to every repeat of it.

    The answer is kept in the transaction of the act: a crash leaves neither. Two at once wait for each other.

    Args:
        request: everything that makes the request what it is: method, path, body.

    Raises:
        BadInput: no key. KeyReused: the key came with another request before.
    """
    if not key or len(key) > KEY_MAX:
        raise BadInput(_("请带上 Idempotency-Key（1 到 100 个字符），重试时用同一个。"))
    row = KeptAnswer(org_id=org_id, idempotency_key=key, request_digest=hashlib.sha256(request).hexdigest(), at=at)
    KeptAnswer.objects.bulk_create([row], ignore_conflicts=True)
    kept = KeptAnswer.objects.get(org_id=org_id, idempotency_key=key)
    if kept.request_digest != row.request_digest:
        raise KeyReused(_("这个 Idempotency-Key 已经用在另一个请求上，请为新请求换一个。"))
    if kept.status:
        return kept.status, kept.answer
    status, answer = act()
    KeptAnswer.objects.filter(pk=kept.pk).update(status=status, answer=answer)
    return status, answer
