"""Originals and previews on disk: written once, sealed, found by hash.

``files/ab/cd/<sha256>`` holds an original, ``previews/ab/cd/<sha256>/<page>.jpg`` its re-encoded pages. A file is
complete on disk before its row commits; a file without a row is an orphan, and the sweep removes it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Final

from django.conf import settings

from anxin.kit.crypto import CannotOpen, keyring

_PURPOSE: Final = "documents.file"


class FileDamaged(Exception):
    """The bytes on disk are not the bytes that were stored, or are gone."""


def digest(content: bytes) -> str:
    """The name of a content."""
    return sha256(content).hexdigest()


def write(content: bytes, name: str) -> None:
    """Put an original in its place; writing it again changes nothing but its age."""
    path = _path(name)
    if path.exists():
        os.utime(path)  # keeps the sweep away until the row of the second upload has committed
        return
    _write_atomically(path, keyring().seal_bytes(content, purpose=_PURPOSE))


def read(name: str) -> bytes:
    """The plain content of an original.

    Raises:
        FileDamaged: when it is gone, was changed, or its key is lost.
    """
    try:
        content = keyring().open_bytes(_path(name).read_bytes(), purpose=_PURPOSE)
    except (OSError, CannotOpen) as error:
        raise FileDamaged(name) from error
    if digest(content) != name:
        raise FileDamaged(name)
    return content


def previews_write(name: str, pages: Sequence[bytes]) -> None:
    """Put the preview pages (JPEG) of an original beside it."""
    for number, page in enumerate(pages):
        _write_atomically(_preview(name, number), keyring().seal_bytes(page, purpose=_PURPOSE))


def preview_read(name: str, number: int) -> bytes | None:
    """One preview page, or nothing when there is none yet."""
    try:
        return keyring().open_bytes(_preview(name, number).read_bytes(), purpose=_PURPOSE)
    except (OSError, CannotOpen):
        return None


def remove(names: Iterable[str]) -> None:
    """Remove originals and their previews; what is already gone is fine."""
    for name in names:
        _path(name).unlink(missing_ok=True)
        rmtree(_preview(name, 0).parent, ignore_errors=True)


def sweep(*, before: datetime, known: Callable[[list[str]], set[str]]) -> int:
    """Remove originals and previews older than ``before`` that no row knows, and broken-off writes.

    Args:
        known: which of the given names have a row.

    Returns:
        How many were removed.
    """
    removed = 0
    for batch in _batches(_old(before), 500):
        rows = known([path.name for path in batch if not path.name.startswith(".")])
        for path in batch:
            if path.name not in rows and path.stat().st_mtime < before.timestamp():
                rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
                removed += 1
    return removed


def _old(before: datetime) -> Iterator[Path]:
    for folder in ("files", "previews"):
        for path in _root(folder).glob("??/??/*"):
            if path.stat().st_mtime < before.timestamp():
                yield path


def _batches(paths: Iterator[Path], size: int) -> Iterator[list[Path]]:
    batch: list[Path] = []
    for path in paths:
        batch.append(path)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _root(folder: str) -> Path:
    return Path(settings.ANXIN_DATA) / folder


def _path(name: str) -> Path:
    return _root("files") / name[:2] / name[2:4] / name


def _preview(name: str, number: int) -> Path:
    return _root("previews") / name[:2] / name[2:4] / name / f"{number}.jpg"


def _write_atomically(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
