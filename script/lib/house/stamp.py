"""Remembering what was done, so that the second run does nothing: a digest of what went in."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(files: Iterable[Path], *words: str) -> str:
    """A digest of the contents of files and of some words."""
    sum_ = hashlib.sha256()
    for word in words:
        sum_.update(word.encode() + b"\0")
    for file in files:
        sum_.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return sum_.hexdigest()


def listing(folders: Iterable[Path], patterns: Iterable[str]) -> str:
    """A digest of names, sizes and times of the files under folders: quick, and good enough to see a change."""
    sum_ = hashlib.sha256()
    for folder in folders:
        found = (path for pattern in patterns for path in folder.glob(pattern))
        for path in sorted(found):
            if path.is_file():
                state = path.stat()
                sum_.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\0".encode())
    return sum_.hexdigest()


def matches(stamp: Path, text: str) -> bool:
    """Was exactly this done?"""
    try:
        return stamp.read_text(encoding="ascii") == text
    except OSError:
        return False


def put(stamp: Path, text: str) -> None:
    """Remember that this was done."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(text, encoding="ascii")
