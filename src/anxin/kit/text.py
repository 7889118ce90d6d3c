"""Text as people type it, and text as a stranger may see it."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anxin.kit.errors import BadInput, noted

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
_STARS_MOST: Final = 5
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def fold(text: str) -> str:
    """One spelling for what looks the same: NFKC, no invisible or control characters, trimmed.

    Direction overrides are dropped because they make a file or a name read as something else.
    """
    return unicodedata.normalize("NFKC", _seen(text)).strip()


def tidy(text: str) -> str:
    """Prose as it was typed, with its Chinese punctuation, without invisible or control characters, trimmed."""
    return unicodedata.normalize("NFC", _seen(text)).strip()


def _seen(text: str) -> str:
    """Without half characters, which no encoding can hold, and without what nobody sees."""
    if text.isprintable():  # most texts: nothing hidden in them, so nothing to look for
        return text
    return _CONTROL.sub("", _INVISIBLE.sub("", text.encode("utf-8", "ignore").decode()))


def line(text: str, *, most: int, label: str) -> str:
    """A name, a number or a code on one line, folded so that the same one is never kept twice. Not for sentences.

    Raises:
        BadInput: naming the field, when it is longer than ``most`` characters.
    """
    return _within(" ".join(fold(text).split()), most=most, label=label)


def sentence(text: str, *, most: int, label: str) -> str:
    """One line of prose, such as a reason or a place: Chinese punctuation stays as it was typed.

    Raises:
        BadInput: naming the field, when it is longer than ``most`` characters.
    """
    return _within(" ".join(tidy(text).split()), most=most, label=label)


def paragraph(text: str, *, most: int, label: str) -> str:
    """Prose over several lines: line breaks and Chinese punctuation stay as they were typed.

    Raises:
        BadInput: naming the field, when it is longer than ``most`` characters.
    """
    return _within(tidy(text.replace("\r\n", "\n").replace("\r", "\n")), most=most, label=label)


def _within(text: str, *, most: int, label: str) -> str:
    if len(text) > most:
        raise BadInput(noted("%(label)s太长，请写在 %(most)s 个字以内。") % {"label": label, "most": most})
    return text


def one_after_another(sentences: Iterable[object]) -> str:
    """Sentences as one text; English wants a space between them."""
    return (" " if get_language() == "en" else "").join(map(str, sentences))


def listed(names: Iterable[object]) -> str:
    """``甲、乙``, or ``A, B`` where the page speaks English."""
    return _("、").join(map(str, names))


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
