"""The list of what is in a backup, and whether it still is."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from anxin.kit.crypto import blind

NAME = "manifest.json"
DUMP = "database.dump"
FOLDERS = ("files", "previews", "catalogue", "archive")
"""What of the data folder is copied: papers, their pictures, imported lists, archived days.

The simulated bank's books are not: a restore does not turn back a bank.
"""
LAYOUT = 1
_CHUNK = 1024 * 1024


class BadBackup(Exception):
    """A backup that cannot be relied on. Carries a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: what it must look like."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Args:
        made_at: ISO moment, UTC.
        keys: a keyed digest; the same only under the same secrets file.
        migrations: how many migrations the database had.
        server: PostgreSQL's version number.
    """

    layout: int
    made_at: str
    version: str
    server: int
    migrations: int
    keys: str
    entries: dict[str, Entry]

    def write(self, folder: Path) -> None:
        """Put it beside what it lists."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        (folder / NAME).write_text(f"{text}\n", encoding="utf-8")


def keys_mark() -> str:
    """A text that is the same only under the same secrets."""
    return blind("anxin backup", purpose="backup.keys")[:32] + settings.ANXIN_FIELD_CIPHER


def entry(path: Path) -> Entry:
    """The digest and the size of a file."""
    sum_ = hashlib.sha256()
    size = 0
    with path.open("rb") as content:
        while chunk := content.read(_CHUNK):
            sum_.update(chunk)
            size += len(chunk)
    return Entry(sum_.hexdigest(), size)


def read(folder: Path) -> Manifest:
    """The manifest of a backup.

    Raises:
        BadBackup: there is none, or it is not ours.
    """
    try:
        held = json.loads((folder / NAME).read_text(encoding="utf-8"))
        entries = {name: Entry(**each) for name, each in held.pop("entries").items()}
        manifest = Manifest(**held, entries=entries)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadBackup(f"{folder} 里没有可用的备份清单（{NAME}）。请核对目录。") from error
    if manifest.layout != LAYOUT:
        raise BadBackup(f"备份的格式是 {manifest.layout}，本版本只认识 {LAYOUT}。请用做备份的版本恢复。")
    return manifest


def verify(folder: Path) -> Manifest:
    """Read every file again and compare.

    Raises:
        BadBackup: a file is missing, changed or too many; the sentence names it.
    """
    manifest = read(folder)
    for name, expected in manifest.entries.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            raise BadBackup(f"备份不完整：缺少 {name}。请换一份备份。")
        if entry(path) != expected:
            raise BadBackup(f"备份已损坏：{name} 与清单不符。请换一份备份。")
    if DUMP not in manifest.entries:
        raise BadBackup(f"备份不完整：清单里没有 {DUMP}。请换一份备份。")
    return manifest
