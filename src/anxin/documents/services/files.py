"""Storing originals."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from anxin.documents import storage
from anxin.documents.models import StoredFile
from anxin.documents.reading.base import Limits, NotReadable
from anxin.documents.reading.sniff import media_type
from anxin.documents.types import FileRef
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput
from anxin.kit.statements import insert

_ORPHAN_AGE: Final = timedelta(hours=24)


def limits() -> Limits:
    """The reading limits of this installation."""
    return Limits(bytes_max=settings.ANXIN_UPLOAD_BYTES_MAX, pages_max=settings.ANXIN_UPLOAD_PAGES_MAX)


def file_store(*, name: str, content: bytes, actor: Actor, at: datetime) -> FileRef:
    """Keep an original (原件), once for equal contents. It is on disk before its row commits.

    Args:
        name: what the uploader called it; it decides nothing.

    Raises:
        BadInput: when it is empty, too large or of no kind that we read, with a sentence that says what to do.
    """
    try:
        kind = media_type(content, limits())
    except NotReadable as refusal:
        raise BadInput(refusal.sentence, field="file") from refusal
    digest = storage.digest(content)
    storage.write(content, digest)
    row = StoredFile(sha256=digest, media_type=kind, size_bytes=len(content), stored_at=at)
    if not insert(row, skip_known=True):
        row = StoredFile.objects.get(sha256=digest)
    return FileRef(id=row.pk, sha256=row.sha256, media_type=row.media_type, size=row.size_bytes)


def files_sweep(*, at: datetime) -> int:
    """Remove files on disk that never got a row (a process was killed in between). Returns how many."""

    def known(names: list[str]) -> set[str]:
        return set(StoredFile.objects.filter(sha256__in=names).values_list("sha256", flat=True))

    return storage.sweep(before=at - _ORPHAN_AGE, known=known)
