"""Text as people type it, and text as a stranger may see it."""

import re
import unicodedata
from typing import Final

from anxin.kit.errors import BadInput

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
_STARS_MOST: Final = 5
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def fold(text: str) -> str:
    """One spelling for what looks the same: NFKC, no invisible or control characters, trimmed.

    Direction overrides are dropped because they make a file or a name read as something else.
    """
    return _seen(unicodedata.normalize("NFKC", _storable(text)))


def tidy(text: str) -> str:
    """Prose as it was typed, with its Chinese punctuation, without invisible or control characters, trimmed."""
    return _seen(unicodedata.normalize("NFC", _storable(text)))


def _storable(text: str) -> str:
    """Without half characters, which no encoding can hold."""
    return text if text.isprintable() else text.encode("utf-8", "ignore").decode()


def _seen(text: str) -> str:
    if text.isprintable():  # most texts: nothing hidden in them, so nothing to look for
        return text.strip()
    return _CONTROL.sub("", _INVISIBLE.sub("", text)).strip()


def line(text: str, *, most: int, label: str) -> str:
    """A folded single line of at most ``most`` characters.

    Raises:
        BadInput: naming the field, when it is longer.
    """
    folded = " ".join(fold(text).split())
    if len(folded) > most:
        raise BadInput(f"{label}太长，请写在 {most} 个字以内。")
    return folded


def paragraph(text: str, *, most: int, label: str) -> str:
    """Prose of at most ``most`` characters: line breaks and Chinese punctuation stay as they were typed.

    Raises:
        BadInput: naming the field, when it is longer.
    """
    prose = tidy(text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(prose) > most:
        raise BadInput(f"{label}太长，请写在 {most} 个字以内。")
    return prose


def has_nul(text: str) -> bool:
    """PostgreSQL cannot store NUL; nothing a person types holds one."""
    return "\x00" in text


def mask_name(name: str) -> str:
    """``赵试骑 -> 赵**``. A long name does not show how long it is."""
    return name[:1] + "*" * min(max(len(name) - 1, 1), _STARS_MOST) if name else ""


def mask_id(number: str) -> str:
    """``11010519491231002X -> 110105********002X``."""
    return number[:6] + "*" * (len(number) - 10) + number[-4:] if len(number) > 10 else "*" * len(number)


def mask_phone(number: str) -> str:
    """``13900000001 -> 139****0001``."""
    return number[:3] + "*" * (len(number) - 7) + number[-4:] if len(number) > 7 else "*" * len(number)


def mask_account(number: str) -> str:
    """``6222020000001234567 -> **** 4567``."""
    return "**** " + number[-4:] if len(number) > 4 else "****"
