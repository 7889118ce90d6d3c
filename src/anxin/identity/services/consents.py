"""Consents (知情同意): which wording, when, on what device; taken back as easily as given (PIPL art. 15)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anxin.identity.consent_texts import consent_text
from anxin.identity.events import ConsentWithdrawn
from anxin.identity.models import Consent
from anxin.identity.types import Actor, ConsentView
from anxin.identity.views import consent_view
from anxin.kit.errors import NotAllowed, NotFound, Refused
from anxin.kit.events import emit

DEVICE_LENGTH_MOST = 200


@transaction.atomic
def consent_give(
    *, worker_id: UUID, key: str, version: str, sha256: str, actor: Actor, at: datetime, device: str = ""
) -> ConsentView:
    """Note that a worker agreed to a text. Agreeing twice is agreeing once.

    Args:
        sha256: digest of the text that was on the page; it must still be the shipped one.
        device: the browser's own name for itself.

    Raises:
        NotAllowed: somebody else than the worker. Refused: the text has changed meanwhile.
    """
    if actor.worker_id != worker_id:
        raise NotAllowed(_("只有本人可以签署知情同意。"))
    text = consent_text(key, version)
    if text.sha256 != sha256:
        raise Refused(_("告知书的内容已更新，请重新阅读后再同意。"))
    standing = {"worker_id": worker_id, "key": key, "version": version, "withdrawn_at": None}
    row = Consent(
        worker_id=worker_id,
        key=key,
        version=version,
        title=text.title,
        sha256=sha256,
        given_at=at,
        device=device[:DEVICE_LENGTH_MOST],
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row = Consent.objects.get(**standing)
    return consent_view(row)


@transaction.atomic
def consent_withdraw(*, consent_id: UUID, actor: Actor, at: datetime) -> ConsentView:
    """Take a consent back. What was done before stays lawful; the event stops what still rests on it.

    Raises:
        NotFound: no such consent of this worker.
    """
    mine = Consent.objects.select_for_update().filter(pk=consent_id)
    row = mine.filter(worker_id=actor.worker_id).first() if actor.worker_id else None
    if row is None:
        raise NotFound(_("没有找到这份同意书，请刷新页面再看。"))
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        emit(ConsentWithdrawn(worker_id=row.worker_id, key=row.key, version=row.version, at=at))
    return consent_view(row)
