"""Words in an address: what people search for is often a name or a number, and addresses end up in logs, histories and
other people's screenshots. There such words stand sealed; the page opens them again."""

from __future__ import annotations

from typing import Final

from anxin.kit.crypto import CannotOpen, keyring

MARK: Final = "~"
_PURPOSE: Final = "address.words"


def words_sealed(words: str) -> str:
    """Typed words as an address may hold them: nothing stays nothing, everything else begins with ``~``."""
    return MARK + keyring().seal(words, purpose=_PURPOSE).hex() if words else ""


def words_opened(text: str) -> str:
    """What :func:`words_sealed` made, opened; plain words as they are; nothing for what is broken."""
    if not text.startswith(MARK):
        return text
    try:
        return keyring().open(bytes.fromhex(text[len(MARK) :]), purpose=_PURPOSE)
    except (ValueError, CannotOpen):
        return ""
